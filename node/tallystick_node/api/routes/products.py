"""Products: what can be asked for, what an application lacks, and what others say for it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Path, Response

from tallystick_node.api.caller import SignedIn
from tallystick_node.api.person import Me
from tallystick_node.api.problems import problem_responses
from tallystick_node.api.refusals import NotHere
from tallystick_node.api.routes.applications import Asked, Number
from tallystick_node.api.services import DatabaseDep, ProductsDep, UnderwritingDep
from tallystick_node.api.shapes import Address, Amount, Described, Signature, Strict, UtcMoment
from tallystick_node.products.catalogue import Artefact, ProductSide, ProductState

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row

    from tallystick_node.products.catalogue import ProductTemplate
    from tallystick_node.products.service import Products
    from tallystick_node.underwriting.service import Underwriting

__all__ = [
    "ArtefactsResponse", "EnterpriseResponse", "ProductResponse", "artefacts_of",
    "product_response", "router",
]  # fmt: skip

router = APIRouter(
    prefix="/v1", tags=["products"], responses=problem_responses(401, 404, 409, 422, 503)
)
Mark = Annotated[
    str, Path(pattern="^0x[0-9a-f]{64}$", description="The invoice's hash, as the list has it.")
]


class ProductWordsResponse(Described):
    """A product in a language."""

    title: str
    """What it is called."""
    text: str
    """What it is."""
    refused: str
    """Why a pack refuses it; empty where none does."""


class ProductResponse(Described):
    """A product's template; what is empty or null is as the lending rules have it."""

    name: str
    """Its name, for an application."""
    state: ProductState
    """Whether it is offered, for tests alone, or off."""
    side: ProductSide
    """For whom it is."""
    words: dict[str, ProductWordsResponse]
    """By language."""
    available: bool
    """Whether it can be asked for here today."""
    refused_by: list[str]
    """Packs that refuse it."""
    persons: list[str]
    """natural and legal, for whom it is."""
    purposes: list[str]
    """What it is lent for."""
    amount_min: Amount | None
    """The least that is lent."""
    amount_max: Amount | None
    """The most that is lent, and owed here."""
    months: list[int]
    """Over how many months."""
    methods: list[str]
    """How it is repaid."""
    grades: str
    """The grades that it is lent to, A the best."""
    income_months: int | None
    """How many months of income are lent at most."""
    documents: list[str] | None
    """Papers in place of those of the lending rules."""
    artefacts: list[Artefact]
    """What has to be there before an approval."""
    seasonal: bool
    """Whether the month of a harvest decides the term."""
    social: bool
    """Whether the word of other clients is looked at, with consent."""
    artefact_days: int | None
    """How old a visit or a bank's file may be."""
    cash_flow_months: int | None
    """How many months a bank's file covers."""
    advance_ppm: int | None
    """The share of an invoice that is lent at most, rounded down."""
    after_due_days: int | None
    """How many days after its invoice is due a loan may end."""
    guarantee_ppm: int | None
    """The share of the principal that others answer for, rounded up."""
    lend_max: Amount | None
    """What an institution may have lent at a time."""


class ArtefactResponse(Described):
    """Something that a product asks for."""

    artefact: Artefact
    """What it is."""
    missing: str | None
    """The code of what is missing; null where it is there."""
    detail: str | None
    """In a sentence."""


class ArtefactsResponse(Described):
    """What an application's product asks for."""

    product: str
    """The product's name."""
    artefacts: list[ArtefactResponse]
    """What it asks for, in the template's order."""


class EnterpriseResponse(Described):
    """An enterprise on whose invoices others borrow."""

    wallet: Address
    """The wallet that confirms them."""
    name: str
    """What it is called."""


class InstitutionalLendingResponse(Described):
    """The line of institutions."""

    institutions: int
    """How many lend as institutions."""
    lent: Amount
    """The principal that they have lent and that is outstanding, in minor units."""


class InvoiceResponse(Described):
    """An invoice that a wallet of mine owes, and is asked to confirm."""

    invoice: str
    """Its hash."""
    number: str
    """Its number, as the borrower has written it."""
    amount: Amount
    """In minor units."""
    due: date
    """When it is due."""
    borrower: Address
    """The wallet of who borrows on it."""
    debtor: Address
    """The wallet of mine that confirms it."""
    confirmed_at: UtcMoment | None
    """When it was confirmed; null before."""
    typed_data: dict[str, Any]
    """The EIP-712 message to sign."""


class InvoiceSignatureRequest(Strict):
    """The debtor's signature."""

    signature: Signature
    """Of the typed message, in hex."""


class GuaranteeRequest(Strict):
    """What I answer for."""

    amount: Asked
    """In minor units; my wallet stakes it on the chain before the loan is paid out."""


class VouchRequest(Strict):
    """For whom I vouch."""

    wallet: Address
    """A wallet of theirs."""


@router.get("/products")
def list_products(products: ProductsDep) -> list[ProductResponse]:
    """Every product's terms, those that are refused or off with the reason."""
    pack = products.people.context.pack.name
    return [
        product_response(name, template, pack)
        for name, template in products.catalogue.products.items()
    ]


@router.get("/institutional-lending")
def read_institutional_lending(
    database: DatabaseDep, products: ProductsDep
) -> InstitutionalLendingResponse:
    """What institutions have lent, apart from everybody else, as the chain has it now."""
    with database.reading() as connection:
        wallets = products.institutions.wallets(connection)
    line = products.institutions.line(wallets)
    return InstitutionalLendingResponse(institutions=line.institutions, lent=line.lent)


