"""Writes the dataset: tables as partitioned Parquet or as CSV, with dictionary and manifest.

A table's hash is of its canonical CSV (RFC 4180, LF, by block and place or by loan), whatever the
files' format is, and the root is of all of them, so that another machine's files come to it too.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eth_utils.crypto import keccak

from tallystick.dataset.columns import TABLES, dictionary
from tallystick.dataset.parquet import read_rows
from tallystick.dataset.rows import Rows
from tallystick.dataset.table import Table
from tallystick.disclosure.canonical import canonical
from tallystick.errors import InputError
from tallystick.replay.decoding import Decoder
from tallystick.replay.source import BlockClock, block_hash, read_logs

if TYPE_CHECKING:
    from tallystick.chain._sync.connection import Connection
    from tallystick.platform.deployment import Deployment
    from tallystick.replay.decoding import Log

__all__ = [
    "DICTIONARY",
    "FORMATS",
    "MANIFEST",
    "SCRATCH",
    "Exported",
    "Stretch",
    "as_parquet",
    "export",
    "file_sha256",
    "root_of",
    "write_dataset",
]

MANIFEST, DICTIONARY, FORMATS = "manifest.json", "dictionary.json", ("parquet", "csv")
# How a directory is called while it is written; whoever died over one has left it behind.
SCRATCH = ".dataset-"
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written. rows: by table; root: Keccak-256 over the tables, in hex."""

    folder: Path
    block: int
    rows: dict[str, int]
    root: str


@dataclass(frozen=True, slots=True)
class Stretch:
    """All events of a platform up to a block.

    time_of: the Unix second of a log's block. end: the last block and its hash, asked when all logs
    were read.
    """

    deployment: Deployment
    time_of: Callable[[Log], int]
    end: Callable[[], tuple[int, str]]


def export(
    connection: Connection,
    deployment: Deployment,
    folder: Path,
    *,
    block: int | None = None,
    form: str = "parquet",
    progress: Callable[[int, int, int], None] = lambda _done, _last, _events: None,
) -> Exported:
    """Write a platform's dataset into a new directory.

    Args:
        connection: The chain; its node is believed, and `check` compares with another one.
        deployment: The deployment file's content.
        folder: The directory, which must not exist yet.
        block: Up to which block; the latest without one.
        form: `parquet` or `csv`.
        progress: Called with the block reached, the last one, and the number of events.

    Returns:
        What was written.

    Raises:
        InputError: DATASET:FOLDER when the directory exists or cannot be made; DATASET:BLOCK when
            the block is not there; DATASET:FORM for another form.
        TransportError: When the node does not answer.
    """
    last = connection.block_number() if block is None else block
    if form not in FORMATS:
        raise InputError("DATASET:FORM", f"a dataset is {' or '.join(FORMATS)}, not {form}")
    if not deployment.block <= last <= connection.block_number():
        raise InputError("DATASET:BLOCK", f"block {last} is before the platform, or not there yet")
    if folder.exists():
        raise InputError("DATASET:FOLDER", f"{folder} exists; name a new directory")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        # Whole or not at all: it gets its name when everything is written.
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=SCRATCH) as scratch:
            work = Path(scratch)
            stretch = Stretch(
                deployment, BlockClock(connection).time,
                lambda: (last, "0x" + block_hash(connection, last).hex()),
            )  # fmt: skip
            addresses = list(deployment.addresses().values())
            batches = _in_order(read_logs(connection, addresses, deployment.block, last))
            written = write_dataset(
                work, stretch, batches, form=form,
                progress=lambda until, events: progress(until, last, events),
            )  # fmt: skip
            _name(work, folder)
    except OSError as wrong:
        raise InputError("DATASET:FOLDER", f"{folder} cannot be written: {wrong}") from wrong
    return replace(written, folder=folder)


