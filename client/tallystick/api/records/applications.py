"""Records of the node about applications."""

# Made by scripts/node_client.py from docs/openapi.json; do not edit.

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from tallystick.api.records.loans import LoanStanding
from tallystick.api.shapes import Amount, Record

__all__ = [
    "ApplicationResponse",
    "ApplicationState",
    "DraftFields",
    "Home",
    "InvoiceFields",
    "LoanPurpose",
    "OfferResponse",
    "PledgedTokenFields",
    "PossibleLoanResponse",
]


class PossibleLoanResponse(Record):
    """What would not have been refused, all else as it was stated; no promise."""

    amount: Amount
    months: int


class LoanPurpose(StrEnum):
    """What the money is for. The last six are known, and never financed."""

    CAR = "car"
    CREDIT_CARD = "credit_card"
    DEBT_CONSOLIDATION = "debt_consolidation"
    EDUCATIONAL = "educational"
    HOME_IMPROVEMENT = "home_improvement"
    HOUSE = "house"
    MAJOR_PURCHASE = "major_purchase"
    MEDICAL = "medical"
    MOVING = "moving"
    SMALL_BUSINESS = "small_business"
    VACATION = "vacation"
    WEDDING = "wedding"
    OTHER = "other"
    SECURITIES = "securities"
    MARGIN_TRADING = "margin_trading"
    DERIVATIVES = "derivatives"
    VIRTUAL_CURRENCY = "virtual_currency"
    GAMBLING = "gambling"
    LENDING_ON = "lending_on"


class ApplicationState(StrEnum):
    """Where an application stands. The last four are final."""

    SUBMITTED = "submitted"
    REFERRED = "referred"
    APPROVED = "approved"
    OFFERED = "offered"
    LISTED = "listed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class ApplicationResponse(Record):
    """Where an application stands; `reasons` why it was refused, `rate_ppm` what it was priced."""

    amount: Amount
    applied_at: datetime
    decided_at: datetime | None
    grade: str | None
    id: str
    loan: int | None
    loan_status: LoanStanding | None
    months: int
    possible: PossibleLoanResponse | None
    product: str
    purpose: LoanPurpose
    rate_ppm: int | None
    reasons: tuple[str, ...]
    state: ApplicationState
    wallet: str


class DraftFields(Record):
    """What was typed, by the names of the application's form; nothing of it is judged."""

    fields: dict[str, str]


class Home(StrEnum):
    """How the borrower lives."""

    MORTGAGE = "mortgage"
    OWN = "own"
    RENT = "rent"
    OTHER = "other"


class InvoiceFields(Record):
    """An invoice that an enterprise owes me, which it confirms by its signature."""

    amount: Amount
    debtor: str
    due: date
    number: str


class PledgedTokenFields(Record):
    """An ERC-721 token that secures a loan: locked by the borrower before the loan is paid out."""

    collection: str
    floor_price: Amount
    token_id: str


class OfferResponse(Record):
    """The signed offer: `offer` are the fields of its EIP-712 message, as list_offer takes it.

    Above the council's limits a second underwriter signs: until then it is not `complete`, and
    asked again it comes with their signature. The texts are at /agreements/ by their hashes.
    """

    agreement: str
    collateral: PledgedTokenFields | None
    complete: bool
    first: tuple[str, ...]
    offer: dict[str, Any]
    risk_statement: str
    second: str | None
    second_by: str | None
    signed_by: str
