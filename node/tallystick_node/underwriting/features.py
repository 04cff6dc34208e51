"""The columns of a score card, filled from what is known; what nobody knows is missing.

What a bureau reports goes before what borrowers say of themselves, and only the bureau is believed
about their past. Amounts are whole units of the currency, as in the data that cards learn from.
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from tallystick.errors import InputError
from tallystick_node.credit.variable import Categories

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tallystick_node.credit.card import Card
    from tallystick_node.kyc.providers.protocols import BureauReport
    from tallystick_node.underwriting.case import BorrowerFacts
    from tallystick_node.underwriting.loan_request import LoanApplication

__all__ = ["features_of"]

PERCENT = 100
MONTHS_PER_YEAR = 12


def features_of(
    card: Card,
    order: LoanApplication,
    borrower: BorrowerFacts,
    bureau: BureauReport | None,
    unit: int,
) -> dict[str, Any]:
    """Return a value for every column of a card.

    Args:
        card: The score card.
        order: What is asked for.
        borrower: What is known of the borrower.
        bureau: The bureau's report, None without one.
        unit: Minor units of one unit of the currency.

    Returns:
        Values by column; None where nothing is known.

    Raises:
        InputError: BUREAU:COLUMN when a bureau's number is not a number.
    """
    known = dict(_known(order, borrower, bureau, unit))
    if bureau is not None:
        known |= dict(bureau.columns)
    numbers = {
        name
        for variable in card.every_variable
        for name in getattr(variable, "columns", (variable.name,))
        if not isinstance(variable, Categories)
    }
    values: dict[str, Any] = {}
    for name in card.features:
        value = known.get(name)
        values[name] = _number(name, value) if name in numbers else value
    return values


def _known(
    order: LoanApplication, borrower: BorrowerFacts, bureau: BureauReport | None, unit: int
) -> Mapping[str, Any]:
    income = borrower.income
    ratio = None
    if income:
        owed = Decimal(order.debt_payments) * MONTHS_PER_YEAR * PERCENT
        ratio = round(owed / income, 2)
    return {
        "annual_inc": None if income is None else Decimal(income) / unit,
        "loan_amnt": Decimal(order.amount) / unit,
        "dti": ratio,
        "term_months": order.months,
        "emp_length_years": order.employed_months // MONTHS_PER_YEAR,
        "home_ownership": order.home.upper(),
        "purpose": str(order.purpose),
        "verification_status": "Verified" if borrower.income_verified else "Not Verified",
        "inq_last_6mths": None if bureau is None else bureau.inquiries_6m,
    }


def _number(name: str, value: object) -> float | None:
    if value is None:
        return None
    try:
        return float(Decimal(str(value)))
    except (InvalidOperation, OverflowError) as wrong:
        raise InputError("BUREAU:COLUMN", f"the bureau's {name} is not a number") from wrong
