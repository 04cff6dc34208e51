"""A guarantor's stake, and their word in a restructuring."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tallystick.errors import BadSignature, TooEarly
from tallystick.platform.workouts import Stake

if TYPE_CHECKING:
    from collections.abc import Callable

    from client.both_halves import Half
    from tallystick.platform._sync.platform import Platform
    from tallystick.testing.actors import Actors
    from tallystick.testing.loans import LoanBuilder

STAKE = 10**9


def test_a_stake_is_locked_and_comes_back_when_the_promise_ends(
    half: Half,
    platform: Platform,
    actors: Actors,
    listed_loan: int,
    time_travel: Callable[..., None],
) -> None:
    guarantor = half.guarantor(actors.investors[4])
    assert guarantor.view.stake(listed_loan) is None
    before, last = guarantor.view.balance(), platform.today() + 30
    assert guarantor.act.pledge(listed_loan, STAKE, last).send().result == STAKE
    assert guarantor.view.balance() == before - STAKE
    assert guarantor.view.stake(listed_loan) == Stake(guarantor.address, STAKE, last)
    assert isinstance(guarantor.act.release_stake(listed_loan).refusal, TooEarly)
    time_travel(days=31)
    half.operator(actors.outsider).act.expire(listed_loan).send()
    assert guarantor.act.release_stake(listed_loan).send().result == STAKE
    assert guarantor.view.balance() == before
    assert guarantor.view.stake(listed_loan) == Stake(guarantor.address, 0, last)


def test_a_borrower_does_not_guarantee_their_own_loan(
    half: Half, platform: Platform, actors: Actors, listed_loan: int
) -> None:
    plan = half.guarantor(actors.borrower).act.pledge(listed_loan, 1, platform.today() + 1)
    assert plan.refusal is not None
    assert plan.refusal.code == "RESERVE:PLEDGE:RELATED"


def test_new_terms_of_a_guaranteed_loan_need_the_guarantor(
    half: Half, platform: Platform, actors: Actors, loans: LoanBuilder
) -> None:
    loan, guarantor = loans.listed(), half.guarantor(actors.investors[4])
    guarantor.act.pledge(loan, STAKE, platform.today() + 400).send()
    half.investor(actors.investor).act.fund(
        loan, 10**10, disclosure_hash=loans.offer().disclosure_hash
    ).send()
    half.borrower(actors.borrower).act.issue(loan).send()
    servicer = half.operator(actors.servicer)
    terms = servicer.sign.restructuring(
        loan, rate_ppm=0, n=24, period=1, expiry=platform.now() + 86_400
    )
    terms = half.borrower(actors.borrower).act.sign_restructuring(terms)
    assert isinstance(servicer.act.propose_restructuring(terms).refusal, BadSignature)
    whole = guarantor.act.sign_restructuring(terms)
    assert whole == replace(terms, by_guarantor=whole.by_guarantor)
    assert servicer.act.propose_restructuring(whole).send().result == 1
