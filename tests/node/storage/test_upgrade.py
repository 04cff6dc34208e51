"""Two versions on one database: the later one says which earlier programs it still serves."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import insert, inspect, select, text

from node.storage.later import CONTRACTING, EXPANDING, later
from tallystick.errors import ConfigError
from tallystick_node.infrastructure.jobs.leases import Leases
from tallystick_node.storage import Database, at_head, upgrade
from tallystick_node.storage.tables import leases, schema_floor
from tallystick_node.storage.upgrade import require_served, revisions, served

if TYPE_CHECKING:
    from node.times import Time

Opened = Callable[[str], Database]


def test_its_own_schema_serves_a_program_and_an_earlier_one_does_not(
    database_url: str, opened: Opened
) -> None:
    database = opened(database_url)
    assert not served(database)
    upgrade(database, "0037")
    assert not served(database)
    with pytest.raises(ConfigError, match="DATABASE:SCHEMA"):
        require_served(database)
    upgrade(database)
    assert served(database)
    require_served(database)


def test_a_later_schema_that_only_adds_serves_this_program(
    database: Database, tmp_path: Path, time: Time
) -> None:
    later(database, tmp_path, EXPANDING)
    assert not at_head(database)
    assert served(database)
    upgrade(database)  # as a process does that is started again: nothing is moved back
    assert not at_head(database)
    assert Leases(database, time).take("a", "b", 5)
    with database.reading() as connection:
        assert connection.execute(select(leases.c.holder)).scalars().all() == ["b"]
        assert connection.scalar(text("SELECT note FROM leases")) is None


def test_a_later_schema_without_what_this_program_uses_refuses_it(
    database: Database, tmp_path: Path
) -> None:
    later(database, tmp_path, EXPANDING, CONTRACTING)
    assert not served(database)
    with pytest.raises(ConfigError, match="DATABASE:LATER.*update tallystick"):
        upgrade(database)
    with pytest.raises(ConfigError, match="DATABASE:SCHEMA"):
        require_served(database)


def test_a_later_schema_that_says_nothing_of_others_refuses_them(
    database: Database, tmp_path: Path
) -> None:
    later(database, tmp_path, EXPANDING)
    with database.writing() as connection:
        connection.execute(text("DROP TABLE schema_floor"))
    assert not served(database)
    with pytest.raises(ConfigError, match="DATABASE:LATER"):
        upgrade(database)


def test_the_floor_is_a_revision_that_there_is(database: Database) -> None:
    with database.reading() as connection:
        assert connection.scalar(select(schema_floor.c.revision)) in revisions()
    with database.writing() as connection, pytest.raises(Exception, match=r"(?i)check|unique"):
        connection.execute(insert(schema_floor).values(id=2, revision="0038"))


# What each revision after the floor takes away from programs of the one before it.
FIRST_WITH_A_FLOOR = "0038"


def shape(database: Database) -> dict[str, dict[str, tuple[str, bool]]]:
    """Each table's columns: their type, and whether a row needs a value."""
    with database.reading() as connection:
        seen = inspect(connection)
        return {
            table: {
                column["name"]: (
                    str(column["type"]),
                    not column["nullable"] and column["default"] is None,
                )
                for column in seen.get_columns(table)
            }
            for table in seen.get_table_names()
        }


def lost(
    before: dict[str, dict[str, tuple[str, bool]]], after: dict[str, dict[str, tuple[str, bool]]]
) -> list[str]:
    """What a program of before would miss, or be refused for leaving out."""
    missed = [table for table in before if table not in after]
    for table, columns in before.items():
        then = after.get(table, {})
        missed += [
            f"{table}.{name}" for name in columns if then and columns[name] != then.get(name)
        ]
        missed += [f"{table}.{name}" for name, (_, needed) in then.items()
                   if name not in columns and needed]  # fmt: skip
    return sorted(missed)


def test_a_migration_that_takes_something_away_moves_the_floor(
    database_url: str, opened: Opened
) -> None:
    database = opened(database_url)
    upgrade(database, FIRST_WITH_A_FLOOR)
    for number in sorted(revision for revision in revisions() if revision > FIRST_WITH_A_FLOOR):
        before = shape(database)
        upgrade(database, number)
        missed = lost(before, shape(database))
        with database.reading() as connection:
            floor = connection.scalar(select(schema_floor.c.revision))
        assert not missed or floor == number, f"{number} takes {missed} away; set schema_floor"
    assert at_head(database)


def test_what_is_taken_away_is_seen(database: Database, tmp_path: Path) -> None:
    before = shape(database)
    later(database, tmp_path, EXPANDING)
    assert lost(before, shape(database)) == []
    later(database, tmp_path, EXPANDING, CONTRACTING)
    assert lost(before, shape(database)) == ["job_days", "leases.owner"]
