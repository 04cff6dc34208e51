"""A note's history: to the last unit what the contract would pay, whatever happens to the loan."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tallystick.investing.note_history import NoteEvent, note_history

ME, OTHER, NOBODY = "0x" + "11" * 20, "0x" + "22" * 20, "0x" + "00" * 20
P = 1_000


def event(day: int, name: str, **values: Any) -> NoteEvent:
    return NoteEvent(day, name, values)


def moved(day: int, sender: str, receiver: str, amount: int) -> NoteEvent:
    return event(day, "Transfer", sender=sender, receiver=receiver, id=1, amount=amount)


def paid(day: int, principal: int, interest: int, fees: int = 0) -> NoteEvent:
    return event(day, "Paid", total_principal=principal, total_interest=interest, fees=fees)


BEGUN = [moved(0, NOBODY, ME, 400), moved(0, NOBODY, OTHER, 600), event(10, "Issued", principal=P)]


def test_before_the_loan_is_drawn_down_nothing_is_outstanding() -> None:
    assert note_history(1, 100_000, ME, BEGUN[:2]) is None
    history = note_history(1, 100_000, ME, BEGUN)
    assert history is not None
    assert [(known.day, known.outstanding) for known in history.days] == [(10, 400)]


def test_shares_are_rounded_down_once_at_the_end() -> None:
    history = note_history(1, 100_000, ME, [*BEGUN, paid(40, 333, 7, 1), paid(70, 666, 14, 1)])
    assert history is not None
    last = history.last
    assert last.outstanding == 400 * 334 // P
    assert (last.interest, last.fees) == (400 * 14 // P, 400 * 2 // P)


def test_what_is_in_default_is_lost_and_what_comes_is_recovered() -> None:
    events = [
        *BEGUN, paid(40, 100, 0),
        event(150, "Defaulted", principal=900, interest=0, charges=0),
        event(200, "Covered", amount=100, total_principal=200),
        event(300, "Recovered", total_principal=500, total_interest=3, fee=0),
    ]  # fmt: skip
    history = note_history(1, 100_000, ME, events)
    assert history is not None
    last = history.last
    assert (last.outstanding, last.lost, last.recovered, last.interest) == (0, 360, 160, 1)


def test_a_sale_below_what_is_outstanding_is_a_loss_and_a_gain_of_the_other() -> None:
    sale = [
        *BEGUN, paid(40, 500, 0), moved(50, ME, OTHER, 200),
        event(50, "SalePaid", seller=ME, buyer=OTHER, price=90, fee=2),
    ]  # fmt: skip
    seller, buyer = note_history(1, 1, ME, sale), note_history(1, 1, OTHER, sale)
    assert seller is not None
    assert buyer is not None
    assert (seller.last.resale, seller.last.outstanding) == (88 - 100, 100)
    assert (buyer.last.resale, buyer.last.outstanding) == (10, 400)
    assert buyer.last.acquired == 600 + 100


def test_new_terms_change_the_rate_and_the_time_counts_by_days() -> None:
    events = [*BEGUN, event(375, "Restructured", rate_ppm=50_000)]
    history = note_history(1, 100_000, ME, events)
    assert history is not None
    assert history.promised(375) == 40
    assert history.promised(375 + 365) == 40 + 20
    assert history.principal_days(20) == 4_000


def test_who_never_held_a_note_has_no_history() -> None:
    assert note_history(1, 1, "0x" + "33" * 20, [*BEGUN, paid(40, 100, 1)]) is None


@given(
    units=st.integers(1, 999),
    steps=st.lists(
        st.tuples(st.integers(0, 90), st.integers(0, 40), st.integers(0, 9)), max_size=9
    ),
)
def test_any_life_is_the_reference(units: int, steps: list[tuple[int, int, int]]) -> None:
    """The reference adds exact fractions, and rounds each sum down when it is read."""
    events = [moved(0, NOBODY, ME, units), event(0, "Issued", principal=P)]
    day = principal = interest = 0
    got = fees = Fraction(0)
    for days, part, earned in steps:
        day, before = day + days, principal
        principal = min(P, principal + part)
        interest += earned
        events.append(paid(day, principal, interest, part))
        assert before <= principal
        got += Fraction(units * earned, P)
        fees += Fraction(units * part, P)
    history = note_history(1, 1, ME, events)
    assert history is not None
    assert history.last.interest == got.numerator // got.denominator
    assert history.last.fees == fees.numerator // fees.denominator
    assert history.last.outstanding == units * (P - principal) // P
