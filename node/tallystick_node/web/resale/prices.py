"""What notes were sold for, by days past due and risk level, and the book of one loan."""

from __future__ import annotations

from collections import defaultdict

from fastapi import Response

from tallystick_node.api.routes.loans import Number, read_loan
from tallystick_node.api.routes.market_data import book_of, list_sales, read_prices
from tallystick_node.api.services import IndexDep, ResaleDep
from tallystick_node.web.charts import bars
from tallystick_node.web.page import PageDep
from tallystick_node.web.page_route import pages_router

__all__ = ["router"]

router = pages_router()
SHOWN = 50
PPM = 1_000_000


@router.get("/market/prices")
def read_sale_prices(page: PageDep, resale: ResaleDep) -> Response:
    """Prices of executed sales, as a picture and as a table."""
    cells = read_prices(resale).cells
    bands: dict[int, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for cell in cells:
        paid, par = bands[cell.overdue_from]
        bands[cell.overdue_from] = (paid + cell.price, par + cell.par)
    chart = bars([
        (str(begins), (("bar-principal", paid * PPM // par),))
        for begins, (paid, par) in sorted(bands.items())
    ])  # fmt: skip
    return page("sale_prices.html", cells=cells, chart=chart)


@router.get("/market/books/{number}")
def read_loan_book(page: PageDep, number: Number, resale: ResaleDep, index: IndexDep) -> Response:
    """The best ask and the best bid of a loan, and what its notes were sold for."""
    loan = read_loan(number, index).loan
    return page(
        "loan_book.html", loan=loan, number_of=number, book=book_of(resale, number),
        sales=list_sales(number, resale, SHOWN).items,
    )  # fmt: skip
