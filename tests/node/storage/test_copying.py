"""Tables of an older schema are put back as they were, and then moved on."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import MetaData, insert, select, text

from tallystick.errors import ConfigError
from tallystick_node.storage import Database, upgrade
from tallystick_node.storage.copying import columns_written, read_tables, write_tables
from tallystick_node.storage.database import sqlite_url
from tallystick_node.storage.upgrade import at_head, head, revision, revisions

OLDER = sorted(revisions())[:-1]
# The way from the first schema to now is the ways from all others too.
ENDS = (OLDER[0], OLDER[-1])


def of_then(folder: Path, kept: str) -> dict[str, list[str]]:
    """What a node of a revision has written, table by table, with one list of sanctions in it."""
    database = Database(sqlite_url(folder / "then.sqlite"))
    upgrade(database, kept)
    tables = folder / "tables"
    tables.mkdir()
    columns = {}
    with database.writing() as connection:
        then = MetaData()
        then.reflect(connection)
        for table in then.sorted_tables:
            if table.name == "alembic_version":
                continue
            columns[table.name] = [column.name for column in table.c]
            rows = connection.execute(select(table)).all()
            lines = [json.dumps(list(row)) for row in rows]
            (tables / f"{table.name}.jsonl").write_text("".join(f"{line}\n" for line in lines))
    database.close()
    return columns


@pytest.fixture
def empty_database(database_url: str, opened: Callable[[str], Database]) -> Database:
    return opened(database_url)


@pytest.mark.parametrize("kept", ENDS)
@pytest.mark.long
def test_a_backup_of_an_older_schema_comes_back(
    kept: str, tmp_path: Path, empty_database: Database
) -> None:
    columns = of_then(tmp_path, kept)
    read_tables(empty_database, tmp_path / "tables", kept, columns)
    assert at_head(empty_database)


@pytest.mark.long
@pytest.mark.parametrize("kept", OLDER[1:-1])
def test_a_backup_of_every_older_schema_comes_back(
    kept: str, tmp_path: Path, opened: Callable[[str], Database]
) -> None:
    columns = of_then(tmp_path, kept)
    database = opened(sqlite_url(tmp_path / "now.sqlite"))
    read_tables(database, tmp_path / "tables", kept, columns)
    assert at_head(database)


@pytest.mark.parametrize("kept", OLDER[-1:])
@pytest.mark.long
def test_a_backup_that_names_no_columns_has_those_of_its_schema(
    kept: str, tmp_path: Path, empty_database: Database
) -> None:
    of_then(tmp_path, kept)
    read_tables(empty_database, tmp_path / "tables", kept)
    assert revision(empty_database) == head()


def test_rows_of_a_table_that_has_grown_since_are_kept(
    tmp_path: Path, empty_database: Database
) -> None:
    columns = of_then(tmp_path, "0011")
    row: dict[str, Any] = {
        "id": 7, "publisher": "ofac", "sha256": "ab" * 32, "read_on": "2026-01-02",
        "entries": 3, "imported_at": 1_700_000_000_000_000, "imported_by": "0x" + "cd" * 20,
    }  # fmt: skip
    line = [row[name] for name in columns["sanctions_lists"]]
    (tmp_path / "tables" / "sanctions_lists.jsonl").write_text(json.dumps(line) + "\n")
    read_tables(empty_database, tmp_path / "tables", "0011", columns)
    with empty_database.reading() as connection:
        row_now = connection.execute(
            text("SELECT id, publisher, published_at FROM sanctions_lists")
        ).one()
    assert tuple(row_now) == (7, "ofac", None)


def test_rows_that_do_not_fit_their_schema_are_refused(
    tmp_path: Path, empty_database: Database
) -> None:
    of_then(tmp_path, "0011")
    (tmp_path / "tables" / "sanctions_lists.jsonl").write_text("[1, 2]\n")
    with pytest.raises(ConfigError, match="^BACKUP:COLUMNS: "):
        read_tables(empty_database, tmp_path / "tables", "0011")


def test_what_is_written_says_its_columns(tmp_path: Path) -> None:
    database = Database(sqlite_url(tmp_path / "now.sqlite"))
    upgrade(database)
    folder = tmp_path / "now"
    folder.mkdir()
    with database.writing() as connection:
        then = MetaData()
        then.reflect(connection, only=["job_days"])
        connection.execute(
            insert(then.tables["job_days"]), {"kind": "a", "planned_through": date(2026, 1, 2)}
        )
        write_tables(connection, folder)
    columns = columns_written()
    line = json.loads((folder / "job_days.jsonl").read_text())
    assert dict(zip(columns["job_days"], line, strict=True)) == {
        "kind": "a", "planned_through": "2026-01-02",
    }  # fmt: skip
    database.close()
