"""Who gave what is another registered person's."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from tallystick_node.storage.schema import Moment, Row

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Nobody was kept before."""
    op.create_table(
        "doubles",
        sa.Column("id", Row, primary_key=True),
        sa.Column("person", sa.String(32), sa.ForeignKey("persons.id"), nullable=False),
        sa.Column("other", sa.String(32), nullable=False),
        sa.Column("field", sa.String(32), nullable=False),
        sa.Column("at", Moment(), nullable=False),
    )
    op.create_index("ix_doubles_person_at", "doubles", ["person", "at"])
    op.create_index("ix_doubles_other", "doubles", ["other"])