@router.get("/enterprises")
def list_enterprises(
    _: Me, database: DatabaseDep, products: ProductsDep
) -> list[EnterpriseResponse]:
    """The enterprises on whose invoices can be borrowed, by name."""
    with database.reading() as connection:
        rows = products.enterprises.listed(connection)
    return [EnterpriseResponse(wallet=row.wallet, name=row.name) for row in rows]


@router.get("/applications/{number}/artefacts")
def read_artefacts(
    number: Number, me: Me, database: DatabaseDep, underwriting: UnderwritingDep
) -> ArtefactsResponse:
    """What the product of my application asks for, and what of it is missing."""
    with database.reading() as connection:
        row = underwriting.applications.row(connection, number)
        if row.person != me:
            raise NotHere("APPLICATION:NONE", "there is no such application")
        return artefacts_of(connection, underwriting, row)


@router.post("/applications/{number}/guarantee", status_code=204)
def guarantee_application(
    number: Number,
    body: GuaranteeRequest,
    caller: SignedIn,
    me: Me,
    database: DatabaseDep,
    underwriting: UnderwritingDep,
) -> Response:
    """Agree to guarantee the application whose borrower has named it to me."""
    with database.writing() as connection:
        row = underwriting.applications.undecided(connection, number)
        underwriting.products.guarantees.agree(
            connection, number, row.person, (me, caller.wallet), body.amount
        )
    return Response(status_code=204)


@router.get("/invoices")
def list_invoices(me: Me, database: DatabaseDep, products: ProductsDep) -> list[InvoiceResponse]:
    """The invoices that my wallets owe and others borrow on, those that wait first."""
    with database.reading() as connection:
        wallets = products.people.wallets.of(connection, me)
        return [
            _invoice(connection, products, row)
            for row in products.invoices.owed_by(connection, wallets)
        ]


@router.post("/invoices/{invoice}/confirmation", status_code=204)
def confirm_invoice(
    invoice: Mark,
    body: InvoiceSignatureRequest,
    caller: SignedIn,
    database: DatabaseDep,
    products: ProductsDep,
) -> Response:
    """Confirm an invoice that my wallet owes, by the wallet's signature of its typed message."""
    with database.writing() as connection:
        products.invoices.confirm(connection, invoice, caller.wallet, body.signature)
    return Response(status_code=204)


@router.post("/vouches", status_code=204)
def vouch_for(body: VouchRequest, me: Me, database: DatabaseDep, products: ProductsDep) -> Response:
    """Vouch for another client who agrees that others do."""
    with database.writing() as connection:
        products.vouches.vouch(connection, me, body.wallet)
    return Response(status_code=204)


@router.post("/vouches/withdrawal", status_code=204)
def take_vouch_back(
    body: VouchRequest, me: Me, database: DatabaseDep, products: ProductsDep
) -> Response:
    """Take a word for another client back; nothing happens where there is none."""
    with database.writing() as connection:
        products.vouches.take_back(connection, me, body.wallet)
    return Response(status_code=204)


def product_response(name: str, template: ProductTemplate, pack: str) -> ProductResponse:
    """Return a template as the API writes it.

    Args:
        name: The product's name.
        template: Its template.
        pack: The name of the policy pack.

    Returns:
        The answer.
    """
    artefacts = set(template.artefacts)
    dated = bool(artefacts & {Artefact.ONSITE_REPORT, Artefact.CASH_FLOW})
    return ProductResponse(
        name=name, state=template.state, side=template.side,
        words={
            language: ProductWordsResponse.model_validate(words.model_dump())
            for language, words in template.words.items()
        },
        available=template.state is ProductState.OFFERED and pack not in template.refused_by,
        refused_by=template.refused_by, persons=template.persons, purposes=template.purposes,
        amount_min=template.amount_min or None, amount_max=template.amount_max or None,
        months=template.months, methods=template.methods, grades=template.grades,
        income_months=template.income_months or None, documents=template.documents,
        artefacts=template.artefacts, seasonal=template.seasonal, social=template.social,
        artefact_days=template.artefact_days if dated else None,
        cash_flow_months=template.cash_flow_months if Artefact.CASH_FLOW in artefacts else None,
        advance_ppm=template.advance_ppm or None,
        after_due_days=template.after_due_days if template.advance_ppm else None,
        guarantee_ppm=template.guarantee_ppm or None, lend_max=template.lend_max or None,
    )  # fmt: skip


def artefacts_of(
    connection: Connection, underwriting: Underwriting, row: Row[Any]
) -> ArtefactsResponse:
    """Return what an application's product asks for, and what of it is missing.

    Args:
        connection: An open database transaction.
        underwriting: The underwriting service.
        row: The application's row.

    Returns:
        The answer.
    """
    template = underwriting.products.catalogue.template(row.product)
    missing = underwriting.applications.missing_artefacts(connection, row)
    shown = [(artefact, missing.get(artefact)) for artefact in template.artefacts]
    return ArtefactsResponse(
        product=row.product,
        artefacts=[
            ArtefactResponse(
                artefact=artefact,
                missing=None if refused is None else refused.code,
                detail=None if refused is None else refused.sentence,
            )
            for artefact, refused in shown
        ],
    )


def _invoice(connection: Connection, products: Products, row: Row[Any]) -> InvoiceResponse:
    typed = products.invoices.typed(row)
    # Programs of browsers read numbers as floats, so the amount is text here too.
    message = typed["message"] | {"amount": str(row.amount)}
    return InvoiceResponse(
        invoice=row.hash, number=products.invoices.number(connection, row), amount=row.amount,
        due=row.due, borrower=row.borrower, debtor=row.debtor, confirmed_at=row.confirmed_at,
        typed_data=typed | {"message": message},
    )  # fmt: skip
