"""A platform is closed step by step, by whoever is there, and ends with nothing owed to anybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tallystick.chain.contracts import Governor, Reserve, Servicing
from tallystick.errors import InputError, NotPermitted
from tallystick.loans.dates import date_from_day
from tallystick.loans.votes import WINDOW_SECONDS_MIN
from tallystick.platform._sync.loans import live_state
from tallystick.platform.listing import remaining_rows
from tallystick.platform.winding_down import WindDownStep

if TYPE_CHECKING:
    from client.both_halves import Half
    from tallystick.platform._sync.platform import Platform
    from tallystick.platform._sync.winding_down import WindDown
    from tallystick.testing.actors import Actors
    from tallystick.testing.chain import TallystickChain
    from tallystick.testing.loans import LoanBuilder

DAY = 86_400
SERVICER = 16  # the role's bit in the Governor


@pytest.fixture
def chain(tallystick_chain: TallystickChain) -> TallystickChain:
    return tallystick_chain


@pytest.fixture
def procedure(half: Half) -> WindDown:
    return half.wind_down()


def announced(procedure: WindDown, actors: Actors, chain: TallystickChain) -> None:
    """The whole decision: proposed, approved, its delay waited for, carried out."""
    first, second, _ = actors.council
    procedure.announce(first).send()
    procedure.announce(second).send()
    chain.travel(seconds=DAY + 1)
    procedure.announce(actors.outsider).send()


def close(procedure: WindDown, actors: Actors) -> list[str]:
    """Do everything that is open, until nothing is."""
    done: list[str] = []
    while True:
        before = len(done)
        for name, plan in procedure.closing(actors.outsider):
            plan.send()
            done.append(name)
        if len(done) == before:
            return done


def test_the_decision_is_taken_up_where_it_stands(
    procedure: WindDown, platform: Platform, actors: Actors, chain: TallystickChain
) -> None:
    first, second, _ = actors.council
    assert procedure.standing().step is WindDownStep.DECIDE
    assert isinstance(procedure.announce(actors.outsider).refusal, NotPermitted)
    procedure.announce(first).send()
    standing = procedure.standing()
    assert (standing.step, standing.ready_at) == (WindDownStep.APPROVE, 0)
    procedure.announce(second).send()
    standing = procedure.standing()
    assert standing.step is WindDownStep.WAIT
    with pytest.raises(InputError, match="WINDDOWN:WAIT"):
        procedure.announce(first)
    with pytest.raises(InputError, match="WINDDOWN:RUNNING"):
        list(procedure.closing(actors.outsider))
    chain.travel_to(standing.ready_at)
    assert procedure.standing().step is WindDownStep.EXECUTE
    procedure.announce(actors.outsider).send()
    assert platform.read(Governor.wind_down())
    assert procedure.standing().decision is None
    with pytest.raises(InputError, match="WINDDOWN:BEGUN"):
        procedure.announce(first)


def test_a_decision_that_has_lapsed_or_was_cancelled_is_none(
    procedure: WindDown, half: Half, actors: Actors, chain: TallystickChain
) -> None:
    first = actors.council[0]
    number = procedure.announce(first).send().result
    assert number is not None
    half.operator(actors.guardian).act.council.cancel(number).send()
    assert procedure.standing().step is WindDownStep.DECIDE
    procedure.announce(first).send()
    chain.travel(days=30, seconds=1)
    assert procedure.standing().step is WindDownStep.DECIDE


def test_what_is_left_is_planned_by_month(
    procedure: WindDown, platform: Platform, loans: LoanBuilder
) -> None:
    loan = loans.active(n=3)
    rows = remaining_rows(live_state(platform, loan))
    standing = procedure.standing()
    assert standing.loans["active"] == 1
    assert sum(standing.plan.values()) == sum(row.payment for row in rows)
    assert list(standing.plan) == [date_from_day(row.due).isoformat()[:7] for row in rows]
    assert standing.ends_by == date_from_day(rows[-1].due).isoformat()
    assert standing.outstanding == live_state(platform, loan).outstanding


def test_a_platform_ends_with_loans_in_every_state(
    procedure: WindDown, half: Half, platform: Platform, actors: Actors, loans: LoanBuilder,
    chain: TallystickChain,
) -> None:  # fmt: skip
    first, second, *_ = actors.borrowers
    listed = loans.listed(first, principal=10**8)
    loans.funded(first, principal=10**8)
    paying = loans.active(first, n=2, principal=10**8)
    failing = loans.active(second, n=2, principal=10**8)
    for loan, count in ((paying, 1), (failing, 1)):
        assert procedure.standing().loans["active"] >= count, loan
    announced(procedure, actors, chain)
    borrower = half.borrower(second)
    borrower.act.withdraw(borrower.view.balance()).send()  # what they owe is not there
    done = close(procedure, actors)
    assert f"refund {listed}" in done
    standing = procedure.standing()
    assert (standing.step, "listed" in standing.loans) == (WindDownStep.REPAY, False)
    payer = half.borrower(first)
    payer.act.prepay(paying, 10**12).send()
    chain.travel(days=31 * 2 + 100)
    done = close(procedure, actors)
    assert f"declare the default of {failing}" in done
    assert procedure.standing().step is WindDownStep.REPAY
    chain.travel(days=366)
    done = close(procedure, actors)
    assert {f"write off {failing}", "begin the last distribution"} <= set(done)
    standing = procedure.standing()
    assert standing.step is WindDownStep.TERMINAL
    assert (standing.outstanding, standing.plan, standing.ends_by) == (0, {}, "")
    assert platform.read(Servicing.live_loans()) == 0
    assert platform.read(Reserve.is_distributed())
    assert close(procedure, actors) == []
    for investor in actors.investors[:2]:
        lender = half.investor(investor)
        claimable = [note.loan for note in lender.view.portfolio().notes if note.units]
        if claimable:
            lender.act.claim_many(claimable).send()
        if lender.view.balance():
            lender.act.withdraw(lender.view.balance()).send()
        assert lender.view.balance() == 0


def test_a_backup_servicer_takes_over_with_a_key_of_their_own(
    procedure: WindDown, half: Half, platform: Platform, actors: Actors, loans: LoanBuilder,
    chain: TallystickChain,
) -> None:  # fmt: skip
    loan = loans.active(n=6, principal=10**8)
    announced(procedure, actors, chain)
    backup, gone = half.operator(actors.outsider), half.operator(actors.servicer)
    assert isinstance(backup.act.impair(loan, b"\x01" * 32).refusal, NotPermitted)
    first, second, _ = (half.operator(member).act.council for member in actors.council)
    for account, bits in ((actors.outsider.address, SERVICER), (actors.servicer.address, 0)):
        number = first.propose_roles(account, bits).send().result
        second.approve(number).send()
        chain.travel(seconds=DAY + 1)
        first.execute(number).send()
    assert isinstance(gone.act.impair(loan, b"\x01" * 32).refusal, NotPermitted)
    backup.act.impair(loan, b"\x01" * 32).send()
    backup.act.lift_impairment(loan).send()
    signed = backup.sign.restructuring(
        loan, rate_ppm=60_000, n=12, period=1, lead=1, window_seconds=WINDOW_SECONDS_MIN,
        expiry=platform.now() + DAY,
    )  # fmt: skip
    borrower = half.borrower(actors.borrower)
    backup.act.propose_restructuring(borrower.act.sign_restructuring(signed)).send()
    holders = [half.investor(who) for who in actors.investors]
    for holder in holders:
        if holder.view.portfolio().notes:
            holder.act.vote(loan, in_favour=True).send()
    chain.travel(seconds=WINDOW_SECONDS_MIN + 1)
    assert half.operator(actors.outsider).act.close_ballot(loan).send().result is True
    assert len(remaining_rows(live_state(platform, loan))) == 12
