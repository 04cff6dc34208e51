"""The loans that seek money: what they pay, what may be lost, and how long they stay open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import Query, Response

from tallystick.chain.contracts import Book
from tallystick_node.api.routes.loans import LoanResponse, LoanStanding, list_loans
from tallystick_node.api.services import DataDirDep, IndexDep, PlatformDep
from tallystick_node.web.forms import percent_ppm, whole
from tallystick_node.web.page import PageDep
from tallystick_node.web.page_route import pages_router
from tallystick_node.web.public.risk_statement import RiskStatement, risk_statement
from tallystick_node.web.shown_list import (
    CellKind,
    FileChoice,
    ListColumn,
    ListFile,
    list_file,
    shown_list,
)

__all__ = ["Offered", "offered", "router"]

router = pages_router()
LISTED_MAX, SHOWN_MAX = 200, 50
MONTHS_MAX = 480


@dataclass(frozen=True)
class Offered:
    """A listed loan with what its listing and its risk statement say; amounts in minor units."""

    loan: LoanResponse
    statement: RiskStatement | None
    deadline: int
    ticket_min: int

    @property
    def open(self) -> int:
        """What is still sought."""
        return self.loan.principal - self.loan.funded

    def expected(self, name: str) -> int | None:
        """Return a figure that the risk statement expects.

        Args:
            name: The figure's name.

        Returns:
            In ppm; None without a statement that has it.
        """
        return None if self.statement is None else self.statement.expected.get(name)

    @property
    def funded_ppm(self) -> int:
        """The share that is lent, rounded down."""
        return self.loan.funded * 1_000_000 // self.loan.principal


_Fits = Callable[[LoanResponse], bool]
# Loans close in about the order in which they were listed.
_ORDERS: dict[str, Callable[[LoanResponse], int]] = {
    "rate": lambda loan: -loan.rate_ppm,
    "level": lambda loan: loan.risk_level,
    "term": lambda loan: loan.instalments,
    "amount": lambda loan: -loan.principal,
    "closes": lambda loan: loan.number,
}


def offered(loan: LoanResponse, platform: PlatformDep, data_dir: DataDirDep) -> Offered:
    """Return a listed loan with its listing.

    Args:
        loan: As the API has it.
        platform: Asked for the listing, in one call.
        data_dir: Where the risk statements are kept.

    Returns:
        The loan.
    """
    side, funding, disclosure = platform.read(Book.listing_of(loan.number))
    return Offered(
        loan, risk_statement(data_dir, disclosure), funding["deadline"], side["ticket_min"]
    )


@router.get("/market")
def read_market(
    page: PageDep,
    index: IndexDep,
    platform: PlatformDep,
    data_dir: DataDirDep,
    level: Annotated[str, Query(pattern="^[1-5]?$")] = "",
    months: Annotated[str, Query(max_length=4)] = "",
    rate: Annotated[str | None, Query(max_length=8)] = None,
    sort: Annotated[str, Query(max_length=8)] = "closes",
    *,
    file: FileChoice = ListFile.PAGE,
) -> Response:
    """Listed loans, all or those that fit: the index chooses, the chain is asked for the shown."""
    listed = list_loans(index, LoanStanding.LISTED, None, LISTED_MAX).items
    most = whole("months", months, 1, MONTHS_MAX) if months else None
    risk = int(level) if level else None
    wanted = _wanted(risk, most, percent_ppm(rate) if rate else None)
    fitting = [loan for loan in listed if all(fits(loan) for fits in wanted.values())]
    fitting.sort(key=_ORDERS.get(sort, _ORDERS["closes"]))
    rows = [offered(loan, platform, data_dir) for loan in fitting[:SHOWN_MAX]]
    shown = shown_list("market", _COLUMNS, rows)
    if file:
        return list_file(page, shown, file)
    return page(
        "market.html", shown=shown, rows=rows,
        excluded={name: sum(not fits(loan) for loan in listed) for name, fits in wanted.items()},
        listed=len(listed), fitting=len(fitting), level=risk, months=most, rate=rate or "",
        sort=sort,
    )  # fmt: skip


# Sorted by the filter's own orders.
_COLUMNS: tuple[ListColumn[Offered], ...] = (
    ListColumn("loan", "", CellKind.COUNT, lambda row: row.loan.number),
    ListColumn("purpose", "", CellKind.TEXT, lambda row: row.statement and row.statement.purpose),
    ListColumn("risk_level", "", CellKind.COUNT, lambda row: row.loan.risk_level),
    ListColumn("rate_ppm", "", CellKind.COUNT, lambda row: row.loan.rate_ppm),
    ListColumn("expected_loss_ppm", "", CellKind.COUNT, lambda row: row.expected("loss_ppm")),
    ListColumn("return_ppm", "", CellKind.COUNT, lambda row: row.expected("return_after_loss_ppm")),
    ListColumn("instalments", "", CellKind.COUNT, lambda row: row.loan.instalments),
    ListColumn("amount", "", CellKind.AMOUNT, lambda row: row.loan.principal),
    ListColumn("open", "", CellKind.AMOUNT, lambda row: row.open),
    ListColumn("funded_ppm", "", CellKind.COUNT, lambda row: row.funded_ppm),
    ListColumn("closes", "", CellKind.MOMENT, lambda row: row.deadline),
)


def _wanted(level: int | None, months: int | None, rate_ppm: int | None) -> dict[str, _Fits]:
    """What a reader asks for, each by its name."""
    wanted: dict[str, _Fits] = {}
    if level is not None:
        wanted["level"] = lambda loan: loan.risk_level <= level
    if months is not None:
        wanted["months"] = lambda loan: loan.instalments <= months
    if rate_ppm is not None:
        wanted["rate"] = lambda loan: loan.rate_ppm >= rate_ppm
    return wanted
