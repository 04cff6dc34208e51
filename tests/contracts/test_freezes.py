"""Registry: freezes short and long, attestors' seats, and whose calls its bookkeeping takes."""

from __future__ import annotations

from typing import Any

import pytest

from contracts.builders import DAY, PEERS, World, key_of, refuses
from contracts.enrolment import enrol, person, second_wallet

# Freezes


def order_of(world: World, wallet: str, **changes: Any) -> dict[str, Any]:
    return {
        "wallet": wallet,
        "until": world.now + 30 * DAY,
        "order": b"\2" * 32,
        "expiry": world.now + DAY,
    } | changes


def freeze_long(world: World, order: dict[str, Any], count: int = 2) -> None:
    signed = [world.sign("FreezeOrder", order, seat) for seat in world.attestors[:count]]
    world.call("Freezes.freeze_by_order", order, signed)


@pytest.mark.exact_second
def test_a_freeze_stops_new_risk_and_withdrawals_but_no_exit(
    world: World, borrower: str, loan: int, investor: str
) -> None:
    wallet = second_wallet(world)
    open_loan = world.list_loan(borrower)
    world.fund(open_loan, investor, 5_000)
    world.travel(days=31)
    world.call("Freezes.freeze", wallet, world.now + 3_600, bytes(32), sender=world.compliance)
    assert world.call("Escrow.hold_until", investor) == world.now + 3_600
    assert world.call("Escrow.hold_until", wallet) == world.now + 3_600
    with refuses("REG:PERSON:FROZEN"):
        world.fund(world.list_loan(borrower), investor, 5_000)
    sale, purchase = world.ask("investor", loan, 1_000), world.ask("investor two", loan, 1_000)
    with refuses("ESCROW:SETTLE:HELD"):
        world.fill(*sale, 1_000, key_of("investor two").address)
    with refuses("REG:PERSON:FROZEN"):
        world.fill(*purchase, 1_000, investor)
    with refuses("ESCROW:SETTLE:HELD"):
        world.call("Book.transfer", wallet, loan, 1_000, sender=investor)
    with refuses("ESCROW:WITHDRAW:HELD"):
        world.call("Escrow.withdraw", 1, sender=investor)
    world.call("Servicing.repay", loan, 10**6, 480, sender=borrower)
    assert world.call("Book.claim", loan, sender=investor) > 0
    world.call("Book.retract", open_loan, 5_000, sender=investor)


def test_a_frozen_borrower_still_repays(world: World, borrower: str, loan: int) -> None:
    world.travel(days=31)
    world.call("Freezes.freeze", borrower, world.now + 3_600, bytes(32), sender=world.compliance)
    assert world.call("Servicing.repay", loan, 10**6, 480, sender=borrower) > 0
    with refuses("REG:PERSON:FROZEN"):
        world.list_loan(borrower)


@pytest.mark.exact_second
def test_a_short_freeze_is_short_and_rare(world: World, investor: str) -> None:
    limit = world.now + 72 * 3_600
    with refuses("FREEZE:PERSON:LONG"):
        world.call("Freezes.freeze", investor, limit + 1, bytes(32), sender=world.compliance)
    with refuses("FREEZE:PERSON:PAST"):
        world.call("Freezes.freeze", investor, world.now, bytes(32), sender=world.compliance)
    with refuses("FREEZE:PERSON:ROLE"):
        world.call("Freezes.freeze", investor, limit, bytes(32), sender=world.guardian)
    with refuses("FREEZE:PERSON:UNKNOWN"):
        world.call("Freezes.freeze", world.treasury, limit, bytes(32), sender=world.compliance)
    world.call("Freezes.freeze", investor, limit, bytes(32), sender=world.compliance)
    # Its 72 hours count for 30 days from their end.
    world.set_time(limit + 30 * DAY - 1)
    with refuses("FREEZE:PERSON:AGAIN"):
        world.call("Freezes.freeze", investor, world.now + 1, bytes(32), sender=world.compliance)
    world.travel(seconds=1)
    world.call("Freezes.freeze", investor, world.now + 1, bytes(32), sender=world.compliance)


@pytest.mark.exact_second
def test_a_long_freeze_needs_attestors_and_an_order(world: World, investor: str) -> None:
    with refuses("FREEZE:PERSON:LONG"):
        freeze_long(world, order_of(world, investor, until=world.now + 30 * DAY + 1))
    with refuses("FREEZE:PERSON:PAST"):
        freeze_long(world, order_of(world, investor, until=world.now))
    with refuses("FREEZE:PERSON:ORDER"):
        freeze_long(world, order_of(world, investor, order=bytes(32)))
    with refuses("FREEZE:PERSON:EXPIRED"):
        freeze_long(world, order_of(world, investor, expiry=world.now - 1))
    with refuses("REG:ATTEST:FEW"):
        freeze_long(world, order_of(world, investor), count=1)
    order = order_of(world, investor)
    freeze_long(world, order)
    with refuses("FREEZE:PERSON:STALE"):
        freeze_long(world, order)
    world.travel(days=29)
    freeze_long(world, order_of(world, investor))
    assert person(world, investor)["frozen_until"] == world.now + 30 * DAY


