"""Governor: pauses of new risk, the wind-down, and the exits that both leave open."""

from __future__ import annotations

import datetime

import pytest
from eth_utils.crypto import keccak

from contracts.builders import DAY, World, key_of, refuses
from contracts.enrolment import second_wallet
from contracts.test_governor import CONFIRM_PAUSE, UNPAUSE, WIND_DOWN, propose


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
    buyer = key_of("investor two").address
    world.fill(*world.ask("investor", loan, 1_000), 1_000, buyer)
    world.call("Book.transfer", second_wallet(world), loan, 1_000, sender=investor)
    world.call("Book.retract", listed, 5_000, sender=investor)
    world.call("Escrow.withdraw", world.balance(investor), sender=investor)
    assert world.balance(investor) == 0


def test_the_council_reopens_without_waiting(world: World, borrower: str) -> None:
    world.call("Governor.pause", sender=world.guardian)
    with refuses("GOV:PAUSE:AGAIN"):
        world.call("Governor.pause", sender=world.guardian)
    number = propose(world, UNPAUSE, argument=1)
    with refuses("GOV:EXEC:APPROVALS"):
        world.call("Governor.execute", number)
    world.call("Governor.approve", number, sender=world.council[1])
    world.call("Governor.execute", number)
    world.list_loan(borrower)


def test_a_decision_about_a_pause_names_the_one_that_runs(world: World) -> None:
    for kind in (UNPAUSE, CONFIRM_PAUSE):
        with refuses("GOV:PROPOSE:PAUSE"):
            propose(world, kind, argument=0)
        with refuses("GOV:PROPOSE:PAUSE"):
            propose(world, kind, argument=1)
    world.call("Governor.pause", sender=world.guardian)
    for kind in (UNPAUSE, CONFIRM_PAUSE):
        with refuses("GOV:PROPOSE:PAUSE"):
            propose(world, kind, argument=2)


@pytest.mark.exact_second
def test_a_pause_ends_by_itself_and_the_guardian_waits(world: World, borrower: str) -> None:
    world.call("Governor.pause", sender=world.guardian)
    world.travel(days=30, seconds=-1)
    assert world.call("Governor.paused")
    with refuses("REG:GATE:PAUSED"):
        world.list_loan(borrower)
    world.travel(seconds=1)
    assert not world.call("Governor.paused")
    world.list_loan(borrower)
    with refuses("GOV:PAUSE:REST"):
        world.call("Governor.pause", sender=world.guardian)
    world.travel(days=30, seconds=-1)
    with refuses("GOV:PAUSE:REST"):
        world.call("Governor.pause", sender=world.guardian)
    world.travel(seconds=1)
    world.call("Governor.pause", sender=world.guardian)
    assert world.call("Governor.pause_count") == 2


@pytest.mark.exact_second
def test_the_council_confirms_a_pause_once(world: World) -> None:
    world.call("Governor.pause", sender=world.guardian)
    until = world.call("Governor.paused_until")
    world.decide(CONFIRM_PAUSE, argument=1)
    assert world.call("Governor.paused_until") == until + 30 * DAY
    assert world.call("Governor.pause_confirmed")
    with refuses("GOV:EXEC:PAUSE"):
        world.decide(CONFIRM_PAUSE, argument=1)
    world.set_time(until + 30 * DAY)
    assert not world.call("Governor.paused")


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
    world.decide(UNPAUSE, argument=1)
    with refuses("REG:GATE:WINDDOWN"):
        world.list_loan(borrower)


def report(world: World) -> bytes:
    """The subject of last month's report."""
    first = datetime.datetime.fromtimestamp(world.now, datetime.UTC).replace(day=1)
    last = first - datetime.timedelta(days=1)
    return bytes(keccak(text=f"monthly:{last:%Y-%m}"))


@pytest.mark.exact_second
def test_anyone_begins_the_wind_down_after_90_days_without_a_report(world: World) -> None:
    world.travel(days=60)
    world.call("Disclosures.publish", report(world), 1, b"\2" * 32, sender=world.publisher)
    assert world.call("Disclosures.reported_at") == world.now
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
