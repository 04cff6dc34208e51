from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from tallystick.chain.contracts import Book, Governor, Registry, Reserve
from tallystick.errors import (
    AlreadyDone,
    BadSignature,
    InputError,
    NotEligible,
    NothingToDo,
    NotPermitted,
    Paused,
    Stale,
    TooEarly,
)
from tallystick.loans.state import Status
from tallystick.platform._sync.operator import OperatorSigns
from tallystick.platform.decisions import Ending, Kind, LastPause
from tallystick.platform.listing import LoanStatus
from tallystick.platform.messages import FreezeOrder, SignedFreezeOrder
from tallystick.testing.loans import DISCLOSURE

if TYPE_CHECKING:
    from collections.abc import Callable

    from client.both_halves import Half
    from tallystick.chain.signer import Signer
    from tallystick.platform._sync.operator import Operator
    from tallystick.platform._sync.platform import Platform
    from tallystick.testing.actors import Actors
    from tallystick.testing.loans import LoanBuilder

DAY = 86_400
ORDER = b"\x05" * 32


@pytest.fixture
def operator(half: Half) -> Callable[[Signer], Operator]:
    return half.operator


def test_a_person_is_enrolled_by_attestors_and_their_own_word(
    operator: Callable[[Signer], Operator], platform: Platform, actors: Actors
) -> None:
    view = operator(actors.outsider).view
    assert view.person(actors.outsider.address) is None
    credential = replace(
        actors.enrol(platform, actors.deployer), wallet=actors.outsider.address, person=ORDER
    )
    parts = [operator(attestor).sign.attestation(credential) for attestor in actors.attestors[1:]]
    signed = OperatorSigns.join(parts)
    assert isinstance(operator(actors.guardian).act.enrol(signed).refusal, BadSignature)
    brought = operator(actors.guardian).act.enrol(signed.consented(platform, actors.outsider))
    assert brought.send().result == actors.outsider.address
    person = view.person(actors.outsider.address)
    assert person is not None
    assert (person.risk_class, person.expiry) == (credential.risk_class, credential.expiry)
    assert (person.head, person.borrow_limit) == (actors.outsider.address, 10**15)


def test_one_attestor_is_too_few(
    operator: Callable[[Signer], Operator], platform: Platform, actors: Actors
) -> None:
    credential = replace(actors.enrol(platform, actors.outsider), issued_at=platform.now())
    signed = operator(actors.attestors[0]).sign.attestation(credential)
    refusal = operator(actors.outsider).act.enrol(signed).refusal
    assert isinstance(refusal, BadSignature)
    assert refusal.code == "REG:ATTEST:FEW"


def test_a_short_freeze_and_a_long_one(
    operator: Callable[[Signer], Operator], platform: Platform, actors: Actors
) -> None:
    wallet, now = actors.investor.address, platform.now()
    compliance = operator(actors.compliance)
    assert isinstance(
        operator(actors.guardian).act.freeze(wallet, now + 9, ORDER).refusal, NotPermitted
    )
    assert compliance.act.freeze(wallet, now + DAY, ORDER).send().result == now + DAY
    order = FreezeOrder(wallet=wallet, until=now + 20 * DAY, order=ORDER, expiry=now + DAY)
    parts = [operator(attestor).sign.freeze_order(order) for attestor in actors.attestors[:2]]
    merged = {who: attestation for part in parts for who, attestation in part.attestations.items()}
    brought = compliance.act.freeze_by_order(SignedFreezeOrder(order, merged))
    assert brought.send().result == now + 20 * DAY
    person = compliance.view.person(wallet)
    assert person is not None
    assert person.frozen_until == now + 20 * DAY


def test_a_pause_stops_new_risk_and_the_council_reopens_it(
    operator: Callable[[Signer], Operator], actors: Actors, platform: Platform, listed_loan: int
) -> None:
    first, two, _ = (operator(member) for member in actors.council)
    assert first.view.pause() is None
    assert operator(actors.guardian).act.pause().send().result == 1
    assert first.view.pause() == LastPause(1, platform.now() + 30 * DAY, confirmed=False)
    assert first.view.paused()
    arguments = (listed_loan, 10**9, 1, DISCLOSURE)
    assert isinstance(platform.plan(Book.fund(*arguments), actors.investor).refusal, Paused)
    number = first.act.council.propose_unpause().send().result
    assert two.act.council.approve(number).send().result <= platform.now()
    first.act.council.execute(number).send()
    assert not first.view.paused()
    # It was about that pause, and not about the next.
    operator(actors.guardian).act.pause().send()
    old = first.act.council.propose_unpause(1).refusal
    assert old is not None
    assert old.code == "GOV:PROPOSE:PAUSE"


