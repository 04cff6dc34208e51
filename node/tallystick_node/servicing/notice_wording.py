"""The words of notices: a loan's number, amounts and days, and nothing about a person."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tallystick_node.disclosure.agreements.agreement import Currency

__all__ = ["arrears_notice", "reminder_notice"]


def reminder_notice(
    currency: Currency, loan: int, due: date, amount: int, *, days: int, missing: int | None
) -> dict[str, Any]:
    """Return a reminder of an instalment.

    Args:
        currency: How amounts are written.
        loan: The loan's number.
        due: When it is due.
        amount: The instalment, in minor units.
        days: Days until it is due.
        missing: What the account lacks, in minor units; None when nobody looked.

    Returns:
        The notice's content: template, figures, subject and text.
    """
    when = "today" if days == 0 else "tomorrow" if days == 1 else f"in {days} days"
    text = f"Loan {loan}: {currency.shown(amount)} are due {when}, on {due}."
    if missing:
        text += f" Your account lacks {currency.shown(missing)}; please pay them in."
    elif missing == 0:
        text += " Your account holds enough; there is nothing to do."
    return {
        "template": "reminder", "loan": loan, "due": str(due), "amount": str(amount),
        "days": days, "missing": None if missing is None else str(missing),
        "subject": f"Loan {loan}: an instalment is due {when}", "text": text,
    }  # fmt: skip


def arrears_notice(
    currency: Currency, loan: int, due: date, owed: int, days: int
) -> dict[str, Any]:
    """Return the first notice after a missed due date.

    Args:
        currency: How amounts are written.
        loan: The loan's number.
        due: When the oldest unpaid instalment was due.
        owed: What is due with charges as of today, in minor units.
        days: The days past due.

    Returns:
        The notice's content: template, figures, subject and text.
    """
    late = "1 day" if days == 1 else f"{days} days"
    text = (
        f"Loan {loan}: the instalment of {due} is {late} late;"
        f" {currency.shown(owed)} are due. If you cannot pay, tell us why: we look for a plan"
        " with you, and you may promise a day."
    )
    return {
        "template": "arrears", "loan": loan, "due": str(due), "amount": str(owed), "days": days,
        "subject": f"Loan {loan}: an instalment is late", "text": text,
    }  # fmt: skip
