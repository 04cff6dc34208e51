"""Migrations of a version that is not written yet: what they do to the programs of today."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config

import tallystick_node.storage.migrations.versions as ours
from tallystick_node.storage.upgrade import head

if TYPE_CHECKING:
    from tallystick_node.storage import Database

__all__ = ["CONTRACTING", "EXPANDING", "later"]

# Adds a table and a column that may be left out.
EXPANDING = """
op.create_table("laters", sa.Column("id", sa.Integer(), primary_key=True))
op.add_column("leases", sa.Column("note", sa.String(8)))
"""
# Takes a table away, and adds a column that every row needs.
CONTRACTING = """
op.drop_table("job_days")
op.execute("DELETE FROM leases")
op.add_column("leases", sa.Column("owner", sa.String(8), nullable=False))
op.execute(f"UPDATE schema_floor SET revision = '{revision}'")
"""
_FILE = """
import sqlalchemy as sa
from alembic import op

revision = "{number}"
down_revision = "{before}"


def upgrade() -> None:
"""


def later(database: Database, folder: Path, *steps: str) -> None:
    """Move a database on as later versions of the program would.

    Args:
        database: The database, at this version's schema or later.
        folder: For the migrations, which are 9001, 9002 and so on.
        *steps: What each does.
    """
    before = head()
    for place, step in enumerate(steps, 1):
        number = f"{9_000 + place}"
        body = "".join(f"    {line}\n" for line in step.strip().splitlines())
        text = _FILE.format(number=number, before=before) + body
        (folder / f"{number}_later.py").write_text(text, "utf-8")
        before = number
    config = Config()
    config.set_main_option("script_location", "tallystick_node.storage:migrations")
    config.set_main_option("path_separator", "os")
    here = str(Path(next(iter(ours.__path__))))
    config.set_main_option("version_locations", f"{here}:{folder}")
    with database.writing() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
