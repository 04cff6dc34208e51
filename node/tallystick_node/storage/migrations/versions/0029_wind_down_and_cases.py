"""The end of a platform, told and counted; tags, files and freezes of cases of laundering."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from tallystick_node.storage.schema import Moment, Row

revision = "0029"
down_revision = "0028"


def upgrade() -> None:
    """No wind-down was followed before, and no case had tags, files or freezes."""
    _create_wind_down()
    _create_tags_and_files()
    _create_freezes()


def _create_wind_down() -> None:
    op.create_table(
        "wind_down_notices",
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("stage", sa.String(length=8), nullable=False),
        sa.Column("told", sa.Boolean(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("person", "stage", name=op.f("pk_wind_down_notices")),
    )
    op.create_table(
        "wind_down_months",
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("paid", sa.BigInteger(), nullable=False),
        sa.Column("outstanding", sa.BigInteger(), nullable=False),
        sa.Column("running", sa.BigInteger(), nullable=False),
        sa.Column("late", sa.BigInteger(), nullable=False),
        sa.Column("in_default", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("month", name=op.f("pk_wind_down_months")),
    )


def _create_tags_and_files() -> None:
    op.create_table(
        "aml_case_tags",
        sa.Column("id", Row, nullable=False),
        sa.Column("case", Row, nullable=False),
        sa.Column("mark", sa.String(length=64), nullable=False),
        sa.Column("by", sa.String(length=42), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case"], ["aml_cases.id"], name=op.f("fk_aml_case_tags_case_aml_cases")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_aml_case_tags")),
        sa.UniqueConstraint("case", "mark", name=op.f("uq_aml_case_tags_case_mark")),
    )
    op.create_index(op.f("ix_aml_case_tags_mark"), "aml_case_tags", ["mark"], unique=False)
    op.create_table(
        "aml_case_files",
        sa.Column("id", Row, nullable=False),
        sa.Column("case", Row, nullable=False),
        sa.Column("media_type", sa.String(length=32), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("by", sa.String(length=42), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case"], ["aml_cases.id"], name=op.f("fk_aml_case_files_case_aml_cases")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_aml_case_files")),
    )
    op.create_index(op.f("ix_aml_case_files_case"), "aml_case_files", ["case"], unique=False)


def _create_freezes() -> None:
    op.create_table(
        "aml_freezes",
        sa.Column("id", Row, nullable=False),
        sa.Column("case", Row, nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("wallet", sa.String(length=42), nullable=False),
        sa.Column("hours", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("proposed_by", sa.String(length=42), nullable=False),
        sa.Column("proposed_at", Moment(), nullable=False),
        sa.Column("decided_by", sa.String(length=42), nullable=True),
        sa.Column("decided_at", Moment(), nullable=True),
        sa.Column("until", sa.BigInteger(), nullable=True),
        sa.Column("send_key", sa.String(length=64), nullable=True),
        sa.Column("tx_hash", sa.String(length=66), nullable=True),
        sa.Column("lift_proposed_by", sa.String(length=42), nullable=True),
        sa.Column("lifted_by", sa.String(length=42), nullable=True),
        sa.Column("lifted_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case"], ["aml_cases.id"], name=op.f("fk_aml_freezes_case_aml_cases")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_aml_freezes")),
        sa.UniqueConstraint("tx_hash", name=op.f("uq_aml_freezes_tx_hash")),
    )
    for column in ("case", "person"):
        op.create_index(op.f(f"ix_aml_freezes_{column}"), "aml_freezes", [column], unique=False)
