"""Freezes on a lawful order, with who signed it; up to which block somebody was looked at."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from tallystick_node.storage.schema import Json, Row

revision = "0031"
down_revision = "0030"


def upgrade() -> None:
    """All freezes of cases were short ones before."""
    file = sa.ForeignKey("aml_case_files.id", name=op.f("fk_aml_freezes_order_file_aml_case_files"))
    with op.batch_alter_table("aml_freezes") as table:
        table.add_column(sa.Column("order", sa.String(length=66), nullable=True))
        table.add_column(sa.Column("order_file", Row, file, nullable=True))
        table.add_column(sa.Column("expiry", sa.BigInteger(), nullable=True))
        table.add_column(sa.Column("attestations", Json(), nullable=True))
    with op.batch_alter_table("wind_down_notices") as table:
        # Null: whoever had nothing at a look of before is looked at once more.
        table.add_column(sa.Column("block", sa.BigInteger(), nullable=True))
