"""Escrow: money comes in as measured, moves by rule, and goes out to its owner."""

from __future__ import annotations

from typing import Any

import pytest

from contracts.builders import DAY, PEERS, World, compact, key_of, refuses, sign_digest
from tallystick.chain import typed_data


def test_a_deposit_credits_the_owner(world: World) -> None:
    owner = key_of("investor").address
    world.fund_wallet(owner, 500)
    assert world.events()[-1] == ("Deposited", {"owner": owner, "amount": 500, "balance": 500})
    assert world.balance(owner) == 500


def test_a_deposit_of_nothing_is_refused(world: World) -> None:
    with refuses("ESCROW:DEPOSIT:ZERO"):
        world.call("Escrow.deposit", 0, sender=key_of("investor").address)


def test_a_deposit_without_allowance_is_refused(world: World) -> None:
    owner = key_of("investor").address
    world.call("Token.mint", owner, 10, sender=world.custodian)
    with refuses("EVM:REVERT"):
        world.call("Escrow.deposit", 10, sender=owner)
    assert world.balance(owner) == 0


def permit(world: World, owner_role: str, amount: int, deadline: int) -> tuple[int, bytes, bytes]:
    owner = key_of(owner_role)
    values = {
        "owner": owner.address,
        "spender": world.address["Escrow"],
        "value": amount,
        "nonce": world.call("Token.nonces", owner.address),
        "deadline": deadline,
    }
    full = typed_data.permit(
        values, world.call("Token.name"), world.engine.chain_id, world.address["Token"]
    )
    signed = sign_digest(owner, typed_data.digest(full))
    return signed.v, signed.r.to_bytes(32, "big"), signed.s.to_bytes(32, "big")


def test_a_deposit_with_permit_needs_no_approval(world: World) -> None:
    owner = key_of("investor").address
    world.call("Token.mint", owner, 700, sender=world.custodian)
    signature = permit(world, "investor", 700, world.now + DAY)
    world.call("Escrow.deposit_with_permit", 700, world.now + DAY, *signature, sender=owner)
    assert world.balance(owner) == 700


def test_a_permit_sent_by_someone_else_first_does_no_harm(world: World) -> None:
    owner = key_of("investor").address
    world.call("Token.mint", owner, 700, sender=world.custodian)
    deadline = world.now + DAY
    signature = permit(world, "investor", 700, deadline)
    world.call("Token.permit", owner, world.address["Escrow"], 700, deadline, *signature)
    world.call("Escrow.deposit_with_permit", 700, deadline, *signature, sender=owner)
    assert world.balance(owner) == 700


def test_an_expired_permit_moves_nothing(world: World) -> None:
    owner = key_of("investor").address
    world.call("Token.mint", owner, 700, sender=world.custodian)
    signature = permit(world, "investor", 700, world.now - 1)
    with refuses("EVM:REVERT"):
        world.call("Escrow.deposit_with_permit", 700, world.now - 1, *signature, sender=owner)


def test_a_withdrawal_reaches_the_owner_themselves(world: World) -> None:
    owner = key_of("investor").address
    world.fund_wallet(owner, 500)
    world.call("Escrow.withdraw", 200, sender=owner)
    assert (world.balance(owner), world.call("Token.balanceOf", owner)) == (300, 200)


@pytest.mark.parametrize(
    ("amount", "code"), [(0, "ESCROW:WITHDRAW:ZERO"), (501, "ESCROW:WITHDRAW:BALANCE")]
)
def test_a_withdrawal_outside_the_balance_is_refused(world: World, amount: int, code: str) -> None:
    owner = key_of("investor").address
    world.fund_wallet(owner, 500)
    with refuses(code):
        world.call("Escrow.withdraw", amount, sender=owner)
    assert world.balance(owner) == 500


def test_a_held_balance_is_free_again_to_the_second(world: World, investor: str) -> None:
    until = world.now + 100
    world.call("Freezes.freeze", investor, until, b"\1" * 32, sender=world.compliance)
    assert world.call("Escrow.hold_until", investor) == until
    world.set_time(until - 1)
    with refuses("ESCROW:WITHDRAW:HELD"):
        world.call("Escrow.withdraw", 1, sender=investor)
    world.set_time(until)
    world.call("Escrow.withdraw", 1, sender=investor)


