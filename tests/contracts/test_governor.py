"""Governor: roles, bounded parameters, timelock, pause, wind-down."""

from __future__ import annotations

from typing import Any

import pytest

from contracts.builders import (
    COMPLIANCE,
    DAY,
    GUARDIAN,
    PARAMETERS,
    PEERS,
    PUBLISHER,
    SERVICER,
    UNDERWRITER,
    ZERO,
    World,
    key_of,
    refuses,
)

SET_PARAMETER, SET_ROLES, SET_TREASURY, REPLACE_ATTESTOR, REPLACE_MEMBER = range(5)
SET_MIN_EPOCH, UNPAUSE, WIND_DOWN, CONFIRM_PAUSE, SET_COLLECTION = 5, 6, 7, 8, 9
HARD = [
    1_000_000, 1_000_000, 1_000_000, 100_000, 100_000, 200_000, 1_000_000,
    50_000, 250_000, 1_000_000, 500_000, 20, 10**15, 90 * DAY, 10**18, 10**18, 10**18,
    1_000_000, 10**18,
]  # fmt: skip


def parameter(key: int, setting: int) -> int:
    return (key << 128) | setting


def propose(world: World, kind: int, subject: str = ZERO, argument: int = 0) -> int:
    return int(world.call("Governor.propose", kind, subject, argument, sender=world.council[0]))


def test_the_roles_of_the_deployment_hold(world: World) -> None:
    roles = {
        world.compliance: COMPLIANCE,
        world.underwriter.address: UNDERWRITER,
        world.guardian: GUARDIAN,
        world.publisher: PUBLISHER,
        world.servicer.address: SERVICER,
    }
    for account, bit in roles.items():
        assert world.call("Governor.roles_of", account) == bit
        for other in roles.values():
            assert world.call("Governor.has_role", account, other) is (other == bit)
    assert world.call("Governor.roles_of", world.deployer) == 0
    assert world.call("Governor.council") == world.council
    assert world.call("Governor.treasury") == world.treasury


@pytest.mark.parametrize("key", range(19))
def test_a_parameter_moves_within_its_hard_bound(world: World, key: int) -> None:
    assert world.call("Governor.parameter", key) == PARAMETERS[key]
    assert world.call("Governor.hard_bound", key) == HARD[key]
    with refuses("GOV:PARAM:BOUND"):
        propose(world, SET_PARAMETER, argument=parameter(key, HARD[key] + 1))
    for setting in (0, HARD[key]):
        world.decide(SET_PARAMETER, argument=parameter(key, setting))
        assert world.call("Governor.parameter", key) == setting
    others = [k for k in range(19) if k != key]
    assert [world.call("Governor.parameter", k) for k in others] == [PARAMETERS[k] for k in others]


def test_an_unknown_parameter_is_refused(world: World) -> None:
    with refuses("GOV:PARAM:KEY"):
        world.call("Governor.parameter", 19)
    with refuses("GOV:PARAM:KEY"):
        world.call("Governor.hard_bound", 19)
    with refuses("GOV:PARAM:KEY"):
        propose(world, SET_PARAMETER, argument=parameter(19, 0))


@pytest.mark.exact_second
def test_a_decision_needs_the_threshold_and_the_timelock(world: World) -> None:
    number = propose(world, SET_TREASURY, key_of("new treasury").address)
    with refuses("GOV:EXEC:APPROVALS"):
        world.call("Governor.execute", number)
    with refuses("GOV:APPROVE:AGAIN"):
        world.call("Governor.approve", number, sender=world.council[0])
    with refuses("GOV:COUNCIL:MEMBER"):
        world.call("Governor.approve", number, sender=key_of("attacker").address)
    world.call("Governor.approve", number, sender=world.council[2])
    assert world.call("Governor.decision", number)["approvals"] == 0b101
    with refuses("GOV:APPROVE:DONE"):
        world.call("Governor.approve", number, sender=world.council[1])
    world.travel(days=1, seconds=-1)
    with refuses("GOV:EXEC:EARLY"):
        world.call("Governor.execute", number)
    world.travel(seconds=1)
    world.call("Governor.execute", number, sender=key_of("anyone").address)
    assert world.call("Governor.treasury") == key_of("new treasury").address
    with refuses("GOV:EXEC:AGAIN"):
        world.call("Governor.execute", number)


