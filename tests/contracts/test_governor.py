"""Governor: roles, bounded parameters, timelock, pause, wind-down."""

from __future__ import annotations

from typing import Any

import pytest

from contracts.builders import (
    COMPLIANCE,
    DAY,
    GUARDIAN,
    PARAMETERS,
    PUBLISHER,
    UNDERWRITER,
    ZERO,
    World,
    key_of,
    refuses,
)

SET_PARAMETER, SET_ROLES, SET_TREASURY, REPLACE_ATTESTOR, REPLACE_MEMBER = range(5)
SET_MIN_EPOCH, UNPAUSE, WIND_DOWN = 5, 6, 7
HARD = [
    1_000_000, 1_000_000, 1_000_000, 100_000, 100_000, 200_000, 1_000_000,
    50_000, 250_000, 1_000_000, 500_000, 20, 10**15, 90 * DAY,
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
    }
    for account, bit in roles.items():
        assert world.call("Governor.roles_of", account) == bit
        for other in roles.values():
            assert world.call("Governor.has_role", account, other) is (other == bit)
    assert world.call("Governor.roles_of", world.deployer) == 0
    assert world.call("Governor.council") == world.council
    assert world.call("Governor.treasury") == world.treasury


@pytest.mark.parametrize("key", range(14))
def test_a_parameter_moves_within_its_hard_bound(world: World, key: int) -> None:
    assert world.call("Governor.parameter", key) == PARAMETERS[key]
    assert world.call("Governor.hard_bound", key) == HARD[key]
    with refuses("GOV:PARAM:BOUND"):
        propose(world, SET_PARAMETER, argument=parameter(key, HARD[key] + 1))
    for setting in (0, HARD[key]):
        world.decide(SET_PARAMETER, argument=parameter(key, setting))
        assert world.call("Governor.parameter", key) == setting
    others = [k for k in range(14) if k != key]
    assert [world.call("Governor.parameter", k) for k in others] == [PARAMETERS[k] for k in others]


def test_an_unknown_parameter_is_refused(world: World) -> None:
    with refuses("GOV:PARAM:KEY"):
        world.call("Governor.parameter", 14)
    with refuses("GOV:PARAM:KEY"):
        world.call("Governor.hard_bound", 14)
    with refuses("GOV:PARAM:KEY"):
        propose(world, SET_PARAMETER, argument=parameter(14, 0))


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
        propose(world, 8)


def test_only_the_council_proposes(world: World) -> None:
    for caller in (world.deployer, world.guardian, world.treasury, key_of("attacker").address):
        with refuses("GOV:COUNCIL:MEMBER"):
            world.call("Governor.propose", UNPAUSE, ZERO, 0, sender=caller)


