"""Asking for a loan: apply, see how it stands and why, confirm the terms, get the signed offer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Path, Response
from pydantic import AfterValidator, Field

from tallystick.loans.schedule import Method
from tallystick_node.api.caller import SignedIn
from tallystick_node.api.idempotency import IdempotencyKey, once
from tallystick_node.api.person import Me
from tallystick_node.api.problems import problem_responses
from tallystick_node.api.refusals import NotHere
from tallystick_node.api.routes.loans import LoanStanding
from tallystick_node.api.services import ClockDep, DatabaseDep, UnderwritingDep
from tallystick_node.api.shapes import (
    Address,
    Amount,
    AskedAmount,
    Day,
    Strict,
    UtcMoment,
    amount_text,
)
from tallystick_node.kyc.signatures import write_signature
from tallystick_node.products.catalogue import PERSONAL
from tallystick_node.underwriting.applications import ApplicationState
from tallystick_node.underwriting.loan_request import (
    AMOUNT_MAX,
    TOKEN_NUMBER_MAX,
    Home,
    LoanApplication,
    LoanPurpose,
)

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row

    from tallystick_node.underwriting.offers import Signed

__all__ = [
    "Asked", "InvoiceFields", "Number", "PledgedTokenFields", "invoice_of", "pledged_token",
    "router",
]  # fmt: skip

router = APIRouter(
    prefix="/v1/applications",
    tags=["applications"],
    responses=problem_responses(401, 404, 409, 422),
)

Number = Annotated[str, Path(pattern="^[0-9a-f]{32}$", description="The application's identifier.")]
Money = Annotated[AskedAmount, Field(ge=0, le=AMOUNT_MAX)]
Asked = Annotated[AskedAmount, Field(ge=1, le=AMOUNT_MAX)]


def _token_number(value: str) -> str:
    if int(value) > TOKEN_NUMBER_MAX:
        raise ValueError("a token's number is at most 2^256 - 1")
    return value


TokenNumber = Annotated[str, Field(pattern="^(0|[1-9][0-9]{0,77})$"), AfterValidator(_token_number)]


class PledgedTokenFields(Strict):
    """An ERC-721 token that secures a loan: locked by the borrower before the loan is paid out."""

    collection: Address
    """The address of its contract, which the council has admitted."""
    token_id: TokenNumber
    """Its number, in decimal digits."""
    floor_price: Asked
    """The least price at which it is sold after a default, in minor units."""


class InvoiceFields(Strict):
    """An invoice that an enterprise owes me, which it confirms by its signature."""

    debtor: Address
    """The wallet of the enterprise, which staff have registered."""
    number: Annotated[str, Field(min_length=1, max_length=60, pattern="[0-9A-Za-z]")]
    """The invoice's number; case, spaces and marks do not count."""
    amount: Asked
    """What it asks for, in minor units."""
    due: Day
    """When it is due."""


class ApplicationRequest(Strict):
    """A loan application. Amounts in minor units, debt_payments those of a month.

    device: an opaque name of the device, of which only a keyed digest is kept.
    """

    amount: Asked
    """What is asked for, in minor units."""
    months: Annotated[int, Field(ge=1, le=480)]
    """The term."""
    method: Method = Method.ANNUITY
    """How it is repaid; by annuity if it is not said."""
    purpose: LoanPurpose
    """What the money is for."""
    title: Annotated[str, Field(min_length=3, max_length=80)]
    """The project in a few words."""
    description: Annotated[str, Field(min_length=10, max_length=2_000)]
    """The project in the applicant's words."""
    repayment_source: Annotated[str, Field(min_length=3, max_length=300)]
    """What it is to be repaid from."""
    project_reference: Annotated[str, Field(min_length=3, max_length=120)] | None = None
    """What tells the financed thing from all others, such as an invoice."""
    owed_elsewhere: Money
    """What the applicant owes to others, in minor units."""
    debt_payments: Money
    """What they pay on it a month, in minor units."""
    employed_months: Annotated[int, Field(ge=0, le=1_200)]
    """For how many months they have been in their employment."""
    home: Home
    """How they live."""
    collateral: PledgedTokenFields | None = None
    """What secures the loan; nothing if it is not said."""
    product: Annotated[str, Field(pattern="^[a-z][a-z_]{1,31}$")] = PERSONAL
    """A product of the list; a personal loan if it is not said."""
    harvest_month: Annotated[int, Field(ge=1, le=12)] | None = None
    """Of a harvest loan the month of the harvest, which decides the term."""
    invoice: InvoiceFields | None = None
    """Of a loan on an invoice."""
    region: Annotated[str, Field(pattern="^[A-Z]{2}-[A-Z0-9]{1,3}$")] | None = None
    """The region of the first level where they work (ISO 3166-2), no finer; it may be left out."""
    industry: Annotated[str, Field(pattern="^[A-U]$")] | None = None
    """The section of ISIC that they work in, no finer; it may be left out."""
    disclosure_agreed: bool = False
    """Whether they agree that lenders see region and industry."""
    device: Annotated[str, Field(min_length=1, max_length=120)] | None = None
    """An opaque name of the device, of which only a keyed digest is kept."""

    def body(self) -> LoanApplication:
        """Return it as underwriting takes it.

        Returns:
            The application without the device.
        """
        return LoanApplication(**self.model_dump(exclude={"device"}))


