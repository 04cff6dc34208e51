"""The reader's year by loan: what was received, lost and paid; no tax is worked out."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Query, Response

from tallystick.errors import InputError
from tallystick.papers.sheets import LentYear, OwedYear, TaxYear
from tallystick_node.api.routes.papers import PaperForm, paper_file, year_of
from tallystick_node.api.services import BusinessDep, IndexDep, PlatformDep
from tallystick_node.web.account.statements import YEAR_MAX
from tallystick_node.web.page import PageDep
from tallystick_node.web.page_route import pages_router
from tallystick_node.web.session import Reader
from tallystick_node.web.shown_list import (
    CellKind,
    FileChoice,
    ListChoice,
    ListColumn,
    ListFile,
    chosen_list,
    list_file,
    shown_list,
)

__all__ = ["router"]

router = pages_router()
YEAR_MIN = 1970
_Typed = Annotated[str, Query(max_length=4)]


@router.get("/me/year")
def read_year(
    page: PageDep, reader: Reader, platform: PlatformDep, index: IndexDep, business: BusinessDep,
    year: _Typed = "", *, file: FileChoice = ListFile.PAGE, chosen: ListChoice = "lent",
) -> Response:  # fmt: skip
    """The year of `GET /v1/accounts/{address}/years/{year}`; this year where none is asked for."""
    shown = year_of(platform, index, reader.wallet, _year(year or str(business.today().year)))
    lists = (shown_list("lent", _LENT, shown.lent), shown_list("owed", _OWED, shown.owed))
    if file:
        return list_file(page, chosen_list(lists, chosen), file)
    return page("tax_year.html", shown=shown, lent=lists[0], owed=lists[1], sums=_sums(shown))


@router.get("/me/year.{form}")
def read_year_file(
    page: PageDep, reader: Reader, platform: PlatformDep, index: IndexDep, business: BusinessDep,
    form: PaperForm, year: _Typed = "",
) -> Response:  # fmt: skip
    """The year's file; a PDF is in the page's language."""
    shown = year_of(platform, index, reader.wallet, _year(year or str(business.today().year)))
    answer = paper_file(shown, form, page.language)
    answer.headers["cache-control"] = "no-store"
    return answer


def _year(text: str) -> int:
    if not (text.isascii() and text.isdigit() and YEAR_MIN <= int(text) <= YEAR_MAX):
        raise InputError("INPUT:SPAN", f"a year is written as YYYY, {YEAR_MIN} to {YEAR_MAX}")
    return int(text)


def _net(row: LentYear) -> int:
    return int(row.interest) - int(row.lost) + int(row.recovered) + int(row.resale)


def _sums(shown: TaxYear) -> dict[str, Any]:
    names = ("interest", "fees", "lost", "recovered", "resale")
    lent = {name: sum(int(getattr(row, name)) for row in shown.lent) for name in names}
    owed = {
        name: sum(int(getattr(row, name)) for row in shown.owed)
        for name in ("interest", "charges", "withheld")
    }
    return {"lent": lent, "owed": owed, "net": sum(_net(row) for row in shown.lent)}


_LENT: tuple[ListColumn[LentYear], ...] = (
    ListColumn("loan", "", CellKind.COUNT, lambda row: row.loan),
    ListColumn("interest", "", CellKind.AMOUNT, lambda row: int(row.interest)),
    ListColumn("fees", "", CellKind.AMOUNT, lambda row: int(row.fees)),
    ListColumn("lost", "", CellKind.AMOUNT, lambda row: -int(row.lost)),
    ListColumn("recovered", "", CellKind.AMOUNT, lambda row: int(row.recovered)),
    ListColumn("resale", "", CellKind.AMOUNT, lambda row: int(row.resale)),
    ListColumn("net", "", CellKind.AMOUNT, _net),
)
_OWED: tuple[ListColumn[OwedYear], ...] = (
    ListColumn("loan", "", CellKind.COUNT, lambda row: row.loan),
    ListColumn("interest", "", CellKind.AMOUNT, lambda row: int(row.interest)),
    ListColumn("charges", "", CellKind.AMOUNT, lambda row: int(row.charges)),
    ListColumn("withheld", "", CellKind.AMOUNT, lambda row: int(row.withheld)),
)
