"""A wallet that is a contract signs with more than 65 bytes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0008"


def upgrade() -> None:
    """Let the signature of an assessment be of any length."""
    with op.batch_alter_table("assessments") as batch:
        batch.alter_column(
            "signature", type_=sa.Text(), existing_type=sa.String(132), existing_nullable=True
        )
