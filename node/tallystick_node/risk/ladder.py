"""The liquidity ladder: what borrowers will pay and what lenders may claim, by when.

Claims end when their loans do, and lenders are paid what borrowers pay, so both sides of every step
are equal; the mismatch, the sum of their differences, is 0. It is measured all the same, each side
from its own figures: from the schedule, and from what lenders have received.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tallystick.loans.state import Status
from tallystick.platform.listing import remaining_rows
from tallystick_node.risk.exposures import PPM

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tallystick.loans.state import LoanState

__all__ = ["STEPS", "LadderStep", "ladder_of", "mismatch_ppm"]

# The last day of each step, counted from today; what is overdue is in the first.
STEPS = (0, 7, 30, 90, 180, 365)


@dataclass(frozen=True, slots=True)
class LadderStep:
    """Principal due up to a day, in minor units. days: from today; None for all later ones."""

    days: int | None
    assets: int
    claims: int


def ladder_of(states: Iterable[LoanState], today: int) -> list[LadderStep]:
    """Return the ladder of active loans.

    Args:
        states: Issued loans; those that are not active have no date, and are left out.
        today: The local day, in days since 1970-01-01.

    Returns:
        The steps, the nearest first, amounts in minor units.
    """
    assets = [0] * (len(STEPS) + 1)
    claims = [0] * (len(STEPS) + 1)
    for state in states:
        if state.status is not Status.ACTIVE:
            continue
        # What lenders have still to come, in the order in which their loan pays it.
        left = state.terms.schedule.principal - state.total_principal
        last = 0
        for row in remaining_rows(state):
            last = _place(row.due - today)
            assets[last] += row.principal
            claimed = min(left, row.principal)
            claims[last] += claimed
            left -= claimed
        claims[last] += left
    return [
        LadderStep(days, assets[place], claims[place]) for place, days in enumerate((*STEPS, None))
    ]


def mismatch_ppm(steps: Iterable[LadderStep]) -> int | None:
    """Return the mismatch of maturities.

    Args:
        steps: The ladder.

    Returns:
        The sum of the differences over all assets, in ppm, rounded up; None without assets.
    """
    rows = list(steps)
    total = sum(step.assets for step in rows)
    apart = sum(abs(step.assets - step.claims) for step in rows)
    return None if total == 0 else -(-apart * PPM // total)


def _place(days: int) -> int:
    return next((place for place, until in enumerate(STEPS) if days <= until), len(STEPS))
