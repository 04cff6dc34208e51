"""What partners ask with their keys: the market, quotes, referrals, portfolios that are open."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path
from pydantic import Field

from tallystick.platform._sync.investor import InvestorView
from tallystick_node.api.partner_key import partner
from tallystick_node.api.problems import problem_responses
from tallystick_node.api.routes.loans import LoanPage, LoanStanding, list_loans
from tallystick_node.api.routes.partner_shapes import (
    NewPartnerKeyResponse,
    PartnerKeyResponse,
    ReferralResponse,
)
from tallystick_node.api.routes.quotes import (
    QuoteAmount,
    QuoteMethod,
    QuoteMonths,
    QuoteResponse,
    read_quote,
)
from tallystick_node.api.services import (
    DatabaseDep,
    IndexDep,
    PartnersDep,
    PlatformDep,
    UnderwritingDep,
)
from tallystick_node.api.shapes import (
    Amount,
    Cursor,
    Described,
    Limit,
    Page,
    RowNumber,
    Strict,
    UtcMoment,
    read_cursor,
    write_cursor,
)
from tallystick_node.partners.key_book import PartnerKey
from tallystick_node.partners.referrals import REFERENCE_CHARACTERS_MAX
from tallystick_node.partners.rules import PartnerScope
from tallystick_node.underwriting.drafts import DRAFT_FIELDS

__all__ = ["router"]

router = APIRouter(
    prefix="/v1/partner",
    tags=["partner"],
    responses=problem_responses(401, 403, 404, 409, 422, 503),
)
OfAny = Annotated[PartnerKey, Depends(partner(None))]
OfNewest = Annotated[PartnerKey, Depends(partner(None, newest=True))]
OfMarket = Annotated[PartnerKey, Depends(partner(PartnerScope.MARKET))]
OfQuote = Annotated[PartnerKey, Depends(partner(PartnerScope.QUOTE))]
OfReferrals = Annotated[PartnerKey, Depends(partner(PartnerScope.REFER))]
OfPortfolios = Annotated[PartnerKey, Depends(partner(PartnerScope.PORTFOLIO))]


class ReferralRequest(Strict):
    """The draft of an application for a client, who confirms it themself."""

    reference: Annotated[str, Field(min_length=1, max_length=REFERENCE_CHARACTERS_MAX)]
    """The partner's own reference, which names nobody."""
    fields: Annotated[dict[str, str], Field(min_length=1, max_length=len(DRAFT_FIELDS))]
    """The application's fields, as texts of at most 2,000 characters."""


class NewReferralResponse(Described):
    """A referral, with the code that the client needs."""

    code: str
    """What the partner passes on to the client; it is shown this once."""
    entry: ReferralResponse
    """The referral without it."""


class PartnerClientResponse(Described):
    """A client who lets the partner read."""

    client: str
    """How the partner names them; it says nothing to anybody else."""
    signed_at: UtcMoment
    """Since when."""


class PartnerClientPage(Page[PartnerClientResponse]):
    """Clients, the longest standing first."""


class PartnerNoteResponse(Described):
    """A note that the client holds."""

    loan: int
    """The loan's number."""
    status: str
    """Where the loan stands."""
    units: Amount
    """Units of original principal."""
    outstanding: Amount
    """Their share of the principal not received yet."""
    overdue: int
    """Days past due."""


class PartnerPortfolioResponse(Described):
    """What the client's wallet holds; amounts in minor units."""

    client: str
    """How the partner names them."""
    balance: Amount
    """In the Escrow."""
    value: Amount
    """Balance and notes; of defaulted loans what is claimable."""
    notes: list[PartnerNoteResponse]
    """Their notes, by loan."""


@router.get("/key")
def read_partner_key(key: OfAny, partners: PartnersDep) -> PartnerKeyResponse:
    """The key that asks: what it opens, from where, how often, until when."""
    return PartnerKeyResponse.of(key, partners.desk.now)


@router.post("/key/rotation")
def rotate_partner_key(
    key: OfNewest, database: DatabaseDep, partners: PartnersDep
) -> NewPartnerKeyResponse:
    """Get a new secret for the newest of the key; that one opens for another 24 hours."""
    with database.writing() as connection:
        issued = partners.keys.rotate(connection, key.number, key.actor)
    return NewPartnerKeyResponse(
        secret=issued.secret, entry=PartnerKeyResponse.of(issued.entry, partners.desk.now)
    )


@router.get("/market")
def list_partner_market(
    _: OfMarket, index: IndexDep, limit: Limit = 50, after: Cursor = None
) -> LoanPage:
    """Loans that seek money now, by their numbers."""
    return list_loans(index, LoanStanding.LISTED, None, limit, after)


@router.get("/quote")
def read_partner_quote(
    _: OfQuote, underwriting: UnderwritingDep, amount: QuoteAmount, months: QuoteMonths,
    method: QuoteMethod = "annuity",
) -> QuoteResponse:  # fmt: skip
    """What a loan would cost, by grade: an example, and no offer."""
    return read_quote(underwriting, amount, months, method)


@router.post("/referrals", status_code=201)
def add_referral(
    body: ReferralRequest, key: OfReferrals, database: DatabaseDep, partners: PartnersDep
) -> NewReferralResponse:
    """Hand over the draft of an application: nothing is applied for before the client does so."""
    with database.writing() as connection:
        code, referral = partners.referrals.add(connection, key, body.reference, body.fields)
    return NewReferralResponse(code=code, entry=ReferralResponse.of(referral))


@router.get("/referrals/{number}")
def read_referral(
    number: RowNumber, key: OfReferrals, database: DatabaseDep, partners: PartnersDep
) -> ReferralResponse:
    """What became of a referral of mine; who the client is stays theirs."""
    with database.reading() as connection:
        return ReferralResponse.of(partners.referrals.find(connection, key, number))


@router.get("/clients")
def list_partner_clients(
    key: OfPortfolios, database: DatabaseDep, partners: PartnersDep, limit: Limit = 50,
    after: Cursor = None,
) -> PartnerClientPage:  # fmt: skip
    """The clients who let me read what they hold."""
    place = read_cursor(after, int)
    with database.reading() as connection:
        clients = partners.consents.clients(connection, key, limit + 1, place[0] if place else 0)
    shown = clients[:limit]
    return PartnerClientPage(
        items=[PartnerClientResponse(client=of.client, signed_at=of.signed_at) for of in shown],
        next=write_cursor(shown[-1].number) if len(clients) > limit else None,
    )


@router.get("/clients/{client}/portfolio")
def read_client_portfolio(
    client: Annotated[str, Path(pattern="^[0-9a-f]{32}$", description="As I name the client.")],
    key: OfPortfolios, database: DatabaseDep, partners: PartnersDep, platform: PlatformDep,
) -> PartnerPortfolioResponse:  # fmt: skip
    """What a client's wallet holds now, for as long as their consent stands."""
    with database.reading() as connection:
        wallet = partners.consents.wallet_of(connection, key, client)
    held = InvestorView(platform, wallet).portfolio()
    return PartnerPortfolioResponse(
        client=client, balance=held.balance, value=held.value,
        notes=[
            PartnerNoteResponse(
                loan=note.loan, status=note.status.name.lower(), units=note.units,
                outstanding=note.outstanding, overdue=note.overdue,
            )
            for note in held.notes
        ],
    )  # fmt: skip
