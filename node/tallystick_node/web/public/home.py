"""The first page: what the platform is, the worst case first, and what it has come to so far."""

from __future__ import annotations

from fastapi import Response

from tallystick_node.api.routes.loans import LoanStanding, list_loans
from tallystick_node.api.services import DataDirDep, IndexDep, WatchersDep
from tallystick_node.disclosure.agreement_of_audits import audited_days
from tallystick_node.web.page import PageDep
from tallystick_node.web.page_route import pages_router
from tallystick_node.web.public.published import newest_report

__all__ = ["router"]

router = pages_router()
LISTED_MAX = 200
# In these, whoever disagrees is named on the first page.
AUDITED_DAYS = 7


@router.get("/")
def read_home(
    page: PageDep, index: IndexDep, data_dir: DataDirDep, watchers: WatchersDep
) -> Response:
    """What it is, and what became of the money so far."""
    listed = 0
    if page.standing is not None:
        listed = len(list_loans(index, LoanStanding.LISTED, None, LISTED_MAX).items)
    audited = audited_days(data_dir, watchers, AUDITED_DAYS)
    return page(
        "home.html", report=newest_report(data_dir), listed=listed,
        audited=audited[0] if audited else None,
        disputed=[day.day for day in audited if day.disagree],
    )  # fmt: skip
