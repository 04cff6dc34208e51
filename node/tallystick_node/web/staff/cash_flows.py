"""A bank's file of an applicant on a page: its months, and what they show."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from babel.numbers import format_decimal, get_currency_precision
from fastapi import Response

from tallystick_node.api.routes.cash_flows import CashFlowResponse, read_case_cash_flow
from tallystick_node.api.routes.credit_reviews import Number
from tallystick_node.api.services import DatabaseDep, KycDep, UnderwritingDep
from tallystick_node.api.shapes import RowNumber
from tallystick_node.cashflow.reading import UNSTATED
from tallystick_node.web.page import PageDep
from tallystick_node.web.page_route import pages_router
from tallystick_node.web.staff.rights import UnderwriterOfPage

if TYPE_CHECKING:
    from tallystick_node.web.page import WebPage

__all__ = ["router"]

router = pages_router()


@router.get("/staff/credit-reviews/{number}/documents/{document}/cash-flow")
def read_cash_flow(
    page: PageDep, number: Number, document: RowNumber, caller: UnderwriterOfPage,
    database: DatabaseDep, underwriting: UnderwritingDep, kyc: KycDep,
) -> Response:  # fmt: skip
    """The accounts of a file, with a claim on the case; reading it is journalled."""
    flows = read_case_cash_flow(number, document, caller, database, underwriting, kyc)
    return page(
        "cash_flow.html", flows=flows, case=number,
        own=lambda flow, amount: _written(page, flow, amount),
    )  # fmt: skip


def _written(page: WebPage, flow: CashFlowResponse, amount: int | None) -> str:
    """An amount in the account's own currency."""
    if amount is None:
        return "–"
    places = get_currency_precision(flow.currency or UNSTATED)
    form = "#,##0." + "0" * places if places else "#,##0"
    value = Decimal(amount).scaleb(-places)
    return str(format_decimal(value, form, locale=page.wording.locale))