def test_a_pause_ends_by_itself_unless_the_council_confirms_it(
    operator: Callable[[Signer], Operator],
    actors: Actors,
    time_travel: Callable[..., None],
) -> None:
    first, two, _ = (operator(member) for member in actors.council)
    operator(actors.guardian).act.pause().send()
    number = first.act.council.propose_confirm_pause().send().result
    two.act.council.approve(number).send()
    first.act.council.execute(number).send()
    confirmed = first.view.pause()
    assert confirmed is not None
    assert confirmed.confirmed
    time_travel(days=31)
    assert first.view.paused()
    time_travel(days=30)
    assert not first.view.paused()
    early = operator(actors.guardian).act.pause().refusal
    assert early is not None
    assert early.code == "GOV:PAUSE:REST"


def test_a_guardian_takes_a_decision_back(
    operator: Callable[[Signer], Operator],
    actors: Actors,
    time_travel: Callable[..., None],
) -> None:
    first, two, _ = (operator(member) for member in actors.council)
    number = first.act.council.propose_treasury(actors.outsider.address).send().result
    two.act.council.approve(number).send()
    assert isinstance(first.act.council.cancel(number).refusal, NotPermitted)
    operator(actors.guardian).act.council.cancel(number).send()
    assert first.view.decision(number).ended is Ending.CANCELLED
    time_travel(days=1)
    assert isinstance(first.act.council.execute(number).refusal, AlreadyDone)


def test_approvals_of_a_council_that_changed_are_void(
    operator: Callable[[Signer], Operator],
    actors: Actors,
    time_travel: Callable[..., None],
) -> None:
    first, two, third = (operator(member) for member in actors.council)
    treasury = first.act.council.propose_treasury(actors.outsider.address).send().result
    change = first.act.council.propose_member(third.address, actors.outsider.address)
    member = change.send().result
    two.act.council.approve(member).send()
    time_travel(days=1)
    first.act.council.execute(member).send()
    assert isinstance(two.act.council.approve(treasury).refusal, Stale)


def test_a_parameter_changes_by_council_and_time(
    operator: Callable[[Signer], Operator],
    actors: Actors,
    platform: Platform,
    time_travel: Callable[..., None],
) -> None:
    first, two, _ = (operator(member) for member in actors.council)
    number = first.act.council.propose_parameter("cover_multiple", 2).send().result
    proposed = first.view.decision(number)
    assert (proposed.kind, proposed.approvals, proposed.ready_at) == (Kind.SET_PARAMETER, 1, 0)
    ready = two.act.council.approve(number).send().result
    assert ready == platform.now() + DAY
    time_travel(seconds=DAY)
    operator(actors.outsider).act.council.execute(number).send()
    assert platform.read(Governor.parameter(11)) == 2
    assert first.view.decision(number).executed


def test_every_kind_of_decision_can_be_proposed(
    operator: Callable[[Signer], Operator], actors: Actors, platform: Platform
) -> None:
    council, stranger = operator(actors.council[0]).act.council, actors.outsider.address
    operator(actors.guardian).act.pause().send()
    proposals = {
        Kind.SET_PARAMETER: council.propose_parameter("rate_max_ppm", 5),
        Kind.SET_ROLES: council.propose_roles(stranger, 4),
        Kind.SET_TREASURY: council.propose_treasury(stranger),
        Kind.REPLACE_ATTESTOR: council.propose_attestor(actors.attestors[0].address, stranger),
        Kind.REPLACE_MEMBER: council.propose_member(actors.council[1].address, stranger),
        Kind.SET_MIN_EPOCH: council.propose_min_epoch(platform.now()),
        Kind.UNPAUSE: council.propose_unpause(),
        Kind.WIND_DOWN: council.propose_wind_down(),
        Kind.CONFIRM_PAUSE: council.propose_confirm_pause(),
        Kind.SET_COLLECTION: council.propose_collection(stranger, allowed=True),
    }
    assert set(proposals) == set(Kind)
    for kind, plan in proposals.items():
        number = plan.send().result
        assert operator(actors.outsider).view.decision(number).kind is kind


@pytest.mark.parametrize("value", [1.0, True])
def test_a_parameter_is_an_int(
    operator: Callable[[Signer], Operator], actors: Actors, value: Any
) -> None:
    council = operator(actors.council[0]).act.council
    with pytest.raises(TypeError):
        council.propose_parameter("rate_max_ppm", value)
    with pytest.raises(InputError, match="INPUT:RANGE"):
        council.propose_parameter("rate_max_ppm", 10**6 + 1)
    with pytest.raises(InputError, match="INPUT:PARAMETER"):
        council.propose_parameter("fee", 1)


def test_unknown_decisions_are_said(operator: Callable[[Signer], Operator], actors: Actors) -> None:
    with pytest.raises(InputError, match="INPUT:DECISION: there is no decision 7"):
        operator(actors.outsider).view.decision(7)


def test_a_seat_is_suspended_and_offers_are_revoked(
    operator: Callable[[Signer], Operator],
    actors: Actors,
    half: Half,
    platform: Platform,
    loans: LoanBuilder,
) -> None:
    operator(actors.guardian).act.suspend_attestor(actors.attestors[0].address).send()
    assert platform.read(Registry.seat_of(actors.attestors[0].address)) == 2
    signed = loans.signed(loans.offer())
    operator(actors.underwriter).act.revoke_offer(signed.offer.project).send()
    refusal = half.borrower(actors.borrower).act.list(signed).refusal
    assert refusal is not None
    assert refusal.code == "OFFER:LIST:REVOKED"