class PossibleLoanResponse(Strict):
    """What would not have been refused, all else as it was stated; no promise."""

    amount: Amount
    """What is lent."""
    months: int
    """Over how many months."""


class ApplicationResponse(Strict):
    """Where an application stands; `reasons` why it was refused, `rate_ppm` what it was priced."""

    id: str
    """The application's identifier."""
    state: ApplicationState
    """Where it stands; the last four states are final."""
    amount: Amount
    """What is asked for, in minor units."""
    months: int
    """The term."""
    purpose: LoanPurpose
    """What the money is for."""
    product: str
    """The product that it is an application for."""
    wallet: str
    """The wallet that will list the loan."""
    applied_at: UtcMoment
    """When it was made."""
    decided_at: UtcMoment | None
    """When it was decided; null until then."""
    grade: str | None
    """The card's grade, A the best; null before it was examined."""
    rate_ppm: int | None
    """The yearly rate it was priced at, in ppm."""
    reasons: list[str]
    """Why it was refused, at most four sentences, which name missing papers."""
    possible: PossibleLoanResponse | None
    """Of a refused one what would have passed; null where amount and term mend nothing."""
    loan: int | None
    """The number of the loan that was listed; null before."""
    loan_status: LoanStanding | None
    """Where that loan stands; null before it is listed."""


class OfferResponse(Strict):
    """The signed offer: `offer` are the fields of its EIP-712 message, as list_offer takes it.

    Above the council's limits a second underwriter signs: until then it is not `complete`, and
    asked again it comes with their signature. The texts are at /agreements/ by their hashes.
    """

    offer: dict[str, Any]
    """The fields of the offer's EIP-712 message."""
    first: list[str]
    """The underwriter's compact signature, r and vs in hex."""
    signed_by: str
    """The underwriter's address."""
    second: str | None
    """Another underwriter's signature in hex; null where none is needed or there is none yet."""
    second_by: str | None
    """Their address."""
    complete: bool
    """Whether it can be listed."""
    collateral: PledgedTokenFields | None
    """What is to be locked before the loan is paid out; null where nothing secures it."""
    agreement: str
    """Where the agreement is."""
    risk_statement: str
    """Where the risk statement is."""


@router.post("", status_code=201, response_model=ApplicationResponse)
def apply_for_loan(
    body: ApplicationRequest,
    caller: SignedIn,
    me: Me,
    database: DatabaseDep,
    underwriting: UnderwritingDep,
    clock: ClockDep,
    key: IdempotencyKey,
) -> Response:
    """Ask for a loan. It is examined at once; the decision comes as a notice and stands here.

    Refused with APPLICATION:DOCUMENTS, which names them, while papers of mine are missing, and with
    APPLICATION:COLLATERAL when the token cannot secure a loan of mine.
    """
    order = body.body()
    underwriting.offers.require_collateral(order, caller.wallet)

    def act(connection: Connection) -> ApplicationResponse:
        number = underwriting.applications.apply(connection, me, caller.wallet, order, body.device)
        underwriting.drafts.drop(connection, me)
        return _response(underwriting.applications.row(connection, number))

    return once(database, clock, caller, act, route="applications", key=key, body=body)


@router.get("")
def list_applications(
    me: Me, database: DatabaseDep, underwriting: UnderwritingDep
) -> list[ApplicationResponse]:
    """List my applications, the newest first."""
    with database.reading() as connection:
        rows = underwriting.applications.of(connection, me)
        loans = underwriting.offers.loans(connection, [row.id for row in rows])
        return [
            _response(row, loans.get(row.id), _possible(connection, underwriting, row))
            for row in rows
        ]


