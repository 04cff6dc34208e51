"""What an applicant's bank file shows of their cash, beside the case that it belongs to."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from fastapi import APIRouter

from tallystick_node.api.problems import problem_responses
from tallystick_node.api.refusals import Conflict
from tallystick_node.api.routes.credit_reviews import Number, Underwriter
from tallystick_node.api.services import DatabaseDep, KycDep, UnderwritingDep
from tallystick_node.api.shapes import Amount, RowNumber, SignedAmount, Strict
from tallystick_node.cashflow.cash_flow import cash_flow
from tallystick_node.cashflow.reading import UNSTATED, read_bank_file
from tallystick_node.kyc.documents import BANK_FILE

if TYPE_CHECKING:
    from tallystick_node.cashflow.bank_statement import BankStatement
    from tallystick_node.cashflow.cash_flow import CashFlow

__all__ = ["CashFlowResponse", "router"]

router = APIRouter(
    prefix="/v1/staff", tags=["staff: lending"],
    responses=problem_responses(401, 403, 404, 409, 422),
)  # fmt: skip


class CashMonthResponse(Strict):
    """A calendar month of an account."""

    month: str
    """As YYYY-MM."""
    came: Amount
    """What came, in minor units."""
    went: Amount
    """What went."""
    lowest: SignedAmount | None
    """The least balance at the end of a day; null where none is stated."""


class CashFigures(Strict):
    """What the movements show, in minor units of the account's currency."""

    first: date
    """The day of the first movement."""
    last: date
    """The day of the last."""
    mean_in: Amount
    """What came a month, on average, rounded down."""
    median_in: Amount
    """What came in the middle month, the lower one of two."""
    mean_out: Amount
    """What went a month, rounded down."""
    spread_ppm: int | None
    """Standard deviation of the months' income over its mean; null without income."""
    negative_months: int
    """Months in which more went than came."""
    lowest: SignedAmount | None
    """The least balance at the end of a day; null where none is stated."""
    below_zero_days: int | None
    """Days that ended below zero; null where no balance is stated."""
    largest_payer_ppm: int | None
    """The largest payer's share of what came; null where none is named."""
    payers: int
    """How many payers are named."""
    returned: int
    """Payments that came back, by the bank's words."""
    debt_out: Amount
    """What went to lenders, by the bank's words."""
    cash_out: Amount
    """What was taken in cash, by the bank's words."""
    months: list[CashMonthResponse]
    """From the first to the last, none left out."""


class CashFlowResponse(Strict):
    """An account of a bank's file."""

    account: str
    """As the file names it; may be empty."""
    currency: str | None
    """Its code of ISO 4217; null where the file does not state it."""
    movements: int
    """How many there are."""
    figures: CashFigures | None
    """What they show; null without any."""


@router.get("/credit-reviews/{number}/documents/{document}/cash-flow")
def read_case_cash_flow(
    number: Number,
    document: RowNumber,
    caller: Underwriter,
    database: DatabaseDep,
    underwriting: UnderwritingDep,
    kyc: KycDep,
) -> list[CashFlowResponse]:
    """What a bank's file of the applicant shows, with a claim on the case; it is journalled."""
    with database.writing() as connection:
        person = underwriting.queue.claimed_applicant(connection, number, caller.wallet)
    kept, content = kyc.documents.content(person, document, actor=caller.wallet)
    if kept.media_type != BANK_FILE:
        raise Conflict("BANKFILE:NONE", "this paper is not a bank's file for programs")
    return [_response(statement) for statement in read_bank_file(content, UNSTATED)]


def _response(statement: BankStatement) -> CashFlowResponse:
    flow = cash_flow(statement)
    return CashFlowResponse(
        account=statement.account,
        currency=None if statement.currency == UNSTATED else statement.currency,
        movements=len(statement.entries),
        figures=None if flow is None else _figures(flow),
    )


def _figures(flow: CashFlow) -> CashFigures:
    months = [
        CashMonthResponse(month=known.month, came=known.came, went=known.went, lowest=known.lowest)
        for known in flow.months
    ]
    return CashFigures(
        first=flow.first, last=flow.last, mean_in=flow.mean_in, median_in=flow.median_in,
        mean_out=flow.mean_out, spread_ppm=flow.spread_ppm, negative_months=flow.negative_months,
        lowest=flow.lowest, below_zero_days=flow.below_zero_days,
        largest_payer_ppm=flow.largest_payer_ppm, payers=flow.payers, returned=flow.returned,
        debt_out=flow.debt_out, cash_out=flow.cash_out, months=months,
    )  # fmt: skip
