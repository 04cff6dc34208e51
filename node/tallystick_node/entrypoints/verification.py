"""Whether a node's tables say what the chain says, and whether its journal is whole.

The chain is read anew into an empty index up to the block where the node's stands, and both are
compared row by row. So a row that somebody has changed in the database is found, whatever else they
have changed with it.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from tallystick.errors import ConfigError, VerificationFailed
from tallystick_node.bootstrap.composition import database_of
from tallystick_node.bootstrap.network import open_site
from tallystick_node.infrastructure.audit_log.book import AuditLog
from tallystick_node.infrastructure.clock import machine_time
from tallystick_node.infrastructure.indexer.chain_reader import ChainReader
from tallystick_node.infrastructure.indexer.indexer import Indexer
from tallystick_node.storage import Database, upgrade
from tallystick_node.storage.database import sqlite_url
from tallystick_node.storage.tables import event_parties, events, index_cursor, loans
from tallystick_node.storage.upgrade import require_served

if TYPE_CHECKING:
    from sqlalchemy import Select, Table

    from tallystick.platform._sync.platform import Platform
    from tallystick_node.infrastructure.settings.settings import Settings

__all__ = ["TableCheck", "verified"]

# What the index makes of the chain, and of nothing else.
_TABLES = (events, event_parties, loans)
_SHOWN_MAX = 120


@dataclass(frozen=True, slots=True)
class TableCheck:
    """What was compared. detail: how many rows agree, or the first that does not."""

    id: str
    ok: bool
    detail: str


class _ReaderTo(ChainReader):
    """Reads the chain as it was when a block was its last."""

    def __init__(self, platform: Platform, last: int) -> None:
        super().__init__(platform)
        self._last = last

    def head(self) -> tuple[int, int]:
        head, timestamp = super().head()
        return min(head, self._last), timestamp


def verified(settings: Settings) -> list[TableCheck]:
    """Compare the tables of a node with the chain, and check its journal.

    Args:
        settings: The node's; a local chain must not be open elsewhere, or --rpc names the node's.

    Returns:
        A check for the journal, for the place of the index, and for each of its tables.

    Raises:
        ConfigError: When there is no node's database of this version; NODE:DEPLOYMENT.
        TransportError: When the chain's node does not answer.
    """
    database = database_of(settings)
    try:
        database.check()
        require_served(database)
        checks = [_journal(database)]
        site = open_site(settings)
        try:
            with tempfile.TemporaryDirectory(prefix="tallystick-verify-") as folder:
                anew = Database(sqlite_url(Path(folder) / "index.sqlite"), durable=False)
                try:
                    checks += _index(database, anew, site.platform)
                finally:
                    anew.close()
        finally:
            site.close()
    finally:
        database.close()
    return checks


def _journal(database: Database) -> TableCheck:
    try:
        with database.reading() as connection:
            head = AuditLog(machine_time).verify(connection)
    except VerificationFailed as broken:
        return TableCheck("journal", ok=False, detail=broken.sentence)
    return TableCheck("journal", ok=True, detail=f"{head.number} entries, the last {head.hash}")


def _index(database: Database, anew: Database, platform: Platform) -> list[TableCheck]:
    with database.reading() as kept:
        cursor = kept.execute(select(index_cursor)).one_or_none()
        if cursor is None:
            raise ConfigError("INDEX:EMPTY", "the node has not looked at the chain yet")
        upgrade(anew)
        reader = _ReaderTo(platform, cursor.block)
        Indexer(anew, reader, platform, machine_time).catch_up()
        with anew.reading() as fresh:
            now = fresh.execute(select(index_cursor)).one()
            place = f"block {cursor.block}, {cursor.hash}"
            stands = (now.block, now.hash, now.events) == (cursor.block, cursor.hash, cursor.events)
            checks = [
                TableCheck(
                    "cursor", ok=stands,
                    detail=place if stands else f"{place}; the chain has {now.block}, {now.hash}",
                )
            ]  # fmt: skip
            checks += [
                _compared(
                    table.name,
                    [tuple(row) for row in kept.execute(_ordered(table))],
                    [tuple(row) for row in fresh.execute(_ordered(table))],
                )
                for table in _TABLES
            ]
    return checks


def _ordered(table: Table) -> Select[Any]:
    return select(table).order_by(*table.primary_key.columns)


def _compared(
    name: str, kept: list[tuple[object, ...]], chain: list[tuple[object, ...]]
) -> TableCheck:
    for number, (ours, theirs) in enumerate(zip(kept, chain, strict=False), start=1):
        if ours != theirs:
            return TableCheck(
                name, ok=False,
                detail=f"row {number} is {_shown(ours)}; the chain says {_shown(theirs)}",
            )  # fmt: skip
    if len(kept) != len(chain):
        return TableCheck(
            name, ok=False, detail=f"{len(kept)} rows; the chain makes {len(chain)} of them"
        )
    return TableCheck(name, ok=True, detail=f"{len(kept)} rows")


def _shown(row: tuple[object, ...]) -> str:
    text = repr(row)
    return text if len(text) <= _SHOWN_MAX else text[:_SHOWN_MAX] + "…"
