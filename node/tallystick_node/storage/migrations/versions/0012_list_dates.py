"""A sanctions list is dated by its publisher."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from tallystick_node.storage.schema import Moment

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Keep what a publisher dates a version by; older versions were not asked for it."""
    with op.batch_alter_table("sanctions_lists") as batch:
        batch.add_column(sa.Column("published_at", Moment(), nullable=True))
