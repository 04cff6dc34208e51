"""What lenders decide: their own mandates, and their votes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tallystick.errors import AlreadyDone, NotEligible, NotPermitted, TooEarly
from tallystick.platform.mandates import Mandate
from tallystick.testing.loans import DISCLOSURE

if TYPE_CHECKING:
    from collections.abc import Callable

    from client.both_halves import Half
    from tallystick.platform._sync.investor import Investor
    from tallystick.platform._sync.platform import Platform
    from tallystick.testing.actors import Actors


@pytest.fixture
def investor(half: Half, actors: Actors) -> Investor:
    return half.investor(actors.investor)


def limits(platform: Platform, owner: str) -> Mandate:
    return Mandate(
        owner=owner, level_max=5, statement=5, ticket=10**6, person_max=10**9,
        group_max=10**9, day_max=10**12, exposure_max=10**12, lifetime_max=10**12, nonce=7,
        expiry=platform.now() + 10**6,
    )  # fmt: skip


def test_an_owners_mandate_needs_no_signature_and_ends_when_it_is_revoked(
    half: Half, investor: Investor, platform: Platform, actors: Actors, listed_loan: int
) -> None:
    mandate = limits(platform, investor.address)
    other = half.investor(actors.investors[1])
    assert other.act.bring_mandate(mandate).refusal is not None
    assert investor.view.mandate(mandate) is None
    brought = investor.act.bring_mandate(mandate).send().result
    assert brought == mandate.digest(platform)
    executor = half.operator(actors.outsider)
    asks = [(brought, 10**9)]
    plan = executor.act.execute_mandates(listed_loan, asks, disclosure_hash=DISCLOSURE)
    assert plan.returned == 10**9
    assert isinstance(other.act.revoke_mandate(mandate).refusal, NotPermitted)
    investor.act.revoke_mandate(mandate).send()
    state = investor.view.mandate(mandate)
    assert state is not None
    assert state.revoked
    plan = executor.act.execute_mandates(listed_loan, asks, disclosure_hash=DISCLOSURE)
    assert plan.returned == 0
    assert executor.view.would_lend(listed_loan, asks) == (0,)


def test_a_mandate_that_was_revoked_first_cannot_be_brought(
    investor: Investor, platform: Platform
) -> None:
    mandate = limits(platform, investor.address)
    investor.act.revoke_mandate(mandate).send()
    signed = investor.act.sign_mandate(mandate)
    assert isinstance(investor.act.bring_mandate(signed).refusal, AlreadyDone)


def test_units_vote_once_and_stay_until_the_votes_are_in(
    half: Half,
    investor: Investor,
    platform: Platform,
    actors: Actors,
    active_loan: int,
    time_travel: Callable[..., None],
) -> None:
    servicer = half.operator(actors.servicer)
    borrower = half.borrower(actors.borrower)
    assert not investor.view.may_vote(active_loan)
    terms = servicer.sign.restructuring(
        active_loan, rate_ppm=50_000, n=24, period=1, expiry=platform.now() + 86_400
    )
    terms = borrower.act.sign_restructuring(terms)
    assert half.operator(actors.outsider).act.propose_restructuring(terms).send().result == 1
    assert investor.view.may_vote(active_loan)
    units = investor.view.note(active_loan).units
    assert investor.act.vote(active_loan, in_favour=True).send().result == units
    assert isinstance(investor.act.vote(active_loan, in_favour=False).refusal, AlreadyDone)
    assert half.investor(actors.investors[2]).act.vote(active_loan, in_favour=True).refusal
    own = half.investor(actors.borrower).act.vote(active_loan, in_favour=True).refusal
    assert isinstance(own, NotEligible)
    ballot = investor.view.ballot(active_loan)
    assert ballot is not None
    assert (ballot.votes.in_favour, ballot.votes.against, ballot.n) == (units, 0, 24)
    assert isinstance(servicer.act.close_ballot(active_loan).refusal, TooEarly)
    time_travel(days=8)
    assert not investor.view.may_vote(active_loan)


def test_a_floor_is_voted_on_only_after_an_auction(investor: Investor, active_loan: int) -> None:
    refusal = investor.act.propose_floor(active_loan, 1).refusal
    assert refusal is not None
    assert refusal.code == "BALLOT:PROPOSE:FLOOR"
    bought = investor.act.buy_collateral(active_loan, 1).refusal
    assert bought is not None
    assert bought.code == "COLL:BUY:CLOSED"
