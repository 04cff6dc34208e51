"""Applications, what was found about them, reviews, offers, the blacklist and re-scores."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from tallystick_node.storage.schema import Json, Moment, Row

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Make the tables."""
    _applications()
    _blacklist()
    _credit_offers()
    _credit_reviews()
    _findings()
    _rescores()
    _review_acts()


def _applications() -> None:
    op.create_table(
        "applications",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("wallet", sa.String(length=42), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(length=32), nullable=False),
        sa.Column("project", sa.String(length=64), nullable=False),
        sa.Column("applied_at", Moment(), nullable=False),
        sa.Column("decided_at", Moment(), nullable=True),
        sa.Column("decided_by", sa.String(length=64), nullable=True),
        sa.Column("reasons", Json(), nullable=True),
        sa.Column("told", Json(), nullable=True),
        sa.Column("model", sa.String(length=64), nullable=True),
        sa.Column("inputs", sa.String(length=64), nullable=True),
        sa.Column("policy", sa.String(length=64), nullable=True),
        sa.Column("rules", sa.String(length=32), nullable=True),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("grade", sa.String(length=8), nullable=True),
        sa.Column("p_default_ppm", sa.Integer(), nullable=True),
        sa.Column("rate_ppm", sa.Integer(), nullable=True),
        sa.Column("level", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person"], ["persons.id"], name=op.f("fk_applications_person_persons")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_applications")),
    )
    op.create_index(
        op.f("ix_applications_person_applied_at"),
        "applications",
        ["person", "applied_at"],
        unique=False,
    )
    op.create_index(op.f("ix_applications_project"), "applications", ["project"], unique=False)
    op.create_index(
        op.f("ix_applications_state_applied_at"),
        "applications",
        ["state", "applied_at"],
        unique=False,
    )


def _blacklist() -> None:
    op.create_table(
        "blacklist",
        sa.Column("id", Row, nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.String(length=32), nullable=False),
        sa.Column("loan", sa.BigInteger(), nullable=True),
        sa.Column("by", sa.String(length=64), nullable=False),
        sa.Column("since", Moment(), nullable=False),
        sa.Column("appealed_at", Moment(), nullable=True),
        sa.Column("lifted", sa.Boolean(), nullable=True),
        sa.Column("decided_by", sa.String(length=42), nullable=True),
        sa.Column("decided_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person"], ["persons.id"], name=op.f("fk_blacklist_person_persons")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_blacklist")),
        sa.UniqueConstraint(
            "person", "reason", "loan", name=op.f("uq_blacklist_person_reason_loan")
        ),
    )
    op.create_index(op.f("ix_blacklist_person"), "blacklist", ["person"], unique=False)


def _credit_offers() -> None:
    op.create_table(
        "credit_offers",
        sa.Column("application", sa.String(length=32), nullable=False),
        sa.Column("offer", Json(), nullable=False),
        sa.Column("r", sa.String(length=66), nullable=False),
        sa.Column("vs", sa.String(length=66), nullable=False),
        sa.Column("signed_by", sa.String(length=42), nullable=False),
        sa.Column("signed_at", Moment(), nullable=False),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.Column("loan", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["application"],
            ["applications.id"],
            name=op.f("fk_credit_offers_application_applications"),
        ),
        sa.PrimaryKeyConstraint("application", name=op.f("pk_credit_offers")),
        sa.UniqueConstraint("loan", name=op.f("uq_credit_offers_loan")),
    )


def _credit_reviews() -> None:
    op.create_table(
        "credit_reviews",
        sa.Column("application", sa.String(length=32), nullable=False),
        sa.Column("opened_at", Moment(), nullable=False),
        sa.Column("claimed_by", sa.String(length=42), nullable=True),
        sa.Column("claimed_until", Moment(), nullable=True),
        sa.Column("proposed", sa.String(length=8), nullable=True),
        sa.Column("proposed_by", sa.String(length=42), nullable=True),
        sa.Column("reason", sa.String(length=64), nullable=True),
        sa.Column("closed_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["application"],
            ["applications.id"],
            name=op.f("fk_credit_reviews_application_applications"),
        ),
        sa.PrimaryKeyConstraint("application", name=op.f("pk_credit_reviews")),
    )
    op.create_index(
        op.f("ix_credit_reviews_closed_at_opened_at"),
        "credit_reviews",
        ["closed_at", "opened_at"],
        unique=False,
    )


def _findings() -> None:
    op.create_table(
        "findings",
        sa.Column("application", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(length=16), nullable=False),
        sa.Column("outcome", sa.String(length=8), nullable=False),
        sa.Column("reasons", Json(), nullable=False),
        sa.Column("facts", Json(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application"], ["applications.id"], name=op.f("fk_findings_application_applications")
        ),
        sa.PrimaryKeyConstraint("application", "number", name=op.f("pk_findings")),
    )


def _rescores() -> None:
    op.create_table(
        "rescores",
        sa.Column("application", sa.String(length=32), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("model", sa.String(length=64), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("grade", sa.String(length=8), nullable=False),
        sa.Column("p_default_ppm", sa.Integer(), nullable=False),
        sa.Column("downgraded", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application"], ["applications.id"], name=op.f("fk_rescores_application_applications")
        ),
        sa.PrimaryKeyConstraint("application", "day", name=op.f("pk_rescores")),
    )


def _review_acts() -> None:
    op.create_table(
        "review_acts",
        sa.Column("id", Row, nullable=False),
        sa.Column("application", sa.String(length=32), nullable=False),
        sa.Column("act", sa.String(length=16), nullable=False),
        sa.Column("by", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.String(length=64), nullable=True),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application"],
            ["applications.id"],
            name=op.f("fk_review_acts_application_applications"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_acts")),
    )
    op.create_index(
        op.f("ix_review_acts_application"), "review_acts", ["application"], unique=False
    )