def test_a_decision_that_nobody_executes_lapses(world: World) -> None:
    number = propose(world, SET_TREASURY, key_of("new treasury").address)
    world.call("Governor.approve", number, sender=world.council[1])
    ready = world.call("Governor.decision", number)["ready_at"]
    with world.undone():
        world.set_time(ready + 30 * DAY)
        world.call("Governor.execute", number)
    world.set_time(ready + 30 * DAY + 1)
    with refuses("GOV:EXEC:LAPSED"):
        world.call("Governor.execute", number)


def test_an_unknown_decision_is_refused(world: World) -> None:
    with refuses("GOV:APPROVE:UNKNOWN"):
        world.call("Governor.approve", 99, sender=world.council[0])
    with refuses("GOV:PROPOSE:KIND"):
        propose(world, 10)


def test_only_the_council_proposes(world: World) -> None:
    for caller in (world.deployer, world.guardian, world.treasury, key_of("attacker").address):
        with refuses("GOV:COUNCIL:MEMBER"):
            world.call("Governor.propose", UNPAUSE, ZERO, 0, sender=caller)


@pytest.mark.parametrize(
    ("kind", "subject", "argument", "code"),
    [
        (SET_ROLES, "someone", 32, "GOV:ROLES:BITS"),
        (SET_ROLES, None, 1, "GOV:PROPOSE:ZERO"),
        (SET_TREASURY, None, 0, "GOV:PROPOSE:ZERO"),
        (SET_COLLECTION, None, 1, "GOV:PROPOSE:ZERO"),
        (SET_COLLECTION, "someone", 2, "GOV:PROPOSE:FLAG"),
        (REPLACE_ATTESTOR, "someone", 0, "GOV:PROPOSE:SUCCESSOR"),
        (REPLACE_MEMBER, "someone", 2**160, "GOV:PROPOSE:SUCCESSOR"),
        (REPLACE_MEMBER, None, 5, "GOV:PROPOSE:ZERO"),
    ],
)
def test_what_could_never_run_is_refused_when_proposed(
    world: World, kind: int, subject: str | None, argument: int, code: str
) -> None:
    with refuses(code):
        propose(world, kind, key_of(subject).address if subject else ZERO, argument)


def test_roles_are_given_and_taken_by_the_council(world: World) -> None:
    clerk = key_of("clerk").address
    world.decide(SET_ROLES, clerk, COMPLIANCE | GUARDIAN)
    assert world.call("Governor.has_role", clerk, COMPLIANCE)
    world.decide(SET_ROLES, clerk, 0)
    assert world.call("Governor.roles_of", clerk) == 0


def test_no_key_both_attests_and_underwrites(world: World) -> None:
    seat, underwriter = world.attestors[0].address, world.underwriter.address
    with refuses("GOV:ROLES:CONFLICT"):
        world.decide(REPLACE_ATTESTOR, seat, int(underwriter, 16))
    with refuses("GOV:ROLES:CONFLICT"):
        world.decide(SET_ROLES, seat, UNDERWRITER)
    world.decide(SET_ROLES, seat, COMPLIANCE)


def test_a_member_is_replaced_and_keeps_no_seat(world: World) -> None:
    successor = key_of("new member").address
    with refuses("GOV:COUNCIL:MEMBER"):
        world.decide(REPLACE_MEMBER, key_of("nobody").address, int(successor, 16))
    with refuses("GOV:COUNCIL:TAKEN"):
        world.decide(REPLACE_MEMBER, world.council[2], int(world.council[1], 16))
    world.decide(REPLACE_MEMBER, world.council[2], int(successor, 16))
    assert world.call("Governor.council") == [*world.council[:2], successor]
    with refuses("GOV:COUNCIL:MEMBER"):
        world.call("Governor.propose", WIND_DOWN, ZERO, 0, sender=world.council[2])


