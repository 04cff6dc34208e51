"""The rows of a Parquet dataset as a part or the core reads them, in the chain's order."""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from tallystick.dataset.columns import NO_LOAN
from tallystick.dataset.parquet import opened
from tallystick.errors import InputError
from tallystick.replay.decoding import Log

if TYPE_CHECKING:
    import duckdb

__all__ = ["StoredLog", "Times", "core_rows", "event_rows", "part_rows", "parts_of"]

BATCH = 5_000
_COLUMNS = (
    "block, place, timestamp, block_hash, tx_hash, address, contract, name, loan, topics, data"
)


class StoredLog(NamedTuple):
    """A log, and what the dataset says of it: the second, whose event, and the loan."""

    log: Log
    second: int
    contract: str | None
    name: str | None
    loan: int | None


class Times:
    """The clock of a dataset: each row brings its block's time before its log is taken."""

    def __init__(self) -> None:
        self._block, self._second = -1, 0
        self._latest: tuple[int, int] = (-1, 0)

    def of(self, rows: Iterator[StoredLog]) -> Iterator[StoredLog]:
        """Yield rows, and know the time of the one yielded last and of the one before.

        Args:
            rows: The rows in the chain's order.

        Yields:
            The rows.
        """
        for row in rows:
            if row.log.block != self._latest[0]:
                self._block, self._second = self._latest
                self._latest = row.log.block, row.second
            yield row

    def time(self, log: Log) -> int:
        """Return when a log was written.

        Args:
            log: A log of the latest block, or of the one before.

        Returns:
            The Unix second.

        Raises:
            LookupError: For a log of another block.
        """
        if log.block == self._latest[0]:
            return self._latest[1]
        if log.block == self._block:
            return self._second
        raise LookupError(f"the time of block {log.block} is gone")


def parts_of(folder: Path) -> list[str]:
    """Return the parts of a dataset that hold loans.

    Args:
        folder: The dataset's directory.

    Returns:
        Hexadecimal digits, in order.
    """
    names = sorted(path.stem for path in (folder / "events").glob("*.parquet"))
    return [name for name in names if name != NO_LOAN]


def part_rows(
    folder: Path, part: str, apart: Collection[int], shared: Collection[tuple[str, str]]
) -> Iterator[StoredLog]:
    """Yield a part's rows, and those of no loan that matter to every loan.

    Args:
        folder: The dataset's directory.
        part: The part; `none` for what is of no loan alone.
        apart: Loans that the core replays.
        shared: The events of no loan that matter, by contract and name.

    Yields:
        The rows in the chain's order.

    Raises:
        InputError: DATASET:FILE when they cannot be read.
    """
    wanted = ", ".join(f"'{contract}.{name}'" for contract, name in sorted(shared))
    streams = [_read(folder, NO_LOAN, f"contract || '.' || name IN ({wanted})")]
    if part != NO_LOAN:
        streams.append(_read(folder, part, _not_in(apart)))
    yield from heapq.merge(*streams, key=_place)


def core_rows(folder: Path, apart: Collection[int]) -> Iterator[StoredLog]:
    """Yield the core's rows: what is of no loan, every listing, and the loans that it replays.

    Args:
        folder: The dataset's directory.
        apart: The loans that it replays.

    Yields:
        The rows in the chain's order.

    Raises:
        InputError: DATASET:FILE when they cannot be read.
    """
    theirs = f"loan IN ({', '.join(map(str, sorted(apart)))})" if apart else "false"
    wanted = f"(contract = 'Offers' AND name = 'Listed') OR {theirs}"
    streams = [_read(folder, part, wanted) for part in parts_of(folder)]
    yield from heapq.merge(_read(folder, NO_LOAN, "true"), *streams, key=_place)


def event_rows(folder: Path, event: tuple[str, str]) -> Iterator[StoredLog]:
    """Yield the rows of one kind of event.

    Args:
        folder: The dataset's directory.
        event: Its contract and name.

    Yields:
        The rows, part by part.

    Raises:
        InputError: DATASET:FILE when they cannot be read.
    """
    wanted = f"contract = '{event[0]}' AND name = '{event[1]}'"
    for part in (NO_LOAN, *parts_of(folder)):
        yield from _read(folder, part, wanted)


def _not_in(apart: Collection[int]) -> str:
    return f"loan NOT IN ({', '.join(map(str, sorted(apart)))})" if apart else "true"


def _place(row: StoredLog) -> tuple[int, int]:
    return row.log.block, row.log.log_index


def _read(folder: Path, part: str, wanted: str) -> Iterator[StoredLog]:
    """Yield one file's rows as they stand there, which is the chain's order or found out."""
    path = folder / "events" / f"{part}.parquet"
    if not path.is_file():
        return
    database = opened(folder)
    import duckdb  # noqa: PLC0415 - it is there, or opening would have said so

    quoted = str(path).replace("'", "''")
    try:
        answer: duckdb.DuckDBPyConnection = database.execute(
            f"SELECT {_COLUMNS} FROM read_parquet('{quoted}', hive_partitioning = false)"
            f" WHERE {wanted}"
        )
        while rows := answer.fetchmany(BATCH):
            for row in rows:
                yield _row(row)
    except (duckdb.Error, OSError, ValueError, TypeError) as wrong:
        raise InputError("DATASET:FILE", f"{path.name} cannot be read ({wrong})") from wrong
    finally:
        database.close()


def _row(cells: tuple[Any, ...]) -> StoredLog:
    block, place, second, block_hash, tx, address, contract, name, loan, topics, data = cells
    log = Log(
        address, tuple((topics or "").split()), data or "0x", block, place, tx, block_hash,
        removed=False,
    )  # fmt: skip
    return StoredLog(log, second, contract, name, loan)
