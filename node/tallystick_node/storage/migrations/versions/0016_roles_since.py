"""From which block on a session's roles are followed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """A session of before is followed from its next use."""
    with op.batch_alter_table("sessions") as batch:
        batch.add_column(sa.Column("roles_block", sa.BigInteger(), nullable=True))
