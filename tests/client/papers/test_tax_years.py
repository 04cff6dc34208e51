"""A wallet's years: together they are all that its notes came to, and each has its own days."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from client.investing.test_note_history import BEGUN, ME, OTHER, event
from client.papers.made_papers import BOOK
from tallystick.errors import InputError
from tallystick.investing.figures_on_chain import LoanEvents
from tallystick.investing.note_history import NoteEvent, note_history
from tallystick.papers.loan_papers import PaperPlace
from tallystick.papers.sheets import LOANS_MAX
from tallystick.papers.tax_years import tax_year, year_days

if TYPE_CHECKING:
    from tallystick.papers.sheets import TaxYear

PLACE = PaperPlace(31337, BOOK, "XTS", 6)
BORROWER = "0x" + "33" * 20
ISSUED = event(10, "Issued", principal=1_000, borrower=BORROWER, origination=20, contribution=5)
_NAMES = ("interest", "fees", "lost", "recovered", "resale")


def of(wallet: str, year: int, events: list[NoteEvent]) -> TaxYear:
    known = {1: LoanEvents(100_000, events)}
    return tax_year(PLACE, wallet, year, known, 9, complete=True)


@given(st.lists(st.tuples(st.integers(11, 2_000), st.integers(0, 30), st.integers(0, 9))))
def test_years_together_are_all_that_a_note_came_to(rows: list[tuple[int, int, int]]) -> None:
    events, principal, interest = [*BEGUN[:2], ISSUED], 0, 0
    for day, more, gain in sorted(rows):
        principal, interest = min(1_000, principal + more), interest + gain
        events.append(paid(day, principal, interest))
    history = note_history(1, 100_000, ME, events)
    assert history is not None
    sums = dict.fromkeys(_NAMES, 0)
    for year in range(1970, 1976):
        for note in of(ME, year, events).lent:
            for name in _NAMES:
                sums[name] += int(getattr(note, name))
    assert sums == {name: getattr(history.last, name) for name in _NAMES}


def test_the_last_day_of_a_year_is_its_own_and_the_next_is_not() -> None:
    first, after = year_days(1971)
    events = [*BEGUN[:2], ISSUED, paid(after - 1, 0, 100), paid(after, 0, 250)]
    assert [note.interest for note in of(ME, 1971, events).lent] == ["40"]
    assert [note.interest for note in of(ME, 1972, events).lent] == ["60"]
    assert of(ME, 1970, events).lent == ()
    assert first == 365


def paid(day: int, principal: int, interest: int) -> NoteEvent:
    return borrowed(day, OTHER, total_principal=principal, total_interest=interest, fees=1)


def borrowed(day: int, payer: str, **more: Any) -> NoteEvent:
    values = {
        "payer": payer, "interest": 7, "charges": 2, "total_principal": 0, "total_interest": day,
        "fees": 0,
    }  # fmt: skip
    return event(day, "Paid", **(values | more))


def test_a_borrower_reads_what_they_paid_and_what_was_withheld() -> None:
    payments = [borrowed(40, BORROWER), borrowed(50, OTHER), borrowed(400, BORROWER)]
    events = [*BEGUN[:2], ISSUED, *payments]
    (own,) = of(BORROWER, 1970, events).owed
    assert (own.interest, own.charges, own.withheld) == ("7", "2", "25")
    assert [part.withheld for part in of(BORROWER, 1971, events).owed] == ["0"]
    assert of(OTHER, 1970, events).owed == (), "whoever pays for another owes nothing"


def test_a_year_of_more_loans_than_a_paper_holds_is_refused_and_a_thousand_are_not() -> None:
    known = {loan: LoanEvents(100_000, [ISSUED]) for loan in range(1, LOANS_MAX + 1)}
    year = tax_year(PLACE, BORROWER, 1970, known, 9, complete=True)
    assert len(year.owed) == LOANS_MAX > 1_000
    more = known | {LOANS_MAX + 1: LoanEvents(100_000, [ISSUED])}
    with pytest.raises(InputError, match="PAPER:LOANS"):
        tax_year(PLACE, BORROWER, 1970, more, 9, complete=True)
