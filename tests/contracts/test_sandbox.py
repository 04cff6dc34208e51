"""A sandbox: caps on persons and amounts and an end, fixed when it is deployed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from contracts.builders import DAY, START, World, refuses

if TYPE_CHECKING:
    from contracts.engine import Engine


@pytest.fixture
def small(engine: Engine, world: World) -> World:
    """Four persons at most (two of them underwriters), limits of a million, ninety days."""
    return World(engine=engine, sandbox=(4, 10**6, world.now + 90 * DAY), limit=10**6)


def test_a_sandbox_bounds_persons_and_amounts(small: World) -> None:
    with refuses("REG:ENROL:SANDBOX"):
        small.enrol("whale", lend_limit=10**6 + 1, borrow_limit=0)
    with refuses("REG:ENROL:SANDBOX"):
        small.enrol("whale", lend_limit=10**6, borrow_limit=10**6 + 1)
    for role in ("one", "two"):
        small.enrol(role, lend_limit=10**6, borrow_limit=10**6)
    with refuses("REG:ENROL:SANDBOX"):
        small.enrol("three", lend_limit=1, borrow_limit=0)
    small.travel(seconds=1)
    # A newer credential of a person who is in is no further person.
    small.enrol("two", lend_limit=10, borrow_limit=10)


@pytest.mark.exact_second
def test_a_sandbox_ends_for_new_risk_and_for_nothing_else(small: World) -> None:
    borrower = small.enrol("one", lend_limit=10**6, borrow_limit=10**6)
    lender = small.enrol("two", lend_limit=10**6, borrow_limit=10**6)
    for wallet in (borrower, lender):
        small.fund_wallet(wallet, 10**6)
    loan = small.live_loan(borrower, {lender: 10_000})
    small.set_time(int(small.call("Registry.sandbox_ends_at")))
    listing = small.list_loan(borrower, principal=10_000)
    small.travel(seconds=1)
    with refuses("REG:GATE:SANDBOX"):
        small.list_loan(borrower, principal=10_000)
    with refuses("REG:GATE:SANDBOX"):
        small.fund(listing, lender, 10_000)
    small.call("Servicing.collect", loan)
    small.call("Book.claim_and_withdraw", [loan], sender=lender)
    small.call("Servicing.prepay", loan, 10**6, 0, sender=borrower)
    small.call("Escrow.withdraw", 1, sender=borrower)


def test_another_platform_has_no_such_bounds(world: World) -> None:
    assert world.call("Registry.sandbox_ends_at") == 0
    assert world.call("Registry.sandbox_persons") == 0
    assert world.now >= START
