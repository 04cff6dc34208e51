"""What papers say: a receipt, a schedule, a completion certificate, a tax year.

Each is a function of the chain, so whoever makes it gets the same document, and so the same PDF.
Amounts are strings of minor units, days are of the platform's calendar.
"""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from tallystick.disclosure.canonical import canonical
from tallystick.documents import read_json
from tallystick.errors import InputError
from tallystick.loans.dates import iso_day

__all__ = [
    "LOANS_MAX",
    "Certificate",
    "LentYear",
    "OwedYear",
    "Paper",
    "PaymentReceipt",
    "ScheduleRow",
    "ScheduleSheet",
    "TaxYear",
    "is_paper",
    "paper_data",
    "read_paper",
]

# A year of so many loans is a PDF of 12 MB; whoever lends by a mandate soon has thousands.
ROWS_MAX, LOANS_MAX, DEFECTS_SHOWN = 360, 10_000, 3
_NUMBER_MAX = 2**53 - 1
Minor: TypeAlias = Annotated[str, Field(pattern=r"^(0|-?[1-9][0-9]{0,38})$")]
_Count: TypeAlias = Annotated[int, Field(ge=0, le=_NUMBER_MAX)]
_Loan: TypeAlias = Annotated[int, Field(ge=1, le=_NUMBER_MAX)]
_Wallet: TypeAlias = Annotated[str, Field(pattern=r"^0x[0-9a-fA-F]{40}$")]
_Hash: TypeAlias = Annotated[str, Field(pattern=r"^0x[0-9a-f]{64}$")]


def _day(text: str) -> str:
    iso_day(text)
    return text


_Day: TypeAlias = Annotated[str, AfterValidator(_day)]


class Sheet(BaseModel):
    """What every paper says. book: the Book of the platform; block: up to which it was read."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    chain: Annotated[int, Field(ge=1, le=_NUMBER_MAX)]
    book: _Wallet
    currency: Annotated[str, Field(pattern=r"^[!-~]{1,16}$")]
    decimals: Annotated[int, Field(ge=0, le=18)]
    block: _Count


class PaymentReceipt(Sheet):
    """A payment on a loan: one transaction, whoever paid. left: scheduled balance after it.

    left is None for what was paid on a loan in default, which has no schedule.
    """

    paper: Literal["receipt"]
    loan: _Loan
    day: _Day
    transaction: _Hash
    payer: _Wallet
    principal: Minor
    interest: Minor
    charges: Minor
    left: Minor | None


class ScheduleRow(BaseModel):
    """An instalment still to be paid; arrears: of a restructuring, due with the first."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    number: _Count
    due: _Day
    principal: Minor
    interest: Minor
    arrears: Minor


class ScheduleSheet(Sheet):
    """What is still to be paid of a loan, if each instalment is paid when it is due."""

    paper: Literal["schedule"]
    loan: _Loan
    day: _Day
    borrower: _Wallet
    principal: Minor
    rate_ppm: _Count
    disclosure: _Hash
    rows: Annotated[tuple[ScheduleRow, ...], Field(strict=False, max_length=ROWS_MAX)]


class Certificate(Sheet):
    """A loan of which nothing is owed any more.

    after_default: it had defaulted, and all that was owed then has been recovered. The sums are all
    that was ever paid on it, whoever paid; day and transaction are those of the last payment.
    """

    paper: Literal["certificate"]
    loan: _Loan
    borrower: _Wallet
    drawn: _Day
    day: _Day
    transaction: _Hash
    lent: Minor
    principal: Minor
    interest: Minor
    charges: Minor
    after_default: bool


class LentYear(BaseModel):
    """What a note came to in the year; resale: gained, below zero where lost."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    loan: _Loan
    interest: Minor
    fees: Minor
    lost: Minor
    recovered: Minor
    resale: Minor


class OwedYear(BaseModel):
    """What a loan cost its borrower in the year; withheld: when it was drawn down."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    loan: _Loan
    interest: Minor
    charges: Minor
    withheld: Minor


class TaxYear(Sheet):
    """A wallet's year, by loan: what was received and lost, what was paid. No advice on taxes.

    interest: after the platform's part, which is `fees`. complete: whether the year was over at the
    block.
    """

    paper: Literal["tax-year"]
    wallet: _Wallet
    year: Annotated[int, Field(ge=1970, le=9999)]
    complete: bool
    lent: Annotated[tuple[LentYear, ...], Field(strict=False, max_length=LOANS_MAX)]
    owed: Annotated[tuple[OwedYear, ...], Field(strict=False, max_length=LOANS_MAX)]


Paper: TypeAlias = PaymentReceipt | ScheduleSheet | Certificate | TaxYear
_ANY: TypeAdapter[Paper] = TypeAdapter(Annotated[Paper, Field(discriminator="paper")])


def paper_data(paper: Paper) -> bytes:
    """Return a paper's canonical text (RFC 8785), which is attached to its PDF.

    Args:
        paper: The paper.

    Returns:
        UTF-8.
    """
    return canonical(paper.model_dump(mode="json"))


def is_paper(value: object) -> bool:
    """Return whether a JSON value is meant to be a paper.

    Args:
        value: The value.

    Returns:
        Whether it names its kind.
    """
    return isinstance(value, dict) and "paper" in value


def read_paper(data: bytes) -> Paper:
    """Read a paper.

    Args:
        data: Its JSON, at most 16 MiB.

    Returns:
        The paper.

    Raises:
        InputError: JSON:… when it is not JSON; PAPER:FORM when it is not whole.
    """
    try:
        return _ANY.validate_python(read_json(data))
    except ValidationError as wrong:
        defects = "; ".join(
            f"{'.'.join(map(str, defect['loc'][1:])) or 'paper'}: {defect['msg']}"
            for defect in wrong.errors()[:DEFECTS_SHOWN]
        )
        raise InputError(
            "PAPER:FORM", f"this is not a paper of a loan or a year: {defects}"
        ) from None
