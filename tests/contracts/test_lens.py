"""Lens: what it shows is what the words say, in every state, for a hundred notes at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from contracts.ballots import restructure
from contracts.builders import World, key_of, refuses
from contracts.test_transitions import STATES
from contracts.workouts import drain

VIEWS = (
    "status_of", "terms_of", "parties_of", "progress_of", "part_of", "arrears_of", "totals_of",
    "amount_payable", "amount_due", "payoff", "days_past_due",
)  # fmt: skip


def bits(word: int, *sizes: int) -> list[int]:
    """The fields of a word, from the low bit."""
    fields = []
    for size in sizes:
        fields.append(word & (2**size - 1))
        word >>= size
    return fields


@pytest.mark.parametrize("state", STATES)
def test_what_it_shows_is_what_the_words_say(world: World, state: str) -> None:
    borrower, investor = world.person("borrower"), world.person("investor")
    make: Callable[[World, str, str], int] = STATES[state][0]
    loan = make(world, borrower, investor)
    terms, parties, progress, part, _, totals = world.call("Servicing.words_of", loan)
    shown: dict[str, Any] = {name: world.call(f"Lens.{name}", loan) for name in VIEWS}
    assert shown["status_of"] == STATES[state][1]
    assert bits(terms, 50, 20) == [shown["terms_of"]["principal"], shown["terms_of"]["rate_ppm"]]
    assert bits(parties, 160)[0] == int(shown["parties_of"]["borrower"], 16)
    names = ("settled", "paid", "balance", "level", "issue_day", "status", "prepaid_on", "version")
    sizes = (9, 9, 50, 51, 20, 4, 20, 16)
    assert bits(progress, *sizes) == [shown["progress_of"][name] for name in names]
    parted = shown["progress_of"]["parted"]
    assert bits(part, 74, 56, 20, 56, 50)[-1] * parted == shown["part_of"]["principal"]
    assert bits(totals, 50, 50, 56, 64, 1) == [
        shown["totals_of"][name] for name in ("units", "principal", "interest", "fees", "ended")
    ]
    live = shown["status_of"] == 3
    for quote in ("amount_payable", "amount_due", "payoff"):
        assert (sum(shown[quote]) == 0) is not live or quote == "amount_due"


@pytest.mark.parametrize("state", STATES)
def test_a_whole_state_is_what_its_views_say_one_by_one(world: World, state: str) -> None:
    loan = STATES[state][0](world, world.person("borrower"), world.person("investor"))
    whole = world.call("Lens.state_of", loan)
    parts = ("terms", "parties", "progress", "part", "arrears", "totals")
    assert {part: whole[part] for part in parts} == {
        part: world.call(f"Lens.{part}_of", loan) for part in parts
    }
    assert whole["debt"] == world.call("Workouts.debt_of", loan)
    assert whole["cover"] == world.call("Workouts.cover_of", loan)


def test_a_loan_that_was_never_listed_has_an_empty_state(world: World) -> None:
    whole = world.call("Lens.state_of", 99)
    values = {value for part in whole.values() for value in part.values()}
    assert values <= {0, "0x" + "00" * 20}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.long
def test_a_holding_is_what_its_views_say_one_by_one(world: World, state: str) -> None:
    borrower, investor = world.person("borrower"), world.person("investor")
    loan = STATES[state][0](world, borrower, investor)
    (holding,) = world.call("Lens.portfolio", investor, [loan])
    units = world.call("Book.balanceOf", investor, loan)
    assert (holding["loan"], holding["status"]) == (loan, STATES[state][1])
    assert (holding["units"], holding["overdue"]) == (
        units, world.call("Lens.days_past_due", loan),
    )  # fmt: skip
    claimable = world.call("Book.claimable", loan, investor)
    assert (holding["principal"], holding["interest"]) == claimable
    expected = 0
    if holding["status"] in {3, 5}:
        principal = world.call("Lens.totals_of", loan)["principal"]
        expected = units * (10**6 - principal) // 10**6
    assert holding["outstanding"] == expected


def test_a_hundred_notes_in_one_call(world: World, borrower: str, investor: str) -> None:
    loans = [
        world.live_loan(borrower, {investor: 10_000}, method=i % 4, n=480 if i % 2 else 12)
        for i in range(10)
    ]
    drain(world, borrower)
    world.travel(days=40 * 31)
    asked = [*loans * 9, *range(9_000, 9_010)]
    assert len(asked) == 100
    holdings = world.call("Lens.portfolio", investor, asked)
    assert [row["loan"] for row in holdings] == asked
    assert holdings[:10] == holdings[10:20]
    assert sum(row["units"] for row in holdings[:10]) == 100_000
    assert all(row["units"] == row["status"] == row["outstanding"] == 0 for row in holdings[90:])
    for row in holdings[:10]:
        assert row["overdue"] == world.call("Lens.days_past_due", row["loan"])


def test_one_more_than_a_hundred_is_refused(world: World) -> None:
    assert world.call("Lens.portfolio", key_of("anyone").address, []) == []
    with refuses("EVM:REVERT"):
        world.call("Lens.portfolio", key_of("anyone").address, list(range(101)))


def test_arrears_are_seen_and_quoted(world: World, loan: int, borrower: str, investor: str) -> None:
    assert world.call("Lens.arrears_of", loan) == {"interest": 0, "charges": 0}
    drain(world, borrower)
    world.travel(days=31 + 40)
    restructure(world, loan, investor)
    word = world.call("Servicing.words_of", loan)[4]
    seen = world.call("Lens.arrears_of", loan)
    assert bits(word, 56, 56) == [seen["interest"], seen["charges"]]
    assert seen["interest"] > 0
    assert world.call("Lens.payoff", loan)[1:] == (seen["interest"], seen["charges"])
    payable = world.call("Lens.amount_payable", loan)
    assert payable[2] == seen["charges"]
    assert world.call("Lens.portfolio", investor, [loan])[0]["overdue"] == 0
