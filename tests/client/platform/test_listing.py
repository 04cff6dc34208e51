"""From a signed offer to an issued loan: who may sign, and the time to reflect."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tallystick.errors import BadSignature, NotEligible, Stale, TooEarly, TooLate
from tallystick.platform.listing import LoanStatus
from tallystick.testing.actors import test_signer
from tallystick.testing.loans import DISCLOSURE

if TYPE_CHECKING:
    from collections.abc import Callable

    from client.both_halves import Half
    from tallystick.platform._sync.borrower import Borrower
    from tallystick.platform._sync.platform import Platform
    from tallystick.testing.actors import Actors
    from tallystick.testing.chain import TallystickChain
    from tallystick.testing.loans import LoanBuilder

DAY = 86_400


@pytest.fixture
def borrower(half: Half, actors: Actors) -> Borrower:
    return half.borrower(actors.borrower)


def reflecting(loans: LoanBuilder) -> int:
    """A listing that classes up to 2 may leave for 4 days once it is funded."""
    return loans.listed(reflection_seconds=4 * DAY, reflection_class=2, risk_level=1)


def test_an_underwriter_signs_once_their_key_is_enrolled(
    half: Half,
    borrower: Borrower,
    platform: Platform,
    actors: Actors,
    loans: LoanBuilder,
    tallystick_chain: TallystickChain,
    time_travel: Callable[..., None],
) -> None:
    stranger = test_signer("a third underwriter")
    tallystick_chain.fund(stranger.address)
    council = [half.operator(member).act.council for member in actors.council]
    number = council[0].propose_roles(stranger.address, 2).send().result
    council[1].approve(number).send()
    time_travel(days=1)
    council[0].execute(number).send()
    signed = half.operator(stranger).sign.offer(loans.offer())
    unknown = borrower.act.list(signed).refusal
    assert isinstance(unknown, NotEligible)
    assert unknown.code == "REG:SIGNER:UNKNOWN"
    actors.enrol(platform, stranger, borrow_limit=0)
    assert borrower.act.list(signed).send().result == 1


def test_two_keys_of_one_person_are_one_signer(
    half: Half, borrower: Borrower, platform: Platform, actors: Actors, loans: LoanBuilder
) -> None:
    limit = platform.deployment.roles.parameters["single_signer_max"]
    alone = half.operator(actors.underwriter).sign.offer(loans.offer(principal=limit + 1))
    twice = half.operator(actors.underwriter).sign.countersigned(alone)
    refusal = borrower.act.list(twice).refusal
    assert isinstance(refusal, BadSignature)
    assert refusal.code == "OFFER:LIST:SIGNERS"
    both = half.operator(actors.second_underwriter).sign.countersigned(alone)
    assert both.signers == (actors.underwriter.address, actors.second_underwriter.address)
    assert borrower.act.list(both).send().result == 1


def test_what_one_signs_alone_in_a_month_is_bounded(
    half: Half,
    borrower: Borrower,
    platform: Platform,
    actors: Actors,
    loans: LoanBuilder,
    time_travel: Callable[..., None],
) -> None:
    parameters = platform.deployment.roles.parameters
    part, whole = parameters["single_signer_max"], parameters["single_signer_total_max"]
    sign = half.operator(actors.underwriter).sign.offer
    for _ in range(whole // part):
        borrower.act.list(sign(loans.offer(principal=part))).send()
    further = loans.offer(principal=part)
    assert isinstance(borrower.act.list(sign(further)).refusal, BadSignature)
    time_travel(days=61)
    later = loans.offer(principal=part)
    assert borrower.act.list(sign(later)).refusal is None


def test_lenders_of_a_cautious_class_reflect_and_leave(
    half: Half,
    borrower: Borrower,
    platform: Platform,
    actors: Actors,
    loans: LoanBuilder,
    time_travel: Callable[..., None],
) -> None:
    bold = half.investor(actors.investors[1])
    actors.enrol(platform, actors.investors[2], risk_class=2)
    careful = half.investor(actors.investors[2])
    loan = reflecting(loans)
    listed = careful.view.loan(loan)
    assert (listed.reflection_seconds, listed.reflection_class) == (4 * DAY, 2)
    assert listed.last_second == listed.deadline
    part = listed.terms.principal // 2
    for investor in (careful, bold):
        investor.act.fund(loan, part, disclosure_hash=DISCLOSURE).send()
    funded = careful.view.loan(loan)
    assert funded.status is LoanStatus.FUNDED
    assert funded.last_second == funded.funded_at + 4 * DAY + funded.issue_seconds
    assert isinstance(borrower.act.issue(loan).refusal, TooEarly)
    assert isinstance(bold.act.retract(loan, part).refusal, TooEarly)
    careful.act.retract(loan, part).send()
    assert careful.view.loan(loan).status is LoanStatus.LISTED
    half.investor(actors.investors[3]).act.fund(loan, part, disclosure_hash=DISCLOSURE).send()
    time_travel(days=4)
    assert borrower.act.issue(loan).send().result == listed.terms.principal


def test_after_the_time_to_reflect_the_issue_window_runs(
    borrower: Borrower,
    actors: Actors,
    half: Half,
    loans: LoanBuilder,
    time_travel: Callable[..., None],
) -> None:
    loan = reflecting(loans)
    whole = borrower.view.loan(loan).terms.principal
    half.investor(actors.investor).act.fund(loan, whole, disclosure_hash=DISCLOSURE).send()
    time_travel(days=10)
    assert isinstance(borrower.act.issue(loan).refusal, TooLate)
    assert half.investor(actors.investor).act.retract(loan, whole).send().result == whole


def test_a_revocation_is_the_signers_own(
    half: Half, borrower: Borrower, actors: Actors, loans: LoanBuilder
) -> None:
    offer = loans.offer()
    mine = half.operator(actors.underwriter).sign.offer(offer)
    theirs = half.operator(actors.second_underwriter).sign.offer(offer)
    half.operator(actors.underwriter).act.revoke_offer(offer.project).send()
    assert isinstance(borrower.act.list(mine).refusal, Stale)
    assert borrower.act.list(theirs).send().result == 1
