"""What is said of the platform: surveys of clients, mentions in public, and clocks that ran out."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from tallystick_node.storage.schema import Json, Moment, Row

revision = "0027"
down_revision = "0026"


def upgrade() -> None:
    """Nobody was asked before, and nothing was watched."""
    _create_surveys()
    _create_feeds()
    _create_mentions()
    op.create_table(
        "clock_warnings",
        sa.Column("id", Row, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("milestone", sa.String(length=16), nullable=False),
        sa.Column("sign", sa.String(length=8), nullable=False),
        sa.Column("due_at", Moment(), nullable=False),
        sa.Column("raised_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clock_warnings")),
        sa.UniqueConstraint(
            "kind", "number", "milestone", "sign",
            name=op.f("uq_clock_warnings_kind_number_milestone_sign"),
        ),
    )  # fmt: skip
    op.create_index(op.f("ix_clock_warnings_due_at"), "clock_warnings", ["due_at"], unique=False)


def _create_surveys() -> None:
    op.create_table(
        "survey_invitations",
        sa.Column("id", Row, nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("occasion", sa.String(length=16), nullable=False),
        sa.Column("subject", sa.BigInteger(), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("invited_at", Moment(), nullable=False),
        sa.Column("open_until", Moment(), nullable=False),
        sa.Column("answered_at", Moment(), nullable=True),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_invitations")),
        sa.UniqueConstraint(
            "occasion", "subject", name=op.f("uq_survey_invitations_occasion_subject")
        ),
    )
    for column in ("month", "person"):
        op.create_index(
            op.f(f"ix_survey_invitations_{column}"), "survey_invitations", [column], unique=False
        )
    op.create_table(
        "survey_looks",
        sa.Column("occasion", sa.String(length=16), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("place", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("occasion", name=op.f("pk_survey_looks")),
    )


def _create_feeds() -> None:
    op.create_table(
        "watch_keywords",
        sa.Column("id", Row, nullable=False),
        sa.Column("phrase", sa.String(length=100), nullable=False),
        sa.Column("folded", sa.String(length=200), nullable=False),
        sa.Column("grade", sa.Integer(), nullable=False),
        sa.Column("added_at", Moment(), nullable=False),
        sa.Column("added_by", sa.String(length=42), nullable=False),
        sa.Column("retired_at", Moment(), nullable=True),
        sa.Column("retired_by", sa.String(length=42), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_watch_keywords")),
    )
    op.create_index(
        op.f("ix_watch_keywords_retired_at"), "watch_keywords", ["retired_at"], unique=False
    )
    op.create_table(
        "feed_imports",
        sa.Column("id", Row, nullable=False),
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("form", sa.String(length=8), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("imported_at", Moment(), nullable=False),
        sa.Column("imported_on", sa.Date(), nullable=False),
        sa.Column("imported_by", sa.String(length=42), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("hits", sa.Integer(), nullable=False),
        sa.Column("duplicates", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feed_imports")),
    )


def _create_mentions() -> None:
    op.create_table(
        "mentions",
        sa.Column("id", Row, nullable=False),
        sa.Column("feed_import", Row, nullable=False),
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("link", sa.String(length=2000), nullable=True),
        sa.Column("link_hash", sa.String(length=64), nullable=True),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("title", sa.String(length=500), nullable=False),
        sa.Column("excerpt", sa.String(length=1000), nullable=False),
        sa.Column("published_at", Moment(), nullable=True),
        sa.Column("keywords", Json(), nullable=False),
        sa.Column("grade", sa.Integer(), nullable=False),
        sa.Column("seen_at", Moment(), nullable=False),
        sa.Column("respond_by", Moment(), nullable=False),
        sa.Column("pack", sa.String(length=32), nullable=False),
        sa.Column("pack_version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("assignee", sa.String(length=42), nullable=True),
        sa.Column("responded_at", Moment(), nullable=True),
        sa.Column("closed_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["feed_import"], ["feed_imports.id"], name=op.f("fk_mentions_feed_import_feed_imports")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mentions")),
        sa.UniqueConstraint("content_hash", name=op.f("uq_mentions_content_hash")),
        sa.UniqueConstraint("link_hash", name=op.f("uq_mentions_link_hash")),
    )
    for column in ("feed_import", "state"):
        op.create_index(op.f(f"ix_mentions_{column}"), "mentions", [column], unique=False)
    op.create_table(
        "mention_acts",
        sa.Column("id", Row, nullable=False),
        sa.Column("mention", Row, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("by", sa.String(length=42), nullable=False),
        sa.Column("words", sa.String(length=2000), nullable=False),
        sa.ForeignKeyConstraint(
            ["mention"], ["mentions.id"], name=op.f("fk_mention_acts_mention_mentions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mention_acts")),
    )
    op.create_index(op.f("ix_mention_acts_mention"), "mention_acts", ["mention"], unique=False)
