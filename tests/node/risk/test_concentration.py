"""Shares of the largest, and the index of Herfindahl."""

from __future__ import annotations

from node.risk.loans import exposure
from tallystick_node.risk.concentration import concentration
from tallystick_node.risk.exposures import PPM, Portfolio


def test_the_index_is_the_sum_of_squares() -> None:
    """Shares of .4, .3, .2 and .1 come to 0.30."""
    loans = [exposure(n, outstanding=size) for n, size in enumerate((400, 300, 200, 100), start=1)]
    shares = concentration(Portfolio(None, 0, tuple(loans)))
    assert (shares.groups, shares.herfindahl_ppm) == (4, 300_000)
    assert (shares.largest_ppm, shares.top_ten_ppm) == (400_000, PPM)


def test_loans_of_one_group_count_as_one() -> None:
    loans = tuple(exposure(number, group="one") for number in range(1, 4))
    shares = concentration(Portfolio(None, 0, loans))
    assert (shares.groups, shares.herfindahl_ppm, shares.largest_ppm) == (1, PPM, PPM)


def test_ten_are_the_ten_largest_and_nothing_owed_is_no_share() -> None:
    loans = tuple(exposure(number, outstanding=100) for number in range(1, 21))
    assert concentration(Portfolio(None, 0, loans)).top_ten_ppm == 500_000
    empty = concentration(Portfolio(None, 0, (exposure(1, outstanding=0),)))
    assert (empty.herfindahl_ppm, empty.top_ten_ppm) == (0, 0)
