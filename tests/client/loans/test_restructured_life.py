"""Restructured lives on the contracts, against the client's ledger, to the unit.

The contracts' test of any life plays a loan's own acts; this one changes its terms on the way.
"""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contracts import test_life as life
from contracts.ballots import ask, close
from contracts.builders import DAY, Refused, World, key_of, refuses
from contracts.test_life import house
from tallystick.loans import restructuring
from tallystick.loans.dates import day_from_date
from tallystick.loans.repayment import issue
from tallystick.loans.state import LoanError, LoanState, LoanTerms, Status

__all__ = ["house"]

REASON = b"\x07" * 32
# Votes are taken for three days, and not again for thirty.
VOTE_DAYS, REST_DAYS = 4, 30

acts = st.builds(
    life.Step,
    wait=st.sampled_from(["none", "days", "due", "due", "grace", "default"]),
    days=st.integers(0, 40),
    action=st.sampled_from(("restructure flag repay " * 2 + "help collect prepay default").split()),
    share_ppm=st.one_of(st.sampled_from([10**6, 2 * 10**6]), st.integers(0, 10**6)),
    units=st.integers(0, 40),
    mode=st.integers(0, 1),
)


def change(
    house: World, loan: int, state: LoanState, today: int, step: life.Step
) -> tuple[LoanState, int]:
    """New terms by vote, on the day on which the ballot closes; refused terms open none."""
    longest = 3 if state.terms.schedule.unit.name == "MONTHS" else 40
    new: dict[str, Any] = {
        "rate_ppm": step.share_ppm % (10**6 + 1),
        "n": step.days % 15,
        "period": 1 + step.units % longest,
        "lead": step.units % 3,
    }
    later = today + VOTE_DAYS
    try:
        after = restructuring.restructure(state, later, **new)
    except LoanError as refusal:
        with refuses(refusal.code):
            ask(house, loan, **new)
        return state, today
    ask(house, loan, **new)
    house.call("Ballots.vote", loan, True, sender=key_of("investor").address)
    house.set_time(later * DAY + 7_200)
    assert close(house, loan)
    # No other ballot for a while: the loan goes on meanwhile.
    house.set_time((later + REST_DAYS) * DAY + 7_200)
    return after, later + REST_DAYS


def flag(house: World, loan: int, state: LoanState, step: life.Step) -> LoanState:
    """A servicer's flag on or off, as far as its rest allows it."""
    last, sender = house.call("Workouts.impaired_at", loan), house.servicer.address
    rested = last == 0 or house.now >= last + 120 * DAY
    try:
        if step.mode:
            after = restructuring.lift_impairment(state)
            house.call("Workouts.lift_impairment", loan, sender=sender)
        elif rested:
            after = restructuring.impair(state)
            house.call("Workouts.impair", loan, REASON, sender=sender)
        else:
            return state
    except LoanError as refusal:
        call = ("lift_impairment", loan) if step.mode else ("impair", loan, REASON)
        with refuses(refusal.code):
            house.call(f"Workouts.{call[0]}", *call[1:], sender=sender)
        return state
    return after


@pytest.mark.long
@settings(
    deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(terms=life.loan_terms(), issued=life.issued, story=st.lists(acts, min_size=2, max_size=10))
def test_any_restructured_life_equals_the_ledger(
    house: World, terms: LoanTerms, issued: datetime.date, story: list[life.Step]
) -> None:
    with house.undone():
        try:
            loan = life.start(house, terms, issued)
        except Refused:
            return  # it could earn too much, as the test of any life says
        today = day_from_date(issued)
        state = issue(terms, today)
        for step in story:
            today = life.wait(state, today, step)
            house.set_time(today * DAY + 7_200)
            if step.action == "restructure":
                if state.status is Status.ACTIVE:
                    state, today = change(house, loan, state, today, step)
            elif step.action == "flag":
                state = flag(house, loan, state, step)
            else:
                state = life.act(house, loan, state, today, step)
            life.compare(house, loan, state, today)
            arrears = house.call("Lens.arrears_of", loan)
            if state.status is Status.ACTIVE:
                assert arrears["interest"] == state.arrears_interest
                assert arrears["charges"] == state.arrears_charges
                progress = house.call("Lens.progress_of", loan)
                assert progress["impaired"] is state.impaired
