"""The last distribution: a platform that winds down comes to its end without its operators."""

from __future__ import annotations

from typing import Any

import pytest

from contracts.builders import DAY, World, key_of, refuses
from contracts.workouts import drain, make_default, next_month

ANYONE = key_of("anyone").address


def wind_down(world: World) -> None:
    world.decide(7)
    assert world.call("Governor.wind_down") is True


def lost(world: World, borrower: str, shares: dict[str, int], **terms: Any) -> int:
    """A loan of which nothing was paid, in default."""
    loan = world.live_loan(borrower, shares, ticket_min=1, **terms)
    make_default(world, loan)
    return loan


def give(world: World, amount: int) -> None:
    world.person("giver", money=amount)
    world.call("Reserve.contribute", amount, sender=key_of("giver").address)


def write_off(world: World, *loans: int) -> None:
    for loan in loans:
        world.call("Workouts.write_off", loan, sender=ANYONE)


@pytest.fixture
def two(world: World, borrower: str, investor: str, investor_two: str) -> tuple[int, int]:
    """Two losses of 70,001 and 29,998 units of principal, written off in a wind-down."""
    first = lost(world, borrower, {investor: 50_000, investor_two: 20_001}, reserve_ppm=0)
    other = world.person("another borrower")
    second = lost(world, other, {investor: 29_998}, reserve_ppm=0)
    wind_down(world)
    world.travel(days=365)
    write_off(world, first, second)
    return first, second


def losses(world: World) -> tuple[int, int]:
    return world.call("Reserve.lost_principal"), world.call("Reserve.lost_interest")


def test_a_write_off_notes_its_loss_once(world: World, two: tuple[int, int]) -> None:
    rows = [world.call("Reserve.loss_of", loan) for loan in two]
    assert [row[0] for row in rows] == [70_001, 29_998]
    assert losses(world) == (99_999, sum(row[1] for row in rows))
    for loan in two:
        with refuses("WORKOUT:WRITEOFF:STATUS"):
            world.call("Workouts.write_off", loan)
    assert losses(world)[0] == 99_999
    for caller in (ANYONE, world.servicer.address, *world.council, world.treasury):
        with refuses("RESERVE:LOSS:CALLER"):
            world.call("Reserve.note_loss", 1, 10**6, 0, sender=caller)


