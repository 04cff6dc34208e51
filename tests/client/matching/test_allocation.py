"""The queue: every limit, the oldest money first, whatever the order of the input."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from client.matching.rounds import NOW, crowd, lender, loan, mandate, market, rounds
from tallystick.loans.dates import Unit
from tallystick.loans.mandates import EXECUTE_MAX, Asked, LoanOnOffer, Used, execution
from tallystick.loans.schedule import Method, Terms
from tallystick.matching.allocation import Allocation, allocate
from tallystick.matching.reasons import IdleReason

if TYPE_CHECKING:
    from tallystick.matching.inputs import RoundInput


def lent(given_round: RoundInput) -> list[tuple[int, str, int]]:
    return [(entry.loan, entry.digest, entry.units) for entry in allocate(given_round).lent]


def test_the_oldest_money_lends_first_and_equals_go_by_digest() -> None:
    queue = [mandate("c", 2), mandate("b", 2), mandate("a", 3), mandate("d", 1)]
    scarce = [loan(open_units=600)]
    assert lent(market(queue, scarce)) == [(1, "0xd", 250), (1, "0xb", 250), (1, "0xc", 100)]
    assert allocate(market(queue, scarce)).idle == {"0xa": IdleReason.FILLED}


def test_loans_are_served_by_their_number() -> None:
    poor = market([mandate()], [loan(2), loan(1)], lender(balance=350))
    assert lent(poor) == [(1, "0xa", 250)]


@pytest.mark.parametrize(
    ("limits", "owner", "sought", "units", "reason"),
    [
        ({}, {}, {}, 250, None),
        ({"level_max": 1}, {}, {}, 0, IdleReason.LEVEL),
        ({"statement": 1}, {}, {}, 0, IdleReason.LEVEL),
        ({"rate_min_ppm": 100_001}, {}, {}, 0, IdleReason.RATE),
        ({"rate_min_ppm": 100_000}, {}, {}, 250, None),
        ({"days_max": 371}, {}, {}, 0, IdleReason.TERM),
        ({"days_max": 372}, {}, {}, 250, None),
        ({}, {"risk_class": 1}, {}, 0, IdleReason.CLASS),
        ({}, {"group": 1}, {}, 0, IdleReason.RELATED),
        ({}, {}, {"barred_groups": (197,)}, 0, IdleReason.RELATED),
        ({}, {"retracted": frozenset({1})}, {}, 0, IdleReason.RETRACTED),
        ({}, {"retracted": frozenset({2})}, {}, 250, None),
        ({}, {}, {"others": None}, 0, IdleReason.OTHERS),
        ({}, {"by_person": {"0xb1": 200}}, {}, 50, None),
        ({}, {"by_person": {"0xb1": 201}}, {}, 0, IdleReason.BORROWER),
        ({}, {"by_group": {1: 300}}, {}, 100, None),
        ({}, {"by_group": {1: 351}}, {}, 0, IdleReason.GROUP),
        ({"lifetime_max": 120}, {}, {}, 120, None),
        ({"lifetime_max": 49}, {}, {}, 0, IdleReason.LIFETIME),
        ({"day_max": 70}, {}, {}, 70, None),
        ({"day_max": 49}, {}, {}, 0, IdleReason.DAY),
        ({}, {"exposure": 9_900}, {}, 100, None),
        ({}, {"exposure": 9_951}, {}, 0, IdleReason.EXPOSURE),
        ({}, {"lend_limit": 60}, {}, 60, None),
        ({}, {"lend_limit": 49}, {}, 0, IdleReason.LIMIT),
        ({}, {"balance": 160}, {}, 60, None),
        ({}, {"balance": 149}, {}, 0, IdleReason.CASH),
        ({}, {"bar": "MATCH:FROZEN"}, {}, 0, IdleReason.FROZEN),
        ({}, {}, {"open_units": 49}, 0, IdleReason.FILLED),
        ({"ticket": 1}, {"balance": 110}, {"ticket_min": 20}, 0, IdleReason.TICKET),
    ],
)  # fmt: skip
def test_each_limit_cuts_or_keeps_out(
    limits: dict[str, Any],
    owner: dict[str, Any],
    sought: dict[str, Any],
    units: int,
    reason: IdleReason | None,
) -> None:
    outcome = allocate(market([mandate(**limits)], [loan(**sought)], lender(**owner)))
    assert [entry.units for entry in outcome.lent] == ([units] if units else [])
    assert outcome.idle.get("0xa") == reason


@pytest.mark.parametrize(
    ("changed", "reason"),
    [({"closed": True}, IdleReason.GATE), ({"day_room": 49}, IdleReason.PLATFORM)],
)
def test_the_platform_holds_everybody_back(changed: dict[str, Any], reason: IdleReason) -> None:
    assert allocate(market([mandate()], [loan()], **changed)).idle == {"0xa": reason}
    assert allocate(market([mandate()], [])).idle == {"0xa": IdleReason.NONE}


def test_an_owner_lends_to_a_loan_once_and_from_one_balance() -> None:
    two = [mandate("a", 1), replace(mandate("b", 2), owner="0xaa")]
    outcome = allocate(market(two, [loan()], lender()))
    assert [entry.digest for entry in outcome.lent] == ["0xa"]
    assert outcome.idle == {"0xb": IdleReason.OWNER}
    poor = allocate(market(two, [loan(1), loan(2)], lender(balance=350)))
    assert [(entry.loan, entry.digest) for entry in poor.lent] == [(1, "0xa")]
    assert poor.idle == {"0xb": IdleReason.CASH}


def test_no_rest_is_left_that_is_below_the_smallest_note() -> None:
    outcome = lent(market([mandate()], [loan(open_units=260, ticket_min=30)]))
    assert outcome == [(1, "0xa", 230)]
    # Where nothing else would fit, the rest is for whoever takes all of it.
    assert lent(market([mandate(ticket=240)], [loan(open_units=260, ticket_min=30)])) == [
        (1, "0xa", 250)
    ]


def test_a_mandate_says_how_many_loans_each_limit_keeps_from_it() -> None:
    sought = [loan(1, level=5), loan(2, rate_ppm=1), loan(3, rate_ppm=2), loan(4, days=900)]
    outcome = allocate(market([mandate()], sought))
    assert outcome.excluded["0xa"] == {
        IdleReason.LEVEL: 1, IdleReason.RATE: 2, IdleReason.TERM: 1,
    }  # fmt: skip
    assert outcome.idle["0xa"] is IdleReason.TERM


def test_one_call_takes_at_most_fifty_mandates() -> None:
    names = [f"{number:02d}" for number in range(EXECUTE_MAX + 1)]
    queue = [mandate(name, owner=f"0x{name}", since=int(name) + 1) for name in names]
    lenders = [lender("a", owner=f"0x{name}", group=500 + int(name)) for name in names]
    outcome = allocate(market(queue, [loan(open_units=10**6)], *lenders))
    assert [(number, len(part)) for number, part in outcome.batches()] == [(1, 50), (1, 1)]


@given(rounds(), st.randoms(use_true_random=False))
def test_the_order_of_the_input_decides_nothing(
    given_round: RoundInput, dice: random.Random
) -> None:
    def mixed(values: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(dice.sample(values, len(values)))

    other = replace(
        given_round, mandates=mixed(given_round.mandates), lenders=mixed(given_round.lenders),
        loans=mixed(given_round.loans),
    )  # fmt: skip
    assert allocate(other).lent == allocate(given_round).lent
    assert allocate(other).idle == allocate(given_round).idle
    assert other.hash == given_round.hash


def test_the_markets_of_these_tests_lend() -> None:
    """Rules that are tried on rounds in which nobody lends would hold whatever the rules."""
    sizes: list[int] = []

    @settings(max_examples=100, database=None, derandomize=True)
    @given(rounds())
    def look(some: RoundInput) -> None:
        sizes.append(len(allocate(some).lent))

    look()
    assert sum(size > 1 for size in sizes) > len(sizes) // 5


@given(rounds())
def test_no_limit_is_exceeded_and_nothing_is_oversubscribed(given_round: RoundInput) -> None:
    outcome = allocate(given_round)
    mandates = {entry.digest: entry for entry in given_round.mandates}
    lenders = {entry.owner: entry for entry in given_round.lenders}
    loans = {entry.loan: entry for entry in given_round.loans}
    by_loan: Counter[int] = Counter()
    by_mandate: Counter[str] = Counter()
    by_owner: Counter[str] = Counter()
    persons: Counter[tuple[str, str]] = Counter()
    groups: Counter[tuple[str, int]] = Counter()
    for entry in outcome.lent:
        sought, signed = loans[entry.loan], mandates[entry.digest]
        who, limits = lenders[signed.owner], signed.limits
        by_loan[entry.loan] += entry.units
        by_mandate[entry.digest] += entry.units
        by_owner[signed.owner] += entry.units
        persons[signed.owner, sought.person] += entry.units
        groups[signed.owner, sought.group] += entry.units
        assert not who.bar
        assert sought.level <= min(limits.level_max, limits.statement)
        assert who.risk_class >= sought.least_class
        assert sought.rate_ppm >= limits.rate_min_ppm
        assert sought.days <= limits.days_max
        assert entry.units >= limits.ticket
        assert who.group != sought.group
        assert entry.loan not in who.retracted
        held = who.by_person.get(sought.person, 0) + persons[signed.owner, sought.person]
        assert held <= limits.person_max
        together = who.by_group.get(sought.group, 0) + groups[signed.owner, sought.group]
        assert together <= limits.group_max
        assert signed.lent + by_mandate[entry.digest] <= limits.lifetime_max
        assert signed.lent_today + by_mandate[entry.digest] <= limits.day_max
        assert who.balance - by_owner[signed.owner] >= limits.cash_floor
        exposure = who.exposure + by_owner[signed.owner]
        assert exposure <= min(limits.exposure_max, who.lend_limit)
    assert all(units <= loans[number].open_units for number, units in by_loan.items())
    assert sum(by_loan.values()) <= given_round.day_room
    assert set(outcome.idle) == set(mandates) - set(by_mandate)
    assert not (given_round.closed and outcome.lent)


@given(rounds())
def test_the_contract_would_lend_exactly_what_is_allocated(given_round: RoundInput) -> None:
    """Every call is repeated with the mirror of the contract, which never asks this module."""
    mandates = {entry.digest: entry for entry in given_round.mandates}
    lenders = {entry.owner: entry for entry in given_round.lenders}
    loans = {entry.loan: entry for entry in given_round.loans}
    outcome = allocate(given_round)
    spent: Counter[str] = Counter()
    by_mandate: Counter[str] = Counter()
    persons: Counter[tuple[str, str]] = Counter()
    groups: Counter[tuple[str, int]] = Counter()
    for number, part in outcome.batches():
        sought = loans[number]
        asks = []
        for entry in part:
            signed = mandates[entry.digest]
            who = lenders[signed.owner]
            used = Used(
                balance=who.balance - spent[who.owner],
                exposure=who.exposure + spent[who.owner],
                lent=signed.lent + by_mandate[entry.digest],
                lent_today=signed.lent_today + by_mandate[entry.digest],
                person=who.by_person.get(sought.person, 0) + persons[who.owner, sought.person],
                group=who.by_group.get(sought.group, 0) + groups[who.owner, sought.group],
            )
            asks.append(Asked(signed.owner, signed.limits, used, entry.units))
        terms = Terms(10**6, sought.rate_ppm, 1, min(sought.days, 366), Unit.DAYS, Method.LINEAR)
        offered = LoanOnOffer(
            level=sought.level,
            terms=terms,
            open_units=sought.open_units,
            ticket_min=sought.ticket_min,
        )
        assert execution(offered, asks, NOW) == tuple(entry.units for entry in part)
        for entry in part:
            owner = mandates[entry.digest].owner
            spent[owner] += entry.units
            by_mandate[entry.digest] += entry.units
            persons[owner, sought.person] += entry.units
            groups[owner, sought.group] += entry.units


def test_a_crowd_is_allocated_within_every_loan() -> None:
    outcome: Allocation = allocate(crowd(500, 50))
    assert outcome.lent
    assert len(outcome.idle) + len({entry.digest for entry in outcome.lent}) == 500
