"""The loans that seek money: what they pay, what may be lost, and how long they stay open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Query, Response

from tallystick.errors import InputError
from tallystick.platform._sync.loans import listing
from tallystick_node.api.routes.loans import LoanResponse, LoanStanding, list_loans
from tallystick_node.api.services import DataDirDep, IndexDep, PlatformDep
from tallystick_node.web.page import PageDep
from tallystick_node.web.page_route import pages_router
from tallystick_node.web.public.risk_statement import RiskStatement, risk_statement

__all__ = ["Offered", "offered", "router"]

router = pages_router()
SHOWN_MAX = 200
LEVELS = 5
_RATE_PLACES = 4


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

    @property
    def funded_ppm(self) -> int:
        """The share that is lent, rounded down."""
        return self.loan.funded * 1_000_000 // self.loan.principal


_Fits = Callable[[Offered], bool]
_ORDERS: dict[str, Callable[[Offered], int]] = {
    "rate": lambda row: -row.loan.rate_ppm,
    "level": lambda row: row.loan.risk_level,
    "term": lambda row: row.loan.instalments,
    "amount": lambda row: -row.loan.principal,
    "closes": lambda row: row.deadline,
}


def offered(
    loans: list[LoanResponse], platform: PlatformDep, data_dir: DataDirDep
) -> list[Offered]:
    """Return listed loans with their listings.

    Args:
        loans: As the API has them.
        platform: Asked for the listings.
        data_dir: Where the risk statements are kept.

    Returns:
        The loans in the same order.
    """
    rows = []
    for loan in loans:
        seen = listing(platform, loan.number)
        statement = risk_statement(data_dir, seen.disclosure_hash)
        rows.append(Offered(loan, statement, seen.deadline, seen.ticket_min))
    return rows


@router.get("/market")
def read_market(
    page: PageDep,
    index: IndexDep,
    platform: PlatformDep,
    data_dir: DataDirDep,
    level: Annotated[int | None, Query(ge=1, le=LEVELS)] = None,
    months: Annotated[int | None, Query(ge=1, le=480)] = None,
    rate: Annotated[str | None, Query(max_length=8)] = None,
    sort: Annotated[str, Query(max_length=8)] = "closes",
) -> Response:
    """Listed loans, all or those that fit."""
    listed = list_loans(index, LoanStanding.LISTED, None, SHOWN_MAX)
    everything = offered(listed.items, platform, data_dir)
    wanted = _wanted(level, months, _percent(rate))
    rows = [row for row in everything if all(fits(row) for fits in wanted.values())]
    excluded = {name: sum(not fits(row) for row in everything) for name, fits in wanted.items()}
    order = _ORDERS.get(sort, _ORDERS["closes"])
    context: dict[str, Any] = {"level": level, "months": months, "rate": rate or "", "sort": sort}
    return page(
        "market.html", rows=sorted(rows, key=order), excluded=excluded, listed=len(everything),
        orders=tuple(_ORDERS), **context,
    )  # fmt: skip


def _wanted(level: int | None, months: int | None, rate_ppm: int | None) -> dict[str, _Fits]:
    """What a reader asks for, each by its name."""
    wanted: dict[str, _Fits] = {}
    if level is not None:
        wanted["level"] = lambda row: row.loan.risk_level <= level
    if months is not None:
        wanted["months"] = lambda row: row.loan.instalments <= months
    if rate_ppm is not None:
        wanted["rate"] = lambda row: row.loan.rate_ppm >= rate_ppm
    return wanted


def _percent(text: str | None) -> int | None:
    """Read a rate in percent a year, such as 7.5, as parts per million."""
    if not text:
        return None
    whole, _, rest = text.strip().replace(",", ".").partition(".")
    digits = whole + rest
    if not whole or len(rest) > _RATE_PLACES or not (digits.isascii() and digits.isdigit()):
        raise InputError("INPUT:RATE", "a rate is percent a year with at most 4 decimals, as 7.5")
    return int(whole + rest.ljust(_RATE_PLACES, "0"))
