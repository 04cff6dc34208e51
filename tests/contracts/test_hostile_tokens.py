"""Tokens that misbehave: nothing is credited that did not come, nothing can be re-entered."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from contracts.ballots import new_terms
from contracts.builders import DISCLOSURE, NO_SIGNATURE, World, key_of, refuses
from contracts.mandates import mandate
from contracts.workouts import RECEIPT

TAX, ANSWER_FALSE, REVERT_ON_ZERO, CALL_BACK, REBASE = 1, 2, 4, 8, 16


@pytest.fixture(scope="module")
def built() -> World:
    return World("HostileToken", (6,))


@pytest.fixture
def hostile(built: World) -> Iterator[World]:
    now = built.now
    with built.undone():
        yield built
    built.set_time(now)


def give(world: World, owner: str, amount: int) -> None:
    world.call("Token.mint", owner, amount)
    world.call("Token.approve", world.address["Escrow"], amount, sender=owner)


def person(world: World, role: str, money: int = 10**9) -> str:
    wallet = world.enrol(role)
    give(world, wallet, money)
    world.call("Escrow.deposit", money, sender=wallet)
    return wallet


def test_a_tax_is_borne_by_the_depositor(hostile: World) -> None:
    owner = key_of("investor").address
    give(hostile, owner, 1_000)
    hostile.call("Token.set_behaviour", TAX)
    assert hostile.call("Escrow.deposit", 1_000, sender=owner) == 990
    assert hostile.balance(owner) == 990 == hostile.held()


def test_a_taxed_deposit_and_fund_lends_only_what_came(hostile: World) -> None:
    borrower, investor = person(hostile, "borrower"), hostile.enrol("investor")
    loan = hostile.list_loan(borrower)
    give(hostile, investor, 5_000)
    hostile.call("Token.set_behaviour", TAX)
    with refuses("ESCROW:MOVE:BALANCE"):
        hostile.call("Book.deposit_and_fund", loan, 5_000, 1, DISCLOSURE, sender=investor)
    assert hostile.balance(investor) == 0


@pytest.mark.parametrize("action", ["deposit", "withdraw"])
def test_a_token_that_answers_false_changes_nothing(hostile: World, action: str) -> None:
    owner = person(hostile, "investor", 1_000)
    give(hostile, owner, 1_000)
    hostile.call("Token.set_behaviour", ANSWER_FALSE)
    with refuses(f"ESCROW:{action.upper()}:TOKEN"):
        hostile.call(f"Escrow.{action}", 500, sender=owner)
    assert hostile.balance(owner) == 1_000


def test_a_deposit_that_brings_nothing_is_refused(hostile: World) -> None:
    owner = key_of("investor").address
    give(hostile, owner, 1_000)
    # A whole tax: the token takes the transfer and delivers to nobody.
    hostile.call("Token.set_behaviour", REBASE | TAX)
    hostile.call("Token.approve", hostile.address["Escrow"], 1, sender=owner)
    with refuses("ESCROW:DEPOSIT:NOTHING"):
        hostile.call("Escrow.deposit", 1, sender=owner)


def test_a_blocked_lender_blocks_nobody_else(hostile: World) -> None:
    borrower = person(hostile, "borrower")
    lenders = [person(hostile, f"lender {i}") for i in range(3)]
    loan = hostile.live_loan(borrower, dict.fromkeys(lenders, 10_000))
    hostile.call("Token.block_address", lenders[0], True)
    hostile.travel(days=31)
    hostile.call("Servicing.repay", loan, 10**6, 480, sender=borrower)
    for lender in lenders:
        assert hostile.call("Book.claim", loan, sender=lender) > 0
    for lender in lenders[1:]:
        hostile.call("Escrow.withdraw", hostile.balance(lender), sender=lender)
    # Their money waits for them; they may also lend it again, or sell their note.
    with refuses("TOKEN:BLOCKED"):
        hostile.call("Escrow.withdraw", 1, sender=lenders[0])
    hostile.fill(*hostile.ask("lender 0", loan, 10_000, price_ppm=0), 10_000, lenders[1])


def test_a_token_that_returns_nothing_is_taken_at_its_deeds() -> None:
    silent = World("SilentToken", ())
    owner = key_of("investor").address
    silent.call("Token.mint", owner, 1_000)
    silent.call("Token.approve", silent.address["Escrow"], 1_000, sender=owner)
    assert silent.call("Escrow.deposit", 1_000, sender=owner) == 1_000
    silent.call("Escrow.withdraw", 400, sender=owner)
    assert (silent.balance(owner), silent.held()) == (600, 600)


def test_zero_moves_never_reach_the_token(hostile: World) -> None:
    borrower, investor = person(hostile, "borrower"), person(hostile, "investor")
    hostile.call("Token.set_behaviour", REVERT_ON_ZERO)
    loan = hostile.live_loan(borrower, {investor: 10_000}, origination_ppm=0, reserve_ppm=0)
    assert hostile.call("Book.claim", loan, sender=investor) == 0
    assert hostile.call("Book.claim_and_withdraw", [loan], sender=investor) == 0


def reentries(world: World, victim: str, loan: int) -> list[tuple[str, str, tuple[Any, ...]]]:
    """Every writing entry point of every contract, with arguments that look alive."""
    plain: dict[str, Any] = {
        "uint256": 1, "address": victim, "bool": False, "bytes32": b"\1" * 32, "bytes4": b"\1" * 4,
        "uint8": 27, "uint256[2]": [0, 0], "uint256[3]": [1, 1, 1], "address[3]": [victim] * 3,
        "uint256[]": [loan], "address[2]": [victim] * 2, "bytes": b"",
        "address[]": [victim], "bytes32[]": [b"\1" * 32],
    }  # fmt: skip
    special = {
        "list_offer": (world.offer(victim), [victim] * 2, NO_SIGNATURE, NO_SIGNATURE),
        "offer_digest": (world.offer(victim),),
        "enrol": (world.credential("victim"), [(0, 0)], NO_SIGNATURE),
        "freeze_by_order": (
            {"wallet": victim, "until": 1, "order": b"\1" * 32, "expiry": 1},
            [(0, 0)],
        ),
        "fill": (*world.ask("investor", loan, 1), 1, 1, 1, world.seen(loan)),
        "sell": (*world.bid("investor", loan, 1), 1, 1, 1, world.seen(loan)),
        "bring": (mandate(world, "investor"), NO_SIGNATURE),
        "revoke": (mandate(world, "investor"),),
        "propose": (new_terms(world, loan), victim, *[NO_SIGNATURE] * 3),
        "receive": (loan, RECEIPT | {"payer": victim, "guarantor": victim}),
        "cancel_ask": (world.ask("investor", loan, 1)[0],),
        "cancel_bid": (world.bid("investor", loan, 1)[0],),
    }
    rows = []
    for contract, interface in world.interface.items():
        if contract == "Token":
            continue
        for name, function in interface.functions.items():
            if function.writes:
                known = None if (contract, name) == ("Governor", "propose") else special.get(name)
                arguments = known or tuple(plain[entry["type"]] for entry in function.inputs)
                rows.append((contract, name, arguments))
    return rows


@pytest.mark.long
def test_nothing_can_be_reentered_while_the_token_is_called(hostile: World) -> None:
    borrower, investor = person(hostile, "borrower"), person(hostile, "investor")
    loan = hostile.live_loan(borrower, {investor: 10_000})
    hostile.travel(days=31)
    hostile.call("Servicing.repay", loan, 10**6, 480, sender=borrower)
    give(hostile, investor, 1_000)
    calls = reentries(hostile, investor, loan)
    assert len(calls) > 50
    moments = (
        ("Escrow.deposit", (10,)),
        ("Escrow.withdraw", (10,)),
        ("Book.claim_and_withdraw", ([loan],)),
    )
    for moment, arguments in moments:
        for contract, name, inner in calls:
            with hostile.undone():
                data = hostile.interface[contract].function(name).encode(inner)
                hostile.call("Token.call_back", hostile.address[contract], data)
                hostile.call("Token.set_behaviour", CALL_BACK)
                before = hostile.balance(borrower)
                hostile.call(moment, *arguments, sender=investor)
                # 1: the call back was refused. Cranks that touch no money of the
                # owner may pass; whatever happened, the books still balance.
                outcome = hostile.call("Token.outcome")
                assert outcome in {1, 2}
                if contract == "Escrow":
                    assert outcome == 1, f"{name} was re-entered during {moment}"
                assert hostile.balance(borrower) == before
                assert hostile.held() >= total(hostile, investor, borrower)


def total(world: World, *owners: str) -> int:
    accounts = {*owners, world.treasury, *(world.address[name] for name in world.interface)}
    return sum(world.balance(owner) for owner in accounts)


def test_a_view_read_in_the_middle_of_a_transfer_is_refused(hostile: World) -> None:
    investor = person(hostile, "investor")
    data = hostile.interface["Escrow"].function("balance_of").encode((investor,))
    hostile.call("Token.call_back", hostile.address["Escrow"], data)
    hostile.call("Token.set_behaviour", CALL_BACK)
    hostile.call("Escrow.withdraw", 10, sender=investor)
    assert hostile.call("Token.outcome") == 1
