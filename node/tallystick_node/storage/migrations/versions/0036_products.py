"""Products of applications, and the artefacts that some of them need."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from tallystick_node.storage.schema import Moment, Row

revision = "0036"
down_revision = "0035"


def upgrade() -> None:
    """What was asked for before were personal loans."""
    with op.batch_alter_table("applications") as batch:
        batch.add_column(
            sa.Column("product", sa.String(32), nullable=False, server_default="personal")
        )
        batch.add_column(sa.Column("region", sa.String(6), nullable=True))
        batch.add_column(sa.Column("industry", sa.String(1), nullable=True))
    with op.batch_alter_table("applications") as batch:
        batch.alter_column("product", server_default=None)
    _create_visits()
    _create_invoices()
    _create_words_of_others()
    op.create_table(
        "institutions",
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("lend_max", sa.BigInteger(), nullable=False),
        sa.Column("proposed_by", sa.String(length=42), nullable=False),
        sa.Column("proposed_at", Moment(), nullable=False),
        sa.Column("confirmed_by", sa.String(length=42), nullable=True),
        sa.Column("confirmed_at", Moment(), nullable=True),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("person", name=op.f("pk_institutions")),
    )
    op.create_table(
        "client_segments",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("segment", sa.String(length=32), nullable=False),
        sa.Column("clients", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("day", "kind", "segment", name=op.f("pk_client_segments")),
    )


def _create_visits() -> None:
    op.create_table(
        "onsite_reports",
        sa.Column("id", Row, nullable=False),
        sa.Column("application", sa.String(length=32), nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("visited_on", sa.Date(), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("reported_by", sa.String(length=42), nullable=False),
        sa.Column("reported_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application"], ["applications.id"],
            name=op.f("fk_onsite_reports_application_applications"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_onsite_reports")),
    )  # fmt: skip
    for column in ("application", "person"):
        op.create_index(op.f(f"ix_onsite_reports_{column}"), "onsite_reports", [column])
    op.create_table(
        "onsite_photos",
        sa.Column("id", Row, nullable=False),
        sa.Column("report", Row, nullable=False),
        sa.Column("media_type", sa.String(length=32), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("added_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["report"], ["onsite_reports.id"], name=op.f("fk_onsite_photos_report_onsite_reports")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_onsite_photos")),
    )
    op.create_index(op.f("ix_onsite_photos_report"), "onsite_photos", ["report"])


def _create_invoices() -> None:
    op.create_table(
        "enterprises",
        sa.Column("wallet", sa.String(length=42), nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("registered_by", sa.String(length=42), nullable=False),
        sa.Column("registered_at", Moment(), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("wallet", name=op.f("pk_enterprises")),
    )
    op.create_index(op.f("ix_enterprises_person"), "enterprises", ["person"])
    op.create_table(
        "invoices",
        sa.Column("application", sa.String(length=32), nullable=False),
        sa.Column("hash", sa.String(length=66), nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("debtor", sa.String(length=42), nullable=False),
        sa.Column("borrower", sa.String(length=42), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("registered_at", Moment(), nullable=False),
        sa.Column("confirmed_at", Moment(), nullable=True),
        sa.Column("signature", sa.String(length=2_050), nullable=True),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["application"], ["applications.id"], name=op.f("fk_invoices_application_applications")
        ),
        sa.PrimaryKeyConstraint("application", name=op.f("pk_invoices")),
    )
    for column in ("hash", "person", "debtor"):
        op.create_index(op.f(f"ix_invoices_{column}"), "invoices", [column])
    standing = sa.text("ended_at IS NULL")
    op.create_index(
        "uq_invoices_standing", "invoices", ["hash"], unique=True, sqlite_where=standing,
        postgresql_where=standing,
    )  # fmt: skip


def _create_words_of_others() -> None:
    op.create_table(
        "guarantees",
        sa.Column("application", sa.String(length=32), nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("wallet", sa.String(length=42), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("agreed_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application"], ["applications.id"],
            name=op.f("fk_guarantees_application_applications"),
        ),
        sa.PrimaryKeyConstraint("application", "person", name=op.f("pk_guarantees")),
    )  # fmt: skip
    op.create_index(op.f("ix_guarantees_person"), "guarantees", ["person"])
    op.create_table(
        "vouches",
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("by", sa.String(length=32), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("person", "by", name=op.f("pk_vouches")),
    )
    op.create_index(op.f("ix_vouches_by"), "vouches", ["by"])
