"""What the node ends because its time has run out: flags, ballots, stakes."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from node.servicing.workouts import (
    act,
    calls,
    crank,
    impair,
    listed_with_stake,
    pledged,
    put_to_vote,
    vote,
)
from tallystick.chain.contracts import Workouts
from tallystick_node.servicing.jobs import COLLECT

if TYPE_CHECKING:
    from typing import Any

    from node.servicing.builders import Office


def row(office: Office, loan: int) -> Any:
    return office.one(lambda c: office.servicing.desk.loan(c, loan))


def test_a_flag_is_lifted_when_ninety_days_have_passed(office: Office) -> None:
    loan = office.loan()
    office.empty()
    impair(office, loan)
    assert row(office, loan).impaired
    flagged = office.today
    crank(office, flagged + timedelta(days=89))
    assert calls(office) == []
    crank(office, flagged + timedelta(days=91))
    assert calls(office) == ["lift_impairment"]
    assert not row(office, loan).impaired


def test_a_flag_that_a_payment_or_the_servicer_has_ended_is_left_alone(office: Office) -> None:
    loan = office.loan()
    impair(office, loan)
    office.day(office.stands(loan).next_due, COLLECT)
    office.send()
    assert not row(office, loan).impaired, "paid in full"
    other = office.loan()
    impair(office, other)
    act(office, Workouts.lift_impairment(other), office.network.session.actors.servicer)
    assert not row(office, other).impaired
    crank(office, office.today + timedelta(days=20))
    assert calls(office) == []


@pytest.mark.parametrize("carried", [True, False])
def test_a_ballot_is_closed_when_its_votes_are_in(office: Office, carried: bool) -> None:
    loan = office.loan()
    before = office.stands(loan)
    put_to_vote(office, loan)
    vote(office, loan, in_favour=carried)
    crank(office, office.today + timedelta(days=2))
    assert calls(office) == []
    crank(office, office.today + timedelta(days=2))
    assert calls(office) == ["close_ballot"]
    facts, now = row(office, loan), office.stands(loan)
    if carried:
        assert (facts.instalments, facts.rate_ppm, facts.settled) == (24, 60_000, 0)
        assert facts.restructured_day is not None
        assert now.next_due > before.next_due
        assert 0 < now.next_amount < before.next_amount
    else:
        assert (facts.instalments, facts.restructured_day) == (12, None)
        assert (now.next_due, now.next_amount) == (before.next_due, before.next_amount)
    crank(office, office.today + timedelta(days=1))
    assert calls(office) == ["close_ballot"]


def test_a_stake_goes_back_when_the_promise_ends_and_not_before(office: Office) -> None:
    last = office.today + timedelta(days=100)
    loan = pledged(office, 10**9, last)
    crank(office, last)
    assert "release_stake" not in calls(office)
    crank(office, last + timedelta(days=1))
    assert "release_stake" in calls(office)
    assert row(office, loan).guaranteed == 0
    crank(office, last + timedelta(days=2))
    assert calls(office).count("release_stake") == 1


def test_a_stake_goes_back_when_the_loan_is_not_issued(office: Office) -> None:
    loan = listed_with_stake(office, 10**9, office.today + timedelta(days=100))
    crank(office, office.today + timedelta(days=60))
    crank(office, office.today + timedelta(days=1))
    assert calls(office) == ["expire", "release_stake"]
    assert row(office, loan).guaranteed == 0
