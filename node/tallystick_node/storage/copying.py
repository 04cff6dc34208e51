"""Every table as lines of JSON and back, from SQLite or PostgreSQL into either of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Column, Date, MetaData, Table, func, insert, select
from sqlalchemy.types import TypeDecorator

from tallystick.documents import read_json
from tallystick.errors import ConfigError
from tallystick_node.storage.schema import Row, metadata
from tallystick_node.storage.tables import journal_head
from tallystick_node.storage.upgrade import revision, revisions, upgrade

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tallystick_node.storage.database import Database

__all__ = ["read_tables", "write_tables"]

# A row of ours may hold a document of somebody's.
_LINE_MAX = 2**30
_ROWS_AT_ONCE = 1_000


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


def read_tables(database: Database, folder: Path, kept_revision: str) -> None:
    """Fill an empty database with tables of a revision, then move the schema on to this version.

    Args:
        database: The database.
        folder: The folder that `write_tables` has filled.
        kept_revision: The schema's revision that the files are of.

    Raises:
        ConfigError: BACKUP:DATABASE when the database holds something already; BACKUP:LATER when
            this version does not know the revision.
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
        connection.execute(journal_head.delete())  # a new schema brings the first head
        for table in metadata.sorted_tables:
            _read(connection, table, folder / f"{table.name}.jsonl")
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


def _read(connection: Connection, table: Table, file: Path) -> None:
    kept = _as_kept(table)
    for part in _parts(file):
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
    numbered = table.primary_key.columns[0]
    if connection.dialect.name == "postgresql" and numbered.type is Row:
        # The server counts on from the rows that were put in with their numbers.
        last = connection.scalar(select(func.max(kept.c[numbered.name]))) or 0
        sequence = func.pg_get_serial_sequence(table.name, numbered.name)
        connection.execute(select(func.setval(sequence, last + 1, False)))  # noqa: FBT003


def _as_kept(table: Table) -> Table:
    """Return the table with the types that the database has, without what we make of them."""
    return Table(
        table.name,
        MetaData(),
        *(
            Column(
                column.name,
                column.type.impl_instance
                if isinstance(column.type, TypeDecorator)
                else column.type,
                primary_key=column.primary_key,
                autoincrement=False,
            )
            for column in table.c
        ),
    )


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
