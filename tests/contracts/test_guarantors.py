"""Guarantors: a stake that pays before the reserve, and is repaid by what each has paid."""

from __future__ import annotations

from itertools import permutations

import pytest

from contracts.builders import DAY, World, key_of, refuses
from contracts.enrolment import move_to_group
from contracts.workouts import drain, make_default, next_month, pay_instalments

ANYONE = key_of("anyone").address
STAKE = 200_000


@pytest.fixture
def guarantor(world: World) -> str:
    return world.person("guarantor")


@pytest.fixture
def listing(world: World, borrower: str) -> int:
    return world.list_loan(borrower)


def last_day(world: World, days: int = 400) -> int:
    return int(world.call("Servicing.today")) + days


def pledge(world: World, loan: int, who: str, amount: int = STAKE, days: int = 400) -> None:
    world.call("Reserve.pledge", loan, amount, last_day(world, days), sender=who)


@pytest.fixture
def guaranteed(world: World, borrower: str, investor: str, guarantor: str, listing: int) -> int:
    pledge(world, listing, guarantor)
    world.fund(listing, investor, 10**6)
    world.call("Book.issue", listing, sender=borrower)
    return listing


def reserve_balances(world: World) -> bool:
    """What the Reserve has is what is free, set aside and staked."""
    parts = [world.call(f"Reserve.{name}") for name in ("free", "set_aside", "staked")]
    return bool(world.balance(world.address["Reserve"]) == sum(parts))


# Pledges


def test_a_stake_is_locked_and_is_no_reserve(world: World, listing: int, guarantor: str) -> None:
    pledge(world, listing, guarantor)
    assert world.balance(guarantor) == 10**11 - STAKE
    assert world.call("Reserve.staked") == STAKE
    assert world.call("Reserve.free") == 0
    stake = world.call("Reserve.stake_of", listing)
    assert (stake["guarantor"], stake["amount"]) == (guarantor, STAKE)
    with refuses("RESERVE:PLEDGE:AGAIN"):
        pledge(world, listing, world.person("another guarantor"))


def test_the_amount_and_the_day_have_bounds(world: World, listing: int, guarantor: str) -> None:
    world.decide(0, argument=(17 << 128) | 500_000)
    for amount in (0, 500_001):
        with refuses("RESERVE:PLEDGE:AMOUNT"):
            pledge(world, listing, guarantor, amount)
    for days in (0, -1, 2**20):
        with refuses("RESERVE:PLEDGE:DAY"):
            pledge(world, listing, guarantor, days=days)
    world.fund_wallet(guarantor, 1)
    with world.undone():
        pledge(world, listing, guarantor, 1, 1)
    pledge(world, listing, guarantor, 500_000)


def test_a_pledge_precedes_every_lender(
    world: World, listing: int, guarantor: str, investor: str
) -> None:
    world.fund(listing, investor, 1_000)
    with refuses("RESERVE:PLEDGE:STATUS"):
        pledge(world, listing, guarantor)
    world.call("Book.retract", listing, 1_000, sender=investor)
    with world.undone():
        pledge(world, listing, guarantor)
    with refuses("RESERVE:PLEDGE:STATUS"):
        pledge(world, 99, guarantor)


def test_a_loan_that_was_once_full_takes_no_pledge(
    world: World, guarantor: str, borrower: str, investor: str
) -> None:
    listing = world.list_loan(borrower, reflection_seconds=DAY, reflection_class=5)
    world.fund(listing, investor, 10**6)
    world.call("Book.retract", listing, 10**6, sender=investor)
    with refuses("RESERVE:PLEDGE:STATUS"):
        pledge(world, listing, guarantor)


def test_a_guarantor_is_another_group_than_borrower_and_lenders(
    world: World, listing: int, guarantor: str, borrower: str, investor: str
) -> None:
    group = world.call("Registry.person_of", borrower)["group"]
    sister = world.person("sister", group=group)
    for related in (borrower, sister):
        with refuses("RESERVE:PLEDGE:RELATED"):
            pledge(world, listing, related)
    with refuses("REG:PAY:UNKNOWN"):
        pledge(world, listing, ANYONE)
    pledge(world, listing, guarantor)
    friend = world.person("friend", group=world.call("Registry.person_of", guarantor)["group"])
    for lender in (guarantor, friend):
        with refuses("BOOK:LEND:GUARANTOR"):
            world.fund(listing, lender, 1_000)
    world.fund(listing, investor, 1_000)


def test_a_note_does_not_come_to_the_guarantors_group_later(
    world: World, guaranteed: int, guarantor: str, investor_two: str
) -> None:
    order = world.ask("investor", guaranteed, 10_000)
    with refuses("BOOK:LEND:GUARANTOR"):
        world.fill(*order, 10_000, guarantor)
    move_to_group(world, "investor two", world.call("Registry.person_of", guarantor)["group"])
    with refuses("BOOK:LEND:GUARANTOR"):
        world.fill(*order, 10_000, investor_two)
    world.fill(*order, 10_000, world.person("investor three"))


