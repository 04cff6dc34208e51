"""What a loan would cost, for whoever asks; nothing about them is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Query

from tallystick.errors import InputError
from tallystick.loans.schedule import Method
from tallystick_node.api.problems import problem_responses
from tallystick_node.api.services import UnderwritingDep
from tallystick_node.api.shapes import Amount, Strict
from tallystick_node.underwriting.loan_request import AMOUNT_MAX

if TYPE_CHECKING:
    from tallystick_node.underwriting.quotes import GradeQuote

__all__ = [
    "GradeQuoteResponse",
    "QuoteAmount",
    "QuoteMethod",
    "QuoteMonths",
    "QuoteResponse",
    "quote_response",
    "read_quote",
    "router",
]

router = APIRouter(prefix="/v1", tags=["quote"], responses=problem_responses(422, 503))
QuoteAmount = Annotated[
    int, Query(ge=1, le=AMOUNT_MAX, description="What is lent, in minor units, fees included.")
]
QuoteMonths = Annotated[int, Query(ge=1, le=480, description="Over how many months.")]
QuoteMethod = Annotated[
    str,
    Query(pattern="^(annuity|linear|interest_only|bullet)$", description="How it is repaid."),
]
QuoteGrade = Annotated[
    str | None, Query(pattern="^[A-G]$", description="With this grade's instalments.")
]


class QuoteInstalment(Strict):
    """An instalment."""

    number: int
    """Which, from 1."""
    interest: Amount
    """In minor units."""
    principal: Amount
    """In minor units."""
    payment: Amount
    """Both together."""


class GradeQuoteResponse(Strict):
    """What a grade would pay; everything from the rate on is null where it is not lent this."""

    grade: str
    """A to G, A the best."""
    risk_level: int
    """The risk level that lenders would see, 1 to 5."""
    limit: Amount
    """The most that the grade is lent."""
    rate_ppm: int | None
    """The yearly rate."""
    annual_percentage_rate_ppm: int | None
    """The effective yearly rate, with what is withheld."""
    origination: Amount | None
    """The platform's fee, withheld."""
    reserve: Amount | None
    """What the reserve gets, withheld."""
    received: Amount | None
    """What is paid out."""
    first_instalment: Amount | None
    """The first instalment."""
    last_instalment: Amount | None
    """The last instalment."""
    total: Amount | None
    """All that is paid back."""


class QuoteResponse(Strict):
    """What a loan would cost, by grade; an example, and no offer."""

    amount: Amount
    """What is lent."""
    months: int
    """Over how many months."""
    method: str
    """How it is repaid."""
    grades: list[GradeQuoteResponse]
    """Each grade that is lent to, the best first."""
    instalments: list[QuoteInstalment]
    """Of the grade that was asked for; none without one, or where it is not lent this."""


@router.get("/quote")
def read_quote(
    underwriting: UnderwritingDep,
    amount: QuoteAmount,
    months: QuoteMonths,
    method: QuoteMethod = "annuity",
    grade: QuoteGrade = None,
) -> QuoteResponse:
    """What a loan would cost, before anybody registers: no person is asked for, nothing is kept."""
    quotes = underwriting.quotes.of(amount, months, Method[method.upper()])
    if grade is not None and grade not in {quote.grade for quote in quotes}:
        raise InputError("QUOTE:GRADE", f"grade {grade} is not lent to")
    return quote_response(amount, months, method, list(quotes), grade)


def quote_response(
    amount: int, months: int, method: str, quotes: list[GradeQuote], grade: str | None
) -> QuoteResponse:
    """Return quotes as the API writes them.

    Args:
        amount: What is lent, in minor units.
        months: Over how many months.
        method: How it is repaid.
        quotes: Of each grade.
        grade: Whose instalments are listed, None for nobody's.

    Returns:
        The answer.
    """
    chosen = next((quote for quote in quotes if quote.grade == grade), None)
    rows = chosen.cost.schedule.rows if chosen is not None and chosen.cost is not None else ()
    return QuoteResponse(
        amount=amount, months=months, method=method,
        grades=[_grade(quote) for quote in quotes],
        instalments=[
            QuoteInstalment(
                number=row.k, interest=row.interest, principal=row.principal, payment=row.payment
            )
            for row in rows
        ],
    )  # fmt: skip


def _grade(quote: GradeQuote) -> GradeQuoteResponse:
    cost = quote.cost
    payments = () if cost is None else cost.schedule.payments
    return GradeQuoteResponse(
        grade=quote.grade, risk_level=quote.level, limit=quote.limit, rate_ppm=quote.rate_ppm,
        annual_percentage_rate_ppm=None if cost is None else cost.annual_percentage_rate_ppm,
        origination=None if cost is None else cost.origination,
        reserve=None if cost is None else cost.contribution,
        received=None if cost is None else cost.received,
        first_instalment=payments[0] if payments else None,
        last_instalment=payments[-1] if payments else None,
        total=sum(payments) if payments else None,
    )  # fmt: skip
