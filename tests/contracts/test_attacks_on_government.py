"""What worked against the council, the guardian and the publisher of version 1, tried again."""

from __future__ import annotations

import datetime

import pytest
from eth_utils.crypto import keccak

from contracts.builders import DAY, GUARDIAN, ZERO, World, key_of, refuses
from contracts.enrolment import enrol

ANYONE = key_of("anyone").address
SET_ROLES, SET_TREASURY, REPLACE_ATTESTOR, REPLACE_MEMBER = 1, 2, 3, 4
UNPAUSE, WIND_DOWN, CONFIRM_PAUSE = 6, 7, 8


def approved(world: World, kind: int, subject: str = ZERO, argument: int = 0) -> int:
    number = int(world.call("Governor.propose", kind, subject, argument, sender=world.council[0]))
    world.call("Governor.approve", number, sender=world.council[1])
    return number


# Pauses


def test_no_stock_of_decisions_ends_a_later_pause(world: World) -> None:
    for kind in (UNPAUSE, CONFIRM_PAUSE):
        for guess in (0, 1, 2, 2**128):
            with refuses("GOV:PROPOSE:PAUSE"):
                world.call("Governor.propose", kind, ZERO, guess, sender=world.council[0])
    world.call("Governor.pause", sender=world.guardian)
    stock = [approved(world, UNPAUSE, argument=1) for _ in range(3)]
    confirmations = [approved(world, CONFIRM_PAUSE, argument=1) for _ in range(2)]
    world.call("Governor.execute", stock[0], sender=ANYONE)
    with refuses("GOV:EXEC:PAUSE"):
        world.call("Governor.execute", stock[1], sender=ANYONE)
    world.travel(days=20)
    world.call("Governor.pause", sender=world.guardian)  # a new emergency
    for old in (*stock[1:], *confirmations):
        with refuses("GOV:EXEC:PAUSE"):
            world.call("Governor.execute", old, sender=ANYONE)
    assert world.call("Governor.paused") is True


def test_pauses_in_a_row_leave_the_platform_open_half_of_the_time(world: World) -> None:
    world.decide(SET_ROLES, key_of("second guardian").address, GUARDIAN)
    guardians = [world.guardian, key_of("second guardian").address]
    paused = 0
    for day in range(300):
        world.travel(days=1)
        paused += bool(world.call("Governor.paused"))
        for guardian in guardians:
            try:
                world.call("Governor.pause", sender=guardian)
            except Exception as refusal:  # noqa: BLE001 - the code is asserted
                assert str(refusal) in {"GOV:PAUSE:AGAIN", "GOV:PAUSE:REST"}, day
    assert paused <= 150 + 1


def test_a_guardian_who_takes_back_every_reopening_gains_30_days(world: World) -> None:
    world.call("Governor.pause", sender=world.guardian)
    for _ in range(3):
        number = approved(world, UNPAUSE, argument=1)
        world.call("Governor.cancel", number, sender=world.guardian)
    removal = approved(world, SET_ROLES, world.guardian, 0)
    with refuses("GOV:CANCEL:GUARDIAN"):
        world.call("Governor.cancel", removal, sender=world.guardian)
    world.travel(days=1)
    world.call("Governor.execute", removal)
    with refuses("GOV:CANCEL:ROLE"):
        world.call("Governor.cancel", approved(world, UNPAUSE, argument=1), sender=world.guardian)
    world.travel(days=29)
    assert world.call("Governor.paused") is False


