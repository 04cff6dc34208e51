from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tallystick.errors import BadArgument, InputError, Reverted, Stale
from tallystick.platform.flows import FlowKind
from tallystick.platform.listing import LoanStatus
from tallystick.testing.loans import DISCLOSURE

if TYPE_CHECKING:
    from collections.abc import Callable

    from client.both_halves import Half
    from tallystick.platform._sync.borrower import Borrower
    from tallystick.platform._sync.investor import Investor
    from tallystick.platform._sync.platform import Platform
    from tallystick.testing.actors import Actors
    from tallystick.testing.loans import LoanBuilder

UNITS = 10**9


@pytest.fixture
def investor(half: Half, actors: Actors) -> Investor:
    return half.investor(actors.investor)


@pytest.fixture
def buyer(half: Half, actors: Actors) -> Investor:
    return half.investor(actors.investors[2])


@pytest.fixture
def borrower(half: Half, actors: Actors) -> Borrower:
    return half.borrower(actors.borrower)


FLOATS: dict[str, Callable[[Investor, Any], Any]] = {
    "deposit": lambda who, amount: who.act.deposit(amount),
    "deposit_with_permit": lambda who, amount: who.act.deposit_with_permit(amount),
    "withdraw": lambda who, amount: who.act.withdraw(amount),
    "fund": lambda who, amount: who.act.fund(1, amount, disclosure_hash=DISCLOSURE),
    "fund a loan": lambda who, amount: who.act.fund(amount, 1, disclosure_hash=DISCLOSURE),
    "deposit_and_fund": lambda who, amount: who.act.deposit_and_fund(
        1, amount, disclosure_hash=DISCLOSURE
    ),
    "retract": lambda who, amount: who.act.retract(1, amount),
    "claim": lambda who, amount: who.act.claim(amount),
    "claim_many": lambda who, amount: who.act.claim_many([amount]),
    "claim_and_withdraw": lambda who, amount: who.act.claim_and_withdraw([amount]),
    "transfer": lambda who, amount: who.act.transfer(who.address, 1, amount),
    "sell units": lambda who, amount: who.act.sell(1, amount, 1, expiry=1),
    "sell for a price": lambda who, amount: who.act.sell(1, 1, amount, expiry=1),
}


@pytest.mark.parametrize("amount", [1.0, 1.5, True, "1"])
@pytest.mark.parametrize("act", FLOATS.values(), ids=FLOATS)
def test_an_amount_that_is_no_int_is_a_type_error_and_sends_nothing(
    investor: Investor, platform: Platform, act: Callable[[Investor, Any], Any], amount: Any
) -> None:
    block = platform.connection.block_number()
    with pytest.raises(TypeError, match="must be an int"):
        act(investor, amount)
    assert platform.connection.block_number() == block


def test_depositing_and_withdrawing(investor: Investor, platform: Platform, actors: Actors) -> None:
    actors.mint(platform, investor.address, 100)
    before = investor.view.balance()
    assert investor.act.deposit(60).send().result == 60
    assert investor.act.deposit_with_permit(40).send().result == 40
    assert (investor.view.balance(), investor.view.wallet_balance()) == (before + 100, 0)
    assert investor.act.withdraw(100).send().result == 100
    assert (investor.view.balance(), investor.view.wallet_balance()) == (before, 100)
    assert investor.view.hold_until() == 0


def test_funding_and_taking_it_back(investor: Investor, listed_loan: int) -> None:
    before = investor.view.balance()
    assert investor.act.fund(listed_loan, UNITS, disclosure_hash=DISCLOSURE).send().result == UNITS
    assert investor.view.balance() == before - UNITS
    note = investor.view.note(listed_loan)
    assert (note.units, note.outstanding, note.status) == (UNITS, UNITS, LoanStatus.LISTED)
    assert investor.act.retract(listed_loan, UNITS).send().result == UNITS
    assert investor.view.balance() == before
    assert investor.view.portfolio().notes == ()
    again = investor.act.fund(listed_loan, UNITS, disclosure_hash=DISCLOSURE).refusal
    assert again is not None
    assert again.code == "BOOK:FUND:RETRACTED"


def test_funding_takes_what_is_open_when_that_is_allowed(
    investor: Investor, listed_loan: int
) -> None:
    more = investor.view.loan(listed_loan).open_units + UNITS
    whole = investor.act.fund(listed_loan, more, disclosure_hash=DISCLOSURE)
    assert isinstance(whole.refusal, Stale)
    part = investor.act.fund(listed_loan, more, units_min=1, disclosure_hash=DISCLOSURE)
    assert part.send().result == more - UNITS
    assert investor.view.loan(listed_loan).open_units == 0


def test_depositing_and_funding_in_one(
    investor: Investor, platform: Platform, actors: Actors, listed_loan: int
) -> None:
    actors.mint(platform, investor.address, UNITS)
    before = investor.view.balance()
    plan = investor.act.deposit_and_fund(listed_loan, UNITS, disclosure_hash=DISCLOSURE)
    assert plan.send().result == UNITS
    assert (investor.view.balance(), investor.view.wallet_balance()) == (before, 0)


