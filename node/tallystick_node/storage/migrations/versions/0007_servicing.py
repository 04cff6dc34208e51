"""Reminders, tasks, contacts, tiers, letters, warnings and incidents of servicing."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from tallystick_node.storage.schema import Json, Moment, Row

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Make the tables."""
    _agency_cases()
    _contact_pauses()
    _contacts()
    _delinquencies()
    _incidents()
    _letters()
    _loan_warnings()
    _promises()
    _reminders()
    _service_tasks()
    _use_proofs()


def _agency_cases() -> None:
    op.create_table(
        "agency_cases",
        sa.Column("id", Row, nullable=False),
        sa.Column("loan", sa.BigInteger(), nullable=False),
        sa.Column("agency", sa.String(length=80), nullable=False),
        sa.Column("by", sa.String(length=64), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("recalled_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency_cases")),
    )
    op.create_index(op.f("ix_agency_cases_loan"), "agency_cases", ["loan"], unique=False)


def _contact_pauses() -> None:
    op.create_table(
        "contact_pauses",
        sa.Column("id", Row, nullable=False),
        sa.Column("loan", sa.BigInteger(), nullable=False),
        sa.Column("cause", sa.String(length=16), nullable=False),
        sa.Column("by", sa.String(length=64), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_pauses")),
    )
    op.create_index(op.f("ix_contact_pauses_loan"), "contact_pauses", ["loan"], unique=False)


def _contacts() -> None:
    op.create_table(
        "contacts",
        sa.Column("id", Row, nullable=False),
        sa.Column("loan", sa.BigInteger(), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("by", sa.String(length=64), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=True),
        sa.Column("reason", sa.String(length=16), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contacts")),
    )
    op.create_index(op.f("ix_contacts_loan_at"), "contacts", ["loan", "at"], unique=False)


def _delinquencies() -> None:
    op.create_table(
        "delinquencies",
        sa.Column("loan", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("tier", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("entered_on", sa.Date(), nullable=False),
        sa.Column("days_past_due", sa.Integer(), nullable=False),
        sa.Column("owed", sa.BigInteger(), nullable=False),
        sa.Column("acted_on", sa.Date(), nullable=True),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("left_to", sa.String(length=16), nullable=True),
        sa.PrimaryKeyConstraint("loan", "due", "tier", name=op.f("pk_delinquencies")),
    )
    op.create_index(
        op.f("ix_delinquencies_left_on_loan"), "delinquencies", ["left_on", "loan"], unique=False
    )


def _incidents() -> None:
    op.create_table(
        "incidents",
        sa.Column("id", Row, nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("value_ppm", sa.BigInteger(), nullable=False),
        sa.Column("limit_ppm", sa.BigInteger(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("closed_by", sa.String(length=64), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incidents")),
    )
    op.create_index(
        op.f("ix_incidents_kind_closed_on"), "incidents", ["kind", "closed_on"], unique=False
    )


def _letters() -> None:
    op.create_table(
        "letters",
        sa.Column("id", Row, nullable=False),
        sa.Column("key", sa.String(length=96), nullable=False),
        sa.Column("loan", sa.BigInteger(), nullable=False),
        sa.Column("template", sa.String(length=32), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letters")),
        sa.UniqueConstraint("key", name=op.f("uq_letters_key")),
    )
    op.create_index(op.f("ix_letters_loan"), "letters", ["loan"], unique=False)


def _loan_warnings() -> None:
    op.create_table(
        "loan_warnings",
        sa.Column("id", Row, nullable=False),
        sa.Column("loan", sa.BigInteger(), nullable=False),
        sa.Column("signal", sa.String(length=24), nullable=False),
        sa.Column("of", sa.String(length=32), nullable=False),
        sa.Column("raised_on", sa.Date(), nullable=False),
        sa.Column("details", Json(), nullable=False),
        sa.Column("seen_by", sa.String(length=64), nullable=True),
        sa.Column("seen_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_loan_warnings")),
        sa.UniqueConstraint("loan", "signal", "of", name=op.f("uq_loan_warnings_loan_signal_of")),
    )
    op.create_index(
        op.f("ix_loan_warnings_seen_at_raised_on"),
        "loan_warnings",
        ["seen_at", "raised_on"],
        unique=False,
    )


def _promises() -> None:
    op.create_table(
        "promises",
        sa.Column("id", Row, nullable=False),
        sa.Column("loan", sa.BigInteger(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("by", sa.String(length=64), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("after_block", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("paid", sa.BigInteger(), nullable=True),
        sa.Column("judged_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promises")),
    )
    op.create_index(op.f("ix_promises_loan"), "promises", ["loan"], unique=False)
    op.create_index(op.f("ix_promises_state_due"), "promises", ["state", "due"], unique=False)


def _reminders() -> None:
    op.create_table(
        "reminders",
        sa.Column("loan", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("days", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("done_on", sa.Date(), nullable=False),
        sa.Column("segment", sa.String(length=16), nullable=False),
        sa.Column("channels", Json(), nullable=False),
        sa.Column("needed", sa.BigInteger(), nullable=False),
        sa.Column("missing", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("loan", "due", "days", name=op.f("pk_reminders")),
    )


def _service_tasks() -> None:
    op.create_table(
        "service_tasks",
        sa.Column("id", Row, nullable=False),
        sa.Column("key", sa.String(length=96), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("loan", sa.BigInteger(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("details", Json(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("done_at", Moment(), nullable=True),
        sa.Column("done_by", sa.String(length=64), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_tasks")),
        sa.UniqueConstraint("key", name=op.f("uq_service_tasks_key")),
    )
    op.create_index(
        op.f("ix_service_tasks_done_at_due_on"),
        "service_tasks",
        ["done_at", "due_on"],
        unique=False,
    )
    op.create_index(op.f("ix_service_tasks_loan"), "service_tasks", ["loan"], unique=False)


def _use_proofs() -> None:
    op.create_table(
        "use_proofs",
        sa.Column("loan", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("document", sa.BigInteger(), nullable=True),
        sa.Column("shown_at", Moment(), nullable=True),
        sa.Column("accepted_by", sa.String(length=64), nullable=True),
        sa.Column("accepted_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("loan", name=op.f("pk_use_proofs")),
    )
