"""Whether a card is any better than chance, as its own validation says. Standard library only."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tallystick_node.credit.card import Card

__all__ = ["doubts"]

CHANCE = 0.5


def doubts(card: Card) -> list[str]:
    """Return why nobody should be judged by a card.

    Args:
        card: The card.

    Returns:
        Sentences; none for a card whose validation is clearly better than chance, and for one that
        no loan has taught, which was never validated.
    """
    validation = card.document.get("validation")
    if validation is None:
        return []
    auc, low, high = _interval(validation, card.document["data"]["rows"])
    interval = f"its AUC in validation is {auc:.4f} [{low:.4f}, {high:.4f}]"
    reasons = []
    if auc < CHANCE:
        reasons.append(f"THE CARD IS WORSE THAN CHANCE: {interval}; judge nobody by it")
    elif low <= CHANCE:
        reasons.append(
            f"THE CARD MAY BE NO BETTER THAN CHANCE: {interval}, which does not exclude 0.5; judge"
            " nobody by it"
        )
    if len(card.grades) == 1:
        reasons.append("THE CARD TELLS NOBODY APART: it has one grade for everybody")
    return reasons


def _interval(validation: dict[str, Any], rows: int) -> tuple[float, float, float]:
    """The AUC and its interval, as wide as the loans make it: judging one thrice tells no more."""
    auc = validation["auc"]
    wider = math.sqrt(max(1.0, validation["rows"] / rows))
    low, high = (auc + (validation[end] - auc) * wider for end in ("auc_low", "auc_high"))
    return auc, max(0.0, low), min(1.0, high)
