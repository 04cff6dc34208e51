"""The monthly reports that feeds and files are made from: what is anchored, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from tallystick.disclosure.report import Report, month_of, read_report
from tallystick.disclosure.statement import RiskStatement, read_statement
from tallystick.errors import InputError
from tallystick_node.disclosure.report_store import AGREEMENTS, REPORTS, ReportStore

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

__all__ = ["PublishedReports"]


@dataclass(frozen=True, slots=True)
class PublishedReports:
    """Reads a node's published reports and risk statements."""

    data_dir: Path

    def versions(self) -> list[tuple[str, int]]:
        """Return subject and version of every report.

        Returns:
            By subject, then by version; the months follow each other.

        Raises:
            ConfigError: PUBLICATION:FILE when a file is not a report.
        """
        return [
            (report.subject, report.version)
            for report in ReportStore(self.data_dir / REPORTS).published()
            if report.subject.startswith("monthly:")
        ]

    def waiting(self) -> list[tuple[str, int]]:
        """Return subject and version of every report that waits to be released.

        Returns:
            The reports, in no order.

        Raises:
            ConfigError: PUBLICATION:FILE when a file is not a report.
        """
        store = ReportStore(self.data_dir / REPORTS)
        return [(report.subject, report.version) for report in store.waiting()]

    def read(self, subject: str, version: int) -> Report:
        """Return a report.

        Args:
            subject: Such as `monthly:2026-10`.
            version: Its version.

        Returns:
            The report.

        Raises:
            InputError: REPORT:… when its file is not a report.
        """
        return _report(self.data_dir / REPORTS / f"{subject.replace(':', '-')}.v{version}.json")

    def newest(self, month: str, today: date) -> Report:
        """Return the newest version of a month's report.

        Args:
            month: Such as `2026-10`.
            today: The business date.

        Returns:
            The report.

        Raises:
            InputError: FILES:FUTURE for a month that is not over; FILES:NONE when there is no
                published report of it.
        """
        subject = f"monthly:{month}"
        versions = [version for name, version in self.versions() if name == subject]
        if versions:
            return self.read(subject, max(versions))
        first = month_of(subject)
        if (first.year, first.month) >= (today.year, today.month):
            raise InputError("FILES:FUTURE", f"{month} is not over on {today}")
        raise InputError("FILES:NONE", f"no report of {month} is published here")

    def last(self) -> Report | None:
        """Return the newest version of the newest month's report; None before the first.

        Returns:
            The report.
        """
        versions = self.versions()
        return self.read(*versions[-1]) if versions else None

    def statement(self, digest: str) -> RiskStatement | None:
        """Return a risk statement.

        Args:
            digest: Its hash, as the offer has it.

        Returns:
            The statement; None when it is not kept here.

        Raises:
            InputError: When the file is not the statement of that hash: STATEMENT:… or FILES:HASH.
        """
        file = self.data_dir / AGREEMENTS / f"{digest.removeprefix('0x')}.json"
        if not file.is_file():
            return None
        statement = read_statement(file.read_bytes())
        if "0x" + statement.hash.hex() != digest:
            raise InputError("FILES:HASH", f"{file.name} is not the risk statement of its name")
        return statement


@lru_cache(maxsize=16)
def _report(file: Path) -> Report:
    """A published file never changes."""
    return read_report(file.read_bytes())
