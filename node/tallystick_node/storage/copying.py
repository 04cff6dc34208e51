"""Every table as lines of JSON and back, from SQLite or PostgreSQL into either of them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Column, Date, MetaData, Table, func, insert, select
from sqlalchemy.types import TypeDecorator

from tallystick.documents import read_json
from tallystick.errors import ConfigError
from tallystick_node.storage.schema import metadata
from tallystick_node.storage.tables import journal_head, schema_floor
from tallystick_node.storage.upgrade import revision, revisions, upgrade

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tallystick_node.storage.database import Database

__all__ = ["columns_written", "read_tables", "write_tables"]

# A row of ours may hold a document of somebody's.
_LINE_MAX = 2**30
_ROWS_AT_ONCE = 1_000
_SCHEMA_TABLE = "alembic_version"


def write_tables(connection: Connection, folder: Path) -> dict[str, int]:
    """Write every table into a file of its own.

    The connection sees one state of the database for as long as this takes.

    Args:
        connection: An open reading connection.
        folder: An existing folder; each file is named after its table.

    Returns:
        How many rows each table has.
    """
    return {table.name: _write(connection, table, folder) for table in metadata.sorted_tables}


def columns_written() -> dict[str, list[str]]:
    """Return the columns of each table in the order in which `write_tables` writes them.

    Returns:
        Column names by table.
    """
    return {table.name: [column.name for column in table.c] for table in metadata.sorted_tables}


def read_tables(
    database: Database,
    folder: Path,
    kept_revision: str,
    columns: Mapping[str, Sequence[str]] | None = None,
) -> None:
    """Fill an empty database with tables of a revision, then move the schema on to this version.

    The tables are those that the database has at that revision, whatever this version's are.

    Args:
        database: The database.
        folder: The folder that `write_tables` has filled.
        kept_revision: The schema's revision that the files are of.
        columns: What `columns_written` said when they were written; a backup of before 0.3 has
            none, and its columns are in the order of the tables as they were.

    Raises:
        ConfigError: BACKUP:DATABASE when the database holds something already; BACKUP:LATER when
            this version does not know the revision; BACKUP:COLUMNS when the files do not fit it.
    """
    if revision(database) is not None:
        raise ConfigError(
            "BACKUP:DATABASE", f"the database {database.place} is not empty; give an empty one"
        )
    if kept_revision not in revisions():
        raise ConfigError(
            "BACKUP:LATER", f"the backup is of a later version ({kept_revision}); update tallystick"
        )
    upgrade(database, kept_revision)
    with database.writing() as connection:
        then = MetaData()
        then.reflect(connection)
        for table in (journal_head, schema_floor):  # a new schema brings their first rows
            if table.name in then.tables and (folder / f"{table.name}.jsonl").exists():
                connection.execute(then.tables[table.name].delete())
        for table in then.sorted_tables:
            file = folder / f"{table.name}.jsonl"
            if table.name == _SCHEMA_TABLE or not file.exists():
                continue
            stated = None if columns is None else columns.get(table.name)
            _read(connection, _as_kept(table, stated), file)
    upgrade(database)


def _write(connection: Connection, table: Table, folder: Path) -> int:
    count = 0
    kept = _as_kept(table)
    with (folder / f"{table.name}.jsonl").open("w", encoding="utf-8") as stream:
        for row in connection.execute(select(kept).order_by(*kept.primary_key.columns)):
            line = [str(value) if isinstance(value, date) else value for value in row]
            stream.write(json.dumps(line, ensure_ascii=False) + "\n")
            count += 1
    return count


def _read(connection: Connection, kept: Table, file: Path) -> None:
    for part in _parts(file):
        if any(len(line) != len(kept.c) for line in part):
            raise ConfigError(
                "BACKUP:COLUMNS", f"the backup's rows of {kept.name} are not those of its schema"
            )
        rows = [
            {
                column.name: date.fromisoformat(value)
                if isinstance(column.type, Date) and value is not None
                else value
                for column, value in zip(kept.c, line, strict=True)
            }
            for line in part
        ]
        connection.execute(insert(kept), rows)
    numbered = list(kept.primary_key.columns)
    if connection.dialect.name == "postgresql" and len(numbered) == 1:
        sequence = connection.scalar(
            select(func.pg_get_serial_sequence(kept.name, numbered[0].name))
        )
        if sequence is not None:
            # The server counts on from the rows that were put in with their numbers.
            last = connection.scalar(select(func.max(numbered[0]))) or 0
            connection.execute(select(func.setval(sequence, last + 1, False)))  # noqa: FBT003


def _as_kept(table: Table, stated: Sequence[str] | None = None) -> Table:
    """Return a table with the types that the database has, without what we make of them.

    Its columns are those that a file states, else in this version's order where it has them.
    """
    ours = metadata.tables.get(table.name)
    if stated is None:
        known = [] if ours is None else [column.name for column in ours.c if column.name in table.c]
        stated = known + [column.name for column in table.c if column.name not in known]
    absent = [name for name in stated if name not in table.c]
    if absent:
        raise ConfigError(
            "BACKUP:COLUMNS", f"the backup has a column {absent[0]!r} that {table.name} lacks"
        )
    columns = []
    for name in stated:
        source = table.c[name] if ours is None or name not in ours.c else ours.c[name]
        kind = source.type
        columns.append(
            Column(
                name,
                kind.impl_instance if isinstance(kind, TypeDecorator) else kind,
                primary_key=table.c[name].primary_key,
                autoincrement=False,
            )
        )
    return Table(table.name, MetaData(), *columns)


def _parts(file: Path) -> Iterator[list[list[Any]]]:
    part: list[list[Any]] = []
    with file.open(encoding="utf-8") as stream:
        for line in stream:
            part.append(read_json(line, bytes_max=_LINE_MAX))
            if len(part) == _ROWS_AT_ONCE:
                yield part
                part = []
    if part:
        yield part
