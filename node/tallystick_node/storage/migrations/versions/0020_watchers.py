"""Signed verdicts of watchers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from tallystick_node.storage.schema import Moment, Row

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    """Nobody kept any before."""
    op.create_table(
        "watcher_verdicts",
        sa.Column("number", Row, nullable=False),
        sa.Column("digest", sa.String(length=66), nullable=False),
        sa.Column("watcher", sa.String(length=42), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("block_hash", sa.String(length=66), nullable=False),
        sa.Column("same_block", sa.Boolean(), nullable=False),
        sa.Column("held", sa.Integer(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("received_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_watcher_verdicts")),
        sa.UniqueConstraint("digest", name=op.f("uq_watcher_verdicts_digest")),
    )
    for columns in (("day", "watcher"), ("watcher", "number")):
        op.create_index(
            op.f("ix_watcher_verdicts_" + "_".join(columns)), "watcher_verdicts", list(columns),
            unique=False,
        )  # fmt: skip
