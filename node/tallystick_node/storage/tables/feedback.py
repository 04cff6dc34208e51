"""What is said of the platform: surveys of clients, mentions in public, and clocks that ran out."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    ForeignKey,
    Integer,
    String,
    Table,
    UniqueConstraint,
)

from tallystick_node.storage.schema import Json, Moment, Row, metadata

__all__ = [
    "clock_warnings", "feed_imports", "mention_acts", "mentions", "survey_invitations",
    "survey_looks", "watch_keywords",
]  # fmt: skip

# One for each occasion, whatever happens to it. What was written is sealed under the client's key.
survey_invitations = Table(
    "survey_invitations",
    metadata,
    Column("id", Row, primary_key=True),
    Column("person", String(32), nullable=False, index=True),
    Column("occasion", String(16), nullable=False),
    # The number of the ticket, complaint or loan.
    Column("subject", BigInteger, nullable=False),
    # The platform's month of the invitation, as YYYY-MM: by it figures are made.
    Column("month", String(7), nullable=False, index=True),
    Column("invited_at", Moment, nullable=False),
    Column("open_until", Moment, nullable=False),
    Column("answered_at", Moment),
    Column("score", Integer),
    UniqueConstraint("occasion", "subject"),
)

# How far an occasion of the chain was looked at: a block, and the last loan in it.
survey_looks = Table(
    "survey_looks",
    metadata,
    Column("occasion", String(16), primary_key=True),
    Column("block", BigInteger, nullable=False),
    Column("place", BigInteger, nullable=False),
)

watch_keywords = Table(
    "watch_keywords",
    metadata,
    Column("id", Row, primary_key=True),
    Column("phrase", String(100), nullable=False),
    # As it is compared.
    Column("folded", String(200), nullable=False),
    Column("grade", Integer, nullable=False),
    Column("added_at", Moment, nullable=False),
    Column("added_by", String(42), nullable=False),
    Column("retired_at", Moment, index=True),
    Column("retired_by", String(42)),
)

feed_imports = Table(
    "feed_imports",
    metadata,
    Column("id", Row, primary_key=True),
    Column("source", String(64), nullable=False),
    Column("form", String(8), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("imported_at", Moment, nullable=False),
    Column("imported_on", Date, nullable=False),
    Column("imported_by", String(42), nullable=False),
    Column("entries", Integer, nullable=False),
    Column("hits", Integer, nullable=False),
    Column("duplicates", Integer, nullable=False),
)

# What others have published, and a keyword was in. A link or a text counts once.
mentions = Table(
    "mentions",
    metadata,
    Column("id", Row, primary_key=True),
    Column("feed_import", ForeignKey("feed_imports.id"), nullable=False, index=True),
    Column("source", String(64), nullable=False),
    Column("link", String(2000)),
    Column("link_hash", String(64), unique=True),
    Column("content_hash", String(64), nullable=False, unique=True),
    Column("title", String(500), nullable=False),
    Column("excerpt", String(1000), nullable=False),
    Column("published_at", Moment),
    Column("keywords", Json, nullable=False),
    Column("grade", Integer, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Column("respond_by", Moment, nullable=False),
    Column("pack", String(32), nullable=False),
    Column("pack_version", Integer, nullable=False),
    Column("state", String(16), nullable=False, index=True),
    Column("assignee", String(42)),
    Column("responded_at", Moment),
    Column("closed_at", Moment),
)

mention_acts = Table(
    "mention_acts",
    metadata,
    Column("id", Row, primary_key=True),
    Column("mention", ForeignKey("mentions.id"), nullable=False, index=True),
    Column("kind", String(16), nullable=False),
    Column("at", Moment, nullable=False),
    Column("by", String(42), nullable=False),
    Column("words", String(2000), nullable=False),
)

# Each end of a clock is warned of once before, and once after it has passed.
clock_warnings = Table(
    "clock_warnings",
    metadata,
    Column("id", Row, primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("number", BigInteger, nullable=False),
    Column("milestone", String(16), nullable=False),
    Column("sign", String(8), nullable=False),
    Column("due_at", Moment, nullable=False, index=True),
    Column("raised_at", Moment, nullable=False),
    UniqueConstraint("kind", "number", "milestone", "sign"),
)
