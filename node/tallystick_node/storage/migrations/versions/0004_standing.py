"""What follows from what is known of people."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from tallystick_node.storage.schema import Json, Moment, Row

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the tables, each after those that it points to."""
    _cosignings()
    _sanctions_lists()
    _assessments()
    _care_steps()
    _credentials()
    _rating_reviews()
    _ratings()
    _sanctions_entries()
    _screenings()
    _screening_votes()


def _cosignings() -> None:
    op.create_table(
        "cosignings",
        sa.Column("digest", sa.String(length=66), nullable=False),
        sa.Column("asker", sa.String(length=42), nullable=False),
        sa.Column("person", sa.String(length=66), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_cosignings")),
    )
    op.create_index(op.f("ix_cosignings_person"), "cosignings", ["person"], unique=False)


def _sanctions_lists() -> None:
    op.create_table(
        "sanctions_lists",
        sa.Column("id", Row, nullable=False),
        sa.Column("publisher", sa.String(length=32), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("read_on", sa.Date(), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("imported_at", Moment(), nullable=False),
        sa.Column("imported_by", sa.String(length=128), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sanctions_lists")),
    )
    op.create_index(
        op.f("ix_sanctions_lists_publisher_id"),
        "sanctions_lists",
        ["publisher", "id"],
        unique=False,
    )


def _assessments() -> None:
    op.create_table(
        "assessments",
        sa.Column("id", Row, nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("questionnaire", sa.String(length=32), nullable=False),
        sa.Column("answers_hash", sa.String(length=66), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("known", sa.Integer(), nullable=False),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.Column("risk_class", sa.Integer(), nullable=False),
        sa.Column("taken_at", Moment(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("wallet", sa.String(length=42), nullable=True),
        sa.Column("signature", sa.String(length=132), nullable=True),
        sa.Column("signed_at", Moment(), nullable=True),
        sa.Column("warned_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person"], ["persons.id"], name=op.f("fk_assessments_person_persons")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessments")),
    )
    op.create_index(op.f("ix_assessments_person"), "assessments", ["person"], unique=False)


def _care_steps() -> None:
    op.create_table(
        "care_steps",
        sa.Column("id", Row, nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("step", sa.String(length=16), nullable=False),
        sa.Column("by", sa.String(length=128), nullable=False),
        sa.Column("understood", sa.Boolean(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person"], ["persons.id"], name=op.f("fk_care_steps_person_persons")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_care_steps")),
    )
    op.create_index(op.f("ix_care_steps_person"), "care_steps", ["person"], unique=False)


def _credentials() -> None:
    op.create_table(
        "credentials",
        sa.Column("id", Row, nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("wallet", sa.String(length=42), nullable=False),
        sa.Column("document", Json(), nullable=False),
        sa.Column("request", Json(), nullable=False),
        sa.Column("attestations", Json(), nullable=False),
        sa.Column("issued_at", sa.BigInteger(), nullable=False),
        sa.Column("expiry", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person"], ["persons.id"], name=op.f("fk_credentials_person_persons")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credentials")),
        sa.UniqueConstraint("person", "issued_at", name=op.f("uq_credentials_person_issued_at")),
    )
    op.create_index(op.f("ix_credentials_person"), "credentials", ["person"], unique=False)


def _rating_reviews() -> None:
    op.create_table(
        "rating_reviews",
        sa.Column("id", Row, nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("written_by", sa.String(length=128), nullable=False),
        sa.Column("written_at", Moment(), nullable=False),
        sa.Column("decided_by", sa.String(length=128), nullable=True),
        sa.Column("decided_at", Moment(), nullable=True),
        sa.Column("approved", sa.Boolean(), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person"], ["persons.id"], name=op.f("fk_rating_reviews_person_persons")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rating_reviews")),
    )
    op.create_index(op.f("ix_rating_reviews_person"), "rating_reviews", ["person"], unique=False)


def _ratings() -> None:
    op.create_table(
        "ratings",
        sa.Column("id", Row, nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("level", sa.String(length=8), nullable=False),
        sa.Column("factors", Json(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["persons.id"], name=op.f("fk_ratings_person_persons")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ratings")),
    )
    op.create_index(op.f("ix_ratings_person"), "ratings", ["person"], unique=False)


def _sanctions_entries() -> None:
    op.create_table(
        "sanctions_entries",
        sa.Column("list", Row, nullable=False),
        sa.Column("number", sa.String(length=32), nullable=False),
        sa.Column("entry", Json(), nullable=False),
        sa.ForeignKeyConstraint(
            ["list"], ["sanctions_lists.id"], name=op.f("fk_sanctions_entries_list_sanctions_lists")
        ),
        sa.PrimaryKeyConstraint("list", "number", name=op.f("pk_sanctions_entries")),
    )


def _screenings() -> None:
    op.create_table(
        "screenings",
        sa.Column("id", Row, nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("list", Row, nullable=False),
        sa.Column("verdict", sa.String(length=8), nullable=False),
        sa.Column("hits", sa.Integer(), nullable=False),
        sa.Column("decision", sa.String(length=16), nullable=True),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("decided_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["list"], ["sanctions_lists.id"], name=op.f("fk_screenings_list_sanctions_lists")
        ),
        sa.ForeignKeyConstraint(
            ["person"], ["persons.id"], name=op.f("fk_screenings_person_persons")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_screenings")),
    )
    op.create_index(
        op.f("ix_screenings_person_list_id"), "screenings", ["person", "list", "id"], unique=False
    )
    op.create_index(
        op.f("ix_screenings_verdict_decision"), "screenings", ["verdict", "decision"], unique=False
    )


def _screening_votes() -> None:
    op.create_table(
        "screening_votes",
        sa.Column("screening", Row, nullable=False),
        sa.Column("staff", sa.String(length=128), nullable=False),
        sa.Column("same_person", sa.Boolean(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["screening"], ["screenings.id"], name=op.f("fk_screening_votes_screening_screenings")
        ),
        sa.PrimaryKeyConstraint("screening", "staff", name=op.f("pk_screening_votes")),
    )