def test_the_min_epoch_is_not_in_the_future(world: World) -> None:
    with refuses("GOV:EPOCH:FUTURE"):
        world.decide(SET_MIN_EPOCH, argument=world.now + 10 * DAY)


def test_a_guardian_takes_a_decision_back_before_it_is_executed(world: World) -> None:
    number = propose(world, SET_TREASURY, key_of("new treasury").address)
    for caller in (*world.council, world.compliance, world.deployer):
        with refuses("GOV:CANCEL:ROLE"):
            world.call("Governor.cancel", number, sender=caller)
    with refuses("GOV:CANCEL:UNKNOWN"):
        world.call("Governor.cancel", number + 1, sender=world.guardian)
    world.call("Governor.approve", number, sender=world.council[1])
    world.travel(days=1)
    world.call("Governor.cancel", number, sender=world.guardian)
    assert world.call("Governor.decision", number)["ended"] == 2
    with refuses("GOV:EXEC:AGAIN"):
        world.call("Governor.execute", number)
    with refuses("GOV:CANCEL:DONE"):
        world.call("Governor.cancel", number, sender=world.guardian)
    with refuses("GOV:APPROVE:DONE"):
        world.call("Governor.approve", number, sender=world.council[2])


def test_no_guardian_keeps_their_own_role_by_cancelling(world: World) -> None:
    number = propose(world, SET_ROLES, world.guardian, 0)
    with refuses("GOV:CANCEL:GUARDIAN"):
        world.call("Governor.cancel", number, sender=world.guardian)


@pytest.mark.exact_second
def test_a_proposal_lapses_after_30_days(world: World) -> None:
    number = propose(world, SET_TREASURY, key_of("new treasury").address)
    world.travel(days=30)
    with world.undone():
        world.call("Governor.approve", number, sender=world.council[1])
    world.travel(seconds=1)
    with refuses("GOV:APPROVE:LAPSED"):
        world.call("Governor.approve", number, sender=world.council[1])


def governor_arguments(world: World, **changes: Any) -> tuple[Any, ...]:
    fields = {
        "peers": tuple(world.address[name] for name in PEERS),
        "council": world.council,
        "threshold": 2,
        "delay": DAY,
        "accounts": [],
        "role_bits": [],
        "treasury": world.treasury,
        "values": PARAMETERS,
    } | changes
    return tuple(fields.values())


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"threshold": 1}, "GOV:INIT:THRESHOLD"),
        ({"threshold": 4}, "GOV:INIT:COUNCIL"),
        ({"delay": 3_599}, "GOV:INIT:DELAY"),
        ({"delay": 30 * DAY + 1}, "GOV:INIT:DELAY"),
        ({"role_bits": [1]}, "GOV:INIT:ROLES"),
        ({"council": [key_of("a").address] * 2}, "GOV:INIT:MEMBER"),
        ({"council": [key_of("a").address, ZERO]}, "GOV:INIT:MEMBER"),
        ({"treasury": ZERO}, "GOV:TREASURY:ZERO"),
        ({"accounts": [ZERO], "role_bits": [1]}, "GOV:ROLES:ZERO"),
        ({"accounts": [key_of("a").address], "role_bits": [32]}, "GOV:ROLES:BITS"),
        ({"values": [10**6 + 1, *PARAMETERS[1:]]}, "GOV:PARAM:BOUND"),
    ],
)
def test_the_constructor_refuses_a_weak_government(changes: dict[str, Any], code: str) -> None:
    world = World()
    with refuses(code):
        world._deploy("Other", "Governor", governor_arguments(world, **changes))
