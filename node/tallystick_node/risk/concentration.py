"""How much of a portfolio hangs on few: the Herfindahl index and the largest groups."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tallystick_node.risk.exposures import PPM

if TYPE_CHECKING:
    from tallystick_node.risk.exposures import Portfolio

__all__ = ["Concentration", "concentration"]

TOP = 10


@dataclass(frozen=True, slots=True)
class Concentration:
    """Shares of what is outstanding, in ppm, rounded down.

    herfindahl_ppm: the sum of the squared shares of the groups; 1,000,000 for a single one.
    """

    groups: int
    herfindahl_ppm: int
    largest_ppm: int
    top_ten_ppm: int


def concentration(portfolio: Portfolio) -> Concentration:
    """Return how concentrated a portfolio is.

    Args:
        portfolio: The loans, some of them outstanding.

    Returns:
        The shares.
    """
    owed: Counter[str] = Counter()
    for exposure in portfolio.exposures:
        owed[exposure.group] += exposure.outstanding
    total = owed.total()
    if total == 0:
        return Concentration(len(owed), 0, 0, 0)
    largest = [amount for _, amount in owed.most_common(TOP)]
    squares = sum(amount * amount for amount in owed.values())
    return Concentration(
        len(owed), squares * PPM // (total * total), largest[0] * PPM // total,
        sum(largest) * PPM // total,
    )  # fmt: skip
