"""The one transition table: every act in every state of a loan, legal or refused with its code."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from contracts.builders import DAY, Refused, World, key_of
from contracts.workouts import drain, next_month

ROOT = Path(__file__).resolve().parents[2]
LISTED, FUNDED, ACTIVE, REPAID, DEFAULTED, RECOVERED, WRITTEN_OFF, EXPIRED, CANCELLED = range(1, 10)
NAMES = (
    "", "LISTED", "FUNDED", "ACTIVE", "REPAID", "DEFAULTED", "RECOVERED", "WRITTEN_OFF", "EXPIRED",
    "CANCELLED",
)  # fmt: skip
ALL = 10**9
ANYONE = key_of("anyone").address

ACTS: dict[str, Callable[[World, int, str, str], Any]] = {
    "fund": lambda w, n, borrower, investor: w.fund(n, investor, 1_000),
    "fund the rest": lambda w, n, borrower, investor: w.fund(n, investor, ALL),
    "retract": lambda w, n, borrower, investor: w.call("Book.retract", n, 1_000, sender=investor),
    "expire": lambda w, n, borrower, investor: w.call("Book.expire", n, sender=ANYONE),
    "issue": lambda w, n, borrower, investor: w.call("Book.issue", n, sender=borrower),
    "repay": lambda w, n, borrower, investor: w.call("Servicing.repay", n, 1, 480, sender=borrower),
    "repay all": lambda w, n, borrower, investor: w.call(
        "Servicing.repay", n, ALL, 480, sender=borrower
    ),
    "recover": lambda w, n, borrower, investor: w.call("Workouts.recover", n, 1, sender=borrower),
    "recover all": lambda w, n, borrower, investor: w.call(
        "Workouts.recover", n, ALL, sender=borrower
    ),
    "collect what is owed": lambda w, n, borrower, investor: w.call(
        "Workouts.collect", n, sender=ANYONE
    ),
    "collect": lambda w, n, borrower, investor: w.call("Servicing.collect", n, sender=ANYONE),
    "pay off": lambda w, n, borrower, investor: w.call(
        "Servicing.prepay", n, ALL, 0, sender=borrower
    ),
    "default": lambda w, n, borrower, investor: w.call(
        "Workouts.declare_default", n, sender=ANYONE
    ),
    "cover": lambda w, n, borrower, investor: w.call("Reserve.cover", n, sender=ANYONE),
    "write off": lambda w, n, borrower, investor: w.call("Workouts.write_off", n, sender=ANYONE),
}


def listed(world: World, borrower: str, investor: str) -> int:
    loan = world.list_loan(borrower)
    world.fund(loan, investor, 500_000)
    return loan


def funded(world: World, borrower: str, investor: str) -> int:
    loan = listed(world, borrower, investor)
    world.fund(loan, investor, 500_000)
    return loan


def active(world: World, borrower: str, investor: str) -> int:
    loan = funded(world, borrower, investor)
    world.call("Book.issue", loan, sender=borrower)
    for _ in range(3):
        world.travel(days=31)
        world.call("Servicing.collect", loan)
    return loan


def overdue(world: World, borrower: str, investor: str) -> int:
    loan = active(world, borrower, investor)
    world.travel(days=31 + 91)
    return loan


def overdue_without_money(world: World, borrower: str, investor: str) -> int:
    loan = overdue(world, borrower, investor)
    drain(world, borrower)
    return loan


def defaulted(world: World, borrower: str, investor: str) -> int:
    loan = overdue_without_money(world, borrower, investor)
    world.call("Workouts.declare_default", loan)
    world.fund_wallet(borrower, ALL)
    return loan


def covered_next_month(world: World, borrower: str, investor: str) -> int:
    loan = defaulted(world, borrower, investor)
    next_month(world)
    return loan


def reflecting(world: World, borrower: str, investor: str) -> int:
    loan = world.list_loan(borrower, reflection_seconds=DAY, reflection_class=5)
    world.fund(loan, investor, 1_000_000)
    return loan


def after(
    make: Callable[[World, str, str], int], *, seconds: int = 0, then: str = ""
) -> Callable[[World, str, str], int]:
    """The loan that `make` makes, some time later, and after one more act."""

    def build(world: World, borrower: str, investor: str) -> int:
        loan = make(world, borrower, investor)
        world.travel(seconds=seconds)
        if then:
            ACTS[then](world, loan, borrower, investor)
        return loan

    return build


STATES: dict[str, tuple[Callable[[World, str, str], int], int]] = {
    "unknown": (lambda *_: 99, 0),
    "listed": (listed, LISTED),
    "listed, too late": (after(listed, seconds=20 * DAY + 1), LISTED),
    "funded": (funded, FUNDED),
    "funded, too late": (after(funded, seconds=5 * DAY + 1), FUNDED),
    "active": (active, ACTIVE),
    "funded, while its lenders reflect": (reflecting, FUNDED),
    "active, 91 days late": (overdue, ACTIVE),
    "active, 91 days late, without money": (overdue_without_money, ACTIVE),
    "defaulted": (defaulted, DEFAULTED),
    "defaulted last month": (covered_next_month, DEFAULTED),
    "defaulted, 3 years ago": (after(defaulted, seconds=1_095 * DAY), DEFAULTED),
    "repaid": (after(active, then="pay off"), REPAID),
    "recovered": (after(defaulted, then="recover all"), RECOVERED),
    "written off": (after(defaulted, seconds=1_095 * DAY, then="write off"), WRITTEN_OFF),
    "expired": (after(listed, seconds=20 * DAY + 1, then="expire"), EXPIRED),
    "cancelled": (after(funded, seconds=5 * DAY + 1, then="expire"), CANCELLED),
}
# What an act comes to where the state does not allow it.
WRONG = {
    "fund": "BOOK:FUND:STATUS",
    "fund the rest": "BOOK:FUND:STATUS",
    "retract": "BOOK:RETRACT:ISSUED",
    "expire": "BOOK:EXPIRE:STATUS",
    "issue": "BOOK:ISSUE:STATUS",
    "repay": "SERV:REPAY:STATUS",
    "repay all": "SERV:REPAY:STATUS",
    "collect": "SERV:COLLECT:NOTHING",
    "pay off": "SERV:PREPAY:STATUS",
    "default": "WORKOUT:DEFAULT:STATUS",
    "cover": "RESERVE:COVER:NONE",
    "recover": "WORKOUT:RECOVER:NOTHING",
    "recover all": "WORKOUT:RECOVER:NOTHING",
    "collect what is owed": "WORKOUT:COLLECT:NOTHING",
    "write off": "WORKOUT:WRITEOFF:STATUS",
}
# Where it is otherwise: the state after the act, or the code of the refusal.
OTHERWISE: dict[str, dict[str, int | str]] = {
    "unknown": {"retract": "BOOK:RETRACT:UNKNOWN", "issue": "BOOK:ISSUE:BORROWER"},
    "listed": {
        "fund": LISTED, "fund the rest": FUNDED, "retract": LISTED, "expire": "BOOK:EXPIRE:EARLY",
    },
    "listed, too late": {
        "fund": "BOOK:FUND:LATE", "fund the rest": "BOOK:FUND:LATE", "retract": LISTED,
        "expire": EXPIRED,
    },
    "funded": {"retract": "BOOK:RETRACT:LOCKED", "expire": "BOOK:EXPIRE:EARLY", "issue": ACTIVE},
    "funded, too late": {"retract": CANCELLED, "expire": CANCELLED, "issue": "BOOK:ISSUE:LATE"},
    "active": {
        "repay": ACTIVE, "repay all": ACTIVE, "pay off": REPAID, "default": "WORKOUT:DEFAULT:EARLY",
    },
    "funded, while its lenders reflect": {
        "retract": LISTED, "expire": "BOOK:EXPIRE:EARLY", "issue": "BOOK:ISSUE:REFLECTION",
    },
    "active, 91 days late": {
        "repay": ACTIVE, "repay all": ACTIVE, "collect": ACTIVE, "pay off": REPAID,
        "default": ACTIVE,
    },
    "active, 91 days late, without money": {
        "repay": "ESCROW:MOVE:BALANCE", "repay all": "ESCROW:MOVE:BALANCE",
        "pay off": "ESCROW:MOVE:BALANCE", "default": DEFAULTED,
    },
    "defaulted": {
        "recover": DEFAULTED, "recover all": RECOVERED, "collect what is owed": RECOVERED,
        "cover": "RESERVE:COVER:EARLY", "write off": "WORKOUT:WRITEOFF:EARLY",
    },
    "defaulted last month": {
        "recover": DEFAULTED, "recover all": RECOVERED, "collect what is owed": RECOVERED,
        "cover": DEFAULTED, "write off": "WORKOUT:WRITEOFF:EARLY",
    },
    "defaulted, 3 years ago": {
        "recover": DEFAULTED, "recover all": RECOVERED, "collect what is owed": RECOVERED,
        "cover": DEFAULTED, "write off": WRITTEN_OFF,
    },
    "repaid": {},
    # Its place in the month is still there, and nothing is owed that it could cover.
    "recovered": {
        "cover": "RESERVE:COVER:EARLY",
    },
    "written off": {
        "recover": WRITTEN_OFF, "recover all": WRITTEN_OFF, "collect what is owed": WRITTEN_OFF,
        "cover": WRITTEN_OFF,
    },
    "expired": {"retract": EXPIRED},
    "cancelled": {"retract": CANCELLED},
}  # fmt: skip


def status(world: World, loan: int) -> int:
    """The Book's status of a listing; once issued, Servicing's."""
    side = world.call("Book.listing_of", loan)[0]
    return world.status(loan) if side["status"] == ACTIVE else int(side["status"])


@pytest.mark.parametrize("state", STATES)
def test_every_act_in_every_state(world: World, state: str) -> None:
    borrower, investor = world.person("borrower"), world.person("investor")
    make, expected = STATES[state]
    loan = make(world, borrower, investor)
    assert status(world, loan) == expected
    start = world.now
    for act, do in ACTS.items():
        world.set_time(start)
        with world.undone():
            result: int | str
            try:
                do(world, loan, borrower, investor)
                result = status(world, loan)
            except Refused as refusal:
                result = str(refusal)
                assert status(world, loan) == expected
            assert result == OTHERWISE[state].get(act, WRONG[act]), act


def test_the_table_of_the_docs_is_what_was_seen() -> None:
    page = (ROOT / "docs" / "reference" / "contracts.md").read_text("utf-8")
    rows = re.findall(r"^\| ([A-Z_]+) \| ([A-Z_]+) \(\d\) \|", page, re.MULTILINE)
    seen = {
        (NAMES[STATES[state][1]], NAMES[after])
        for state, acts in OTHERWISE.items()
        for after in acts.values()
        if isinstance(after, int) and after != STATES[state][1]
    }
    assert sorted(set(rows)) == sorted(seen)
