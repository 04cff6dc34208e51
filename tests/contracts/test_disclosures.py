"""Disclosures: append-only, in order, by a publisher."""

from __future__ import annotations

import pytest

from contracts.builders import World, key_of, refuses

SUBJECT, ROOT = b"\1" * 32, b"\2" * 32


def publish(world: World, version: int, root: bytes = ROOT, subject: bytes = SUBJECT) -> int:
    return int(world.call("Disclosures.publish", subject, version, root, sender=world.publisher))


@pytest.mark.exact_second
def test_versions_follow_each_other_and_nothing_is_replaced(world: World) -> None:
    assert publish(world, 1) == 1
    first_at = world.now
    world.travel(days=1)
    assert publish(world, 2, b"\3" * 32) == 2
    assert world.call("Disclosures.anchor_of", SUBJECT, 1) == {
        "subject": SUBJECT,
        "version": 1,
        "root": ROOT,
        "publisher": world.publisher,
        "published_at": first_at,
    }
    assert world.call("Disclosures.anchor", 2)["root"] == b"\3" * 32
    assert (world.call("Disclosures.count"), world.call("Disclosures.versions", SUBJECT)) == (2, 2)
    assert world.call("Disclosures.latest_at") == world.now


@pytest.mark.parametrize("version", [0, 1, 3])
def test_a_version_out_of_order_is_refused(world: World, version: int) -> None:
    publish(world, 1)
    with refuses("DISC:PUBLISH:VERSION"):
        publish(world, version, b"\4" * 32)
    assert world.call("Disclosures.anchor_of", SUBJECT, 1)["root"] == ROOT


def test_empty_subjects_and_roots_are_refused(world: World) -> None:
    with refuses("DISC:PUBLISH:ZERO"):
        publish(world, 1, bytes(32))
    with refuses("DISC:PUBLISH:ZERO"):
        publish(world, 1, subject=bytes(32))


def test_only_a_publisher_publishes(world: World) -> None:
    for caller in (*world.council, world.guardian, world.deployer, key_of("attacker").address):
        with refuses("DISC:PUBLISH:ROLE"):
            world.call("Disclosures.publish", SUBJECT, 1, ROOT, sender=caller)


def test_what_was_never_published_is_refused(world: World) -> None:
    publish(world, 1)
    for number in (0, 2):
        with refuses("DISC:ANCHOR:UNKNOWN"):
            world.call("Disclosures.anchor", number)
    with refuses("DISC:ANCHOR:UNKNOWN"):
        world.call("Disclosures.anchor_of", SUBJECT, 2)
