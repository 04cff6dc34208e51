from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallystick.loans import returns
from tallystick.loans.returns import DatedFlow, annual_return_ppm

YEAR = 365


def rate(*flows: tuple[int, int]) -> int | None:
    return annual_return_ppm(DatedFlow(day, amount) for day, amount in flows)


@pytest.mark.parametrize(
    ("flows", "ppm"),
    [
        ([(0, -100), (YEAR, 110)], 100_000),
        ([(0, -100), (YEAR, 100)], 0),
        ([(0, -100), (YEAR, 50)], -500_000),
        ([(0, -100), (2 * YEAR, 121)], 100_000),
        ([(0, -100), (0, -100), (YEAR, 220)], 100_000),
        ([(0, -50), (YEAR, -50), (2 * YEAR, 60), (2 * YEAR, 55)], 96_872),
        # Half a ppm exactly rounds up, just below it down.
        ([(0, -2_000_000), (YEAR, 2_000_001)], 1),
        ([(0, -2_000_000_000), (YEAR, 2_000_000_999)], 0),
        ([(0, -2_000_000), (YEAR, 1_999_999)], 0),
        ([(0, -1), (1, 2)], None),
        ([(0, -1), (YEAR, 1_000_000)], 999_999_000_000),
    ],
)
def test_rates_by_hand(flows: list[tuple[int, int]], ppm: int | None) -> None:
    assert rate(*flows) == ppm


@pytest.mark.parametrize(
    "flows",
    [
        [],
        [(0, -100)],
        [(0, -100), (YEAR, -5)],
        [(0, 100), (YEAR, 5)],
        [(7, -100), (7, 110)],
        [(0, -100), (YEAR, 0)],
        # Two rates fit: 10 % and 20 %.
        [(0, -100), (YEAR, 230), (2 * YEAR, -132)],
    ],
)
def test_undefined_is_none(flows: list[tuple[int, int]]) -> None:
    assert rate(*flows) is None


@pytest.mark.parametrize("amount", [1.0, True, "1"])
def test_amounts_are_ints(amount: Any) -> None:
    with pytest.raises(TypeError):
        DatedFlow(0, amount)
    with pytest.raises(TypeError):
        DatedFlow(amount, 0)


@given(ppm=st.integers(-900_000, 0), years=st.integers(1, 3))
def test_one_payment_back_has_its_own_rate(ppm: int, years: int) -> None:
    back = (10**6 + ppm) ** years * 10 ** (24 - 6 * years)
    assert rate((0, -(10**24)), (years * YEAR, back)) == ppm


@given(st.lists(st.tuples(st.integers(1, 3_000), st.integers(1, 10**12)), min_size=1, max_size=20))
def test_more_received_is_a_higher_rate(received: list[tuple[int, int]]) -> None:
    paid = (0, -sum(amount for _, amount in received))
    first = rate(paid, *received)
    more = rate(paid, *received, (received[-1][0], 10**9))
    if first is not None and more is not None:
        assert more >= first >= 0


@given(
    st.integers(1, 10**9),
    st.lists(st.tuples(st.integers(1, 4_000), st.integers(1, 10**9)), min_size=1, max_size=12),
)
def test_halving_the_grid_and_walking_it_find_the_same(
    lent: int, back: list[tuple[int, int]]
) -> None:
    net: dict[int, int] = {0: -lent}
    for day, amount in back:
        net[day] = net.get(day, 0) + amount
    dated = sorted(net.items())
    worth = returns._Worth(dated)
    assert returns._conventional(dated)
    assert returns._bracket(worth) == returns._only_bracket(worth)