@pytest.mark.parametrize("funds", [0, 1, 50_000, 99_998, 99_999])
def test_principal_is_paid_in_proportion_and_rounding_conserves(
    world: World, two: tuple[int, int], funds: int
) -> None:
    if funds:
        give(world, funds)
    treasury = world.balance(world.treasury)
    world.call("Reserve.begin_distribution", sender=ANYONE)
    assert world.call("Reserve.for_principal") == funds
    paid = [world.call("Reserve.distribute", loan, sender=ANYONE) for loan in two]
    assert paid == [funds * 70_001 // 99_999, funds * 29_998 // 99_999]
    assert 0 <= funds - sum(paid) < 2
    assert world.balance(world.address["Reserve"]) == funds - sum(paid)
    assert world.balance(world.treasury) == treasury
    for loan, amount in zip(two, paid, strict=True):
        assert world.call("Lens.totals_of", loan)["interest"] == amount


def test_what_is_over_goes_to_interest_and_then_to_the_treasury(
    world: World, two: tuple[int, int]
) -> None:
    principal, interest = losses(world)
    assert interest > 2
    start = world.balance(world.treasury)
    with world.undone():
        give(world, principal + interest // 2)
        world.call("Reserve.begin_distribution")
        assert world.call("Reserve.for_interest") == interest // 2
        assert world.balance(world.treasury) == start
        first = world.call("Reserve.loss_of", two[0])
        paid = world.call("Reserve.distribute", two[0])
        assert paid == first[0] + (interest // 2) * first[1] // interest
    give(world, principal + interest + 777)
    world.call("Reserve.begin_distribution")
    assert world.balance(world.treasury) == start + 777
    assert sum(world.call("Reserve.distribute", loan) for loan in two) == principal + interest
    assert world.balance(world.address["Reserve"]) == 0


def test_it_begins_once_in_a_wind_down_without_live_loans(
    world: World, borrower: str, investor: str
) -> None:
    with refuses("RESERVE:DISTRIBUTE:OPEN"):
        world.call("Reserve.begin_distribution")
    with refuses("RESERVE:DISTRIBUTE:EARLY"):
        world.call("Reserve.distribute", 1)
    loan = world.live_loan(borrower, {investor: 10_000})
    drain(world, borrower)
    wind_down(world)
    with refuses("RESERVE:DISTRIBUTE:LIVE"):
        world.call("Reserve.begin_distribution")
    world.travel(days=31 + 91)
    assert world.call("Workouts.declare_default", loan)
    with refuses("RESERVE:DISTRIBUTE:LIVE"):
        world.call("Reserve.begin_distribution")
    world.travel(days=365)
    write_off(world, loan)
    world.call("Reserve.begin_distribution")
    with refuses("RESERVE:DISTRIBUTE:AGAIN"):
        world.call("Reserve.begin_distribution")
    assert world.call("Reserve.distribute", loan) > 0
    for number in (loan, 99):
        with refuses("RESERVE:DISTRIBUTE:NONE"):
            world.call("Reserve.distribute", number)


def test_recoveries_after_it_are_the_lenders_alone(
    world: World, borrower: str, investor: str
) -> None:
    guarantor = world.person("guarantor")
    loan = world.list_loan(borrower, principal=100_000)
    last_day = world.call("Servicing.today") + 400
    world.call("Reserve.pledge", loan, 30_000, last_day, sender=guarantor)
    world.fund(loan, investor, 100_000)
    world.call("Book.issue", loan, sender=borrower)
    make_default(world, loan)
    world.call("Reserve.pay_guarantee", loan)
    wind_down(world)
    world.travel(days=365)
    write_off(world, loan)
    for distributed in (False, True):
        with world.undone():
            if distributed:
                world.call("Reserve.begin_distribution")
            before = world.call("Lens.totals_of", loan)
            world.fund_wallet(borrower, 10_000)
            mine = world.balance(guarantor)
            world.call("Workouts.collect", loan, sender=ANYONE)
            after = world.call("Lens.totals_of", loan)
            got = after["interest"] - before["interest"]
            assert (got == 10_000) is distributed
            assert (world.balance(guarantor) == mine) is distributed
            assert (after["fees"] == before["fees"]) is distributed


def test_what_was_set_aside_for_a_month_is_distributed_with_the_rest(
    world: World, borrower: str, investor: str
) -> None:
    loans = [world.live_loan(borrower, {investor: 100_000}) for _ in range(2)]
    for _ in range(3):
        world.travel(days=31)
        world.call("Servicing.collect_many", loans)
    make_default(world, loans[0])
    assert world.call("Workouts.declare_default", loans[1])
    give(world, 20_000)
    next_month(world)
    world.call("Reserve.cover", loans[0])
    aside = world.call("Reserve.set_aside")
    assert aside > 0
    wind_down(world)
    world.travel(days=365)
    write_off(world, *loans)
    free = world.call("Reserve.free")
    world.call("Reserve.begin_distribution")
    assert world.call("Reserve.set_aside") == 0
    assert world.call("Reserve.for_principal") == free + aside < losses(world)[0]


def test_a_month_that_nobody_fixed_takes_nothing_from_it(
    world: World, borrower: str, investor: str
) -> None:
    """A place in a month outlives its loan; what is distributed is not set aside again."""
    loan = world.live_loan(borrower, {investor: 100_000})
    other = world.live_loan(borrower, {investor: 100_000})
    for _ in range(3):
        world.travel(days=31)
        world.call("Servicing.collect_many", [loan, other])
    make_default(world, loan)
    assert world.call("Workouts.declare_default", other)
    give(world, 10**6)
    wind_down(world)
    world.travel(days=365)
    write_off(world, loan, other)
    world.call("Reserve.begin_distribution")
    assert world.call("Reserve.cover", loan) == 0
    assert world.call("Reserve.set_aside") == 0
    for number in (loan, other):
        assert world.call("Reserve.distribute", number) > 0
    assert world.call("Reserve.cover", other) == 0
    assert world.call("Reserve.free") >= 0
    assert world.call("Reserve.coverage_ppm") == 2**256 - 1


def test_a_platform_comes_to_its_end_without_its_operators(
    world: World, borrower: str, investor: str, investor_two: str
) -> None:
    """Every status, a frozen client, a lender who never claims: nobody with a role acts."""
    guarantor = world.person("guarantor")
    shares = {investor: 60_000, investor_two: 40_000}
    listed = world.list_loan(borrower)
    world.call(
        "Reserve.pledge", listed, 1_000, world.call("Servicing.today") + 900, sender=guarantor
    )
    world.fund(listed, investor, 5_000)
    funded = world.list_loan(borrower, principal=10_000, issue_seconds=30 * DAY)
    world.fund(funded, investor_two, 10_000)
    repaid = world.live_loan(borrower, shares)
    world.call("Servicing.prepay", repaid, 10**9, 0, sender=borrower)
    active, bad = world.live_loan(borrower, shares), world.live_loan(borrower, shares)
    world.call(
        "Freezes.freeze", investor_two, world.now + 3 * DAY, bytes(32), sender=world.compliance
    )
    # Ninety days without a monthly report: anyone may begin.
    world.travel(days=150)
    world.call("Governor.wind_down_by_silence", sender=ANYONE)
    for loan in (listed, funded):
        world.call("Book.expire", loan, sender=ANYONE)
    world.call("Book.retract", listed, 5_000, sender=investor)
    world.call("Book.retract", funded, 10_000, sender=investor_two)
    world.call("Reserve.release_stake", listed, sender=ANYONE)
    world.call("Servicing.prepay", active, 10**9, 0, sender=borrower)
    drain(world, borrower)
    world.travel(days=91)
    world.call("Workouts.declare_default", bad, sender=ANYONE)
    world.travel(days=365)
    write_off(world, bad)
    assert world.call("Servicing.live_loans") == 0
    world.call("Reserve.begin_distribution", sender=ANYONE)
    world.call("Reserve.distribute", bad, sender=ANYONE)
    # One lender takes all; the other's claims and balance stay for ever.
    loans = [repaid, active, bad]
    world.call("Book.claim_and_withdraw", loans, sender=investor)
    world.travel(days=20 * 365)
    due = sum(sum(world.call("Book.claimable", loan, investor_two)) for loan in loans)
    before = world.balance(investor_two)
    world.call("Book.claim_and_withdraw", loans, sender=investor_two)
    assert world.call("Token.balanceOf", investor_two) >= due
    world.call("Escrow.withdraw", before, sender=investor_two)
    fees = sum(world.call("Lens.totals_of", loan)["fees"] for loan in loans)
    assert 0 <= world.balance(world.address["Servicing"]) - fees <= 12  # dust
    assert world.call("Reserve.staked") == 0
    for person in (borrower, investor, investor_two, guarantor):
        world.call("Book.refresh_exposure", person, loans, sender=ANYONE)
    for lender in (investor, investor_two):
        exposure = world.call("Registry.person_of", lender)["exposure"]
        assert exposure - world.call("Escrow.principal_returned", lender) == 0
    assert world.call("Registry.borrower_record", borrower)[0] == 0