def test_a_guarantor_found_related_later_still_pays(
    world: World, guaranteed: int, guarantor: str, borrower: str
) -> None:
    move_to_group(world, "guarantor", world.call("Registry.person_of", borrower)["group"])
    make_default(world, guaranteed)
    assert world.call("Lens.totals_of", guaranteed)["units"] == 0  # nothing was ever paid
    assert world.call("Reserve.pay_guarantee", guaranteed) == STAKE
    totals = world.call("Lens.totals_of", guaranteed)
    assert (totals["units"], totals["principal"]) == (10**6, STAKE)


# Release


def test_a_stake_stays_while_the_promise_holds(
    world: World, guaranteed: int, guarantor: str, borrower: str
) -> None:
    with refuses("RESERVE:RELEASE:EARLY"):
        world.call("Reserve.release_stake", guaranteed, sender=guarantor)
    start = world.now
    with world.undone():
        world.call("Servicing.prepay", guaranteed, 10**9, 0, sender=borrower)
        world.call("Reserve.release_stake", guaranteed, sender=ANYONE)
        assert world.balance(guarantor) == 10**11
        with refuses("RESERVE:RELEASE:NONE"):
            world.call("Reserve.release_stake", guaranteed)
    world.set_time(start)
    make_default(world, guaranteed)
    with refuses("RESERVE:RELEASE:EARLY"):
        world.call("Reserve.release_stake", guaranteed, sender=guarantor)
    with refuses("RESERVE:RELEASE:NONE"):
        world.call("Reserve.release_stake", 99)


@pytest.mark.exact_second
@pytest.mark.parametrize("state", ["active", "defaulted"])
def test_a_promise_holds_to_its_last_day(
    world: World, listing: int, guarantor: str, borrower: str, investor: str, state: str
) -> None:
    days = 31 + 100
    pledge(world, listing, guarantor, days=days)
    world.fund(listing, investor, 10**6)
    world.call("Book.issue", listing, sender=borrower)
    drain(world, borrower)
    midnight = world.now // DAY * DAY
    for over in (False, True):
        world.set_time(midnight + (days + 1) * DAY - (0 if over else 1))
        with world.undone():
            if state == "defaulted":
                assert world.call("Workouts.declare_default", listing)
            if over:
                with refuses("RESERVE:GUARANTEE:NONE"):
                    world.call("Reserve.pay_guarantee", listing)
                world.call("Reserve.release_stake", listing)
                assert world.balance(guarantor) == 10**11
            else:
                with refuses("RESERVE:RELEASE:EARLY"):
                    world.call("Reserve.release_stake", listing)
                if state == "defaulted":
                    assert world.call("Reserve.pay_guarantee", listing) == STAKE


@pytest.mark.parametrize("end", ["expired", "cancelled"])
def test_a_stake_of_a_loan_that_was_not_issued_comes_back(
    world: World, listing: int, guarantor: str, investor: str, end: str
) -> None:
    pledge(world, listing, guarantor)
    if end == "cancelled":
        world.fund(listing, investor, 10**6)
    with refuses("RESERVE:RELEASE:EARLY"):
        world.call("Reserve.release_stake", listing)
    world.travel(days=30)
    world.call("Book.expire", listing)
    world.call("Reserve.release_stake", listing, sender=ANYONE)
    assert world.balance(guarantor) == 10**11
    assert world.call("Reserve.staked") == 0


# Payment


def test_a_stake_pays_what_the_lenders_miss_and_no_more(
    world: World, borrower: str, investor: str, guarantor: str
) -> None:
    listing = world.list_loan(borrower, principal=100_000, n=2)
    pledge(world, listing, guarantor, 90_000)
    world.fund(listing, investor, 100_000)
    world.call("Book.issue", listing, sender=borrower)
    with refuses("RESERVE:GUARANTEE:NONE"):
        world.call("Reserve.pay_guarantee", listing)
    make_default(world, listing, 1)
    missing = 100_000 - world.call("Lens.totals_of", listing)["principal"]
    assert missing < 90_000
    before = world.balance(guarantor)
    assert world.call("Reserve.pay_guarantee", listing, sender=ANYONE) == missing
    assert world.balance(guarantor) - before == 90_000 - missing
    assert world.call("Lens.totals_of", listing)["principal"] == 100_000
    assert world.call("Workouts.cover_of", listing)["guaranteed"] == missing
    with refuses("RESERVE:GUARANTEE:NONE"):
        world.call("Reserve.pay_guarantee", listing)
    assert reserve_balances(world)


def test_the_stake_pays_before_the_reserve_does(
    world: World, guaranteed: int, investor: str, guarantor: str
) -> None:
    world.call("Reserve.contribute", 10**7, sender=investor)
    make_default(world, guaranteed, 3)
    next_month(world)
    assert world.call("Reserve.cover", guaranteed, sender=ANYONE) == 30_000
    cover = world.call("Workouts.cover_of", guaranteed)
    assert (cover["amount"], cover["guaranteed"]) == (STAKE + 30_000, STAKE)
    assert world.call("Reserve.stake_of", guaranteed)["amount"] == 0
    assert world.call("Reserve.covered") == 30_000
    assert reserve_balances(world)