@pytest.mark.parametrize(
    ("kind", "subject", "argument", "code"),
    [
        (SET_ROLES, "someone", 16, "GOV:ROLES:BITS"),
        (SET_ROLES, None, 1, "GOV:PROPOSE:ZERO"),
        (SET_TREASURY, None, 0, "GOV:PROPOSE:ZERO"),
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
        world.call("Governor.propose", UNPAUSE, ZERO, 0, sender=world.council[2])


def test_the_min_epoch_is_not_in_the_future(world: World) -> None:
    with refuses("GOV:EPOCH:FUTURE"):
        world.decide(SET_MIN_EPOCH, argument=world.now + 10 * DAY)


# Pause and wind-down


def test_a_pause_stops_new_risk_and_no_exit(
    world: World, borrower: str, loan: int, investor: str
) -> None:
    listed, funded = world.list_loan(borrower), world.list_loan(borrower)
    world.fund(listed, investor, 5_000)
    world.fund(funded, investor, 1_000_000)
    world.call("Governor.pause", sender=world.guardian)
    with refuses("REG:GATE:PAUSED"):
        world.list_loan(borrower)
    with refuses("REG:GATE:PAUSED"):
        world.fund(listed, investor, 5_000)
    with refuses("REG:GATE:PAUSED"):
        world.call("Book.issue", funded, sender=borrower)
    exits(world, borrower, loan, investor, listed)


def exits(world: World, borrower: str, loan: int, investor: str, listed: int) -> None:
    """Repay, prepay, claim, transfer, sell, retract and withdraw all work."""
    world.travel(days=31)
    world.call("Servicing.repay", loan, 10_000, 480, sender=borrower)
    world.call("Servicing.prepay", loan, 300_000, 0, sender=borrower)
    assert world.call("Book.claim", loan, sender=investor) > 0
    world.call("Book.transfer", key_of("investor two").address, loan, 1_000, sender=investor)
    ask, signature = world.ask("investor", loan, 1_000)
    buyer = key_of("investor two").address
    world.call("Market.fill", ask, signature, 1_000, 10**9, sender=buyer)
    world.call("Book.retract", listed, 5_000, sender=investor)
    world.call("Escrow.withdraw", world.balance(investor), sender=investor)
    assert world.balance(investor) == 0


def test_the_council_reopens_without_waiting(world: World, borrower: str) -> None:
    world.call("Governor.pause", sender=world.guardian)
    with refuses("GOV:PAUSE:AGAIN"):
        world.call("Governor.pause", sender=world.guardian)
    number = propose(world, UNPAUSE)
    with refuses("GOV:EXEC:APPROVALS"):
        world.call("Governor.execute", number)
    world.call("Governor.approve", number, sender=world.council[1])
    world.call("Governor.execute", number)
    world.list_loan(borrower)


def test_only_a_guardian_pauses(world: World) -> None:
    for caller in (*world.council, world.compliance, world.publisher, world.deployer):
        with refuses("GOV:PAUSE:ROLE"):
            world.call("Governor.pause", sender=caller)


def test_a_wind_down_refunds_listings_at_once_and_leaves_exits_open(
    world: World, borrower: str, loan: int, investor: str
) -> None:
    listed, funded = world.list_loan(borrower), world.list_loan(borrower)
    world.fund(listed, investor, 5_000)
    world.fund(funded, investor, 1_000_000)
    with refuses("BOOK:RETRACT:LOCKED"):
        world.call("Book.retract", funded, 1_000_000, sender=investor)
    world.decide(WIND_DOWN)
    with refuses("REG:GATE:WINDDOWN"):
        world.list_loan(borrower)
    world.call("Book.expire", listed)
    world.call("Book.retract", funded, 1_000_000, sender=investor)
    exits(world, borrower, loan, investor, listed)
    with refuses("GOV:WINDDOWN:AGAIN"):
        world.decide(WIND_DOWN)


def test_a_wind_down_cannot_be_undone(world: World, borrower: str) -> None:
    world.decide(WIND_DOWN)
    world.call("Governor.pause", sender=world.guardian)
    world.decide(UNPAUSE)
    with refuses("REG:GATE:WINDDOWN"):
        world.list_loan(borrower)


@pytest.mark.exact_second
def test_anyone_begins_the_wind_down_after_90_days_of_silence(world: World) -> None:
    world.travel(days=60)
    world.call("Disclosures.publish", b"\1" * 32, 1, b"\2" * 32, sender=world.publisher)
    world.travel(days=90)
    with refuses("GOV:WINDDOWN:EARLY"):
        world.call("Governor.wind_down_by_silence")
    world.travel(seconds=1)
    world.call("Governor.wind_down_by_silence", sender=key_of("anyone").address)
    assert world.call("Governor.wind_down")


def test_silence_is_counted_from_the_deployment_at_first(world: World) -> None:
    deployed_at = world.call("Governor.deployed_at")
    world.set_time(deployed_at + 90 * DAY)
    with refuses("GOV:WINDDOWN:EARLY"):
        world.call("Governor.wind_down_by_silence")
    world.travel(seconds=1)
    world.call("Governor.wind_down_by_silence")


def governor_arguments(world: World, **changes: Any) -> tuple[Any, ...]:
    fields = {
        "registry": world.address["Registry"],
        "disclosures": world.address["Disclosures"],
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
        ({"accounts": [key_of("a").address], "role_bits": [16]}, "GOV:ROLES:BITS"),
        ({"values": [10**6 + 1, *PARAMETERS[1:]]}, "GOV:PARAM:BOUND"),
    ],
)
def test_the_constructor_refuses_a_weak_government(changes: dict[str, Any], code: str) -> None:
    world = World()
    with refuses(code):
        world._deploy("Other", "Governor", governor_arguments(world, **changes))