def test_staff_may_not_borrow(
    operator: Callable[[Signer], Operator],
    actors: Actors,
    half: Half,
    platform: Platform,
    loans: LoanBuilder,
) -> None:
    actors.enrol(platform, actors.publisher)
    operator(actors.outsider).act.mark_staff(actors.publisher.address).send()
    person = operator(actors.outsider).view.person(actors.publisher.address)
    assert person is not None
    assert person.staff
    assert operator(actors.outsider).view.roles_of(actors.publisher.address) == 8
    signed = loans.signed(loans.offer(actors.publisher))
    assert isinstance(half.borrower(actors.publisher).act.list(signed).refusal, NotEligible)


def test_a_large_offer_needs_two_underwriters(
    actors: Actors, half: Half, platform: Platform, loans: LoanBuilder
) -> None:
    limit = platform.deployment.roles.parameters["single_signer_max"]
    offer = loans.offer(principal=limit + 1)
    alone = half.operator(actors.underwriter).sign.offer(offer)
    borrower = half.borrower(actors.borrower)
    assert isinstance(borrower.act.list(alone).refusal, BadSignature)
    both = alone.countersigned(platform, actors.second_underwriter)
    assert borrower.act.list(both).send().result == 1


def test_the_permissionless_runs(
    operator: Callable[[Signer], Operator],
    actors: Actors,
    half: Half,
    platform: Platform,
    loans: LoanBuilder,
    time_travel: Callable[..., None],
) -> None:
    anyone = operator(actors.outsider).act
    first, second = loans.active(), loans.active()
    forgotten = loans.listed()
    half.borrower(actors.borrower).act.repay(second, 3 * 10**9).send()
    time_travel(days=62)
    view = half.borrower(actors.borrower).view
    due = view.due(first) + view.due(second)
    assert anyone.collect_many([first, second, 99]).send().result == due
    assert anyone.sweep([first, second]).send().result > 0
    assert anyone.release(first).send().result > 0
    anyone.expire(forgotten).send()
    assert view.loan(forgotten).status is LoanStatus.EXPIRED
    half.borrower(actors.borrower).act.repay(first, ENOUGH).send()
    half.borrower(actors.borrower).act.withdraw(view.balance()).send()
    time_travel(days=160)
    owed = anyone.declare_default(first).send().result
    assert owed == view.state(first).owed
    assert isinstance(anyone.cover(first).refusal, TooEarly)
    time_travel(days=31)
    assert anyone.cover(first).send().result > 0
    assert isinstance(anyone.cover(first).refusal, NothingToDo)
    assert anyone.enter_again(first).send().result > 0
    actors.deposit(platform, actors.borrower, 77)
    assert anyone.collect_debts([first, second, 99]).send().result == 77
    time_travel(days=3 * 365)
    anyone.write_off(first).send()
    assert view.loan(first).status is LoanStatus.WRITTEN_OFF


def test_a_default_that_the_balance_cures_is_none(
    operator: Callable[[Signer], Operator],
    half: Half,
    actors: Actors,
    active_loan: int,
    time_travel: Callable[..., None],
) -> None:
    time_travel(days=140)
    assert operator(actors.outsider).act.declare_default(active_loan).send().result == 0
    state = half.borrower(actors.borrower).view.state(active_loan)
    assert (state.status, state.worst_dpd >= 91) == (Status.ACTIVE, True)


ENOUGH = 10**12


def test_publishing_and_silence(
    operator: Callable[[Signer], Operator], actors: Actors, time_travel: Callable[..., None]
) -> None:
    publisher = operator(actors.publisher)
    assert publisher.act.publish(ORDER, 1, ORDER).send().result == 1
    assert publisher.view.versions(ORDER) == 1
    refusal = publisher.act.publish(ORDER, 3, ORDER).refusal
    assert refusal is not None
    assert refusal.code == "DISC:PUBLISH:VERSION"
    time_travel(days=91)
    operator(actors.outsider).act.wind_down_by_silence().send()
    assert publisher.view.paused()


def test_the_reserve_takes_gifts(
    operator: Callable[[Signer], Operator], actors: Actors, platform: Platform
) -> None:
    operator(actors.investor).act.contribute(500).send()
    assert platform.read(Reserve.free()) == 500
    assert platform.read(Reserve.contributed(2)) == 500


def test_collecting_one_loan(
    operator: Callable[[Signer], Operator],
    actors: Actors,
    active_loan: int,
    time_travel: Callable[..., None],
) -> None:
    assert operator(actors.outsider).act.collect(active_loan).send().result == 0
    time_travel(days=32)
    assert operator(actors.outsider).act.collect(active_loan).send().result > 0
