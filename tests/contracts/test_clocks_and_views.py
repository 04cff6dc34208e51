"""Local dates west and east of UTC, and views that answer in every status of a loan."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from contracts.builders import DAY, World, refuses
from contracts.test_transitions import STATES
from contracts.workouts import make_default, next_month
from tallystick.chain.artifacts import CONTRACTS

HOUR = 3_600


# Offsets


@pytest.mark.parametrize("hours", [-12, -11, -5, -1, 0, 8, 14])
def test_the_local_date_begins_at_the_platforms_own_midnight(hours: int) -> None:
    world = World(offset=hours * HOUR)
    borrower, investor = world.person("borrower"), world.person("investor")
    assert world.call("Servicing.offset") == hours * HOUR
    midnight = (world.now // DAY + 1) * DAY - hours * HOUR
    world.set_time(midnight - 1)
    before = world.call("Servicing.today")
    first = world.live_loan(borrower, {investor: 10_000})
    world.set_time(midnight)
    assert world.call("Servicing.today") == before + 1
    second = world.live_loan(borrower, {investor: 10_000})
    issued = [world.call("Lens.progress_of", loan)["issue_day"] for loan in (first, second)]
    assert issued == [before, before + 1]


@pytest.mark.parametrize("offset", [-12 * HOUR - 1, 14 * HOUR + 1, -(2**40), 2**40])
def test_no_clock_is_further_from_utc_than_there_are_places(offset: int) -> None:
    with refuses("SERV:INIT:OFFSET"):
        World(offset=offset)


@pytest.mark.parametrize("hours", [-12, 14])
def test_a_month_of_cover_ends_at_the_platforms_own_midnight(hours: int) -> None:
    world = World(offset=hours * HOUR)
    borrower, investor = world.person("borrower"), world.person("investor")
    loan = world.live_loan(borrower, {investor: 1_000_000})
    make_default(world, loan, 3)
    next_month(world)
    midnight = world.now // DAY * DAY - hours * HOUR
    world.set_time(midnight - 1)
    with refuses("RESERVE:COVER:EARLY"):
        world.call("Reserve.cover", loan)
    world.set_time(midnight)
    assert world.call("Reserve.cover", loan) > 0


# Views


# Prices of notes that nobody may sell now; everything else answers.
CLOSED = {"quote", "sale_terms", "anchor", "anchor_of", "parameter", "hard_bound"}


def arguments_of(world: World, loan: int, investor: str) -> dict[str, Any]:
    return {
        "loan": loan, "id": loan, "month": 24_000, "units": 1, "price_ppm": 10**6, "number": 1,
        "source": 1, "role": 1, "group": 1, "principal": 1_000, "uint256": 1,
        "address": investor, "bytes32": b"\1" * 32, "bytes4": b"\1" * 4,
    }  # fmt: skip


@pytest.mark.parametrize("state", STATES)
@pytest.mark.long
def test_no_view_is_refused_because_of_a_loans_status(world: World, state: str) -> None:
    borrower, investor = world.person("borrower"), world.person("investor")
    make: Callable[[World, str, str], int] = STATES[state][0]
    loan = make(world, borrower, investor)
    known = arguments_of(world, loan, investor)
    asked = 0
    for contract in CONTRACTS:
        for name, function in world.interface[contract].functions.items():
            kinds = [entry["type"] for entry in function.inputs]
            if function.writes or name in CLOSED or "tuple" in str(kinds) or "[]" in str(kinds):
                continue
            arguments = [known.get(e["name"], known.get(e["type"])) for e in function.inputs]
            if name == "is_payer_of":
                arguments = [investor, borrower]
            elif kinds == ["uint256"] and contract in {"Servicing", "Workouts", "Book"}:
                arguments = [loan]
            world.call(f"{contract}.{name}", *arguments)
            asked += 1
    assert asked > 40


def test_quotes_of_an_unknown_or_ended_loan_are_zero(
    world: World, borrower: str, loan: int
) -> None:
    for quote in ("payoff", "amount_payable", "amount_due"):
        assert world.call(f"Lens.{quote}", 99) == (0, 0, 0)
    assert world.call("Lens.days_past_due", 99) == 0
    assert world.call("Book.claimable", 99, borrower) == (0, 0)
    assert world.call("Servicing.totals", 99) == (0, 0, 0, False)
    world.call("Servicing.prepay", loan, 10**9, 0, sender=borrower)
    assert world.call("Lens.payoff", loan) == (0, 0, 0)
    assert world.call("Servicing.totals", loan)[3] is True
    assert world.call("Reserve.cover_quote", loan) == 0
