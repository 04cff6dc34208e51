"""How long a round of automatic lending takes as mandates and loans grow, and what it comes to.

scripts/bench_matching.py
"""

from __future__ import annotations

import json
import random
import time
from typing import Any

from tallystick.loans.mandates import Limits
from tallystick.matching.allocation import allocate
from tallystick.matching.inputs import Lender, QueuedMandate, RoundInput, SeekingLoan

__all__ = ["measure"]

SEED, NOW = 20_261_130, 1_800_000_000
SMALL, LARGE = (1_000, 50), (10_000, 500)
SECONDS_MAX = 60
METHOD = (
    "allocate() over made-up markets of one seed, in one process: seconds of 10,000 mandates on 500"
    " loans; growth: that time over the time of 1,000 mandates on 50 loans, whose pairs are a"
    " hundredth; allocations and same_again: how much is lent, and whether a second run lends the"
    " same"
)


def market(mandates: int, loans: int) -> RoundInput:
    """Return a market of so many mandates, each of an owner of its own, and so many loans."""
    dice = random.Random(SEED)  # noqa: S311 - the same market each time
    owners = [f"0x{number:040x}" for number in range(1, mandates + 1)]
    return RoundInput(
        now=NOW, day_room=10**15, closed=False,
        mandates=tuple(_mandate(dice, owner) for owner in owners),
        lenders=tuple(_lender(dice, owner) for owner in owners),
        loans=tuple(_loan(dice, number) for number in range(1, loans + 1)),
    )  # fmt: skip


def _mandate(dice: random.Random, owner: str) -> QueuedMandate:
    person = dice.randint(20, 500) * 10**6
    limits = Limits(
        level_max=dice.randint(1, 5), statement=5, rate_min_ppm=dice.choice((0, 80_000, 120_000)),
        days_max=dice.choice((372, 744, 1_116)), ticket=10 * 10**6, person_max=person,
        group_max=2 * person, day_max=20 * person, exposure_max=10**13, lifetime_max=10**13,
        cash_floor=0, expiry=NOW + 10**6,
    )  # fmt: skip
    return QueuedMandate(f"{owner}{'0' * 24}", owner, limits, (dice.randint(1, NOW), 0))


def _lender(dice: random.Random, owner: str) -> Lender:
    return Lender(
        owner=owner, balance=dice.randint(50, 5_000) * 10**6, exposure=0, lend_limit=10**13,
        risk_class=dice.randint(1, 5), group=10**6 + int(owner, 16),
    )  # fmt: skip


def _loan(dice: random.Random, number: int) -> SeekingLoan:
    level = dice.randint(1, 5)
    return SeekingLoan(
        loan=number, person=f"0x{number:040x}", group=number, level=level, least_class=level,
        rate_ppm=60_000 + 20_000 * level, days=dice.choice((186, 372, 744)),
        open_units=dice.randint(1_000, 50_000) * 10**6, ticket_min=10 * 10**6,
        disclosure_hash="0x" + "00" * 32,
    )  # fmt: skip


def measure() -> dict[str, Any]:
    """Return seconds, growth, what was lent, and the method."""
    allocate(market(*SMALL))
    small, _ = _timed(market(*SMALL))
    large, lent = _timed(market(*LARGE))
    _, again = _timed(market(*LARGE))
    return {
        "seconds": round(large, 2),
        "within_bound": large <= SECONDS_MAX,
        "growth": round(large / small, 1),
        "allocations": len(lent),
        "same_again": lent == again,
        "method": METHOD,
    }


def _timed(of: RoundInput) -> tuple[float, tuple[Any, ...]]:
    started = time.perf_counter()
    lent = allocate(of).lent
    return time.perf_counter() - started, tuple(lent)


if __name__ == "__main__":
    print(json.dumps(measure(), indent=1))
