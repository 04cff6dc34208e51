"""A back-test against what lenders of the same loans were really paid."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from client.matching.rounds import limits, replayed
from tallystick.chain.contracts import Workouts
from tallystick.errors import VerificationFailed
from tallystick.loans.dates import local_day
from tallystick.loans.rounding import div_half_up
from tallystick.matching.backtest import back_test
from tallystick.platform._sync.borrower import Borrower
from tallystick.platform._sync.investor import Investor

if TYPE_CHECKING:
    from collections.abc import Callable

    from tallystick.platform._sync.platform import Platform
    from tallystick.testing.actors import Actors
    from tallystick.testing.loans import LoanBuilder

UNITS = 10**9
LIMITS = limits(
    level_max=5, statement=5, rate_min_ppm=0, days_max=400, ticket=UNITS, person_max=UNITS,
    group_max=UNITS, day_max=10**15, exposure_max=10**15, lifetime_max=10**15, cash_floor=0,
    expiry=2**32 - 1,
)  # fmt: skip


def test_it_says_what_a_lender_of_the_same_loans_got_losses_and_all(
    platform: Platform, actors: Actors, loans: LoanBuilder, time_travel: Callable[..., None]
) -> None:
    lender, other = actors.investors[:2]
    good, bad, slow = actors.borrowers[:3]
    paid = loans.active(good, principal=2 * UNITS, n=1)
    lost = loans.active(bad, principal=2 * UNITS)
    time_travel(days=31)
    Borrower(platform, good).act.repay(paid, 10 * UNITS).send()
    Borrower(platform, bad).act.repay(lost, 10 * UNITS, 1).send()
    penniless = Borrower(platform, bad)
    penniless.act.withdraw(penniless.view.balance()).send()
    owed = loans.active(slow, principal=2 * UNITS)
    time_travel(days=125)
    platform.plan(Workouts.declare_default(lost), other).send()

    replay, now = replayed(platform)
    today = local_day(now, platform.deployment.roles.utc_offset_seconds)
    result = back_test(replay, LIMITS, 3 * UNITS, 5, today)
    # The builder lends one half of each loan for its first investor: as much as the limits do.
    view = Investor(platform, lender).view
    earned = sum(
        view.note(loan).claimable_principal + view.note(loan).claimable_interest
        for loan in (paid, lost, owed)
    )
    assert result.loans == 3
    assert result.back + result.interest == earned
    # The note's outstanding part is rounded down, what has come back as well.
    assert 0 <= result.lost - view.note(lost).outstanding <= 1
    assert result.lost > 0
    assert (result.late, result.owed) == (UNITS, 0)
    assert result.cash == 3 * UNITS - 3 * UNITS + earned
    assert result.gain == result.interest - result.lost < 0
    assert result.gain_ppm == div_half_up(result.gain * 10**6, result.lent)
    assert result.cash + result.late + result.owed + result.lost == 3 * UNITS + result.interest

    # What came back is lent again, and never more than there is.
    poor = back_test(replay, LIMITS, UNITS, 5, today)
    assert poor.loans == 2
    assert poor.lent == 2 * UNITS
    assert poor.cash >= 0


def test_limits_and_class_hold_in_the_past_too(
    platform: Platform, actors: Actors, loans: LoanBuilder
) -> None:
    number = loans.active(actors.borrower, principal=2 * UNITS)
    replay, now = replayed(platform)
    today = local_day(now, platform.deployment.roles.utc_offset_seconds)
    level = replay.loans[number].offer["risk_level"]
    assert back_test(replay, LIMITS, 3 * UNITS, level, today).lent == UNITS
    for narrow in (
        replace(LIMITS, rate_min_ppm=999_999), replace(LIMITS, days_max=1),
        replace(LIMITS, person_max=UNITS - 1), replace(LIMITS, cash_floor=2 * UNITS + 1),
        replace(LIMITS, exposure_max=UNITS - 1), replace(LIMITS, day_max=UNITS - 1),
        replace(LIMITS, lifetime_max=UNITS - 1), replace(LIMITS, group_max=UNITS - 1),
        replace(LIMITS, level_max=level - 1),
    ):  # fmt: skip
        result = back_test(replay, narrow, 3 * UNITS, 5, today)
        assert (result.lent, result.gain_ppm, result.cash) == (0, None, 3 * UNITS)
    assert back_test(replay, LIMITS, 3 * UNITS, level - 1, today).loans == 0
    replay.history = None
    with pytest.raises(VerificationFailed, match="MATCH:REPLAY"):
        back_test(replay, LIMITS, UNITS, 5, today)
