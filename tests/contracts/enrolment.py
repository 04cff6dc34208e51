"""Enrolling people on the contracts, as the tests of the Registry do it."""

from __future__ import annotations

from typing import Any

from contracts.builders import World, key_of


def seats(world: World, values: dict[str, Any], count: int = 2) -> list[tuple[int, int]]:
    return [world.sign("Credential", values, seat) for seat in world.attestors[:count]]


def enrol(world: World, values: dict[str, Any], **signatures: Any) -> None:
    consent = world.sign_bytes("Credential", values, key_of("investor"))
    world.call(
        "Registry.enrol",
        values,
        signatures.get("attestations", seats(world, values)),
        signatures.get("consent", consent),
    )


def person(world: World, wallet: str) -> dict[str, Any]:
    value: dict[str, Any] = world.call("Registry.person_of", wallet)
    return value


def second_wallet(world: World, **changes: Any) -> str:
    world.travel(seconds=1)
    return world.enrol("investor", wallet=key_of("investor wallet").address, **changes)


def move_to_group(world: World, role: str, group: int) -> None:
    """The attestors find a person related to others; nobody's consent is asked."""
    wallet = key_of(role).address
    known = person(world, wallet)
    world.travel(seconds=1)
    borrow_limit = world.call("Registry.borrower_record", wallet)[1]
    kept = {name: known[name] for name in ("risk_class", "lend_limit", "expiry")}
    values = world.credential(role, group=group, borrow_limit=borrow_limit, **kept)
    world.call("Registry.enrol", values, seats(world, values), b"")
