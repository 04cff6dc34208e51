"""Who people are to the platform. No value of a person stands here in clear: those are sealed."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
)

from tallystick_node.storage.schema import Json, Moment, Row, metadata

__all__ = [
    "challenges",
    "checks",
    "codes",
    "consents",
    "documents",
    "evidence",
    "person_wallets",
    "persons",
]

persons = Table(
    "persons",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("kind", String(8), nullable=False),
    Column("state", String(8), nullable=False),
    # The keyed commitment that the chain knows, once the identity number was stated.
    Column("commitment", String(66), unique=True),
    Column("related_to", String(66)),
    # No foreign key: a backup is read back in any order of persons.
    Column("representative", String(32)),
    Column("registered_at", Moment, nullable=False),
    Column("erased_at", Moment),
    # In which language they get messages; null for the node's.
    Column("language", String(8)),
)

person_wallets = Table(
    "person_wallets",
    metadata,
    Column("wallet", String(42), primary_key=True),
    Column("person", ForeignKey("persons.id"), nullable=False),
    Column("place", Integer, nullable=False),
    Column("bound_at", Moment, nullable=False),
    UniqueConstraint("person", "place"),
)

# What was stated about a field, and everything that was found about that statement since.
evidence = Table(
    "evidence",
    metadata,
    Column("id", Row, primary_key=True),
    Column("person", ForeignKey("persons.id"), nullable=False),
    Column("field", String(32), nullable=False),
    # The row with the value; null where this is it.
    Column("about", ForeignKey("evidence.id")),
    Column("verdict", String(16), nullable=False),
    Column("method", String(32), nullable=False),
    Column("verifier", String(64), nullable=False),
    Column("reference", String(128)),
    Column("at", Moment, nullable=False),
    Column("expires_on", Date),
    Index(None, "person", "field", "id"),
)

documents = Table(
    "documents",
    metadata,
    Column("id", Row, primary_key=True),
    Column("person", ForeignKey("persons.id"), nullable=False),
    Column("kind", String(32), nullable=False),
    Column("media_type", String(32), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("mark", String(64), nullable=False),
    Column("uploaded_at", Moment, nullable=False),
    UniqueConstraint("person", "mark"),
)

codes = Table(
    "codes",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("number_mark", String(64), nullable=False),
    Column("code_mark", String(64), nullable=False),
    # The keyed mark of who asked for it, and alone may give it back.
    Column("asker", String(64)),
    Column("sent_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("used_at", Moment),
    Index(None, "number_mark", "sent_at"),
    Index(None, "asker", "sent_at"),
    Index(None, "expires_at"),
)

challenges = Table(
    "challenges",
    metadata,
    Column("nonce", String(64), primary_key=True),
    Column("person", ForeignKey("persons.id"), nullable=False, index=True),
    Column("purpose", String(16), nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False, index=True),
    Column("used_at", Moment),
)

checks = Table(
    "checks",
    metadata,
    Column("id", Row, primary_key=True),
    Column("person", ForeignKey("persons.id"), nullable=False),
    Column("kind", String(32), nullable=False),
    Column("provider", String(32), nullable=False),
    Column("passed", Boolean, nullable=False),
    Column("codes", Json, nullable=False),
    Column("reference", String(128)),
    Column("consent", BigInteger),
    # The keyed mark of an image: one that was shown before is refused, whoever shows it.
    Column("image", String(64), unique=True),
    Column("at", Moment, nullable=False),
    Index(None, "person", "kind", "id"),
)

consents = Table(
    "consents",
    metadata,
    Column("id", Row, primary_key=True),
    Column("person", ForeignKey("persons.id"), nullable=False, index=True),
    Column("purpose", String(32), nullable=False),
    Column("given_at", Moment, nullable=False),
    Column("withdrawn_at", Moment),
)
