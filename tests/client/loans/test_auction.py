"""The price of collateral, second by second."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallystick.loans.auction import AUCTION_SECONDS, price, start_price
from tallystick.loans.rounding import TermsError

amounts = st.integers(0, 10**18)


def test_it_begins_at_one_and_a_half_times_the_debt_or_at_the_floor() -> None:
    assert start_price(1_001, 0) == 1_502
    assert start_price(1_000, 2_000) == 2_000


@given(amounts, amounts, st.integers(0, 2 * AUCTION_SECONDS))
def test_any_price_equals_fractions(floor: int, above: int, seconds: int) -> None:
    first = floor + above
    exact = first - Fraction(above * min(seconds, AUCTION_SECONDS), AUCTION_SECONDS)
    assert price(first, floor, seconds) == math.ceil(exact)


def test_it_never_rises_and_ends_at_the_floor() -> None:
    assert price(1_500, 100, 0) == 1_500
    assert price(1_500, 100, AUCTION_SECONDS - 1) == 101
    assert price(1_500, 100, AUCTION_SECONDS) == price(1_500, 100, 10**9) == 100
    with pytest.raises(TermsError, match="LOAN:FLOOR_PRICE"):
        price(99, 100, 0)
    with pytest.raises(TermsError, match="LOAN:SECONDS"):
        price(100, 100, -1)