def test_a_donation_changes_nobodys_figures(world: World, investor: str) -> None:
    before = world.balance(investor)
    world.call("Token.mint", world.address["Escrow"], 10**9, sender=world.custodian)
    assert world.balance(investor) == before
    world.call("Token.approve", world.address["Escrow"], 5, sender=investor)
    world.call("Token.mint", investor, 5, sender=world.custodian)
    assert world.call("Escrow.deposit", 5, sender=investor) == 5


ATTACKER_CALLS: dict[str, tuple[str, Any]] = {
    "move": ("ESCROW:MOVE:CALLER", lambda w, victim, me: (victim, me, 1, 1, 0)),
    "split": (
        "ESCROW:MOVE:CALLER",
        lambda w, victim, me: (victim, [me] * 3, [1, 1, 1], [1, 1, 1], 0),
    ),
    "pay": ("ESCROW:PAY:CALLER", lambda w, victim, me: (me, 1, 1, 0, 0)),
    "settle": (
        "ESCROW:SETTLE:CALLER",
        lambda w, victim, me: (victim, me, [0, 0], [0, 0], 1, 0, 0, 0),
    ),
    "take": ("ESCROW:TAKE:CALLER", lambda w, victim, me: (victim, me, 1, 1, 0)),
    "take_many": ("ESCROW:TAKE:CALLER", lambda w, victim, me: ([victim], [1], 1)),
    "take_returned": ("ESCROW:TAKE:CALLER", lambda w, victim, me: (victim,)),
    "give": ("ESCROW:GIVE:CALLER", lambda w, victim, me: (victim, 1, 1, 1)),
    "hold": ("ESCROW:HOLD:CALLER", lambda w, victim, me: (victim, 2**39)),
    "deposit_for": ("ESCROW:DEPOSIT:CALLER", lambda w, victim, me: (victim, 1)),
    "withdraw_for": ("ESCROW:WITHDRAW:CALLER", lambda w, victim, me: (victim, 1)),
}


@pytest.mark.parametrize("function", ATTACKER_CALLS)
def test_nobody_but_the_fixed_contracts_moves_a_balance(
    world: World, investor: str, function: str
) -> None:
    code, arguments = ATTACKER_CALLS[function]
    before = world.balance(investor)
    callers = [
        key_of("attacker").address, world.deployer, world.treasury, world.compliance,
        *world.council, investor, world.address["Governor"],
        *(world.address[name] for name in ("Market", "Mandates", "Ballots", "Collateral")),
    ]  # fmt: skip
    for caller in callers:
        with refuses(code):
            world.call(
                f"Escrow.{function}", *arguments(world, investor, caller), sender=str(caller)
            )
    assert world.balance(investor) == before


def test_the_reserve_moves_only_its_own(world: World, investor: str) -> None:
    reserve = world.address["Reserve"]
    with refuses("ESCROW:MOVE:SENDER"):
        world.call("Escrow.move", investor, reserve, 1, 1, 0, sender=reserve)


@pytest.mark.parametrize("contract", ["Book", "Servicing"])
def test_a_contract_cannot_move_more_than_there_is(
    world: World, investor: str, contract: str
) -> None:
    mover = world.address[contract]
    with refuses("ESCROW:MOVE:BALANCE"):
        world.call("Escrow.move", investor, mover, 10**12, 1, 0, sender=mover)
    assert world.balance(investor) == 10**11


def test_the_pot_cannot_be_overdrawn(world: World, investor: str) -> None:
    book = world.address["Book"]
    with refuses("ESCROW:POT:BALANCE"):
        world.call("Escrow.pay", investor, 1, 0, 0, 1, sender=book)
    other = key_of("buyer").address
    for earned in ([1, 0], [0, 1]):
        for sides in ((earned, [0, 0]), ([0, 0], earned)):
            with refuses("ESCROW:POT:BALANCE"):
                world.call("Escrow.settle", investor, other, *sides, 0, 0, 0, 1, sender=book)


