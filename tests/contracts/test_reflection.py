"""Book: the time to reflect, its one clock, and who fills what reflection has opened."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from contracts.builders import DAY, World, key_of, refuses

REFLECTION, ISSUE = 2 * DAY, 5 * DAY


@pytest.fixture
def cautious(world: World) -> str:
    return world.person("cautious", risk_class=3)


@pytest.fixture
def bold(world: World) -> str:
    return world.person("bold", risk_class=4)


@pytest.fixture
def reflecting(world: World, borrower: str, cautious: str, bold: str) -> int:
    """A loan funded this second by one who may reflect (classes to 3) and one who may not."""
    loan = world.list_loan(
        borrower, reflection_seconds=REFLECTION, reflection_class=3, issue_seconds=ISSUE
    )
    world.fund(loan, cautious, 400_000)
    world.fund(loan, bold, 600_000)
    return loan


def retract(world: World, loan: int, who: str, units: int) -> None:
    world.call("Book.retract", loan, units, sender=who)


def status(world: World, loan: int) -> int:
    return int(world.call("Book.listing_of", loan)[0]["status"])


@pytest.mark.exact_second
def test_who_may_reflect_leaves_until_the_last_second_and_others_do_not(
    world: World, reflecting: int, cautious: str, bold: str
) -> None:
    funded = world.now
    with refuses("BOOK:RETRACT:LOCKED"):
        retract(world, reflecting, bold, 600_000)
    world.set_time(funded + REFLECTION)
    with world.undone():
        retract(world, reflecting, cautious, 400_000)
        assert status(world, reflecting) == 1
        assert world.balance(cautious) == 10**11
    world.travel(seconds=1)
    with refuses("BOOK:RETRACT:LOCKED"):
        retract(world, reflecting, cautious, 400_000)


@pytest.mark.exact_second
def test_the_loan_is_issued_after_the_reflection_and_within_the_window(
    world: World, borrower: str, reflecting: int, cautious: str
) -> None:
    funded = world.now
    for moment in (funded, funded + REFLECTION):
        world.set_time(moment)
        with refuses("BOOK:ISSUE:REFLECTION"):
            world.call("Book.issue", reflecting, sender=borrower)
    for moment in (funded + REFLECTION + 1, funded + REFLECTION + ISSUE):
        world.set_time(moment)
        with refuses("BOOK:EXPIRE:EARLY"):
            world.call("Book.expire", reflecting)
        with world.undone():
            world.call("Book.issue", reflecting, sender=borrower)
    world.travel(seconds=1)
    with refuses("BOOK:ISSUE:LATE"):
        world.call("Book.issue", reflecting, sender=borrower)
    retract(world, reflecting, cautious, 400_000)
    assert status(world, reflecting) == 9


@pytest.mark.exact_second
def test_the_clock_runs_once_however_often_the_loan_is_filled(
    world: World, borrower: str, reflecting: int, cautious: str
) -> None:
    funded = world.now
    world.travel(days=1)
    retract(world, reflecting, cautious, 150_000)
    filler = world.person("filler", risk_class=4)
    world.travel(days=1, seconds=-10)
    world.fund(reflecting, filler, 150_000)
    assert world.call("Book.listing_of", reflecting)[1]["funded_at"] == funded
    # The rest of who may reflect still leaves, and then no more.
    with world.undone():
        retract(world, reflecting, cautious, 250_000)
    world.set_time(funded + REFLECTION + 1)
    with refuses("BOOK:RETRACT:LOCKED"):
        retract(world, reflecting, cautious, 250_000)
    world.call("Book.issue", reflecting, sender=borrower)
    progress = world.call("Lens.progress_of", reflecting)
    assert progress["status"] == 3
    # A holder who has retracted in part is paid for all that they kept.
    world.travel(days=31)
    world.call("Servicing.collect", reflecting)
    paid = world.call("Lens.totals_of", reflecting)["principal"]
    assert world.call("Book.claimable", reflecting, cautious)[0] == 250_000 * paid // 10**6


def test_gaps_are_filled_by_those_who_may_not_reflect(
    world: World, reflecting: int, cautious: str, bold: str
) -> None:
    retract(world, reflecting, cautious, 400_000)
    careful = world.person("careful", risk_class=3)
    for excluded in (careful, cautious):
        with refuses("REG:LEND:CLASS"):
            world.fund(reflecting, excluded, 400_000)
    retract(world, reflecting, bold, 1_000)
    with refuses("BOOK:FUND:RETRACTED"):
        world.fund(reflecting, bold, 401_000)
    world.fund(reflecting, world.person("brave", risk_class=5), 401_000)
    assert status(world, reflecting) == 2


def test_where_all_reflect_nobody_fills_a_gap_again(world: World, borrower: str) -> None:
    lender = world.person("lender", risk_class=5)
    loan = world.list_loan(borrower, reflection_seconds=DAY, reflection_class=5)
    world.fund(loan, lender, 1_000_000)
    retract(world, loan, lender, 1_000)
    with refuses("REG:LEND:CLASS"):
        world.fund(loan, world.person("other", risk_class=5), 1_000)
    world.travel(days=6, seconds=1)
    world.call("Book.expire", loan, sender=key_of("anyone").address)
    retract(world, loan, lender, 999_000)
    assert world.balance(lender) == 10**11


def test_while_there_is_a_gap_everyone_may_leave(
    world: World, reflecting: int, cautious: str, bold: str
) -> None:
    retract(world, reflecting, cautious, 1_000)
    retract(world, reflecting, bold, 600_000)
    assert world.call("Book.listing_of", reflecting)[1]["funded"] == 399_000


@pytest.mark.parametrize("moment", [0, REFLECTION + 1])
@pytest.mark.parametrize("why", ["paused", "frozen", "wind-down"])
def test_a_frozen_borrower_or_a_closed_platform_lets_everyone_leave(
    world: World, borrower: str, reflecting: int, cautious: str, bold: str, why: str, moment: int
) -> None:
    world.travel(seconds=moment)
    close: dict[str, Callable[[], object]] = {
        "paused": lambda: world.call("Governor.pause", sender=world.guardian),
        "frozen": lambda: world.call(
            "Freezes.freeze", borrower, world.now + 3_600, bytes(32), sender=world.compliance
        ),
        "wind-down": lambda: world.decide(7),
    }
    close[why]()
    retract(world, reflecting, bold, 600_000)
    assert status(world, reflecting) == (9 if why == "wind-down" else 1)
    retract(world, reflecting, cautious, 400_000)
    assert world.balance(bold) == world.balance(cautious) == 10**11
    with refuses("BOOK:ISSUE:STATUS"):
        world.call("Book.issue", reflecting, sender=borrower)


def test_a_lender_who_is_found_more_cautious_may_reflect(
    world: World, reflecting: int, bold: str
) -> None:
    world.travel(seconds=1)
    group = world.call("Registry.person_of", bold)["group"]
    world.enrol("bold", risk_class=3, group=group)
    retract(world, reflecting, bold, 600_000)


def test_without_reflection_the_loan_is_issued_at_once(
    world: World, borrower: str, investor: str
) -> None:
    loan = world.list_loan(borrower)
    world.fund(loan, investor, 1_000_000)
    world.call("Book.issue", loan, sender=borrower)