def test_a_short_freeze_does_not_shorten_a_long_one(world: World, investor: str) -> None:
    freeze_long(world, order_of(world, investor))
    until = person(world, investor)["frozen_until"]
    world.call("Freezes.freeze", investor, world.now + 10, bytes(32), sender=world.compliance)
    assert person(world, investor)["frozen_until"] == until
    assert world.call("Escrow.hold_until", investor) == until


def test_a_wallet_added_during_a_freeze_is_held_too(world: World, investor: str) -> None:
    freeze_long(world, order_of(world, investor))
    wallet = second_wallet(world)
    assert world.call("Escrow.hold_until", wallet) == person(world, investor)["frozen_until"]


# Seats


def test_a_guardian_suspends_one_seat_and_the_council_gives_it_back(world: World) -> None:
    seat = world.attestors[0].address
    with refuses("REG:SEAT:ROLE"):
        world.call("Registry.suspend_attestor", seat, sender=world.compliance)
    with refuses("REG:SEAT:UNKNOWN"):
        world.call("Registry.suspend_attestor", world.treasury, sender=world.guardian)
    world.call("Registry.suspend_attestor", seat, sender=world.guardian)
    assert world.call("Registry.seat_of", seat) == 2
    with refuses("REG:ATTEST:SEAT"):
        enrol(world, world.credential("investor"))
    with refuses("REG:SEAT:THRESHOLD"):
        world.call("Registry.suspend_attestor", world.attestors[1].address, sender=world.guardian)
    world.decide(3, seat, int(seat, 16))
    assert (world.call("Registry.seat_of", seat), world.call("Registry.active_seats")) == (1, 3)
    enrol(world, world.credential("investor"))


def test_a_seat_passes_to_a_successor(world: World) -> None:
    seat, successor = world.attestors[0].address, key_of("new attestor").address
    governor = world.address["Governor"]
    with refuses("REG:SEAT:UNKNOWN"):
        world.call("Registry.replace_attestor", successor, seat, sender=governor)
    with refuses("REG:SEAT:TAKEN"):
        world.call("Registry.replace_attestor", seat, world.attestors[1].address, sender=governor)
    with refuses("REG:SEAT:ZERO"):
        world.call("Registry.replace_attestor", seat, "0x" + "00" * 20, sender=governor)
    world.decide(3, seat, int(successor, 16))
    assert world.call("Registry.seat_of", seat) == 0
    assert world.call("Registry.seat_of", successor) == 1
    assert world.call("Registry.active_seats") == 3
    with refuses("REG:ATTEST:SEAT"):
        enrol(world, world.credential("investor"))


@pytest.mark.parametrize(
    ("attestors", "threshold", "code"),
    [
        (["a", "b", "c"], 1, "REG:INIT:THRESHOLD"),
        (["a", "b"], 2, "REG:INIT:SEATS"),
        (["a", "b", "b"], 2, "REG:INIT:SEAT"),
        (["a", "b", None], 2, "REG:INIT:SEAT"),
    ],
)
def test_the_constructor_refuses_a_weak_set_of_attestors(
    attestors: list[str | None], threshold: int, code: str
) -> None:
    world = World()
    chosen = [key_of(name).address if name else "0x" + "00" * 20 for name in attestors]
    peers = tuple(world.address[name] for name in PEERS)
    with refuses(code):
        world._deploy("Other", "Registry", (peers, chosen, threshold, (0, 0, 0)))


CALLS: dict[str, tuple[str, Any]] = {
    "admit": ("REG:ADMIT:CALLER", lambda a: (a, 1, 0, a, 1, 1)),
    "admit_many": ("REG:ADMIT:CALLER", lambda a: ([a], [1], [1], a, 1, 1)),
    "accept": ("REG:ACCEPT:CALLER", lambda a: (a, 1, 0, a, 1, 1)),
    "reduce": ("REG:REDUCE:CALLER", lambda a: (a, 1)),
    "borrow": ("REG:BORROW:CALLER", lambda a: (a, 1, 1)),
    "draw": ("REG:DRAW:CALLER", lambda a: (a, 1, 1, 1, 1, 1)),
    "release": ("REG:RELEASE:CALLER", lambda a: (a, 1)),
    "record_cover": ("REG:COVER:CALLER", lambda a: (1, 1)),
    "signer_of": ("REG:SIGNER:CALLER", lambda a: (a,)),
    "set_gate": ("REG:GATE:CALLER", lambda a: (0, False, 0)),
    "replace_attestor": ("REG:SEAT:CALLER", lambda a: (a, a)),
}


@pytest.mark.parametrize("function", CALLS)
def test_bookkeeping_of_people_is_the_contracts_own(
    world: World, investor: str, function: str
) -> None:
    code, arguments = CALLS[function]
    for caller in (key_of("attacker").address, world.guardian, *world.council, investor):
        with refuses(code):
            world.call(f"Registry.{function}", *arguments(investor), sender=caller)
