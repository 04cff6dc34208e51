"""An investor's figures: the published formula, sums that their parts make, shares that add up."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from client.investing.test_note_history import BEGUN, ME, event, paid
from tallystick.investing.investor_figures import HeldNote, investor_figures, nar_ppm, spread
from tallystick.investing.note_history import NoteEvent, NoteHistory, note_history
from tallystick.investing.roll_rates import roll_rates

RATES = roll_rates([])
START = (date(2026, 1, 10) - date(1970, 1, 1)).days


def later(events: list[NoteEvent]) -> list[NoteEvent]:
    return [NoteEvent(START + known.day, known.name, known.values) for known in events]


def history(*more: NoteEvent) -> NoteHistory:
    known = note_history(1, 100_000, ME, later([*BEGUN, *more]))
    assert known is not None
    return known


def test_the_published_example() -> None:
    """Three months of 100, 95 and 90 that earn 0.8, 0.75 and 0.7 - 5: -10.98 % a year."""
    months = [(80, 10_000), (75, 9_500), (70 - 500, 9_000)]
    assert nar_ppm(months) == -109_838


@pytest.mark.parametrize(
    ("months", "expected"), [([], None), ([(5, 0)], None), ([(-9, 5)], -(10**6))]
)
def test_where_there_is_none_or_all_is_lost(
    months: list[tuple[int, int]], expected: int | None
) -> None:
    assert nar_ppm(months) == expected


@given(st.lists(st.tuples(st.integers(-50, 50), st.integers(1, 10**6)), min_size=1, max_size=30))
def test_the_rate_is_the_reference_rounded_half_up(months: list[tuple[int, int]]) -> None:
    net, weighed = sum(n for n, _ in months), sum(d for _, d in months)
    exact = (max(Fraction(0), 1 + Fraction(net, weighed)) ** 12 - 1) * 10**6
    rounded = nar_ppm(months)
    assert rounded is not None
    assert -Fraction(1, 2) < rounded - exact <= Fraction(1, 2)


def test_the_bridge_is_its_parts_and_months_are_the_whole() -> None:
    known = history(
        paid(40, 100, 8, 1), paid(70, 200, 15, 1), event(200, "Defaulted"),
        event(230, "Recovered", total_principal=300, total_interest=16, fee=2),
    )  # fmt: skip
    figures = investor_figures([known], [], 50, RATES, START + 300)
    last = known.last
    assert figures.earned == last.interest - last.lost + last.recovered
    assert figures.promised == known.promised(START + 300)
    for name in ("interest", "fees", "lost", "recovered", "resale"):
        assert sum(getattr(month, name) for month in figures.months) == getattr(last, name)
    assert [month.month for month in figures.months][:2] == ["2026-01", "2026-02"]
    assert figures.months[-1].month == "2026-11"
    assert figures.cash_share_ppm == 10**6


def test_a_month_weighs_what_came_by_the_days_left() -> None:
    """Drawn down on 20 January: 12 of its 31 days are left, that day included."""
    (first, *_), known = investor_figures([history()], [], 0, RATES, START + 40).months, history()
    assert known.days[0].outstanding == 400
    assert first.weighed == 400 * 12 // 31


def test_late_notes_are_lowered_and_the_spread_is_of_shares() -> None:
    held = [
        HeldNote(1, 300, 0, "0xa", 7, 2, 12), HeldNote(2, 100, 40, "0xb", 7, 3, 24),
        HeldNote(3, 100, 0, "0xa", 8, 2, 12),
    ]  # fmt: skip
    figures = investor_figures([history(paid(40, 100, 8))], held, 500, RATES, START + 60)
    assert figures.expected_loss == 72
    assert (figures.adjusted_nar_ppm or 0) < (figures.nar_ppm or 0)
    assert figures.by_borrower.parts == (("0xa", 400), ("0xb", 100))
    assert figures.by_borrower.herfindahl_ppm == 680_000
    assert figures.by_group.parts == (("7", 400), ("8", 100))
    assert figures.by_term.parts == (("12", 400), ("24", 100))
    assert spread(held, lambda note: "CN-ZJ" if note.loan == 3 else "–").parts == (
        ("–", 400), ("CN-ZJ", 100),
    )  # fmt: skip
    assert figures.cash_share_ppm == 500_000


def test_nobody_has_no_figures() -> None:
    figures = investor_figures([], [], 0, RATES, START)
    assert (figures.months, figures.nar_ppm, figures.promised_ppm) == ((), None, None)
    assert (figures.earned, figures.cash_share_ppm, figures.by_level.herfindahl_ppm) == (0, 0, 0)
