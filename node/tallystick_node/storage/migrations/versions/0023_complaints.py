"""Complaints with their clocks, acts, letters, redress and anchors."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from tallystick_node.storage.schema import Json, Moment, Row

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    """Nobody had complained here before."""
    _create_complaints()
    _create_clocks_and_acts()
    _create_redress_and_anchors()


def _create_complaints() -> None:
    op.create_table(
        "complaints",
        sa.Column("id", Row, autoincrement=False, nullable=False),
        sa.Column("person", sa.String(length=32), nullable=True),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("product", sa.String(length=16), nullable=False),
        sa.Column("issue", sa.String(length=16), nullable=False),
        sa.Column("sub_issue", sa.String(length=16), nullable=False),
        sa.Column("loan", sa.BigInteger(), nullable=True),
        sa.Column("vulnerable", sa.Boolean(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", Moment(), nullable=False),
        sa.Column("recorded_by", sa.String(length=42), nullable=False),
        sa.Column("commitment", sa.String(length=66), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("rung", sa.String(length=16), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("assignee", sa.String(length=42), nullable=True),
        sa.Column("proposed", sa.String(length=16), nullable=True),
        sa.Column("proposed_by", sa.String(length=42), nullable=True),
        sa.Column("proposed_redress", sa.BigInteger(), nullable=True),
        sa.Column("proposed_act", sa.BigInteger(), nullable=True),
        sa.Column("outcome", sa.String(length=16), nullable=True),
        sa.Column("redress", sa.BigInteger(), nullable=False),
        sa.Column("ombudsman_until", sa.Date(), nullable=True),
        sa.Column("root_cause", sa.String(length=16), nullable=True),
        sa.Column("closed_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaints")),
    )
    op.create_index(op.f("ix_complaints_loan"), "complaints", ["loan"], unique=False)
    op.create_index(op.f("ix_complaints_person"), "complaints", ["person"], unique=False)
    op.create_index(op.f("ix_complaints_received_on"), "complaints", ["received_on"], unique=False)
    op.create_index(op.f("ix_complaints_state"), "complaints", ["state"], unique=False)


def _create_clocks_and_acts() -> None:
    op.create_table(
        "complaint_clocks",
        sa.Column("complaint", Row, nullable=False),
        sa.Column("turn", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("opened_at", Moment(), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("acknowledge_by", Moment(), nullable=False),
        sa.Column("settle_by", Moment(), nullable=False),
        sa.Column("final_by", Moment(), nullable=False),
        sa.Column("limit_by", Moment(), nullable=True),
        sa.Column("ombudsman_months", sa.Integer(), nullable=False),
        sa.Column("pack", sa.String(length=32), nullable=False),
        sa.Column("pack_version", sa.Integer(), nullable=False),
        sa.Column("acknowledged_at", Moment(), nullable=True),
        sa.Column("held_until", sa.Date(), nullable=True),
        sa.Column("answered_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["complaint"], ["complaints.id"], name=op.f("fk_complaint_clocks_complaint_complaints")
        ),
        sa.PrimaryKeyConstraint("complaint", "turn", name=op.f("pk_complaint_clocks")),
    )
    op.create_table(
        "complaint_acts",
        sa.Column("id", Row, nullable=False),
        sa.Column("complaint", Row, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("by", sa.String(length=42), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("shown", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["complaint"], ["complaints.id"], name=op.f("fk_complaint_acts_complaint_complaints")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint_acts")),
    )
    op.create_index(
        op.f("ix_complaint_acts_complaint"), "complaint_acts", ["complaint"], unique=False
    )
    op.create_table(
        "complaint_letters",
        sa.Column("id", Row, nullable=False),
        sa.Column("complaint", Row, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("template", sa.String(length=32), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("by", sa.String(length=42), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["complaint"], ["complaints.id"], name=op.f("fk_complaint_letters_complaint_complaints")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint_letters")),
    )
    op.create_index(
        op.f("ix_complaint_letters_complaint"), "complaint_letters", ["complaint"], unique=False
    )


def _create_redress_and_anchors() -> None:
    op.create_table(
        "complaint_redress",
        sa.Column("tx_hash", sa.String(length=66), nullable=False),
        sa.Column("complaint", Row, nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("wallet", sa.String(length=42), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.String(length=42), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["complaint"], ["complaints.id"], name=op.f("fk_complaint_redress_complaint_complaints")
        ),
        sa.PrimaryKeyConstraint("tx_hash", name=op.f("pk_complaint_redress")),
    )
    op.create_index(
        op.f("ix_complaint_redress_complaint"), "complaint_redress", ["complaint"], unique=False
    )
    op.create_table(
        "complaint_warnings",
        sa.Column("complaint", Row, nullable=False),
        sa.Column("turn", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("milestone", sa.String(length=16), nullable=False),
        sa.Column("sign", sa.String(length=8), nullable=False),
        sa.Column("due_at", Moment(), nullable=False),
        sa.Column("raised_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["complaint"],
            ["complaints.id"],
            name=op.f("fk_complaint_warnings_complaint_complaints"),
        ),
        sa.PrimaryKeyConstraint(
            "complaint", "turn", "milestone", "sign", "due_at", name=op.f("pk_complaint_warnings")
        ),
    )
    op.create_table(
        "complaint_anchors",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("complaints", sa.Integer(), nullable=False),
        sa.Column("root", sa.String(length=66), nullable=False),
        sa.Column("document", Json(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_complaint_anchors")),
    )
