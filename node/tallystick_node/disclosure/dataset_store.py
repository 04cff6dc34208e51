"""The files of the daily datasets: `DIR/datasets/YYYY-MM-DD/csv` and, with DuckDB, `parquet`.

A day's directory appears when everything in it is written. What is served is compared with its
manifest each time its file looks different, so that a byte that was changed is noticed.
"""

from __future__ import annotations

import contextlib
import shutil
import time
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tallystick.dataset.check import manifest_of
from tallystick.dataset.export import (
    FORMATS,
    MANIFEST,
    SCRATCH,
    as_parquet,
    export,
    file_sha256,
)
from tallystick.errors import InputError
from tallystick.loans.dates import iso_day

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tallystick.platform._sync.platform import Platform

__all__ = ["DATASETS", "DatasetFile", "DatasetStore"]

# The node's directory of them.
DATASETS = "datasets"
# Longer than any export takes: what is older was left behind by a process that died.
_LEFT_SECONDS = 86_400


@dataclass(frozen=True, slots=True)
class DatasetFile:
    """A file of a day, as the manifest states it. intact: whether the bytes are still those."""

    form: str
    path: str
    bytes: int
    sha256: str
    intact: bool


@dataclass(frozen=True, slots=True)
class DatasetStore:
    """The directory of all days."""

    directory: Path

    def days(self) -> list[date]:
        """Return the days whose files are here.

        Returns:
            The days, the newest first.
        """
        return sorted(filter(None, map(_day, self.directory.glob("*"))), reverse=True)

    def make(self, platform: Platform, day: date, block: int) -> dict[str, Any]:
        """Write a day's dataset; what is whole already is left as it is.

        Args:
            platform: The platform.
            day: The day.
            block: Its last block.

        Returns:
            The manifest of the CSV.

        Raises:
            InputError: DATASET:FOLDER when it cannot be written.
            TransportError: When the chain's node does not answer.
        """
        folder, other = self._folder(day, "csv"), self._folder(day, "parquet")
        if not folder.is_dir():
            try:
                export(platform.connection, platform.deployment, folder, block=block, form="csv")
            except InputError:
                # Another process may have named its own meanwhile, which is the same.
                if not folder.is_dir():
                    raise
        if not other.is_dir():
            try:
                as_parquet(folder, other)
            except InputError as refused:
                # Without DuckDB there is the CSV alone.
                if refused.code != "DATASET:EXTRA" and not other.is_dir():
                    raise
        return manifest_of(folder)

    def manifests(self, day: date) -> dict[str, str]:
        """Return the hash of each manifest of a day.

        Args:
            day: The day.

        Returns:
            SHA-256 by format; empty when the files are not here.
        """
        digests = {form: self._digest(self._folder(day, form) / MANIFEST) for form in FORMATS}
        return {form: digest for form, digest in digests.items() if digest is not None}

    def files(self, day: date, vouched: Mapping[str, str]) -> list[DatasetFile]:
        """Return a day's files, each compared with its manifest, and this with what is vouched for.

        Args:
            day: The day.
            vouched: SHA-256 of the manifest of each format, as it was published.

        Returns:
            The files that are here, by format and path.
        """
        files = []
        for form, digest in sorted(vouched.items()):
            folder = self._folder(day, form)
            path = folder / MANIFEST
            if not path.is_file():
                continue
            stands = self._digest(path) == digest
            files.append(DatasetFile(form, MANIFEST, path.stat().st_size, digest, stands))
            try:
                stated = _manifest(folder, *_look(path))["files"]
            except InputError:
                continue
            for of in stated:
                intact = stands and self._digest(folder / of["path"]) == of["sha256"]
                files.append(DatasetFile(form, of["path"], int(of["bytes"]), of["sha256"], intact))
        return files

    def tables(self, day: date) -> dict[str, int]:
        """Return how many rows a day's tables have.

        Args:
            day: The day.

        Returns:
            By table; empty when the files are not here.
        """
        for form in sorted(self.manifests(day)):
            folder = self._folder(day, form)
            try:
                stated = _manifest(folder, *_look(folder / MANIFEST))["tables"]
            except (InputError, OSError):
                continue
            return {name: int(of["rows"]) for name, of in stated.items()}
        return {}

    def place(self, day: date, form: str, path: str) -> Path:
        """Return where a file is.

        Args:
            day: The day.
            form: `csv` or `parquet`.
            path: Of a file that a manifest names.

        Returns:
            The path.
        """
        return self._folder(day, form) / path

    def trim(self, count: int) -> list[date]:
        """Remove the oldest days, and what dead processes have left.

        Args:
            count: How many days stay.

        Returns:
            The days whose files were removed.
        """
        removed = self.days()[count:]
        for day in removed:
            # Out of everybody's sight at once, whatever the removal takes.
            away = self.directory / f"{SCRATCH}{day}"
            shutil.rmtree(away, ignore_errors=True)
            # Another process may be removing the same.
            with contextlib.suppress(FileNotFoundError):
                (self.directory / day.isoformat()).rename(away)
            shutil.rmtree(away, ignore_errors=True)
        for left in (*self.directory.glob(f"{SCRATCH}*"), *self.directory.glob(f"*/{SCRATCH}*")):
            with contextlib.suppress(FileNotFoundError):
                if time.time() - left.stat().st_mtime > _LEFT_SECONDS:
                    shutil.rmtree(left, ignore_errors=True)
        return removed

    def _folder(self, day: date, form: str) -> Path:
        return self.directory / day.isoformat() / form

    def _digest(self, path: Path) -> str | None:
        try:
            return _sha256(path, *_look(path))
        except OSError:
            return None


def _day(path: Path) -> date | None:
    try:
        return iso_day(path.name) if (path / "csv" / MANIFEST).is_file() else None
    except ValueError:
        return None


def _look(file: Path) -> tuple[int, int, int]:
    stat = file.stat()
    return stat.st_ino, stat.st_size, stat.st_mtime_ns


@lru_cache(maxsize=256)
def _manifest(folder: Path, *_: int) -> dict[str, Any]:
    return manifest_of(folder)


@lru_cache(maxsize=10_000)
def _sha256(file: Path, *_: int) -> str:
    return file_sha256(file)