def test_claims_pay_what_the_portfolio_shows(
    investor: Investor, borrower: Borrower, active_loan: int, time_travel: Callable[..., None]
) -> None:
    time_travel(days=20)
    borrower.act.repay(active_loan, 10**12).send()
    portfolio = investor.view.portfolio()
    (note,) = portfolio.notes
    claimable = note.claimable_principal + note.claimable_interest
    assert portfolio.value == portfolio.balance + note.outstanding + claimable
    assert investor.act.claim(active_loan).send().result == claimable > 0
    assert investor.act.claim_many([active_loan]).send().result == 0
    assert investor.act.claim_and_withdraw([active_loan]).send().result == 0
    assert investor.view.note(active_loan).claimable_interest == 0
    borrower.act.prepay(active_loan, 10**12).send()
    rest = investor.view.note(active_loan)
    wallet = investor.view.wallet_balance()
    taken = investor.act.claim_and_withdraw([active_loan]).send().result
    assert taken == rest.claimable_principal + rest.claimable_interest
    assert investor.view.wallet_balance() == wallet + taken
    assert investor.view.note(active_loan).value == 0


def test_a_note_moves_between_wallets_of_one_person_only(
    half: Half,
    investor: Investor,
    buyer: Investor,
    actors: Actors,
    platform: Platform,
    active_loan: int,
) -> None:
    other = investor.act.transfer(buyer.address, active_loan, UNITS).refusal
    assert other is not None
    assert other.code == "BOOK:MOVE:PERSON"
    second = half.investor(actors.outsider)
    actors.enrol(platform, actors.outsider, name=investor.address)
    investor.act.transfer(second.address, active_loan, UNITS).send()
    assert second.view.note(active_loan).units == UNITS
    assert [note.loan for note in second.view.portfolio().notes] == [active_loan]


def test_the_exposure_falls_by_what_came_back(
    investor: Investor, half: Half, actors: Actors, borrower: Borrower, active_loan: int
) -> None:
    anyone = half.operator(actors.outsider)
    live = investor.act.refresh_exposure([active_loan]).refusal
    assert live is not None
    assert live.code == "BOOK:REFRESH:LIVE"
    borrower.act.prepay(active_loan, 10**12).send()
    before = anyone.view.person(investor.address)
    assert before is not None
    assert investor.act.refresh_exposure([active_loan]).send().result == before.exposure
    after = anyone.view.person(investor.address)
    assert after is not None
    assert after.exposure == 0
    other = actors.investors[1].address
    assert anyone.act.refresh_exposure(other, [active_loan]).send().result == 5 * UNITS


def test_cash_flows_and_returns(
    investor: Investor, borrower: Borrower, loans: LoanBuilder, time_travel: Callable[..., None]
) -> None:
    assert investor.view.returns().annual_ppm is None
    loan = loans.active(rate_ppm=120_000, n=1, period=12, servicing_ppm=0)
    time_travel(days=365)
    borrower.act.repay(loan, 10**12).send()
    open_value = investor.view.returns()
    assert open_value.received == 0
    investor.act.claim(loan).send()
    flows = investor.view.cash_flows()
    assert [flow.kind for flow in flows] == [FlowKind.FUND, FlowKind.CLAIM]
    returns = investor.view.returns()
    assert returns.paid_in == 5 * UNITS
    assert returns.received == 5 * UNITS * 112 // 100
    assert (returns.value, returns.annual_ppm) == (0, 120_000)
    assert open_value.annual_ppm == 120_000


def test_a_retraction_is_a_flow(investor: Investor, listed_loan: int) -> None:
    investor.act.fund(listed_loan, UNITS, disclosure_hash=DISCLOSURE).send()
    investor.act.retract(listed_loan, UNITS).send()
    assert [flow.kind for flow in investor.view.cash_flows()] == [FlowKind.FUND, FlowKind.RETRACT]
    assert sum(flow.amount for flow in investor.view.cash_flows()) == 0


def test_a_defaulted_note_is_worth_what_can_be_claimed(
    investor: Investor,
    borrower: Borrower,
    half: Half,
    actors: Actors,
    active_loan: int,
    time_travel: Callable[..., None],
) -> None:
    borrower.act.withdraw(borrower.view.balance()).send()
    time_travel(days=140)
    half.operator(actors.outsider).act.declare_default(active_loan).send()
    note = investor.view.note(active_loan)
    assert note.status is LoanStatus.DEFAULTED
    assert (note.outstanding, note.value) == (5 * UNITS, 0)


def test_an_unknown_loan_is_said(investor: Investor) -> None:
    with pytest.raises(InputError, match="INPUT:LOAN: there is no loan 99"):
        investor.view.note(99)
    assert isinstance(investor.act.claim(99).refusal, Reverted | None)


def test_more_than_a_hundred_claims_are_refused(investor: Investor) -> None:
    plan = investor.act.claim_many(list(range(1, 102)))
    assert plan.refusal is not None
    assert not isinstance(plan.refusal, BadArgument)
