"""Where the money of a payment came from, move by move."""

from __future__ import annotations

import pytest

from client.audit.detectors.market import Debt, Market, account
from tallystick.audit.detectors.money_trail import Origin, opaque_accounts, trace

PRINCIPAL = 12 * 10**8


@pytest.fixture
def market() -> Market:
    return Market(1)


def lend(market: Market, borrower: bytes) -> Debt:
    return market.lend(borrower, PRINCIPAL, [market.enrol(f"lender {len(market.debts)}")], n=12)


def origins(market: Market) -> dict[Origin, int]:
    return trace(market.facts()).payments[-1].origins


def test_what_lies_in_the_escrow_pays_its_own_loan(market: Market) -> None:
    ann = market.enrol("ann")
    debt = lend(market, ann)
    market.pay(debt, ann)
    assert origins(market) == {Origin.SAME_LOAN: sum(debt.row(1))}


def test_earnings_pay_after_the_money_is_spent(market: Market) -> None:
    ann = market.enrol("ann")
    debt = lend(market, ann)
    amount = sum(debt.row(1))
    market.withdraw(ann, market.escrow[ann])
    market.transfer(ann, account("shop"), market.wallets[ann])
    market.mint(ann, amount)
    market.deposit(ann, amount)
    market.pay(debt, ann)
    assert origins(market) == {Origin.OUTSIDE: amount}


def test_another_borrowers_money_is_seen_through_two_hands(market: Market) -> None:
    ann, bob = market.enrol("ann"), market.enrol("bob")
    debt, newer = lend(market, ann), lend(market, bob)
    amount = sum(debt.row(1))
    market.withdraw(ann, market.escrow[ann])
    market.transfer(ann, account("shop"), market.wallets[ann])
    market.withdraw(bob, amount)
    market.transfer(bob, account("friend"), amount)
    market.transfer(account("friend"), ann, amount)
    market.deposit(ann, amount)
    market.pay(debt, ann)
    trail = trace(market.facts())
    assert trail.payments[-1].origins == {Origin.OTHER_BORROWER: amount}
    assert trail.payments[-1].through == {account("friend"): amount}
    assert trail.passed_on[newer.number] == {account("friend"): amount, ann: amount}


def test_a_deposit_for_somebody_else_is_a_transfer(market: Market) -> None:
    ann, bob = market.enrol("ann"), market.enrol("bob")
    debt = lend(market, ann)
    lend(market, bob)
    amount = sum(debt.row(1))
    market.withdraw(ann, market.escrow[ann])
    market.transfer(ann, account("shop"), market.wallets[ann])
    market.withdraw(bob, amount)
    market.deposit(ann, amount, payer=bob)
    market.pay(debt, ann)
    assert origins(market) == {Origin.OTHER_BORROWER: amount}


def test_an_own_newer_loan_pays_only_when_nothing_else_is_there(market: Market) -> None:
    ann = market.enrol("ann")
    debt = lend(market, ann)
    amount = sum(debt.row(1))
    market.withdraw(ann, market.escrow[ann])
    market.transfer(ann, account("shop"), market.wallets[ann])
    market.transfer(account("shop"), ann, amount // 2)
    market.deposit(ann, amount // 2)
    lend(market, ann)
    market.pay(debt, ann)
    # What the shop gives back is the loan's own money: nobody has seen the shop earn it.
    assert origins(market) == {
        Origin.SAME_LOAN: amount // 2,
        Origin.OTHER_LOAN: amount - amount // 2,
    }


def test_what_a_lender_takes_out_and_hands_over_is_theirs(market: Market) -> None:
    ann, lender = market.enrol("ann"), market.enrol("lender")
    debt = market.lend(ann, PRINCIPAL, [lender], n=12)
    amount = sum(debt.row(1))
    market.withdraw(ann, market.escrow[ann])
    market.transfer(ann, account("shop"), market.wallets[ann])
    market.mint(lender, amount)
    market.deposit(lender, amount)
    market.withdraw(lender, amount)
    market.transfer(lender, ann, amount)
    market.deposit(ann, amount)
    market.pay(debt, ann)
    assert origins(market) == {Origin.LENDER: amount}


def test_the_treasurys_money_is_the_operators(market: Market) -> None:
    ann = market.enrol("ann")
    debt = lend(market, ann)
    amount = sum(debt.row(1))
    market.withdraw(ann, market.escrow[ann])
    market.transfer(ann, account("shop"), market.wallets[ann])
    market.mint(market.treasury, amount)
    market.transfer(market.treasury, ann, amount)
    market.deposit(ann, amount)
    market.pay(debt, ann)
    assert origins(market) == {Origin.OPERATOR: amount}


def test_money_that_was_drawn_long_ago_is_the_worlds(market: Market) -> None:
    ann, bob = market.enrol("ann"), market.enrol("bob")
    debt = lend(market, ann)
    amount = sum(debt.row(1))
    market.withdraw(ann, market.escrow[ann])
    market.transfer(ann, account("shop"), market.wallets[ann])
    lend(market, bob)
    market.day += 91
    market.withdraw(bob, amount)
    market.transfer(bob, ann, amount)
    market.deposit(ann, amount)
    market.pay(debt, ann)
    assert origins(market) == {Origin.OUTSIDE: amount}


def test_an_exchange_is_opaque_and_a_collector_is_not(market: Market) -> None:
    borrowers = [market.enrol(f"borrower {place}") for place in range(6)]
    exchange, collector = account("exchange"), account("collector")
    for borrower in borrowers:
        lender = market.enrol(f"lender of {borrower.hex()}")
        market.lend(borrower, PRINCIPAL, [lender], n=12)
        market.mint(lender, 1)
        market.mint(exchange, 1)
        market.transfer(exchange, lender, 1)
        market.withdraw(borrower, 2)
        market.transfer(borrower, exchange, 1)
        market.transfer(borrower, collector, 1)
        market.transfer(collector, borrower, 1)
    opaque = opaque_accounts(market.facts())
    assert exchange in opaque
    assert collector not in opaque