def test_lenders_leave_an_open_listing_while_new_risk_is_paused(
    world: World, borrower: str, investor: str, investor_two: str
) -> None:
    loan = world.list_loan(borrower)
    world.fund(loan, investor, 600_000)
    world.fund(loan, investor_two, 400_000)
    with refuses("BOOK:RETRACT:LOCKED"):
        world.call("Book.retract", loan, 600_000, sender=investor)
    with world.undone():
        world.call("Governor.pause", sender=world.guardian)
        world.call("Book.retract", loan, 600_000, sender=investor)
        world.call("Book.retract", loan, 400_000, sender=investor_two)
        with refuses("BOOK:ISSUE:STATUS"):
            world.call("Book.issue", loan, sender=borrower)
    until = world.now + 3_600
    world.call("Freezes.freeze", borrower, until, bytes(32), sender=world.compliance)
    # Whoever is frozen themselves gets their money back, too, but not out.
    world.call("Freezes.freeze", investor, until, bytes(32), sender=world.compliance)
    world.call("Book.retract", loan, 600_000, sender=investor)
    with refuses("ESCROW:WITHDRAW:HELD"):
        world.call("Escrow.withdraw", 1, sender=investor)
    world.set_time(until)
    with refuses("BOOK:FUND:RETRACTED"):
        world.fund(loan, investor, 600_000)
    world.fund(loan, world.person("third"), 600_000)
    with refuses("BOOK:RETRACT:LOCKED"):
        world.call("Book.retract", loan, 400_000, sender=investor_two)
    world.call("Book.issue", loan, sender=borrower)


# The council


def test_approvals_die_with_the_council_that_gave_them(world: World) -> None:
    bad, good, other = world.council
    open_one = world.call("Governor.propose", SET_TREASURY, ANYONE, 0, sender=bad)
    ready = approved(world, SET_TREASURY, ANYONE)
    world.decide(REPLACE_MEMBER, bad, int(key_of("successor").address, 16))
    for member in (good, other, key_of("successor").address):
        with refuses("GOV:APPROVE:COUNCIL"):
            world.call("Governor.approve", open_one, sender=member)
    with refuses("GOV:EXEC:COUNCIL"):
        world.call("Governor.execute", ready, sender=ANYONE)
    # Not even when the same member comes back.
    back = world.call(
        "Governor.propose", REPLACE_MEMBER, key_of("successor").address, int(bad, 16), sender=good
    )
    world.call("Governor.approve", back, sender=other)
    world.travel(days=1)
    world.call("Governor.execute", back)
    assert world.call("Governor.council") == world.council
    with refuses("GOV:APPROVE:COUNCIL"):
        world.call("Governor.approve", open_one, sender=good)
    assert world.call("Governor.treasury") == world.treasury


@pytest.mark.parametrize("kind", [SET_TREASURY, SET_ROLES, REPLACE_MEMBER, WIND_DOWN])
def test_a_guardian_stops_what_a_captured_council_has_approved(world: World, kind: int) -> None:
    subject = ZERO if kind == WIND_DOWN else world.council[2]
    argument = int(ANYONE, 16) if kind == REPLACE_MEMBER else 0
    number = approved(world, kind, subject, argument)
    world.call("Governor.cancel", number, sender=world.guardian)
    world.travel(days=2)
    with refuses("GOV:EXEC:AGAIN"):
        world.call("Governor.execute", number)


def test_old_proposals_are_no_mine_for_an_honest_mistake(world: World) -> None:
    number = world.call("Governor.propose", SET_TREASURY, ANYONE, 0, sender=world.council[0])
    world.travel(days=2_000)
    with refuses("GOV:APPROVE:LAPSED"):
        world.call("Governor.approve", number, sender=world.council[1])


@pytest.mark.exact_second
def test_the_council_takes_no_two_attestors_in_seven_days(world: World, investor: str) -> None:
    keys = [key_of(f"captured {i}") for i in range(3)]
    numbers = [
        approved(world, REPLACE_ATTESTOR, seat.address, int(key.address, 16))
        for seat, key in zip(world.attestors, keys, strict=True)
    ]
    world.travel(days=1)
    world.call("Governor.execute", numbers[0])
    changed = world.now
    assert world.call("Registry.seat_changed_at") == changed
    with refuses("REG:SEAT:REST"):
        world.call("Governor.execute", numbers[1])
    world.set_time(changed + 7 * DAY - 1)
    with refuses("REG:SEAT:REST"):
        world.call("Governor.execute", numbers[1])
    # To take a seat back from suspension waits for nothing.
    seat = world.attestors[2].address
    world.call("Registry.suspend_attestor", seat, sender=world.guardian)
    with world.undone():
        world.decide(REPLACE_ATTESTOR, seat, int(seat, 16))
    # Suspended or not: another key is another key.
    with refuses("REG:SEAT:REST"):
        world.call("Governor.execute", numbers[2])
    world.set_time(changed + 7 * DAY)
    world.call("Governor.execute", numbers[1])
    with refuses("REG:SEAT:REST"):
        world.call("Governor.execute", numbers[2])


