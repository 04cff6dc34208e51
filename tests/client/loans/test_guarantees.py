"""What a stake pays before the reserve, and what recoveries give back to each."""

from __future__ import annotations

import pytest

from reference.loan_cases import day, defaulted, loan, refuses
from tallystick.loans.default import recover
from tallystick.loans.guarantees import Guarantee, pay_guarantee, stake_max
from tallystick.loans.reserve_cover import cover, reserve_part
from tallystick.loans.rounding import TermsError


def test_a_stake_pays_what_the_lenders_miss_and_the_rest_goes_back() -> None:
    state = defaulted()
    last = state.default_day
    assert pay_guarantee(state, 30_000, last) == Guarantee(30_000, 0)
    assert pay_guarantee(state, 80_000, last) == Guarantee(70_000, 10_000)
    assert pay_guarantee(cover(state, 60_000), 30_000, last) == Guarantee(10_000, 20_000)


def test_a_stake_pays_only_for_a_default_within_its_promise() -> None:
    state = defaulted()
    for state_of, stake, last in (
        (state, 30_000, state.default_day - 1),
        (state, 0, state.default_day),
        (loan(), 30_000, state.default_day),
        (cover(state, 70_000), 30_000, state.default_day),
    ):
        with refuses("RESERVE:GUARANTEE:NONE"):
            pay_guarantee(state_of, stake, last)


def test_a_guarantee_needs_no_paid_instalments() -> None:
    assert cover(defaulted(paid=0), 10, guaranteed=True).guaranteed == 10


def test_recoveries_return_by_what_each_has_paid_and_rounded_down_for_the_guarantor() -> None:
    state = cover(cover(defaulted(), 10_000, guaranteed=True), 25_000)
    state, first = recover(state, day("2025-01-01"), 3_333)
    # 3,333 x 35 / 70 = 1,666 return, of which 10 / 35 are the guarantor's: 476.
    assert (first.coverers, first.guarantor) == (1_666, 476)
    state, rest = recover(state, day("2025-01-01"), state.owed)
    assert (first.guarantor + rest.guarantor, state.cover_returned) == (10_000, 35_000)


def test_nothing_returns_to_a_guarantor_who_has_not_paid() -> None:
    _, payment = recover(cover(defaulted(), 10_000), day("2025-01-01"), 7_000)
    assert (payment.coverers, payment.guarantor) == (1_000, 0)


def test_the_reserve_pays_no_more_than_is_missing_or_allowed() -> None:
    assert reserve_part(500, 400, 10**6, 10, 10) == 400
    assert reserve_part(500, 600, 1_000, 10, 30) == 333
    assert reserve_part(500, 600, 0, 10, 30) == 0
    with pytest.raises(TermsError, match="LOAN:CAP"):
        reserve_part(500, 600, 0, 31, 30)


def test_a_stake_is_at_most_the_councils_share() -> None:
    assert stake_max(1_001, 500_000) == 500
    with pytest.raises(TermsError, match="LOAN:GUARANTEE_MAX_PPM"):
        stake_max(1_001, 10**6 + 1)
