"""Reads a dataset back: hashes of files, of tables whatever the format, and beside the chain."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tallystick.dataset.columns import NO_LOAN, PARTS, TABLES, dictionary
from tallystick.dataset.export import (
    DICTIONARY,
    FORMATS,
    MANIFEST,
    export,
    file_sha256,
    root_of,
)
from tallystick.dataset.parquet import read_rows
from tallystick.documents import read_json
from tallystick.errors import InputError

if TYPE_CHECKING:
    from tallystick.chain._sync.connection import Connection
    from tallystick.platform.deployment import Deployment

__all__ = ["DatasetCheck", "check_dataset", "manifest_of", "same_as_chain"]

MANIFEST_BYTES_MAX, FILES_MAX, DIGITS_MAX = 2**20, 200, 18
_KEYS = frozenset({
    "block", "block_hash", "book", "chain", "files", "format", "root", "tables",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class DatasetCheck:
    """What a dataset is, and the first place where it is not what it says."""

    root: str
    block: int
    rows: dict[str, int]
    difference: tuple[str, str, str] | None


def manifest_of(folder: Path) -> dict[str, Any]:
    """Read a dataset's manifest.

    Args:
        folder: The dataset's directory.

    Returns:
        The manifest.

    Raises:
        InputError: DATASET:MANIFEST when there is none, or it is not whole.
    """
    path = folder / MANIFEST
    try:
        manifest = read_json(path.read_bytes(), bytes_max=MANIFEST_BYTES_MAX)
        _require_whole(manifest)
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as wrong:
        raise InputError("DATASET:MANIFEST", f"{path} is not a manifest ({wrong})") from wrong
    return dict(manifest)


def _require_whole(manifest: Any) -> None:
    """ValueError says what is missing."""
    if not isinstance(manifest, dict) or set(manifest) != _KEYS:
        raise ValueError(f"it has exactly {', '.join(sorted(_KEYS))}")
    if set(manifest["tables"]) != set(TABLES) or not 0 < len(manifest["files"]) <= FILES_MAX:
        raise ValueError("it names every table, and its files")
    for name in ("block", "chain"):
        if not _is_number(manifest[name]):
            raise ValueError(f"{name} is a number as a text")
    for name, of in manifest["tables"].items():
        if set(of) != {"rows", "sha256"} or not _is_number(of["rows"]):
            raise ValueError(f"{name} has a number of rows and a hash")
    if manifest["format"] not in FORMATS:
        raise ValueError(f"a dataset is {' or '.join(FORMATS)}")
    paths = [of["path"] for of in manifest["files"] if set(of) == {"path", "bytes", "sha256"}]
    if len(paths) != len(manifest["files"]) or len(set(paths)) != len(paths):
        raise ValueError("each file is named once, with its bytes and its hash")
    # A file of another format beside those of this one could say anything: no table is read of it.
    needed, allowed = _paths(manifest["format"])
    if not needed <= set(paths) <= allowed:
        odd = min((needed - set(paths)) | (set(paths) - allowed))
        raise ValueError(f"{odd} is no file of such a dataset, or is missing")


def _is_number(text: Any) -> bool:
    return isinstance(text, str) and text.isascii() and text.isdigit() and len(text) <= DIGITS_MAX


def _paths(form: str) -> tuple[set[str], set[str]]:
    """Which files a dataset has to have, and may have."""
    if form == "csv":
        needed = {DICTIONARY, *(f"{table}.csv" for table in TABLES)}
        return needed, needed
    parts = (*(f"{digit:x}" for digit in range(PARTS)), NO_LOAN)
    return {DICTIONARY}, {
        DICTIONARY,
        *(f"{table}/{part}.parquet" for table in TABLES for part in parts),
    }


def check_dataset(folder: Path) -> DatasetCheck:
    """Check a dataset by itself: every file, every table, the root.

    Args:
        folder: Its directory.

    Returns:
        What it is, and where it first differs from its manifest.

    Raises:
        InputError: DATASET:MANIFEST, DATASET:FILE, DATASET:EXTRA.
    """
    manifest = manifest_of(folder)
    difference = _files(folder, manifest) or _tables(folder, manifest)
    expected = root_of(manifest)
    if difference is None and expected != manifest["root"]:
        difference = ("root", expected, str(manifest["root"]))
    rows = {name: int(of["rows"]) for name, of in manifest["tables"].items()}
    return DatasetCheck(expected, int(manifest["block"]), rows, difference)


def same_as_chain(
    connection: Connection, deployment: Deployment, folder: Path, scratch: Path
) -> tuple[str, str, str] | None:
    """Make the tables anew from the chain, and compare.

    Args:
        connection: The chain, of a node that is believed.
        deployment: The platform's file.
        folder: The dataset's directory.
        scratch: A directory that does not exist yet; what is made stays there.

    Returns:
        The first difference: where, as the chain has it, as it was stated. None when it is the
        same.

    Raises:
        InputError: As for checking and exporting.
        TransportError: When the node does not answer.
    """
    stated = manifest_of(folder)
    block = int(stated["block"])
    remade = manifest_of(export(connection, deployment, scratch, block=block, form="csv").folder)
    for name in ("chain", "book", "block", "block_hash"):
        if remade[name] != stated[name]:
            return name, str(remade[name]), str(stated[name])
    for table in TABLES:
        if remade["tables"][table] != stated["tables"][table]:
            return _first_row(table, scratch, folder)
    return None


def _first_row(table: str, remade: Path, stated: Path) -> tuple[str, str, str]:
    number = 0
    ours, theirs = read_rows(remade, table), read_rows(stated, table)
    while True:
        number += 1
        wanted, actual = next(ours, None), next(theirs, None)
        if wanted is None and actual is None:
            return f"{table}", "its bytes", "other bytes of the same rows"
        if wanted is None or actual is None or [*map(str, wanted)] != [*map(str, actual)]:
            return f"{table} row {number}", str(wanted or "none"), str(actual or "none")


def _files(folder: Path, manifest: Mapping[str, Any]) -> tuple[str, str, str] | None:
    links = sorted(path for path in folder.rglob("*") if path.is_symlink())
    if links:
        return str(links[0].relative_to(folder)), "a file", "a link"
    for of in manifest["files"]:
        path = folder / of["path"]
        if not path.is_file():
            return of["path"], of["sha256"], "no such file"
        if (digest := file_sha256(path)) != of["sha256"]:
            return of["path"], str(of["sha256"]), digest
    known = {folder / of["path"] for of in manifest["files"]} | {folder / MANIFEST}
    more = sorted(path for path in folder.rglob("*") if path.is_file() and path not in known)
    if more:
        return str(more[0].relative_to(folder)), "no such file", "a file"
    stated = read_json((folder / DICTIONARY).read_bytes())
    return None if stated == dictionary() else (DICTIONARY, "this version's", "another")


def _tables(folder: Path, manifest: Mapping[str, Any]) -> tuple[str, str, str] | None:
    for table, columns in TABLES.items():
        digest, count = hashlib.sha256(_line([of.name for of in columns])), 0
        for row in read_rows(folder, table):
            count += 1
            digest.update(_line(["" if cell is None else str(cell) for cell in row]))
        stated = manifest["tables"][table]
        if str(count) != stated["rows"]:
            return f"{table}.rows", str(count), str(stated["rows"])
        if digest.hexdigest() != stated["sha256"]:
            return f"{table}.sha256", digest.hexdigest(), str(stated["sha256"])
        # The same rows in other letters, such as 1_0 for 10, are others to other readers.
        whole = folder / f"{table}.csv"
        if whole.is_file() and (actual := file_sha256(whole)) != stated["sha256"]:
            return f"{table}.sha256", str(stated["sha256"]), actual
    return None


def _line(cells: list[str]) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow(cells)
    return out.getvalue().encode()