def test_one_captured_seat_freezes_nobody_for_long(world: World, investor: str) -> None:
    captured = key_of("captured 0")
    world.decide(REPLACE_ATTESTOR, world.attestors[0].address, int(captured.address, 16))
    until = world.now + 30 * DAY
    order = {"wallet": investor, "until": until, "order": b"\7" * 32, "expiry": world.now + DAY}
    signed = world.sign("FreezeOrder", order, captured)
    with refuses("REG:ATTEST:FEW"):
        world.call("Freezes.freeze_by_order", order, [signed])
    with refuses("REG:ATTEST:ORDER"):
        world.call("Freezes.freeze_by_order", order, [signed, signed])


def test_staff_keep_their_group_but_may_be_lowered(world: World, borrower: str) -> None:
    world.list_loan(borrower)  # whoever signs is staff from then on
    world.travel(seconds=1)
    known = world.call("Registry.person_of", world.underwriter.address)
    assert known["staff"]
    with refuses("REG:ENROL:STAFF"):
        world.enrol("underwriter", group=12_345)
    lowered = world.credential("underwriter", group=known["group"], lend_limit=0, borrow_limit=0)
    enrol(world, lowered | {"expiry": known["expiry"], "risk_class": 1}, consent=b"")
    assert world.call("Registry.person_of", world.underwriter.address)["risk_class"] == 1


def test_a_role_of_nothing_is_nobodys(world: World) -> None:
    for account in (ANYONE, world.guardian, ZERO):
        assert world.call("Governor.has_role", account, 0) is False
    assert world.call("Governor.has_role", world.guardian, GUARDIAN | 1) is False


# Silence


def month_of(moment: int, back: int = 1) -> bytes:
    """The subject of the report on the month so many before a second's."""
    day = datetime.datetime.fromtimestamp(moment, datetime.UTC).date()
    months = day.year * 12 + day.month - 1 - back
    return bytes(keccak(text=f"monthly:{months // 12}-{months % 12 + 1:02}"))


def publish(world: World, subject: bytes) -> None:
    version = world.call("Disclosures.versions", subject) + 1
    world.call("Disclosures.publish", subject, version, b"\1" * 32, sender=world.publisher)


@pytest.mark.parametrize("noise", ["anything", "old months", "this month", "next month", "again"])
def test_noise_keeps_no_dead_platform_from_winding_down(world: World, noise: str) -> None:
    first = month_of(world.now)
    publish(world, first)
    for i in range(9):
        world.travel(days=11)
        if noise == "anything":
            publish(world, bytes([i + 1]) * 32)
        elif noise == "old months":
            publish(world, month_of(world.now, back=2 + i))
        elif noise == "this month":
            publish(world, month_of(world.now, back=0))
        elif noise == "next month":
            publish(world, month_of(world.now, back=-1))
        else:
            publish(world, first)
    if noise in {"this month", "next month"}:
        # Published too early, it does not count until its month is over: and is then late.
        assert world.call("Disclosures.reported_at") < world.now - 90 * DAY
    world.call("Governor.wind_down_by_silence", sender=ANYONE)


def test_a_report_that_was_published_too_early_does_not_spend_its_month(world: World) -> None:
    """One stolen key anchors all reports to come: the honest ones still count."""
    for ahead in range(6):
        publish(world, month_of(world.now, back=-ahead))
    for _ in range(5):
        world.travel(days=31)
        publish(world, month_of(world.now))
        assert world.call("Disclosures.reported_at") == world.now
    with refuses("GOV:WINDDOWN:EARLY"):
        world.call("Governor.wind_down_by_silence", sender=ANYONE)


def test_reports_every_month_keep_the_platform_open_for_years(world: World) -> None:
    for _ in range(30):
        world.travel(days=30)
        subject = month_of(world.now)
        publish(world, subject)
        with refuses("GOV:WINDDOWN:EARLY"):
            world.call("Governor.wind_down_by_silence", sender=ANYONE)
