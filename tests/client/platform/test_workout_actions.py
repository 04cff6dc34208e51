"""Loans in trouble, by the operator's acts: flags, stakes, auctions, the last distribution."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from client.deeds import Deeds
from tallystick.chain.contracts import Collateral, Reserve, Workouts
from tallystick.errors import NotPermitted, TooEarly, WrongStatus
from tallystick.loans.auction import AUCTION_SECONDS
from tallystick.loans.distribution import begin, loss, share

if TYPE_CHECKING:
    from collections.abc import Callable

    from client.both_halves import Half
    from tallystick.platform._sync.operator import Operator
    from tallystick.platform._sync.platform import Platform
    from tallystick.testing.actors import Actors
    from tallystick.testing.loans import LoanBuilder

REASON = b"\x07" * 32
STAKE = 10**9


@pytest.fixture
def servicer(half: Half, actors: Actors) -> Operator:
    return half.operator(actors.servicer)


@pytest.fixture
def anyone(half: Half, actors: Actors) -> Operator:
    return half.operator(actors.outsider)


def drain(half: Half, actors: Actors) -> None:
    borrower = half.borrower(actors.borrower)
    borrower.act.withdraw(borrower.view.balance()).send()


def test_a_servicer_flags_a_loan_and_takes_the_flag_off(
    half: Half, servicer: Operator, anyone: Operator, actors: Actors, active_loan: int
) -> None:
    assert isinstance(anyone.act.impair(active_loan, REASON).refusal, NotPermitted)
    servicer.act.impair(active_loan, REASON).send()
    investor = half.investor(actors.investor)
    assert investor.view.note(active_loan).impaired
    assert half.borrower(actors.borrower).view.state(active_loan).impaired
    assert isinstance(anyone.act.lift_impairment(active_loan).refusal, TooEarly)
    servicer.act.lift_impairment(active_loan).send()
    assert not investor.view.note(active_loan).impaired


def test_a_stake_pays_and_gets_its_part_of_a_recovery(
    half: Half,
    anyone: Operator,
    platform: Platform,
    actors: Actors,
    loans: LoanBuilder,
    time_travel: Callable[..., None],
) -> None:
    loan, guarantor = loans.listed(), half.guarantor(actors.investors[4])
    guarantor.act.pledge(loan, STAKE, platform.today() + 400).send()
    half.investor(actors.investor).act.fund(
        loan, 10**10, disclosure_hash=loans.offer().disclosure_hash
    ).send()
    half.borrower(actors.borrower).act.issue(loan).send()
    drain(half, actors)
    assert anyone.act.pay_guarantee(loan).refusal is not None
    time_travel(days=140)
    anyone.act.declare_default(loan).send()
    assert anyone.act.pay_guarantee(loan).send().result == STAKE
    before = guarantor.view.balance()
    state = half.borrower(actors.borrower).view.state(loan)
    assert (state.cover, state.guaranteed) == (STAKE, STAKE)
    half.borrower(actors.borrowers[1]).act.recover(loan, 10**9).send()
    # 10 % of a recovery is the platform's; the rest is shared by cover and principal.
    assert guarantor.view.balance() - before == 9 * 10**8 * STAKE // state.principal_at_default
    assert anyone.act.release_stake(loan).refusal is not None


def test_collateral_is_auctioned_and_its_floor_lowered_by_a_vote(
    half: Half,
    anyone: Operator,
    platform: Platform,
    actors: Actors,
    loans: LoanBuilder,
    time_travel: Callable[..., None],
) -> None:
    deeds = Deeds(platform, actors, time_travel)
    deeds.give(actors.borrower, 5)
    loan = loans.funded(collateral=deeds.named(5, 10**9))
    borrower = half.borrower(actors.borrower)
    assert isinstance(borrower.act.issue(loan).refusal, TooEarly)
    borrower.act.lock_collateral(loan, deeds.address, 5, 10**9).send()
    borrower.act.issue(loan).send()
    assert isinstance(anyone.act.release_collateral(loan).refusal, TooEarly)
    drain(half, actors)
    time_travel(days=140)
    owed = anyone.act.declare_default(loan).send().result
    assert isinstance(anyone.act.start_auction(loan).refusal, TooEarly)
    time_travel(days=30)
    assert anyone.act.start_auction(loan).send().result == -(-owed * 3 // 2)
    buyer = half.investor(actors.investors[3])
    time_travel(seconds=AUCTION_SECONDS // 2)
    price = buyer.view.collateral_price(loan)
    assert price is not None
    assert price == platform.read(Collateral.price_of(loan))
    assert 10**9 < price < owed
    time_travel(seconds=AUCTION_SECONDS)
    lender = half.investor(actors.investor)
    assert lender.act.propose_floor(loan, 10**8).send().result == 1
    lender.act.vote(loan, in_favour=True).send()
    time_travel(days=8)
    assert anyone.act.close_ballot(loan).send().result is True
    time_travel(days=20)
    assert buyer.act.buy_collateral(loan, 10**8 - 1).refusal is not None
    assert buyer.act.buy_collateral(loan, 10**8).send().result == 10**8
    assert deeds.owner_of(5) == buyer.address
    assert buyer.view.collateral(loan) is None


def test_collateral_comes_back_when_nothing_is_owed(
    half: Half,
    anyone: Operator,
    platform: Platform,
    actors: Actors,
    loans: LoanBuilder,
    time_travel: Callable[..., None],
) -> None:
    deeds = Deeds(platform, actors, time_travel)
    deeds.give(actors.borrower, 5)
    loan = loans.funded(collateral=deeds.named(5, 1))
    borrower = half.borrower(actors.borrower)
    borrower.act.lock_collateral(loan, deeds.address, 5, 1).send()
    borrower.act.issue(loan).send()
    borrower.act.prepay(loan, 10**12).send()
    anyone.act.release_collateral(loan).send()
    assert deeds.owner_of(5) == borrower.address


def test_the_reserve_is_distributed_to_losses_once_nothing_is_live(
    half: Half,
    anyone: Operator,
    platform: Platform,
    actors: Actors,
    active_loan: int,
    time_travel: Callable[..., None],
) -> None:
    drain(half, actors)
    assert isinstance(anyone.act.begin_distribution().refusal, WrongStatus)
    assert anyone.act.distribute(active_loan).refusal is not None
    first, two, _ = (half.operator(member).act.council for member in actors.council)
    time_travel(days=140)
    anyone.act.declare_default(active_loan).send()
    number = first.propose_wind_down().send().result
    two.approve(number).send()
    time_travel(days=2)
    first.execute(number).send()
    time_travel(days=366)
    anyone.act.write_off(active_loan).send()
    lost = loss(half.borrower(actors.borrower).view.state(active_loan))
    expected = begin(platform.read(Reserve.free()), [lost])
    total = expected.for_principal + expected.for_interest
    assert anyone.act.begin_distribution().send().result == total > 0
    assert anyone.act.distribute(active_loan).send().result == share(expected, lost)
    assert anyone.act.distribute(active_loan).refusal is not None
    assert platform.read(Workouts.debt_of(active_loan))["principal"] == lost.principal


def test_related_units_are_taken_out_of_a_ballot(
    half: Half, servicer: Operator, anyone: Operator, platform: Platform, actors: Actors,
    active_loan: int,
) -> None:  # fmt: skip
    terms = servicer.sign.restructuring(
        active_loan, rate_ppm=0, n=24, period=1, expiry=platform.now() + 86_400
    )
    signed = half.borrower(actors.borrower).act.sign_restructuring(terms)
    servicer.act.propose_restructuring(signed).send()
    holder = actors.investors[1]
    refusal = anyone.act.exclude(active_loan, holder.address).refusal
    assert refusal is not None
    assert refusal.code == "BALLOT:VOTE:UNRELATED"
    actors.enrol(platform, holder, group=actors.enrol(platform, actors.borrower).group)
    units = half.investor(holder).view.note(active_loan).units
    assert anyone.act.exclude(active_loan, holder.address).send().result == units
