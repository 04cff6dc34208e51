"""Every product's terms, for whoever looks, and the reader's invoices that others borrow on."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from tallystick_node.api.routes import products as routes
from tallystick_node.api.services import DatabaseDep, ProductsDep
from tallystick_node.web.forms import REFUSALS, Typed, mistake_of, shaped
from tallystick_node.web.page import PageDep
from tallystick_node.web.page_route import pages_router
from tallystick_node.web.session import OwnPage, Person, Reader

if TYPE_CHECKING:
    from tallystick_node.products.service import Products
    from tallystick_node.storage import Database
    from tallystick_node.web.forms import Mistake
    from tallystick_node.web.page import WebPage

__all__ = ["router"]

router = pages_router()
INVOICES = "/me/invoices"


@router.get("/products")
def read_products(page: PageDep, database: DatabaseDep, products: ProductsDep) -> Response:
    """Every template with its terms; what is refused or off says why."""
    return page(
        "products.html", products=routes.list_products(products),
        pack=products.people.context.pack.name,
        line=routes.read_institutional_lending(database, products),
    )  # fmt: skip


@router.get(INVOICES)
def read_owed_invoices(
    page: PageDep, me: Person, database: DatabaseDep, products: ProductsDep
) -> Response:
    """The invoices that the reader's wallets owe, each with what is to be signed."""
    return _invoices(page, me, database, products)


@router.post(INVOICES)
def confirm_owed_invoice(
    page: PageDep, request: Request, reader: Reader, me: Person, database: DatabaseDep,
    products: ProductsDep, typed: Typed, _: OwnPage,
) -> Response:  # fmt: skip
    """Confirm an invoice by the signature that the wallet has made of it."""
    try:
        body = shaped(routes.InvoiceSignatureRequest, signature=typed.get("signature"))
        routes.confirm_invoice(typed.get("invoice", ""), body, reader, database, products)
    except REFUSALS as refused:
        return _invoices(page, me, database, products, mistake_of(request, refused))
    return RedirectResponse(INVOICES, HTTPStatus.SEE_OTHER)


def _invoices(
    page: WebPage, me: str, database: Database, products: Products, mistake: Mistake | None = None
) -> Response:
    return page(
        "invoices.html", HTTPStatus.OK if mistake is None else mistake.status, mistake=mistake,
        invoices=routes.list_invoices(me, database, products),
    )  # fmt: skip
