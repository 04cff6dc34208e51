"""The language in which somebody gets messages; null where the node's is good enough."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"


def upgrade() -> None:
    """Nobody has chosen before."""
    with op.batch_alter_table("persons") as table:
        table.add_column(sa.Column("language", sa.String(8)))
