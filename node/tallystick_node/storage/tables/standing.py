"""What follows from what is known of people: screenings, ratings, classes, credentials."""

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
    Text,
    UniqueConstraint,
)

from tallystick_node.storage.schema import Json, Moment, Row, metadata

__all__ = [
    "assessments",
    "care_steps",
    "confirmed_matches",
    "cosignings",
    "credentials",
    "doubles",
    "match_lifts",
    "rating_reviews",
    "ratings",
    "remnants",
    "sanctions_entries",
    "sanctions_lists",
    "screening_votes",
    "screenings",
]

sanctions_lists = Table(
    "sanctions_lists",
    metadata,
    Column("id", Row, primary_key=True),
    Column("publisher", String(32), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("read_on", Date, nullable=False),
    Column("entries", Integer, nullable=False),
    Column("imported_at", Moment, nullable=False),
    Column("imported_by", String(128), nullable=False),
    # What the publisher dates it by; unknown where the files do not say.
    Column("published_at", Moment),
    Index(None, "publisher", "id"),
)

# Listed people are published by their listers; they are nobody's customers.
sanctions_entries = Table(
    "sanctions_entries",
    metadata,
    Column("list", ForeignKey("sanctions_lists.id"), primary_key=True),
    Column("number", String(32), primary_key=True),
    Column("entry", Json, nullable=False),
)

screenings = Table(
    "screenings",
    metadata,
    Column("id", Row, primary_key=True),
    Column("person", ForeignKey("persons.id"), nullable=False),
    Column("list", ForeignKey("sanctions_lists.id"), nullable=False),
    Column("verdict", String(8), nullable=False),
    # How many; which they are is sealed, for the name of a hit is as good as the person's own.
    Column("hits", Integer, nullable=False),
    Column("decision", String(16)),
    Column("at", Moment, nullable=False),
    Column("decided_at", Moment),
    Index(None, "person", "list", "id"),
    Index(None, "verdict", "decision"),
)

screening_votes = Table(
    "screening_votes",
    metadata,
    Column("screening", ForeignKey("screenings.id"), primary_key=True),
    Column("staff", String(128), primary_key=True),
    Column("same_person", Boolean, nullable=False),
    Column("at", Moment, nullable=False),
)

# That somebody is a listed person, as two of staff have found: a fact about the person, whatever
# they or the list are called later. Only two others lift it.
confirmed_matches = Table(
    "confirmed_matches",
    metadata,
    Column("id", Row, primary_key=True),
    Column("person", ForeignKey("persons.id"), nullable=False, index=True),
    Column("publisher", String(32), nullable=False),
    Column("at", Moment, nullable=False),
    # Filled while it stands; the database refuses a second one of person and publisher.
    Column("standing", String(65), unique=True),
    Column("lifted_at", Moment),
)

# That somebody gave a number, telephone or wallet which is another registered person's.
doubles = Table(
    "doubles",
    metadata,
    Column("id", Row, primary_key=True),
    Column("person", ForeignKey("persons.id"), nullable=False),
    Column("other", String(32), nullable=False, index=True),
    Column("field", String(32), nullable=False),
    Column("at", Moment, nullable=False),
    Index(None, "person", "at"),
)

# Their reasons are sealed.
match_lifts = Table(
    "match_lifts",
    metadata,
    Column("match", ForeignKey("confirmed_matches.id"), primary_key=True),
    Column("staff", String(42), primary_key=True),
    Column("at", Moment, nullable=False),
)

# What outlives an erasure, found by keyed marks of the number, telephone and wallets of who was
# erased; nobody can be read from it.
remnants = Table(
    "remnants",
    metadata,
    Column("id", Row, primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("mark", String(64), nullable=False),
    # The mark of the identity number, so that a telephone's next owner is not taken for its last.
    Column("number", String(64)),
    Column("details", Json, nullable=False),
    Column("at", Moment, nullable=False),
    # From then on it means nothing any more; never without it.
    Column("until", Moment, index=True),
    Index(None, "mark", "kind"),
)

ratings = Table(
    "ratings",
    metadata,
    Column("id", Row, primary_key=True),
    Column("person", ForeignKey("persons.id"), nullable=False, index=True),
    Column("level", String(8), nullable=False),
    Column("factors", Json, nullable=False),
    Column("at", Moment, nullable=False),
)

# Enhanced due diligence: the file is sealed in the vault, its approver is not who wrote it.
rating_reviews = Table(
    "rating_reviews",
    metadata,
    Column("id", Row, primary_key=True),
    Column("person", ForeignKey("persons.id"), nullable=False, index=True),
    Column("written_by", String(128), nullable=False),
    Column("written_at", Moment, nullable=False),
    Column("decided_by", String(128)),
    Column("decided_at", Moment),
    Column("approved", Boolean),
    Column("expires_on", Date),
)

assessments = Table(
    "assessments",
    metadata,
    Column("id", Row, primary_key=True),
    Column("person", ForeignKey("persons.id"), nullable=False, index=True),
    Column("questionnaire", String(32), nullable=False),
    Column("answers_hash", String(66), nullable=False),
    Column("points", Integer, nullable=False),
    Column("known", Integer, nullable=False),
    Column("passed", Boolean, nullable=False),
    Column("risk_class", Integer, nullable=False),
    Column("taken_at", Moment, nullable=False),
    Column("expires_on", Date, nullable=False),
    Column("wallet", String(42)),
    Column("signature", Text),
    Column("signed_at", Moment),
    Column("warned_at", Moment),
)

care_steps = Table(
    "care_steps",
    metadata,
    Column("id", Row, primary_key=True),
    Column("person", ForeignKey("persons.id"), nullable=False, index=True),
    Column("step", String(16), nullable=False),
    Column("by", String(128), nullable=False),
    Column("understood", Boolean, nullable=False),
    Column("at", Moment, nullable=False),
)

credentials = Table(
    "credentials",
    metadata,
    Column("id", Row, primary_key=True),
    Column("person", ForeignKey("persons.id"), nullable=False, index=True),
    Column("wallet", String(42), nullable=False),
    Column("document", Json, nullable=False),
    Column("request", Json, nullable=False),
    Column("attestations", Json, nullable=False),
    Column("issued_at", BigInteger, nullable=False),
    Column("expiry", BigInteger, nullable=False),
    UniqueConstraint("person", "issued_at"),
)

# What this node has signed for others.
cosignings = Table(
    "cosignings",
    metadata,
    Column("digest", String(66), primary_key=True),
    Column("asker", String(42), nullable=False),
    Column("person", String(66), nullable=False, index=True),
    Column("at", Moment, nullable=False),
)
