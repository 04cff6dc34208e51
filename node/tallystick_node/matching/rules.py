"""What a mandate is to this node, by what is known of it: pure rules."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tallystick.errors import InputError

__all__ = [
    "MANDATES_MAX",
    "PRICE_PPM_MAX",
    "ExitPlan",
    "MandateStanding",
    "check_exit",
    "standing_of",
]

# Of one owner, not ended.
MANDATES_MAX = 20
PRICE_PPM_MAX = 10_000_000


class MandateStanding(StrEnum):
    """Where a mandate stands: `live` lends; the others do not."""

    COMING = "coming"  # signed, and on its way to the chain
    REFUSED = "refused"  # the chain has refused it
    LIVE = "live"
    STOPPED = "stopped"  # by its exit plan
    WITHDRAWN = "withdrawn"  # taken back from this node
    REVOKED = "revoked"  # ended by its owner on the chain
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class ExitPlan:
    """How an investor leaves; Unix seconds.

    stop_at: from then on the mandate lends nothing. sell_at, price_ppm: from then on notes are to
    be sold at this price of what is outstanding; None where nothing is to be sold.
    """

    stop_at: int
    sell_at: int | None = None
    price_ppm: int | None = None


def standing_of(
    *,
    now: int,
    expiry: int,
    revoked: bool,
    withdrawn: bool,
    brought: bool,
    refused: bool,
    stop_at: int | None,
) -> MandateStanding:
    """Return where a mandate stands: what ends it for good comes first.

    Args:
        now: The chain's Unix second.
        expiry: The mandate's last second.
        revoked: Whether its owner has ended it on the chain.
        withdrawn: Whether its owner has taken it back from this node.
        brought: Whether the chain has it.
        refused: Whether bringing it has failed.
        stop_at: The second from which its exit plan stops it; None without one.

    Returns:
        The standing.
    """
    if revoked:
        return MandateStanding.REVOKED
    if now > expiry:
        return MandateStanding.EXPIRED
    if withdrawn:
        return MandateStanding.WITHDRAWN
    if not brought:
        return MandateStanding.REFUSED if refused else MandateStanding.COMING
    if stop_at is not None and now >= stop_at:
        return MandateStanding.STOPPED
    return MandateStanding.LIVE


def check_exit(plan: ExitPlan, today_begins: int) -> None:
    """Refuse an exit plan that cannot be followed.

    Args:
        plan: The plan.
        today_begins: The second with which the platform's day began.

    Raises:
        InputError: EXIT:STOP when it stops before today; EXIT:SELL when it sells before it stops,
            or names only one of day and price; EXIT:PRICE for a price of 0 or above ten times what
            is outstanding.
    """
    if plan.stop_at < today_begins:
        raise InputError("EXIT:STOP", "an exit plan stops today or later")
    if (plan.sell_at is None) != (plan.price_ppm is None):
        raise InputError("EXIT:SELL", "an exit plan that sells names a day and a price")
    if plan.sell_at is not None and plan.sell_at < plan.stop_at:
        raise InputError("EXIT:SELL", "an exit plan sells from the day on which it stops, or later")
    if plan.price_ppm is not None and not 0 < plan.price_ppm <= PRICE_PPM_MAX:
        raise InputError("EXIT:PRICE", "a price is above 0 and at most ten times what is owed")
