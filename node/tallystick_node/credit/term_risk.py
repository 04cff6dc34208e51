"""What a card knows of terms: more or fewer defaults, what they cost, who pays back early.

A card's chance of default is that of a whole loan of the terms that it learned from. Over a shorter
or longer term the same borrower is exposed for less or more time, so the chance of paying to the
end is taken to the power of the ratio of terms; early repayment likewise. Standard library only.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tallystick_node.credit.card import Card

__all__ = ["TermOutlook", "TermRisk", "lost_by_class", "outlook", "term_risks"]

# Measured on US loans of 2007 to 2010: classes clean, late, charged off late, charged off early.
LOST_DEFAULT = (0.0, 0.0, 0.27, 0.71)
LOST_BINARY = (0.0, 0.58)
# The term of most loans of that kind: the chances of a card that states no terms are for this one
# and for longer ones.
USUAL_MONTHS = 36


@dataclass(frozen=True, slots=True)
class TermRisk:
    """What loans of one term have shown.

    shift: by how much the log-odds of default were above the card's. chances: the card's chance of
    default of each grade's loans of this term, best first; none takes the grade's own. lost: the
    share of principal lost by class. repaid: the share of sound loans repaid in full by the end of
    each twelfth of the term, before they had to be; none when not known.
    """

    months: int
    shift: float
    chances: tuple[float, ...]
    lost: tuple[float, ...]
    repaid: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class TermOutlook:
    """What is expected of a grade over a term: chances and loss by class, best first.

    early: the share of sound loans that are repaid in full by the end of each month.
    """

    chances: tuple[float, ...]
    lost: tuple[float, ...]
    early: tuple[float, ...]


def lost_by_class(card: Card) -> tuple[float, ...]:
    """Return the share of principal lost in each class: the card's own, else what is usual.

    Args:
        card: The card.

    Returns:
        Shares, best class first.
    """
    own = card.document.get("lost_by_class")
    if own is not None:
        return tuple(own)
    if card.classes == len(LOST_DEFAULT):
        return LOST_DEFAULT
    good = card.default_class
    return (*(LOST_BINARY[0],) * good, *(LOST_BINARY[1],) * (card.classes - good))


def term_risks(card: Card) -> tuple[TermRisk, ...]:
    """Return what a card states of terms.

    Args:
        card: The card.

    Returns:
        One for each term that it learned, shortest first; none for a card that learned none.
    """
    stated = card.document.get("terms") or []
    return tuple(
        TermRisk(
            entry["months"],
            entry["shift"],
            tuple(entry["p_default"]),
            tuple(entry["lost_by_class"]),
            tuple(entry["repaid"]),
        )
        for entry in stated
    )


def outlook(card: Card, grade: int, months: int) -> TermOutlook:
    """Return what is expected over a term, by the term nearest to it that the card has learned.

    Args:
        card: The card.
        grade: The place of the grade, 0 for the best.
        months: The term.

    Returns:
        Chances and loss by class, and early repayment by month.
    """
    known = term_risks(card)
    if known:
        nearest = min(known, key=lambda risk: abs(math.log(months / risk.months)))
        exposure = months / nearest.months
    else:
        nearest = TermRisk(USUAL_MONTHS, 0.0, (), lost_by_class(card), ())
        exposure = min(1.0, months / USUAL_MONTHS)
    first, chances = card.default_class, card.document["grades"][grade]["p_classes"]
    # Chances are stated in six digits: what is lost by that would be a price of its own.
    total = sum(chances)
    chances = [chance / total for chance in chances]
    before = min(sum(chances[first:]), 1.0)
    bad = nearest.chances[grade] if nearest.chances else before
    if 0 < bad < 1:
        odds = math.log(bad / (1 - bad)) + nearest.shift
        bad = 1 - (1 / (1 + math.exp(odds))) ** exposure
    moved = [
        chance * (bad / before if before else 0.0)
        if place >= first
        else chance * ((1 - bad) / (1 - before) if before < 1 else 0.0)
        for place, chance in enumerate(chances)
    ]
    early = tuple(
        1 - (1 - _share_at(nearest.repaid, month / months)) ** exposure
        for month in range(1, months + 1)
    )
    return TermOutlook(tuple(moved), nearest.lost, early)


def _share_at(repaid: tuple[float, ...], part: float) -> float:
    """Return the share repaid early at a part of the term, straight between the twelfths."""
    if not repaid:
        return 0.0
    at = min(part, 1.0) * len(repaid)
    place = min(int(at), len(repaid) - 1)
    before = repaid[place - 1] if place else 0.0
    return before + (repaid[place] - before) * (at - place)
