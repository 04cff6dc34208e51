"""The page of what was published: versions, the newest figures, and how two of them went."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, StrictUndefined, Template

from tallystick.disclosure.signature import signature_name

if TYPE_CHECKING:
    from tallystick.disclosure.report import Report

__all__ = ["Published", "index_page"]

_WIDTH, _HEIGHT, _MARGIN = 640, 160, 12
_CHARTS = (("M03", "Principal outstanding"), ("M13", "Due to lenders and not received"))


@dataclass(frozen=True, slots=True)
class Published:
    """What the page shows of a report; `charted` are the figures of its charts by their codes."""

    subject: str
    version: int
    day: str
    block: str
    amends: str | None
    file_name: str
    root: str
    charted: Mapping[str, int]

    @classmethod
    def of(cls, report: Report) -> Published:
        """Return what the page shows of a report.

        Args:
            report: The report.

        Returns:
            The entry.

        Raises:
            InputError: DISCLOSURE:VALUE or MERKLE:… when the report has no valid root.
        """
        codes = {code for code, _ in _CHARTS}
        as_of = report.document["as_of"]
        return cls(
            subject=report.subject,
            version=report.version,
            day=as_of["day"],
            block=as_of["block"],
            amends=report.document["amends"],
            file_name=report.file_name,
            root="0x" + report.tree.root.hex(),
            charted={
                figure["code"]: int(figure["value"])
                for figure in report.document["figures"]
                if figure["code"] in codes
            },
        )


def index_page(reports: Sequence[Published], last: Mapping[str, Any]) -> str:
    """Return the page as HTML without any script; amounts are minor units.

    Args:
        reports: What is shown of each report that is out.
        last: The newest report's document, empty before the first.

    Returns:
        The page.
    """
    newest = {report.subject: report for report in reports}
    rows = [
        {
            "subject": report.subject,
            "version": report.version,
            "day": report.day,
            "block": report.block,
            "amends": report.amends,
            "file": report.file_name,
            "signature": signature_name(report.file_name),
            "root": report.root,
        }
        for report in sorted(
            reports, key=lambda report: (report.subject, report.version), reverse=True
        )
    ]
    charts = [_chart(code, title, [newest[subject] for subject in sorted(newest)])
              for code, title in _CHARTS]  # fmt: skip
    return _template().render(reports=rows, last=last, charts=charts)


@cache
def _template() -> Template:
    folder = resources.files("tallystick_node.disclosure") / "templates"
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.from_string((folder / "index.html").read_text("utf-8"))


def _chart(code: str, title: str, reports: Sequence[Published]) -> dict[str, Any]:
    """A line over the months; points are whole pixels, rounded down."""
    line = [(report.day, report.charted[code]) for report in reports if code in report.charted]
    most = max((value for _, value in line), default=0) or 1
    across = max(len(line) - 1, 1)
    points = [
        {
            "x": _MARGIN + place * (_WIDTH - 2 * _MARGIN) // across,
            "y": _HEIGHT - _MARGIN - value * (_HEIGHT - 2 * _MARGIN) // most,
            "day": day,
            "value": value,
        }
        for place, (day, value) in enumerate(line)
    ]
    return {"code": code, "title": title, "points": points, "width": _WIDTH, "height": _HEIGHT}
