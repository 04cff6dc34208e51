"""Enrolling people on the contracts, as the tests of the Registry do it."""

from __future__ import annotations

from typing import Any

from contracts.builders import World, key_of


def seats(world: World, values: dict[str, Any], count: int = 2) -> list[tuple[int, int]]:
    return [world.sign("Credential", values, seat) for seat in world.attestors[:count]]


def enrol(world: World, values: dict[str, Any], **signatures: Any) -> None:
    consent = world.sign("Credential", values, key_of("investor"))
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
