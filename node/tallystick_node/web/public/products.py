"""Every product's terms, for whoever looks, and the reader's invoices that others borrow on."""

from __future__ import annotations

import json

from fastapi import Response
from fastapi.responses import JSONResponse

from tallystick_node.api.routes import products as routes
from tallystick_node.api.routes.checks import SignatureRequest
from tallystick_node.api.services import DatabaseDep, PlatformDep, ProductsDep
from tallystick_node.products.refusals import NoProduct
from tallystick_node.web.acts.review import chain_of
from tallystick_node.web.acts.typed import wallet_document
from tallystick_node.web.forms import shaped
from tallystick_node.web.page import PageDep
from tallystick_node.web.page_route import pages_router
from tallystick_node.web.session import OwnPage, Person, Reader

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
    return page("invoices.html", invoices=routes.list_invoices(me, database, products))


@router.get(f"{INVOICES}/{{invoice}}")
def read_owed_invoice(
    invoice: routes.Mark, page: PageDep, me: Person, platform: PlatformDep,
    database: DatabaseDep, products: ProductsDep,
) -> Response:  # fmt: skip
    """An invoice that a wallet of the reader owes, and what that wallet signs to confirm it."""
    mine = routes.list_invoices(me, database, products)
    owed = next((each for each in mine if each.invoice == invoice), None)
    if owed is None:
        raise NoProduct("PRODUCT:NO_INVOICE", "no such invoice waits for this wallet")
    typed = owed.typed_data
    return page(
        "invoice.html", invoice=owed, domain=typed["domain"], values=typed["message"], kind="sign",
        chain=chain_of(page, platform), next=INVOICES, back=f"{INVOICES}/{invoice}",
        transaction=json.dumps({"address": owed.debtor, "typed": wallet_document(typed)}),
    )  # fmt: skip


@router.post(f"{INVOICES}/{{invoice}}")
def confirm_owed_invoice(
    invoice: routes.Mark, body: SignatureRequest, reader: Reader, database: DatabaseDep,
    products: ProductsDep, _: OwnPage,
) -> Response:  # fmt: skip
    """Confirm an invoice by the signature that the wallet has made of it."""
    asked = shaped(routes.InvoiceSignatureRequest, signature=body.signature)
    routes.confirm_invoice(invoice, asked, reader, database, products)
    return JSONResponse({})