def as_parquet(source: Path, folder: Path) -> None:
    """Write a CSV dataset's tables as Parquet too, without asking the chain again.

    Args:
        source: The dataset as CSV, which was checked.
        folder: The directory of the other one, which must not exist yet.

    Raises:
        InputError: DATASET:FOLDER when the directory exists or cannot be made; DATASET:EXTRA
            without DuckDB.
    """
    if folder.exists():
        raise InputError("DATASET:FOLDER", f"{folder} exists; name a new directory")
    try:
        manifest = json.loads((source / MANIFEST).read_bytes())
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=SCRATCH) as scratch:
            work = Path(scratch)
            for name in TABLES:
                table = Table(work, name, in_parts=True)
                for cells in read_rows(source, name):
                    table.add(cells)
                table.close()
            _pack(work)
            kept = ("chain", "book", "block", "block_hash", "tables")
            _close(work, {name: manifest[name] for name in kept} | {"format": "parquet"})
            _name(work, folder)
    except OSError as wrong:
        raise InputError("DATASET:FOLDER", f"{folder} cannot be written: {wrong}") from wrong


def _name(work: Path, folder: Path) -> None:
    """Give a directory that is whole its name; the one that is removed later is empty."""
    work.chmod(0o755)
    work.rename(folder)
    work.mkdir()


def root_of(manifest: Mapping[str, Any]) -> str:
    """Return the root that a manifest's tables come to, whatever files they are in.

    Args:
        manifest: The manifest.

    Returns:
        Keccak-256 in hex.
    """
    kept = {name: manifest[name] for name in ("chain", "book", "block", "block_hash", "tables")}
    return "0x" + keccak(canonical(kept)).hex()


def write_dataset(
    work: Path,
    stretch: Stretch,
    batches: Iterable[tuple[int, Iterable[Log]]],
    *,
    form: str,
    progress: Callable[[int, int], None] = lambda _done, _events: None,
) -> Exported:
    """Write the tables that logs make into an empty directory.

    Args:
        work: The directory.
        stretch: Of which platform, up to which block.
        batches: The logs in the chain's order, with the last block of each batch.
        form: `parquet` or `csv`.
        progress: Called with the block reached and the number of events.

    Returns:
        What was written.

    Raises:
        InputError: DATASET:EXTRA for Parquet without DuckDB.
        OSError: When the directory cannot be written.
    """
    parts = form == "parquet"
    tables = {name: Table(work, name, in_parts=parts) for name in TABLES}
    addresses = stretch.deployment.addresses()
    offset = stretch.deployment.roles.utc_offset_seconds
    rows = Rows(Decoder(addresses), stretch.time_of, offset)
    count = 0
    for until, logs in batches:
        for log in logs:
            count += 1
            for table, cells in rows.of(log):
                tables[table].add(cells)
        progress(until, count)
    for cells in rows.loans():
        tables["loans"].add(cells)
    for cells in rows.notes():
        tables["notes"].add(cells)
    sums = {name: table.close() for name, table in tables.items()}
    if parts:
        _pack(work)
    last, last_hash = stretch.end()
    head = {
        "chain": str(stretch.deployment.chain_id), "book": addresses["Book"],
        "block": str(last), "block_hash": last_hash, "format": form, "tables": sums,
    }  # fmt: skip
    counts = {name: int(of["rows"]) for name, of in sums.items()}
    return Exported(work, last, counts, _close(work, head))


def _pack(work: Path) -> None:
    from tallystick.dataset.parquet import pack_parts  # noqa: PLC0415 - DuckDB, for this alone

    for name in TABLES:
        pack_parts(work, name)


def _close(work: Path, head: Mapping[str, Any]) -> str:
    """Write dictionary and manifest beside the tables; returns the root."""
    (work / DICTIONARY).write_text(json.dumps(dictionary(), indent=2) + "\n", "utf-8")
    manifest: dict[str, Any] = {**head, "files": _files(work)}
    manifest["root"] = root_of(manifest)
    (work / MANIFEST).write_text(json.dumps(manifest, indent=2, sort_keys=True) + "\n", "utf-8")
    return str(manifest["root"])


def _in_order(
    batches: Iterable[tuple[int, list[Log]]],
) -> Iterator[tuple[int, list[Log]]]:
    for until, logs in batches:
        yield until, sorted(logs, key=lambda log: (log.block, log.log_index))


def file_sha256(path: Path) -> str:
    """Return the hash of a file's bytes.

    Args:
        path: The file.

    Returns:
        SHA-256 in hex.
    """
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def _files(work: Path) -> list[dict[str, str]]:
    return [
        {
            "path": str(path.relative_to(work)), "bytes": str(path.stat().st_size),
            "sha256": file_sha256(path),
        }
        for path in sorted(work.rglob("*"))
        if path.is_file()
    ]  # fmt: skip
