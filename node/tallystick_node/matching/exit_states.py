"""Where a plan to leave stands: pure, from the day, the mandates and the notes as they are."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from tallystick.errors import InputError
from tallystick_node.resale.rules import PRICE_PPM_MAX

if TYPE_CHECKING:
    from datetime import date

__all__ = ["DAYS_AHEAD_MAX", "ExitFacts", "ExitState", "check_days", "exit_state"]

DAYS_AHEAD_MAX = 730


class ExitState(StrEnum):
    """Where a plan stands; the last two are final."""

    WAITING = "waiting"  # its next day has not come
    READY = "ready"  # something is to be signed now
    OFFERED = "offered"  # everything is signed, and waits for buyers
    DONE = "done"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class ExitFacts:
    """What a wallet still has. mandates: that lend or could; notes: of loans that run.

    asked: how many of the notes stand on the board by an ask of the wallet.
    """

    mandates: int
    notes: int
    asked: int

    @property
    def to_sign(self) -> int:
        """How many notes are not on the board."""
        return self.notes - self.asked


def check_days(stop_on: date, sell_on: date | None, price_ppm: int | None, today: date) -> None:
    """Refuse a plan that cannot be followed.

    Args:
        stop_on: The first day without lending.
        sell_on: From when notes are to be sold; None for somebody who keeps them.
        price_ppm: At which price of what is outstanding.
        today: The platform's day.

    Raises:
        InputError: EXIT:DAY when it stops before today, or a day is more than 730 days away;
            EXIT:SELL when it sells before it stops, or names only one of day and price; EXIT:PRICE
            for a price of 0 or above ten times what is outstanding.
    """
    last = sell_on or stop_on
    if stop_on < today or (last - today).days > DAYS_AHEAD_MAX:
        raise InputError(
            "EXIT:DAY", f"a plan begins today or later, and within {DAYS_AHEAD_MAX} days"
        )
    if (sell_on is None) != (price_ppm is None):
        raise InputError("EXIT:SELL", "an exit plan that sells names a day and a price")
    if sell_on is not None and sell_on < stop_on:
        raise InputError("EXIT:SELL", "an exit plan sells from the day on which it stops, or later")
    if price_ppm is not None and not 0 < price_ppm <= PRICE_PPM_MAX:
        raise InputError("EXIT:PRICE", "a price is above 0 and at most ten times what is owed")


def exit_state(stop_on: date, sell_on: date | None, today: date, facts: ExitFacts) -> ExitState:
    """Return where a plan stands that is not over.

    Args:
        stop_on: The first day without lending.
        sell_on: From when notes are to be sold; None for somebody who keeps them.
        today: The platform's day.
        facts: What the wallet still has.

    Returns:
        The state.
    """
    selling = sell_on is not None and today >= sell_on
    if today < stop_on:
        return ExitState.WAITING
    if facts.mandates or (selling and facts.to_sign):
        return ExitState.READY
    if selling and facts.notes:
        return ExitState.OFFERED
    if sell_on is not None and not selling:
        return ExitState.WAITING
    return ExitState.DONE
