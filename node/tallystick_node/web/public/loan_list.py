"""Every loan that was ever listed, in whatever state: good ones and bad ones alike."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query, Response

from tallystick_node.api.routes.loans import LoanResponse, LoanStanding, list_loans
from tallystick_node.api.services import IndexDep
from tallystick_node.web.page import PageDep
from tallystick_node.web.page_route import pages_router
from tallystick_node.web.shown_list import (
    CellKind,
    FileChoice,
    ListColumn,
    ListFile,
    list_file,
    shown_list,
)

__all__ = ["router"]

router = pages_router()
SHOWN, FILE_ROWS_MAX = 50, 200


@router.get("/loans")
def read_loans(
    page: PageDep,
    index: IndexDep,
    status: Annotated[str, Query(max_length=16)] = "",
    after: Annotated[str | None, Query(max_length=256)] = None,
    *,
    file: FileChoice = ListFile.PAGE,
) -> Response:
    """Loans by their numbers, all or those that stand alike; a file has more of them at once."""
    chosen = LoanStanding(status) if status in set(LoanStanding) else None
    answer = list_loans(index, chosen, None, FILE_ROWS_MAX if file else SHOWN, after)
    shown = shown_list("loans", _COLUMNS, answer.items)
    if file:
        return list_file(page, shown, file)
    return page(
        "loans.html", shown=shown, rows=answer.items, standing=chosen.value if chosen else "",
        states=[standing.value for standing in LoanStanding], following=answer.next,
    )  # fmt: skip


# Their order is the register's: a loan's number is when it was listed.
_COLUMNS: tuple[ListColumn[LoanResponse], ...] = (
    ListColumn("loan", "", CellKind.COUNT, lambda loan: loan.number),
    ListColumn("status", "", CellKind.TEXT, lambda loan: loan.status.value),
    ListColumn("risk_level", "", CellKind.COUNT, lambda loan: loan.risk_level),
    ListColumn("rate_ppm", "", CellKind.COUNT, lambda loan: loan.rate_ppm),
    ListColumn("instalments", "", CellKind.COUNT, lambda loan: loan.instalments),
    ListColumn("amount", "", CellKind.AMOUNT, lambda loan: loan.principal),
    ListColumn("principal_back", "", CellKind.AMOUNT, lambda loan: loan.total_principal),
    ListColumn("interest_paid", "", CellKind.AMOUNT, lambda loan: loan.total_interest),
)
