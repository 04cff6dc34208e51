"""Which loan an event is about."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from tallystick.replay.money import MoveReason

if TYPE_CHECKING:
    from tallystick.replay.decoding import EventPlan

__all__ = ["loan_named", "loan_of_plan"]

# Moves of money whose `ref` is no loan.
OF_NO_LOAN = frozenset({MoveReason.FEES, MoveReason.DONATION})


def loan_of_plan(plan: EventPlan) -> Callable[[Sequence[Any]], int | None]:
    """Return what finds the loan among the values of an event.

    Args:
        plan: The event's plan.

    Returns:
        A function of the values, in the order of the declaration: the loan's number, or None.
    """
    fields = list(plan.fields)
    if (plan.contract, plan.name) == ("Escrow", "Moved"):
        reason, ref = fields.index("reason"), fields.index("ref")
        return lambda values: None if values[reason] in OF_NO_LOAN else values[ref] or None
    name = "id" if (plan.contract, plan.name) == ("Book", "Transfer") else "loan"
    if name not in fields:
        return lambda _values: None
    place = fields.index(name)
    return lambda values: values[place]


def loan_named(contract: str, name: str, values: Mapping[str, Any]) -> int | None:
    """Return the loan that an event is about.

    Args:
        contract: The contract's name.
        name: The event's name.
        values: The event's values by name.

    Returns:
        Its number; None when it is about none.
    """
    if (contract, name) == ("Escrow", "Moved"):
        return None if values["reason"] in OF_NO_LOAN else values["ref"] or None
    loan: int | None = values.get("id" if (contract, name) == ("Book", "Transfer") else "loan")
    return loan