def test_what_a_guarantor_paid_does_not_use_up_the_reserves_cap(
    world: World, borrower: str, investor: str, guarantor: str
) -> None:
    listing = world.list_loan(borrower, cover_cap_ppm=100_000)
    pledge(world, listing, guarantor)
    world.fund(listing, investor, 10**6)
    world.call("Book.issue", listing, sender=borrower)
    make_default(world, listing, 3)
    next_month(world)
    first = world.call("Reserve.cover", listing)
    cap = world.call("Workouts.cover_cap", listing)
    assert first < cap < STAKE
    world.call("Reserve.contribute", 10**7, sender=investor)
    world.call("Reserve.enter_again", listing)
    assert world.call("Reserve.place_of", listing)["cap"] == cap - first


# Recoveries


def recovered(world: World, loan: int, amounts: list[int]) -> None:
    borrower = world.call("Lens.parties_of", loan)["borrower"]
    for amount in amounts:
        world.fund_wallet(borrower, amount)
        world.call("Workouts.recover", loan, amount, sender=borrower)


def parts(world: World, guarantor: str, loan: int) -> tuple[int, int]:
    """What recoveries have returned: to the guarantor, and to the reserve."""
    returned = world.call("Workouts.cover_of", loan)["returned"]
    mine = world.balance(guarantor) - (10**11 - STAKE)
    return mine, returned - mine


@pytest.mark.parametrize("order", list(permutations([33_333, 100_001, 7])))
@pytest.mark.long
def test_recoveries_are_shared_alike_in_any_order(
    world: World, guaranteed: int, investor: str, guarantor: str, order: tuple[int, ...]
) -> None:
    world.call("Reserve.contribute", 10**7, sender=investor)
    make_default(world, guaranteed, 3)
    next_month(world)
    world.call("Reserve.cover", guaranteed)
    recovered(world, guaranteed, list(order))
    principal = world.call("Workouts.debt_of", guaranteed)["principal_at_default"]
    cover = world.call("Workouts.cover_of", guaranteed)
    got = sum(order) - sum(amount // 10 for amount in order)
    returned = got * cover["amount"] // principal
    mine = returned * STAKE // cover["amount"]
    assert parts(world, guarantor, guaranteed) == (mine, returned - mine)


def test_a_recovery_before_the_reserves_cover_takes_nothing_from_it(
    world: World, guaranteed: int, investor: str, guarantor: str
) -> None:
    """The guarantor alone had covered: what came to them then counts against their part."""
    world.call("Reserve.contribute", 10**7, sender=investor)
    make_default(world, guaranteed, 3)
    world.call("Reserve.pay_guarantee", guaranteed)
    recovered(world, guaranteed, [400_000])
    early, reserve = parts(world, guarantor, guaranteed)
    assert (early > 0, reserve) == (True, 0)
    next_month(world)
    covered = world.call("Reserve.cover", guaranteed)
    assert covered > 0
    recovered(world, guaranteed, [1, 300_000])
    while sum(world.call("Workouts.debt_of", guaranteed)[kind] for kind in (
        "principal", "interest", "charges",
    )):  # fmt: skip
        recovered(world, guaranteed, [200_000])
    assert world.call("Lens.status_of", guaranteed) == 6
    cover = world.call("Workouts.cover_of", guaranteed)
    mine, others = parts(world, guarantor, guaranteed)
    # Neither gets more than they have paid, and each their part of what came back.
    assert mine == min(STAKE, cover["returned"] * STAKE // cover["amount"])
    assert others <= covered
    assert reserve_balances(world)


def test_a_covered_loan_conserves_every_unit(
    world: World, guaranteed: int, investor: str, guarantor: str, borrower: str
) -> None:
    pay_instalments(world, guaranteed, 3)
    world.call("Reserve.contribute", 10**7, sender=investor)
    make_default(world, guaranteed)
    next_month(world)
    world.call("Reserve.cover", guaranteed)
    recovered(world, guaranteed, [123_457, 10**6])
    world.call("Book.claim", guaranteed, sender=investor)
    fees = world.call("Lens.totals_of", guaranteed)["fees"]
    assert 0 <= world.balance(world.address["Servicing"]) - fees <= 2


def test_a_stake_does_not_escape_by_a_write_off(
    world: World, guaranteed: int, investor: str, guarantor: str
) -> None:
    pay_instalments(world, guaranteed, 1)
    make_default(world, guaranteed, 1)
    day = world.call("Workouts.debt_of", guaranteed)["default_day"]
    assert world.call("Reserve.is_guarantee_open", guaranteed, day) is True
    world.travel(days=3 * 365 + 1)
    with refuses("WORKOUT:WRITEOFF:GUARANTEE"):
        world.call("Workouts.write_off", guaranteed)
    assert world.call("Reserve.pay_guarantee", guaranteed, sender=ANYONE) == STAKE
    assert world.call("Reserve.is_guarantee_open", guaranteed, day) is False
    world.call("Workouts.write_off", guaranteed)
    assert world.status(guaranteed) == 7
