"""Whether the applicants are still those that a card learned from: PSI of score and variables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from tallystick_node.credit.measures import psi
from tallystick_node.credit.refusal import CreditError

if TYPE_CHECKING:
    from tallystick_node.credit.card import Card
    from tallystick_node.credit.scoring import Scored

__all__ = ["PSI_ACT", "PSI_WATCH", "alarm", "stability"]

PSI_WATCH, PSI_ACT = 0.10, 0.25


def alarm(value: float) -> str:
    """Return what a PSI calls for.

    Args:
        value: The PSI.

    Returns:
        `stable`, `watch` from 0.10 or `act` from 0.25.
    """
    if not value >= PSI_WATCH:
        return "stable"
    return "act" if value >= PSI_ACT else "watch"


def stability(card: Card, scored: Scored) -> dict[str, Any]:
    """Return the PSI of the score and of each variable, with the shares of missing values.

    Expected are the counts that the card carries from its learning.

    Args:
        card: The card.
        scored: The rows' scores, with their bins.

    Returns:
        The figures, the variable with the highest PSI first.

    Raises:
        CreditError: CREDIT:CARD for a card that no loan has taught.
    """
    assert scored.bins is not None, "bins were asked for"
    bands = card.document.get("bands")
    if bands is None:
        raise CreditError(
            "CREDIT:CARD", "no loan has taught this card: it has no shares to compare these with"
        )
    place = np.searchsorted(np.array(bands["edges"]), scored.scores, side="left")
    counts = np.bincount(place, minlength=len(bands["rows"])).astype(np.float64)
    value = psi(np.array(bands["rows"], np.float64), counts)
    variables = []
    for at, variable in enumerate(card.document["variables"]):
        before = np.array(variable["rows"], np.float64)
        after = np.bincount(scored.bins[:, at], minlength=len(before)).astype(np.float64)
        own = psi(before, after)
        variables.append(
            {
                "variable": variable["name"],
                "psi": round(own, 4),
                "alarm": alarm(own),
                "missing_before": round(float(before[0] / np.sum(before)), 4),
                "missing_now": round(float(after[0] / np.sum(after)), 4),
            }
        )
    variables.sort(key=lambda row: (-row["psi"], row["variable"]))
    return {"score_psi": round(value, 4), "alarm": alarm(value), "variables": variables}
