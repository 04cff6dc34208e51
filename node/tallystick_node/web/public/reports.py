"""The monthly reports: figures, cohorts and default rates, each provable or attested."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Query, Response
from starlette.convertors import Convertor, register_url_convertor

from tallystick_node.api.refusals import NotHere
from tallystick_node.api.services import DataDirDep
from tallystick_node.disclosure.report_store import REPORTS, ReportStore
from tallystick_node.web.charts import heat_map
from tallystick_node.web.page import PageDep
from tallystick_node.web.page_route import pages_router
from tallystick_node.web.public.published import ShownReport, months, report_of
from tallystick_node.web.public.report_pictures import (
    levels_ring,
    rate_bridge,
    report_lists,
    reserve_chart,
    reserve_list,
    reserve_months,
)
from tallystick_node.web.shown_list import (
    FileChoice,
    ListChoice,
    ListFile,
    chosen_list,
    list_file,
)

__all__ = ["router"]


class MonthConvertor(Convertor[str]):
    """A month in a path, which no file's name looks like."""

    regex = "[0-9]{4}-(?:0[1-9]|1[0-2])"

    def convert(self, value: str) -> str:
        """Return the month as it stands.

        Args:
            value: As YYYY-MM.

        Returns:
            The same.
        """
        return value

    def to_string(self, value: str) -> str:
        """Return the month for a path.

        Args:
            value: As YYYY-MM.

        Returns:
            The same.
        """
        return value


register_url_convertor("month", MonthConvertor())
router = pages_router()
VERSION_MAX = 10_000


@router.get("/reports")
@router.get("/reports/")
def read_reports_page(
    page: PageDep, data_dir: DataDirDep, *, file: FileChoice = ListFile.PAGE
) -> Response:
    """Every month that is out, and the reserve by month."""
    reserve = reserve_months(data_dir)
    shown = reserve_list(reserve)
    if file:
        return list_file(page, shown, file)
    return page(
        "reports.html", reports=months(data_dir), shown=shown, reserve=reserve,
        chart=reserve_chart(reserve),
    )  # fmt: skip


@router.get("/reports/{month:month}")
def read_report_page(
    page: PageDep,
    data_dir: DataDirDep,
    month: str,
    version: Annotated[int | None, Query(ge=1, le=VERSION_MAX)] = None,
    *,
    file: FileChoice = ListFile.PAGE,
    chosen: ListChoice = "cohorts",
) -> Response:
    """A month's report."""
    report = report_of(data_dir, month, version)
    if report is None:
        raise NotHere("API:REPORT", f"there is no report of {month}, or not in that version")
    drawn = rate_bridge(report, page.texts.gettext)
    levels = levels_ring(report, page.texts.gettext)
    lists = report_lists(report, drawn, levels)
    if file:
        return list_file(page, chosen_list(lists, chosen), file)
    versions = [other for other in months(data_dir) if other.subject == report.published.subject]
    return page(
        "report.html", report=report, versions=versions, heat=_heat(page, report), bridge=drawn,
        levels=levels, lists={shown.name: shown for shown in lists},
        opinions=ReportStore(data_dir / REPORTS).opinions(report.published.file_name),
    )  # fmt: skip


def _heat(page: PageDep, report: ShownReport) -> dict[str, Any]:
    """The share of each cohort's money that was ever 90 days late, by the age of its loans."""
    say, share = page.texts.gettext, page.wording.share
    month = say("month")
    rows = [
        (
            vintage["cohort"],
            [
                (
                    f"{vintage['cohort']}, {month} {cell['age']}: {share(ppm).striptags()}",
                    ppm,
                )
                for cell in vintage["cells"]
                if (ppm := int(cell["ever_90_ppm"] or 0)) >= 0
            ],
        )
        for vintage in report.document["vintages"]
    ]
    cells, width, height = heat_map(rows)
    last = [(cohort, cells_of[-1][1] if cells_of else 0) for cohort, cells_of in rows]
    return {"cells": cells, "width": width, "height": height, "cohorts": rows, "last": last}
