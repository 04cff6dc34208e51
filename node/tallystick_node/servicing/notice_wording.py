"""The words of notices: a loan's number, amounts and days, and nothing about a person."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tallystick_node.disclosure.agreements.agreement import Currency

__all__ = ["arrears_notice", "reminder_notice", "wind_down_notice"]


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


def wind_down_notice(
    currency: Currency, balance: int, notes: int, owed: int, *, ended: bool
) -> dict[str, Any]:
    """Return what somebody is told who has or owes something while the platform is closed.

    Args:
        currency: How amounts are written.
        balance: What is on their account, in minor units.
        notes: What their notes stand for, in minor units.
        owed: The principal that they owe, in minor units.
        ended: Whether the wind-down has ended; else it was announced.

    Returns:
        The notice's content: template, figures, subject and text.
    """
    if ended:
        subject = "The platform has been wound down"
        text = "The platform has been wound down: no loan runs any more."
    else:
        subject = "The platform is being wound down"
        text = "The platform is being wound down: nothing new begins, and loans run to their end."
    if balance:
        text += f" Your account holds {currency.shown(balance)}: withdraw them."
    if notes and ended:
        text += f" Your notes still pay {currency.shown(notes)}: claim them; this does not lapse."
    elif notes:
        text += f" Your notes stand for {currency.shown(notes)}: wait, and claim what is paid."
    if owed:
        text += f" You owe {currency.shown(owed)} of principal: pay on as agreed."
    return {
        "template": "wind-down", "ended": ended, "balance": str(balance), "notes": str(notes),
        "owed": str(owed), "subject": subject, "text": text,
    }  # fmt: skip
