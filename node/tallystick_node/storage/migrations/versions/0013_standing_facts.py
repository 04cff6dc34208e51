"""What stands about a person, whatever they are called or erased, and limits that hold."""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from tallystick_node.storage.schema import Json, Moment, Row

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Keep confirmed matches and what outlives erasure; one entry of staff stands on the list."""
    _make_matches()
    op.create_table(
        "remnants",
        sa.Column("id", Row, primary_key=True),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("mark", sa.String(64), nullable=False),
        sa.Column("number", sa.String(64)),
        sa.Column("details", Json(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("until", Moment()),
    )
    op.create_index("ix_remnants_mark_kind", "remnants", ["mark", "kind"])
    op.create_index("ix_remnants_until", "remnants", ["until"])
    with op.batch_alter_table("codes") as batch:
        batch.add_column(sa.Column("asker", sa.String(64), nullable=True))
        batch.create_index("ix_codes_asker_sent_at", ["asker", "sent_at"])
    with op.batch_alter_table("sessions") as batch:
        batch.add_column(sa.Column("roles", sa.String(128), nullable=True))
    _lift_second_entries()
    standing = sa.text("loan IS NULL AND lifted IS NOT true")
    op.create_index(
        "uq_blacklist_standing", "blacklist", ["person"], unique=True, sqlite_where=standing,
        postgresql_where=standing,
    )  # fmt: skip


def _make_matches() -> None:
    op.create_table(
        "confirmed_matches",
        sa.Column("id", Row, primary_key=True),
        sa.Column("person", sa.String(32), sa.ForeignKey("persons.id"), nullable=False),
        sa.Column("publisher", sa.String(32), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("standing", sa.String(65), unique=True),
        sa.Column("lifted_at", Moment()),
    )
    op.create_index("ix_confirmed_matches_person", "confirmed_matches", ["person"])
    op.create_table(
        "match_lifts",
        sa.Column("match", Row, sa.ForeignKey("confirmed_matches.id"), primary_key=True),
        sa.Column("staff", sa.String(42), primary_key=True),
        sa.Column("at", Moment(), nullable=False),
    )
    # Whoever was confirmed before is so now, even where a later screening has let go of them.
    op.execute(
        "INSERT INTO confirmed_matches (person, publisher, at, standing)"
        " SELECT s.person, l.publisher, MIN(COALESCE(s.decided_at, s.at)),"
        " s.person || ':' || l.publisher"
        " FROM screenings s JOIN sanctions_lists l ON l.id = s.list"
        " JOIN persons p ON p.id = s.person"
        " WHERE s.decision = 'confirmed' AND p.state = 'open'"
        " GROUP BY s.person, l.publisher"
    )


def _lift_second_entries() -> None:
    """Two could be put there at one moment: the first goes on standing."""
    blacklist = sa.table(
        "blacklist", sa.column("id"), sa.column("person"), sa.column("loan"),
        sa.column("lifted", sa.Boolean), sa.column("decided_by"), sa.column("decided_at", Moment()),
    )  # fmt: skip
    standing = blacklist.c.loan.is_(None) & blacklist.c.lifted.is_not(True)
    first = sa.select(sa.func.min(blacklist.c.id)).where(standing).group_by(blacklist.c.person)
    op.execute(
        blacklist.update()
        .where(standing, blacklist.c.id.not_in(first))
        .values(lifted=True, decided_by="node", decided_at=datetime.now(UTC))
    )
