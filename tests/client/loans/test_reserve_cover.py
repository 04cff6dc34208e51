"""What the reserve pays, by the month of the default."""

from __future__ import annotations

import pytest

from reference.loan_cases import day, defaulted, loan, refuses
from tallystick.loans.default import recover
from tallystick.loans.reserve_cover import cover, cover_cap, month_funds, month_share
from tallystick.loans.rounding import TermsError

TODAY = day("2024-12-01")


def test_cover_pays_the_lenders_and_not_the_debt() -> None:
    state = cover(defaulted(), 35_000)
    assert (state.cover, state.total_principal, state.owed) == (35_000, 65_000, 70_000)


def test_cover_needs_three_paid_instalments() -> None:
    with refuses("RESERVE:COVER:NONE"):
        cover(defaulted(paid=2), 1)
    assert cover(defaulted(paid=3), 1).cover == 1


def test_covers_of_a_defaulted_loan_add_up_within_the_unpaid_principal() -> None:
    with refuses("RESERVE:COVER:NONE"):
        cover(loan(), 1)
    with pytest.raises(TermsError, match="LOAN:AMOUNT"):
        cover(defaulted(), 0)
    with pytest.raises(TermsError, match="LOAN:AMOUNT"):
        cover(defaulted(), 70_001)
    state = cover(cover(defaulted(), 10_000), 5_000)
    assert (state.cover, state.total_principal) == (15_000, 45_000)


def test_the_cap_is_a_share_of_the_principal_at_default_rounded_down() -> None:
    state = defaulted(cover_cap_ppm=500_110)
    assert cover_cap(state, TODAY) == 35_007  # 50.011 % of 70,000 = 35,007.7
    recovered, _ = recover(state, TODAY, 30_000)
    assert cover_cap(recovered, TODAY) == 35_007


def test_nothing_is_covered_before_three_instalments_and_90_days() -> None:
    assert cover_cap(defaulted(paid=2, cover_cap_ppm=500_000), TODAY) == 0
    state = defaulted(cover_cap_ppm=500_000)
    assert cover_cap(state, state.issue_day + 89) == 0
    assert cover_cap(state, state.issue_day + 90) == 35_000
    assert cover_cap(loan(cover_cap_ppm=500_000), TODAY) == 0


@pytest.mark.parametrize(
    ("free_reserve", "share_ppm", "funds"),
    [(10**9, 10**6, 80_000), (99_999, 100_000, 9_999), (0, 10**6, 0)],
)
def test_a_month_shares_no_more_than_its_caps_or_the_councils_share(
    free_reserve: int, share_ppm: int, funds: int
) -> None:
    assert month_funds(80_000, free_reserve, share_ppm) == funds


def test_equal_caps_of_a_month_get_equal_cover_rounded_down() -> None:
    assert [month_share(cap, 100, 300) for cap in (100, 100, 99, 1)] == [33, 33, 33, 0]
    assert month_share(300, 300, 300) == 300


def test_a_share_of_the_reserve_above_all_of_it_is_refused() -> None:
    with pytest.raises(TermsError, match="LOAN:SHARE_PPM"):
        month_funds(1, 1, 10**6 + 1)
    with pytest.raises(TermsError, match="LOAN:CAP:"):
        month_share(2, 1, 1)
