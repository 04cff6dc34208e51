"""How borrowers behave in the demonstration: a written rule and a seed, nothing else.

A loan that ended well in reality is repaid here: of its instalments 92 in 100 are on time, 6 are 1
to 14 days late, 2 are 15 to 25 days late; 3 loans in 10 are paid off early, after between 6
instalments and the last but one; 1 in 10 is prepaid once in part (a fifth to half of the balance),
made smaller or shorter with even odds. A loan that ended badly is paid on time up to a month
between the first and the thirtieth (at most half of the term) and then not at all; of the defaulted
6 in 10 bring one to three recoveries of 5 to 30 % of what is owed, 60 to 500 days later.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tallystick.loans.state import Mode

if TYPE_CHECKING:
    from tallystick_node.demo.sample import RealLoan

__all__ = ["BorrowerConduct", "conduct_of"]


@dataclass(frozen=True, slots=True)
class BorrowerConduct:
    """What one borrower will do.

    late: days late by instalment. stops_at: first instalment that is not paid. pays_off_after and
    prepays_after: instalment after which they pay off or prepay a share (in ppm of the balance).
    recoveries: (days after the default, ppm of what is then owed).
    """

    late: dict[int, int] = field(default_factory=dict)
    stops_at: int | None = None
    pays_off_after: int | None = None
    prepays_after: int | None = None
    prepays_ppm: int = 0
    mode: Mode = Mode.SMALLER
    recoveries: tuple[tuple[int, int], ...] = ()


def conduct_of(loan: RealLoan, seed: int) -> BorrowerConduct:
    """Return what the rule above makes of a loan.

    Args:
        loan: The loan; whether it ended well decides most.
        seed: The demonstration's seed.

    Returns:
        The conduct, the same for the same loan and seed.
    """
    chance = random.Random(f"conduct {seed} {loan.row}")  # noqa: S311 - a simulation
    if not loan.good:
        return BorrowerConduct(
            stops_at=chance.randint(1, min(30, loan.months // 2)), recoveries=_recoveries(chance)
        )
    late = {
        k: chance.randint(1, 14) if draw < 6 else chance.randint(15, 25)
        for k in range(1, loan.months + 1)
        if (draw := chance.randrange(100)) < 8
    }
    fate = chance.randrange(10)
    early = chance.randint(6, loan.months - 1)
    if fate < 3:
        return BorrowerConduct(late=late, pays_off_after=early)
    if fate < 4:
        return BorrowerConduct(
            late=late,
            prepays_after=early,
            prepays_ppm=chance.randint(200_000, 500_000),
            mode=chance.choice((Mode.SMALLER, Mode.SHORTER)),
        )
    return BorrowerConduct(late=late)


def _recoveries(chance: random.Random) -> tuple[tuple[int, int], ...]:
    if chance.randrange(10) >= 6:
        return ()
    days = sorted(chance.sample(range(60, 501), chance.randint(1, 3)))
    return tuple((day, chance.randint(50_000, 300_000)) for day in days)