def test_many_moves_at_once_take_no_more_than_there_is(
    world: World, investor: str, investor_two: str
) -> None:
    book, held = world.address["Book"], 10**11
    two = [investor_two, investor_two, investor_two]
    for amounts in ([held + 1, 0, 0], [held, 1, 0], [1, held - 1, 1]):
        with refuses("ESCROW:MOVE:BALANCE"):
            world.call("Escrow.split", investor, two, amounts, [1] * 3, 1, sender=book)
    with refuses("ESCROW:MOVE:BALANCE"):
        world.call("Escrow.take_many", [investor_two, investor], [1, held + 1], 1, sender=book)
    assert (world.balance(investor), world.balance(book)) == (held, 0)
    world.call("Escrow.split", investor, two, [1, 0, held - 1], [1] * 3, 1, sender=book)
    assert (world.balance(investor), world.balance(investor_two)) == (0, 2 * held)
    world.call("Escrow.take_many", [investor, investor_two], [0, 2 * held], 1, sender=book)
    assert (world.balance(investor_two), world.balance(book)) == (0, 2 * held)
    world.call("Escrow.split", book, [book, investor, book], [3, 4, 5], [1] * 3, 1, sender=book)
    assert (world.balance(investor), world.balance(book)) == (4, 2 * held - 4)


def test_a_price_above_the_balance_is_refused(world: World, investor: str) -> None:
    book, buyer = world.address["Book"], key_of("buyer").address
    with refuses("ESCROW:SETTLE:BALANCE"):
        world.call("Escrow.settle", investor, buyer, [0, 0], [0, 0], 5, 0, 0, 1, sender=book)


def test_balances_are_bounded(world: World, investor: str) -> None:
    # 2^96 units at most: a move or payment past that is refused, not wrapped round.
    book, servicing = world.address["Book"], world.address["Servicing"]
    whale = key_of("whale").address
    world.fund_wallet(whale, 2**96 - 1)
    with refuses("ESCROW:MOVE:RANGE"):
        world.call("Escrow.move", investor, whale, 1, 1, 0, sender=book)
    with refuses("ESCROW:MOVE:RANGE"):
        world.call("Escrow.split", investor, [whale] * 3, [0, 1, 0], [1] * 3, 1, sender=book)
    with world.undone():
        world.call("Escrow.move", whale, book, 2**96 - 1, 1, 0, sender=book)
        with refuses("ESCROW:MOVE:RANGE"):
            world.call("Escrow.take_many", [investor], [1], 1, sender=book)
    world.call("Escrow.move", investor, servicing, 10, 1, 0, sender=book)
    with refuses("ESCROW:PAY:RANGE"):
        world.call("Escrow.pay", whale, 1, 0, 0, 1, sender=book)
    with refuses("ESCROW:DEPOSIT:RANGE"):
        world.fund_wallet(whale, 1)


def test_a_move_to_oneself_changes_nothing(world: World, investor: str) -> None:
    book = world.address["Book"]
    world.call("Escrow.move", investor, investor, 7, 1, 0, sender=book)
    assert world.balance(investor) == 10**11


def test_the_constructor_refuses_addresses_of_zero_and_fine_tokens() -> None:
    zero = "0x" + "00" * 20
    world = World()
    here = [world.address[name] for name in PEERS]
    for name in ("Book", "Servicing", "Reserve", "Registry"):
        i = PEERS.index(name)
        addresses = (*here[:i], zero, *here[i + 1 :])
        with refuses("ESCROW:INIT:ZERO"):
            world._deploy("Other", "Escrow", (world.address["Token"], addresses))
    fine = world._deploy("Fine", "mocks/HostileToken", (9,))
    with refuses("ESCROW:INIT:DECIMALS"):
        world._deploy("Other", "Escrow", (fine, tuple(here)))


def test_signatures_are_compact() -> None:
    signed = sign_digest(key_of("anyone"), b"\1" * 32)
    r, vs = compact(signed)
    assert (r, vs & (2**255 - 1), (vs >> 255) + 27) == (signed.r, signed.s, signed.v)
