"""Requests counted across processes, forks by number, and which programs a schema serves."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from tallystick_node.storage.schema import Moment

revision = "0038"
down_revision = "0037"


def upgrade() -> None:
    """Programs of before do not ask for the floor: it begins with those of this revision."""
    op.create_table(
        "request_counts",
        sa.Column("mark", sa.String(length=64), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("until", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("mark", name=op.f("pk_request_counts")),
    )
    op.create_index(op.f("ix_request_counts_until"), "request_counts", ["until"], unique=False)
    open_jobs = sa.text("state <> 'done'")
    op.create_index(
        op.f("ix_jobs_business_date_id"), "jobs", ["business_date", "id"], unique=False,
        postgresql_where=open_jobs, sqlite_where=open_jobs,
    )  # fmt: skip
    op.create_table(
        "reorganisations",
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_reorganisations")),
    )
    floor = op.create_table(
        "schema_floor",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("revision", sa.String(length=32), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_schema_floor_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_schema_floor")),
    )
    op.bulk_insert(floor, [{"id": 1, "revision": revision}])
