"""When a licence is spoken of before it ends, and how much own funds the rules ask for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tallystick.loans.rounding import div_ceil

if TYPE_CHECKING:
    from datetime import date

    from tallystick.disclosure.company import Finances
    from tallystick_node.infrastructure.policy.packs import Pack

__all__ = ["STEPS", "CapitalStanding", "capital_standing", "step_due"]

PPM = 1_000_000
# Days before the end on which the operator is told, and the end itself.
STEPS = (90, 30, 7, 0)


@dataclass(frozen=True, slots=True)
class CapitalStanding:
    """What is asked for and what is stated, in minor units.

    own_funds: None where not stated. overheads_missing: whether the rules ask for a share of fixed
    overheads and none are stated, so that more may be required than is said here.
    """

    required: int
    own_funds: int | None
    overheads_missing: bool

    @property
    def suffices(self) -> bool | None:
        """Whether own funds reach what is required; None where nobody can say."""
        if self.own_funds is not None and self.own_funds < self.required:
            return False
        return None if self.own_funds is None or self.overheads_missing else True


def step_due(expires_on: date, today: date) -> int | None:
    """Return which warning of an end is due.

    Args:
        expires_on: The last day.
        today: The business date.

    Returns:
        The nearest step that was reached, so that days on which nobody looked hide none; None while
        the end is further away than all of them.
    """
    left = (expires_on - today).days
    return min((step for step in STEPS if left <= step), default=None)


def capital_standing(
    pack: Pack, day: date, finances: Finances | None, outstanding: int
) -> CapitalStanding:
    """Hold own funds against the policy pack: the greatest of three figures is required.

    Args:
        pack: The policy pack.
        day: A local date of the platform.
        finances: The newest year's; None where none is stated.
        outstanding: What borrowers owe, in minor units.

    Returns:
        The standing; shares are rounded up.

    Raises:
        ConfigError: POLICY:DAY when the pack does not cover the day.
    """
    of_overheads = pack.number("capital.overheads_ppm", day)
    overheads = None if finances is None else finances.fixed_overheads
    required = max(
        pack.number("capital.own_funds_min", day),
        div_ceil((overheads or 0) * of_overheads, PPM),
        div_ceil(outstanding * pack.number("capital.outstanding_ppm", day), PPM),
    )
    return CapitalStanding(
        required, None if finances is None else finances.own_funds,
        of_overheads > 0 and overheads is None,
    )  # fmt: skip
