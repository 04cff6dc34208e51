"""Roll rates: what published reports show of arrears, solved exactly, or others have published."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from tallystick.investing.roll_rates import (
    BUCKETS,
    INITIAL_LOSS_PPM,
    MOVES_MIN,
    bucket_of,
    roll_rates,
)


def loan(number: int, days: int | str, outstanding: int = 100) -> dict[str, Any]:
    status, late = ("active", days) if isinstance(days, int) else (days, 0)
    return {
        "number": number, "status": status, "days_past_due": late, "principal": "100",
        "outstanding": str(outstanding),
    }  # fmt: skip


def test_without_reports_it_is_another_platforms() -> None:
    cases: list[list[dict[str, Any]]] = [[], [{"loans": []}]]
    for reports in cases:
        rates = roll_rates(reports)
        assert rates.loss_ppm == INITIAL_LOSS_PPM
        assert not any(rates.own)
        assert rates.lgd_ppm == 860_000


@pytest.mark.parametrize(
    ("days", "place"), [(0, 0), (1, 1), (15, 1), (16, 2), (30, 2), (31, 3), (90, 3), (91, 4)]
)
def test_buckets_begin_where_they_say(days: int, place: int) -> None:
    assert bucket_of(days) == place
    assert len(BUCKETS) == len(INITIAL_LOSS_PPM)


def test_moves_are_followed_to_their_end() -> None:
    """Of 60 current loans 30 are late a month later; of those a third defaults, the others cure."""
    first = [loan(number, 0) for number in range(60)]
    second = [loan(number, 20 if number < 30 else 0) for number in range(60)]
    third = [
        loan(number, "defaulted", 40) if number < 10 else loan(number, "repaid", 0)
        for number in range(60)
    ]
    rates = roll_rates([{"loans": first}, {"loans": second}, {"loans": third}])
    # From current: 60 moves, 30 to late, 30 current; then 30 repaid: 30 + 30 + 30 = 90 moves.
    late = Fraction(10, 30)
    current = Fraction(30, 90) * late / (1 - Fraction(30, 90))
    lgd = Fraction(40, 100)
    assert rates.lgd_ppm == 400_000
    assert rates.loss_ppm[2] == round(late * lgd * 10**6)
    assert rates.loss_ppm[0] == round(current * lgd * 10**6)
    assert rates.moves == (90, 0, 30, 0, 0)
    assert rates.own == (True, False, True, False, False)


def test_few_moves_say_nothing() -> None:
    count = MOVES_MIN - 1
    first = [loan(number, 20) for number in range(count)]
    rates = roll_rates(
        [{"loans": first}, {"loans": [loan(number, "defaulted") for number in range(count)]}]
    )
    assert (rates.own[2], rates.loss_ppm[2]) == (False, INITIAL_LOSS_PPM[2])


def test_who_never_leaves_a_bucket_says_nothing() -> None:
    stuck = {"loans": [loan(number, 20) for number in range(40)]}
    rates = roll_rates([stuck, stuck])
    assert rates.own == (False,) * len(BUCKETS)
