"""The report store: published files, each version in a file of its own, never overwritten.

A report waits in `waiting` until its root is anchored; only then is it put beside the others, so
nothing is there that the chain does not know. `index.json` and `index.html` are made anew.
"""

from __future__ import annotations

import contextlib
import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from tallystick.disclosure.canonical import canonical
from tallystick.disclosure.opinion import (
    OPINION_MARK,
    AuditorOpinion,
    opinion_name,
    stands_beside,
)
from tallystick.disclosure.report import read_report
from tallystick.disclosure.signature import signature_name
from tallystick.errors import ConfigError, InputError
from tallystick_node.disclosure.page import Published, index_page

if TYPE_CHECKING:
    from tallystick.disclosure.report import Report
    from tallystick.disclosure.signature import ReportSignature

__all__ = ["AGREEMENTS", "INDEX", "PAGE", "REPORTS", "ReportStore"]

# Directories of the node.
REPORTS, AGREEMENTS = "reports", "agreements"
INDEX, PAGE = "index.json", "index.html"
WAITING = "waiting"
_READ_ONLY = 0o444


@dataclass(frozen=True, slots=True)
class ReportStore:
    """The report store: the directory of published files."""

    directory: Path

    def put(self, report: Report, signature: ReportSignature) -> None:
        """Keep a report and its signature until it is anchored; the same again changes nothing.

        Args:
            report: The report.
            signature: The publisher's signature of it.

        Raises:
            ConfigError: PUBLICATION:FILE when another file has the name.
        """
        waiting = self.directory / WAITING
        waiting.mkdir(parents=True, exist_ok=True)
        _write(waiting / signature_name(report.file_name), signature.data)
        _write(waiting / report.file_name, report.data)

    def waiting(self) -> list[Report]:
        """Return the reports that wait for their anchor.

        One that is published meanwhile is left out. Each file is read once.

        Returns:
            The reports, by file name.

        Raises:
            ConfigError: PUBLICATION:FILE when a file is not a report.
        """
        reports = []
        for file in _files(self.directory / WAITING):
            with contextlib.suppress(FileNotFoundError):
                reports.append(_kept(file, *_look(file)))
        return reports

    def published(self) -> list[Published]:
        """Return what the page shows of the published reports.

        A published file never changes: it is read once for as long as it looks the same.

        Returns:
            The entries, by subject and version.

        Raises:
            ConfigError: PUBLICATION:FILE when a file is not a report.
        """
        reports = [_published(file, *_look(file)) for file in _files(self.directory)]
        return sorted(reports, key=lambda report: (report.subject, report.version))

    def release(self, report: Report) -> None:
        """Put a waiting report beside the published ones, for good.

        Args:
            report: The report.

        Raises:
            ConfigError: PUBLICATION:FILE when another file has the name.
        """
        waiting = self.directory / WAITING
        for name in (signature_name(report.file_name), report.file_name):
            source, target = waiting / name, self.directory / name
            if not source.exists():
                continue  # a process that died had come so far
            if target.exists() and target.read_bytes() != source.read_bytes():
                raise ConfigError("PUBLICATION:FILE", f"{target} is there and says something else")
            if not target.exists():
                source.chmod(_READ_ONLY)
                os.link(source, target)
            _sync(self.directory)
            source.unlink()
        self.renew()

    def add_opinion(self, opinion: AuditorOpinion, chain_id: int, disclosures: str) -> str:
        """Keep an auditor's opinion beside the report that it is about, for good.

        Args:
            opinion: The opinion.
            chain_id: The chain's number.
            disclosures: The address of the platform's Disclosures.

        Returns:
            The file's name.

        Raises:
            InputError: REPORT:OPINION when no published report has that root, or its signer has not
                signed it for this platform.
            ConfigError: PUBLICATION:FILE when the signer has another opinion of it here already.
        """
        roots = {
            (report.subject, report.version, report.root): report.file_name
            for report in self.published()
        }
        report_file = roots.get((opinion.subject, opinion.version, "0x" + opinion.root.hex()))
        if report_file is None:
            raise InputError(
                "REPORT:OPINION",
                f"no published report is version {opinion.version} of {opinion.subject} with that"
                " root",
            )
        if not opinion.is_signed(chain_id, disclosures):
            raise InputError(
                "REPORT:OPINION", f"{opinion.signer} has not signed this for this platform"
            )
        name = opinion_name(report_file, opinion.signer)
        _write(self.directory / name, opinion.data)
        self.renew()
        return name

    def opinions(self, report_file: str) -> list[AuditorOpinion]:
        """Return the opinions that are kept of a report.

        Args:
            report_file: The report's file name.

        Returns:
            The opinions, by their signers' addresses.

        Raises:
            InputError: When a file is not an opinion.
        """
        stem = report_file.removesuffix(".json")
        files = sorted(self.directory.glob(f"{stem}{OPINION_MARK}*.json"))
        return [AuditorOpinion.parse(file.read_bytes()) for file in files]

    def renew(self) -> None:
        """Make the list and the page of the published reports anew.

        Raises:
            ConfigError: PUBLICATION:FILE when a file is not a report.
        """
        reports = self.published()
        newest = max(reports, key=lambda report: (report.subject, report.version), default=None)
        last = {} if newest is None else dict(_read(self.directory / newest.file_name).document)
        names = sorted(
            name
            for report in reports
            for name in (report.file_name, signature_name(report.file_name))
            if (self.directory / name).exists()
        )
        names = sorted(
            [*names, *(file.name for file in self.directory.glob(f"*{OPINION_MARK}*.json"))]
        )
        _replace(self.directory / INDEX, canonical(names))
        _replace(self.directory / PAGE, index_page(reports, last).encode())


def _files(directory: Path) -> list[Path]:
    return sorted(
        file
        for file in directory.glob("*.json")
        if file.name != INDEX and not stands_beside(file.name)
    )


def _read(file: Path) -> Report:
    try:
        return read_report(file.read_bytes())
    except InputError as refused:
        raise ConfigError(
            "PUBLICATION:FILE", f"{file} is not a report of this version ({refused.code})"
        ) from refused


def _look(file: Path) -> tuple[int, int, int]:
    stat = file.stat()
    return stat.st_ino, stat.st_size, stat.st_mtime_ns


@lru_cache(maxsize=8)
def _kept(file: Path, *_: int) -> Report:
    return _read(file)


@lru_cache(maxsize=10_000)
def _published(file: Path, *_: int) -> Published:
    return Published.of(_read(file))


def _write(file: Path, data: bytes) -> None:
    """Write a file that is whole or absent; one that is there is never written over."""
    if file.exists():
        if file.read_bytes() != data:
            raise ConfigError("PUBLICATION:FILE", f"{file} is there and says something else")
        return
    _replace(file, data)


def _replace(file: Path, data: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    unfinished = file.with_name(file.name + ".unfinished")
    with unfinished.open("wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    unfinished.rename(file)
    _sync(file.parent)


def _sync(directory: Path) -> None:
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
