"""What is to come: as agreed, with losses, lent again; and when half of it is back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from tallystick.investing.forecast import DueNote, DueRow, forecast
from tallystick.investing.roll_rates import roll_rates

RATES = roll_rates([])
TODAY = (date(2026, 1, 10) - date(1970, 1, 1)).days
NOTE = DueNote(
    loan=1, units=500, principal=1_000, servicing_ppm=100_000, rate_ppm=120_000, days_past_due=0,
    rows=[DueRow(TODAY - 5, 200, 20), DueRow(TODAY + 26, 400, 10), DueRow(TODAY + 54, 400, 5)],
)  # fmt: skip


def test_what_is_overdue_comes_in_the_first_month() -> None:
    known = forecast([NOTE], RATES, TODAY)
    assert [(month.month, month.principal, month.interest) for month in known.months] == [
        ("2026-01", 100, 9), ("2026-02", 200, 4), ("2026-03", 200, 2),
    ]  # fmt: skip
    assert known.contractual == known.expected == 515
    assert known.half_back == "2026-02"


def test_late_notes_bring_less() -> None:
    late = forecast([replace(NOTE, days_past_due=20)], RATES, TODAY)
    assert late.contractual == 515
    assert late.expected == sum(part * 510_000 // 10**6 for part in (109, 204, 202))
    assert late.half_back == "2026-03"


def test_lent_again_it_grows_by_the_rate_after_fees() -> None:
    months = forecast([NOTE], RATES, TODAY).months
    growth = 120_000 * 900_000 // 10**6 // 12  # nothing is lost of what is not late
    there = 0
    for month in months:
        there += there * growth // 10**6 + month.expected
        assert month.reinvested == there
    assert months[-1].reinvested > 515


def test_half_of_what_is_lost_never_comes_back() -> None:
    lost = replace(NOTE, days_past_due=100, rows=[DueRow(TODAY + 26, 1_000, 0)])
    assert forecast([lost], RATES, TODAY).half_back is None


def test_nothing_held_brings_nothing() -> None:
    known = forecast([], RATES, TODAY)
    assert (known.months, known.half_back, known.contractual) == ((), None, 0)
