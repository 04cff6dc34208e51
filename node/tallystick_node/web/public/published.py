"""The published reports, as pages show them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from tallystick.disclosure.report import Report, read_report
from tallystick_node.disclosure.page import Published
from tallystick_node.disclosure.report_store import REPORTS, ReportStore

__all__ = ["ShownReport", "months", "newest_report", "report_of"]

_SUBJECT = "monthly:"


@dataclass(frozen=True)
class ShownReport:
    """One version of a month's report."""

    published: Published
    document: Mapping[str, Any]

    @property
    def month(self) -> str:
        """The month, as YYYY-MM."""
        return self.published.subject.removeprefix(_SUBJECT)

    @property
    def figures(self) -> dict[str, int | None]:
        """The figures by their codes; amounts in minor units."""
        return {
            figure["code"]: None if figure["value"] is None else int(figure["value"])
            for figure in self.document["figures"]
        }

    @property
    def cohorts(self) -> list[dict[str, Any]]:
        """What became of the loans of each month of drawing down, losses included."""
        prefix = "xirr/"
        return [
            {
                "month": line["id"].removeprefix(prefix),
                "paid_in": int(line["paid_in"]),
                "received": int(line["received"]),
                "outstanding": int(line["outstanding"]),
                "return_ppm": None if line["value_ppm"] is None else int(line["value_ppm"]),
            }
            for line in self.document["returns"]
            if line["id"].startswith(prefix)
        ]


def months(data_dir: Path) -> list[Published]:
    """Return every version of every month that is out.

    Args:
        data_dir: The node's directory.

    Returns:
        The newest month first, in it the newest version.
    """
    every = ReportStore(data_dir / REPORTS).published()
    monthly = [report for report in every if report.subject.startswith(_SUBJECT)]
    return sorted(monthly, key=lambda report: (report.subject, report.version), reverse=True)


def newest_report(data_dir: Path) -> ShownReport | None:
    """Return the newest month's newest version.

    Args:
        data_dir: The node's directory.

    Returns:
        The report; None before the first.
    """
    every = months(data_dir)
    return _shown(data_dir, every[0]) if every else None


def report_of(data_dir: Path, month: str, version: int | None) -> ShownReport | None:
    """Return a month's report.

    Args:
        data_dir: The node's directory.
        month: As YYYY-MM.
        version: Which version, None for the newest.

    Returns:
        The report; None when there is no such one.
    """
    for published in months(data_dir):
        if published.subject == _SUBJECT + month and version in (None, published.version):
            return _shown(data_dir, published)
    return None


def _shown(data_dir: Path, published: Published) -> ShownReport:
    report = _read(data_dir / REPORTS / published.file_name)
    return ShownReport(published, report.document)


@lru_cache(maxsize=16)
def _read(file: Path) -> Report:
    """A published file never changes."""
    return read_report(file.read_bytes())
