"""What a borrower asks for: a closed list of purposes, bounded texts, amounts in minor units."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

from tallystick.loans.schedule import Method
from tallystick.platform.workouts import collateral_hash
from tallystick_node.products.catalogue import PERSONAL
from tallystick_node.products.rules import InvoiceTerms, invoice_hash

__all__ = [
    "AMOUNT_MAX",
    "TOKEN_NUMBER_MAX",
    "Home",
    "LoanApplication",
    "LoanPurpose",
    "OwedInvoice",
    "PledgedToken",
    "normalised",
]

AMOUNT_MAX = 10**15
TOKEN_NUMBER_MAX = 2**256 - 1
_WORDS = re.compile(r"\w+", re.UNICODE)


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


class Home(StrEnum):
    """How the borrower lives."""

    MORTGAGE = "mortgage"
    OWN = "own"
    RENT = "rent"
    OTHER = "other"


class PledgedToken(BaseModel):
    """An ERC-721 token that is to secure a loan, locked before the loan is paid out.

    collection: the checksummed address of its contract. floor_price: the least price at which it is
    sold after a default, in minor units.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    collection: str = Field(pattern="^0x[0-9a-fA-F]{40}$")
    token_id: int = Field(ge=0, le=TOKEN_NUMBER_MAX)
    floor_price: int = Field(ge=1, le=AMOUNT_MAX)

    @property
    def name(self) -> bytes:
        """What an offer names it by: 32 bytes."""
        return collateral_hash(self.collection, self.token_id, self.floor_price)


class OwedInvoice(BaseModel):
    """An invoice that somebody else owes to the borrower.

    debtor: the checksummed wallet of the enterprise that owes it. amount: in minor units.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    debtor: str = Field(pattern="^0x[0-9a-fA-F]{40}$")
    number: str = Field(min_length=1, max_length=60, pattern="[0-9A-Za-z]")
    amount: int = Field(ge=1, le=AMOUNT_MAX)
    due: date

    @property
    def terms(self) -> InvoiceTerms:
        """As products take it."""
        return InvoiceTerms(self.debtor, self.number, self.amount, self.due)


class LoanApplication(BaseModel):
    """An application as the borrower makes it.

    product: a template of the catalogue. region, industry: where and in what they work (ISO 3166-2,
    a section of ISIC), no finer, shown to lenders if disclosure_agreed. harvest_month: of a harvest
    loan. invoice: of a loan on one.
    amount, owed_elsewhere, debt_payments: minor units; the last one a month. project_reference:
    what tells the financed thing from all others (an invoice, a register entry, a chassis number).
    collateral: what secures the loan, None without any.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    amount: int = Field(ge=1, le=AMOUNT_MAX)
    months: int = Field(ge=1, le=480)
    method: Method = Method.ANNUITY
    purpose: LoanPurpose
    title: str = Field(min_length=3, max_length=80)
    description: str = Field(min_length=10, max_length=2_000)
    repayment_source: str = Field(min_length=3, max_length=300)
    project_reference: str | None = Field(default=None, min_length=3, max_length=120)
    owed_elsewhere: int = Field(ge=0, le=AMOUNT_MAX)
    debt_payments: int = Field(ge=0, le=AMOUNT_MAX)
    employed_months: int = Field(ge=0, le=1_200)
    home: Home
    collateral: PledgedToken | None = None
    product: str = Field(default=PERSONAL, pattern="^[a-z][a-z_]{1,31}$")
    region: str | None = Field(default=None, pattern="^[A-Z]{2}-[A-Z0-9]{1,3}$")
    industry: str | None = Field(default=None, pattern="^[A-U]$")
    disclosure_agreed: bool = False
    harvest_month: int | None = Field(default=None, ge=1, le=12)
    invoice: OwedInvoice | None = None

    @property
    def worldwide(self) -> bool:
        """Whether the project is a thing in the world: nobody else may bring it either."""
        return self.project_reference is not None or self.invoice is not None

    @property
    def project(self) -> str:
        """What makes two orders one project, however it is written or renamed a little."""
        if self.invoice is not None:
            return f"invoice {invoice_hash(self.invoice.debtor, self.invoice.number)}"
        if self.project_reference is not None:
            return f"reference {normalised(self.project_reference)}"
        return f"{self.purpose} {normalised(self.title)}"


def normalised(text: str) -> str:
    """Return the words of a text without case, marks, widths and order of spaces.

    Args:
        text: Any text.

    Returns:
        The words in lower case, separated by single spaces.
    """
    plain = unicodedata.normalize("NFKD", text).casefold()
    letters = "".join(character for character in plain if not unicodedata.combining(character))
    return " ".join(_WORDS.findall(letters))