@router.get("/{number}")
def read_application(
    number: Number, me: Me, database: DatabaseDep, underwriting: UnderwritingDep
) -> ApplicationResponse:
    """Read one of my applications."""
    with database.reading() as connection:
        row = underwriting.applications.row(connection, number)
        loans = underwriting.offers.loans(connection, [number])
        possible = _possible(connection, underwriting, row)
    if row.person != me:
        raise NotHere("APPLICATION:NONE", "there is no such application")
    return _response(row, loans.get(number), possible)


@router.post("/{number}/withdrawal", status_code=204)
def withdraw_application(
    number: Number, me: Me, database: DatabaseDep, underwriting: UnderwritingDep
) -> Response:
    """End an application before an offer was signed."""
    with database.writing() as connection:
        underwriting.applications.withdraw(connection, me, number)
    return Response(status_code=204)


@router.post("/{number}/offer", status_code=201)
def confirm_terms(
    number: Number, me: Me, database: DatabaseDep, underwriting: UnderwritingDep
) -> OfferResponse:
    """Confirm the terms of an approved application, and get the offer to be listed on chain.

    Asked again, it returns the same offer.
    """
    with database.writing() as connection:
        signed = underwriting.offers.make(connection, me, number)
        row = underwriting.applications.row(connection, number)
        return _offer(signed, underwriting.applications.order(connection, row))


def pledged_token(order: LoanApplication) -> PledgedTokenFields | None:
    """Return the token of an application as the API writes it.

    Args:
        order: What is asked for.

    Returns:
        Its fields, None where nothing secures the loan.
    """
    token = order.collateral
    if token is None:
        return None
    return PledgedTokenFields.model_validate(
        {
            "collection": token.collection, "token_id": str(token.token_id),
            "floor_price": amount_text(token.floor_price),
        }
    )  # fmt: skip


def invoice_of(order: LoanApplication) -> InvoiceFields | None:
    """Return the invoice of an application as the API writes it.

    Args:
        order: What is asked for.

    Returns:
        Its fields, None without one.
    """
    invoice = order.invoice
    if invoice is None:
        return None
    fields = invoice.model_dump(mode="json") | {"amount": amount_text(invoice.amount)}
    return InvoiceFields.model_validate(fields)


def _possible(
    connection: Connection, underwriting: UnderwritingDep, row: Row[Any]
) -> PossibleLoanResponse | None:
    """Of what the node has refused by itself: whom people have refused, they have told why."""
    if row.state != ApplicationState.REFUSED or row.decided_by != "node":
        return None
    possible = underwriting.examination.possible(connection, row.id)
    if possible is None:
        return None
    return PossibleLoanResponse(amount=possible.amount, months=possible.months)


def _state(row: Row[Any], loan: int | None) -> ApplicationState:
    """Where it stands: what is on the chain is listed, before the day's job has written it down."""
    listed = row.state == ApplicationState.OFFERED and loan is not None
    return ApplicationState.LISTED if listed else ApplicationState(row.state)


def _response(
    row: Row[Any],
    listed: tuple[int, str] | None = None,
    possible: PossibleLoanResponse | None = None,
) -> ApplicationResponse:
    loan, status = listed or (None, None)
    return ApplicationResponse(
        id=row.id, state=_state(row, loan), amount=row.amount, months=row.months,
        purpose=LoanPurpose(row.purpose), product=row.product, wallet=row.wallet,
        applied_at=row.applied_at,
        decided_at=row.decided_at, grade=row.grade, rate_ppm=row.rate_ppm,
        reasons=list(row.told or ()), possible=possible, loan=loan,
        loan_status=None if status is None else LoanStanding(status),
    )  # fmt: skip


def _offer(signed: Signed, order: LoanApplication) -> OfferResponse:
    offer = signed.offer
    return OfferResponse(
        offer=offer.document(),
        first=write_signature(signed.signature),
        signed_by=signed.signed_by,
        second=None if signed.second is None else "0x" + signed.second.hex(),
        second_by=signed.second_by,
        complete=signed.complete,
        collateral=pledged_token(order),
        agreement=f"/agreements/{offer.agreement_hash.hex()}.html",
        risk_statement=f"/agreements/{offer.disclosure_hash.hex()}.json",
    )
