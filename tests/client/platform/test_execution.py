"""Executing mandates: who lends how much, and which other loans count."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tallystick.errors import BadSignature, InputError, Stale
from tallystick.platform.mandates import Mandate, SignedMandate
from tallystick.testing.loans import DISCLOSURE

if TYPE_CHECKING:
    from client.both_halves import Half
    from tallystick.chain.signer import Signer
    from tallystick.platform._sync.operator import Operator
    from tallystick.platform._sync.platform import Platform
    from tallystick.testing.actors import Actors
    from tallystick.testing.loans import LoanBuilder

UNITS = 10**9


@pytest.fixture
def executor(half: Half, actors: Actors) -> Operator:
    return half.operator(actors.outsider)


def signed(half: Half, platform: Platform, owner: Signer, **limits: Any) -> SignedMandate:
    usual = {
        "level_max": 3, "statement": 3, "ticket": 10**6, "person_max": 2 * UNITS,
        "group_max": 3 * UNITS, "day_max": 10**12, "exposure_max": 10**12,
        "lifetime_max": 10**12, "nonce": 1, "expiry": platform.now() + 10**6,
    }  # fmt: skip
    mandate = Mandate(owner=owner.address, **(usual | limits))
    return half.investor(owner).act.sign_mandate(mandate)


def test_many_mandates_lend_in_one_call_each_as_far_as_it_fits(
    half: Half, platform: Platform, actors: Actors, executor: Operator, listed_loan: int
) -> None:
    first, two, three, four, five = actors.investors
    asks = [
        (signed(half, platform, first), 3 * UNITS),
        (signed(half, platform, two, level_max=2), UNITS),
        (signed(half, platform, three, lifetime_max=5 * 10**8), UNITS),
        (signed(half, platform, four, exposure_max=UNITS - 1), UNITS),
    ]
    for mandate, _ in asks:
        executor.act.bring_mandate(mandate).send()
    asks.append((signed(half, platform, five), UNITS))  # never brought
    asks.append(asks[0])  # its owner lends already
    fits = (2 * UNITS, 0, 5 * 10**8, 0, 0, 0)
    assert executor.view.would_lend(listed_loan, asks) == fits
    plan = executor.act.execute_mandates(listed_loan, asks, disclosure_hash=DISCLOSURE)
    assert plan.returned == sum(fits)
    assert plan.send().result == sum(fits)
    assert half.investor(first).view.note(listed_loan).units == 2 * UNITS
    state = executor.view.mandate(asks[0][0].mandate)
    assert state is not None
    assert (state.lent, state.lent_today(platform.now())) == (2 * UNITS, 2 * UNITS)
    # The person's limit is reached now.
    assert executor.view.would_lend(listed_loan, asks[:1]) == (0,)


def test_a_mandate_is_brought_once_and_only_as_it_was_signed(
    half: Half, platform: Platform, actors: Actors, executor: Operator
) -> None:
    mandate = signed(half, platform, actors.investor)
    forged = SignedMandate(mandate.mandate, signed(half, platform, actors.borrower).signature)
    assert isinstance(executor.act.bring_mandate(forged).refusal, BadSignature)
    executor.act.bring_mandate(mandate).send()
    again = executor.act.bring_mandate(mandate).refusal
    assert again is not None
    assert again.code == "MANDATE:BRING:AGAIN"


def test_only_the_executor_that_a_mandate_names_executes_it(
    half: Half, platform: Platform, actors: Actors, executor: Operator, listed_loan: int
) -> None:
    mandate = signed(half, platform, actors.investor, executor=actors.guardian.address)
    executor.act.bring_mandate(mandate).send()
    asks = [(mandate, UNITS)]
    plan = executor.act.execute_mandates(listed_loan, asks, disclosure_hash=DISCLOSURE)
    assert plan.returned == 0
    guardian = half.operator(actors.guardian)
    plan = guardian.act.execute_mandates(listed_loan, asks, disclosure_hash=DISCLOSURE)
    assert plan.returned == UNITS


def test_all_other_loans_of_the_group_count(
    half: Half, platform: Platform, actors: Actors, executor: Operator, loans: LoanBuilder
) -> None:
    lone, friend = actors.borrowers[:2]
    actors.enrol(platform, friend, group=7)
    actors.enrol(platform, lone, group=7)
    active, waiting = loans.active(lone), loans.listed(friend)
    loans.listed(actors.borrowers[2])
    loan = loans.listed(lone)
    assert executor.view.other_loans(loan) == (active, waiting)
    assert executor.view.other_loans(active) == (waiting, loan)
    mandate = signed(half, platform, actors.investors[3])
    executor.act.bring_mandate(mandate).send()
    asks = [(mandate, UNITS)]
    plan = executor.act.execute_mandates(loan, asks, disclosure_hash=DISCLOSURE, others=[active])
    assert isinstance(plan.refusal, Stale)
    assert plan.refusal.code == "MANDATE:EXECUTE:OTHERS"
    plan = executor.act.execute_mandates(loan, asks, disclosure_hash=DISCLOSURE)
    assert plan.send().result == UNITS
    # What is held of the group's loans is below the limit by that much.
    assert executor.view.would_lend(waiting, [(mandate, 3 * UNITS)]) == (2 * UNITS,)


def test_more_than_fifty_and_unknown_loans_are_refused(executor: Operator) -> None:
    with pytest.raises(InputError, match="INPUT:MANDATES"):
        executor.act.execute_mandates(1, [(bytes(32), 1)] * 51, disclosure_hash=DISCLOSURE)
    with pytest.raises(InputError, match="INPUT:LOAN"):
        executor.view.would_lend(99, [])
