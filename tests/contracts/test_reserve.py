"""Reserve: tagged contributions, cover by the month within written limits, recoveries return."""

from __future__ import annotations

import pytest

from contracts.builders import DAY, World, key_of, refuses
from contracts.workouts import drain, make_default, next_month

ANYONE = key_of("anyone").address
PLATFORM, GUARANTOR = 1, 2


def give(world: World, amount: int) -> None:
    """A third party's money in the reserve."""
    world.call("Reserve.contribute", amount, sender=key_of("investor").address)


def test_contributions_are_tagged_and_given_for_good(world: World, investor: str) -> None:
    world.fund_wallet(world.treasury, 700)
    world.call("Reserve.contribute", 700, sender=world.treasury)
    world.call("Reserve.contribute", 300, sender=investor)
    world.call("Reserve.contribute", 50, sender=investor)
    assert world.call("Reserve.contributed", PLATFORM) == 700
    assert world.call("Reserve.contributed", GUARANTOR) == 350
    assert world.call("Reserve.free") == 1_050
    assert world.balance(investor) == 10**11 - 350


def test_contributions_of_nothing_are_refused(world: World, investor: str) -> None:
    with refuses("RESERVE:GIVE:ZERO"):
        world.call("Reserve.contribute", 0, sender=investor)
    with refuses("ESCROW:MOVE:BALANCE"):
        world.call("Reserve.contribute", 5, sender=ANYONE)


def test_coverage_is_the_reserve_over_what_is_outstanding(
    world: World, borrower: str, investor: str
) -> None:
    assert world.call("Reserve.coverage_ppm") == 2**256 - 1
    world.live_loan(borrower, {investor: 1_000_000})
    assert world.call("Reserve.coverage_ppm") == 10_000


def test_cover_is_the_least_of_its_three_limits(world: World, borrower: str, loan: int) -> None:
    make_default(world, loan, 3)
    cap = world.call("Reserve.place_of", loan)["cap"]
    principal = world.call("Workouts.debt_of", loan)["principal"]
    assert cap == principal * 300_000 // 10**6
    assert world.call("Reserve.cover_quote", loan) == 0  # its month is not over
    next_month(world)
    # The group gave 10,000 and may draw 3 times that; a tenth of the free reserve is 1,000.
    assert world.call("Reserve.cover_quote", loan) == 1_000
    give(world, 10**7)
    assert world.call("Reserve.cover_quote", loan) == 30_000
    world.decide(0, argument=(11 << 128) | 20)
    world.decide(0, argument=(10 << 128) | 500_000)
    assert world.call("Reserve.cover_quote", loan) == 200_000
    group = world.call("Registry.person_of", borrower)["group"]
    assert world.call("Registry.group_record", group)[1] == 10_000
    world.decide(0, argument=(10 << 128) | 1)
    assert world.call("Reserve.cover_quote", loan) == 10  # 1 ppm of 10,010,000
    assert cap > 200_000  # the loan's own bound was not the least


def test_the_loans_own_bound_limits_its_cover(world: World, borrower: str, investor: str) -> None:
    loan = world.live_loan(borrower, {investor: 100_000}, cover_cap_ppm=1_000, ticket_min=1)
    give(world, 10**7)
    make_default(world, loan, 3)
    next_month(world)
    principal = world.call("Workouts.debt_of", loan)["principal"]
    assert world.call("Reserve.cover_quote", loan) == principal * 1_000 // 10**6
    assert world.call("Reserve.cover", loan) == principal * 1_000 // 10**6


def test_cover_reaches_the_lenders_once_a_month(world: World, borrower: str, loan: int) -> None:
    give(world, 10**7)
    make_default(world, loan, 3)
    with refuses("RESERVE:COVER:EARLY"):
        world.call("Reserve.cover", loan)
    next_month(world)
    totals = world.call("Lens.totals_of", loan)["principal"]
    free = world.call("Reserve.free")
    assert world.call("Reserve.cover", loan, sender=ANYONE) == 30_000
    assert world.call("Lens.totals_of", loan)["principal"] == totals + 30_000
    assert world.call("Reserve.free") == free - 30_000
    assert world.call("Reserve.set_aside") == 0
    assert world.call("Workouts.cover_of", loan)["amount"] == 30_000
    with refuses("RESERVE:COVER:NONE"):
        world.call("Reserve.cover", loan)
    group = world.call("Registry.person_of", borrower)["group"]
    assert world.call("Registry.group_record", group)[2] == 30_000
    assert world.call("Reserve.covered") == 30_000


def test_what_waits_for_a_months_other_loans_is_not_free(
    world: World, borrower: str, investor: str
) -> None:
    loans = [world.live_loan(borrower, {investor: 1_000_000}) for _ in range(2)]
    for _ in range(3):
        world.travel(days=31)
        world.call("Servicing.collect_many", loans)
    drain(world, borrower)
    world.travel(days=31 + 91)
    for loan in loans:
        world.call("Workouts.declare_default", loan)
    next_month(world)
    free = world.call("Reserve.free")
    assert free == world.balance(world.address["Reserve"])
    covered = world.call("Reserve.cover", loans[0])
    assert world.call("Reserve.set_aside") == covered  # two equal caps share the month
    assert world.call("Reserve.free") == free - 2 * covered


def test_a_groups_allowance_is_used_up_over_its_lifetime(
    world: World, borrower: str, investor: str
) -> None:
    give(world, 10**8)
    first, second = (world.live_loan(borrower, {investor: 1_000_000}) for _ in range(2))
    for _ in range(3):
        world.travel(days=31)
        world.call("Servicing.collect_many", [first, second])
    late = sum(world.call("Lens.amount_payable", second))
    drain(world, borrower)
    world.travel(days=31 + 91)
    world.call("Workouts.declare_default", first)
    world.call("Servicing.repay", second, late, 4, sender=investor)  # a month longer
    next_month(world)
    assert world.call("Reserve.cover", first) == 60_000  # 3 times what both loans gave
    world.travel(days=31)
    world.call("Workouts.declare_default", second)
    next_month(world)
    assert world.call("Reserve.cover_quote", second) == 0
    assert world.call("Reserve.cover", second) == 0
    assert world.call("Workouts.is_covered", second) is False


def test_there_is_no_cover_before_three_instalments(world: World, loan: int) -> None:
    make_default(world, loan, 2)
    next_month(world)
    with refuses("RESERVE:COVER:NONE"):
        world.call("Reserve.cover", loan)
    with refuses("RESERVE:ENTER:NONE"):
        world.call("Reserve.enter_again", loan)
    assert world.call("Reserve.cover_quote", loan) == 0


def test_only_a_defaulted_loan_is_covered(world: World, loan: int) -> None:
    for unready in (loan, 99):
        with refuses("RESERVE:COVER:NONE"):
            world.call("Reserve.cover", unready)
        with refuses("RESERVE:ENTER:NONE"):
            world.call("Reserve.enter_again", unready)


def test_an_empty_reserve_covers_nothing(world: World, borrower: str, investor: str) -> None:
    loan = world.live_loan(borrower, {investor: 10_000}, reserve_ppm=0)
    make_default(world, loan, 3)
    next_month(world)
    assert world.call("Reserve.cover", loan) == 0
    assert world.call("Workouts.is_covered", loan) is False


def test_what_is_left_of_a_cap_enters_a_later_month(world: World, borrower: str, loan: int) -> None:
    world.decide(0, argument=(11 << 128) | 20)
    make_default(world, loan, 3)
    defaulted_on = world.call("Workouts.debt_of", loan)["default_day"]
    with refuses("RESERVE:ENTER:EARLY"):
        world.call("Reserve.enter_again", loan)
    next_month(world)
    cap = world.call("Reserve.place_of", loan)["cap"]
    first = world.call("Reserve.cover", loan)
    assert world.call("Reserve.place_of", loan) == {"month": 0, "cap": 0}
    with refuses("RESERVE:COVER:NONE"):
        world.call("Reserve.cover", loan)
    world.call("Reserve.enter_again", loan, sender=ANYONE)
    assert world.call("Reserve.place_of", loan)["cap"] == cap - first
    with refuses("RESERVE:ENTER:EARLY"):
        world.call("Reserve.enter_again", loan)
    give(world, 10**6)
    with refuses("RESERVE:COVER:EARLY"):
        world.call("Reserve.cover", loan)
    next_month(world)
    second = world.call("Reserve.cover", loan)
    assert second == (10_000 - first + 10**6) // 10
    assert world.call("Workouts.cover_of", loan)["amount"] == first + second
    world.set_time((defaulted_on + 366) * DAY)
    with refuses("RESERVE:ENTER:LATE"):
        world.call("Reserve.enter_again", loan)
    world.travel(days=-1)
    world.call("Reserve.enter_again", loan)


def test_a_month_holds_so_much_and_no_more(world: World, loan: int) -> None:
    workouts = world.address["Workouts"]
    for caller in (ANYONE, world.treasury, world.address["Servicing"]):
        with refuses("RESERVE:ENTER:CALLER"):
            world.call("Reserve.enter", loan, 20_000, 1, sender=caller)
    world.call("Reserve.enter", 7, 20_000, 2**63 - 1, sender=workouts)
    with refuses("RESERVE:ENTER:RANGE"):
        world.call("Reserve.enter", 8, 20_000, 1, sender=workouts)


def test_recoveries_give_the_cover_back_in_proportion(
    world: World, borrower: str, loan: int
) -> None:
    give(world, 10**7)
    make_default(world, loan, 3)
    next_month(world)
    world.call("Reserve.cover", loan)
    owed = world.call("Workouts.debt_of", loan)["principal_at_default"]
    free = world.call("Reserve.free")
    world.fund_wallet(borrower, 10**7)
    world.call("Workouts.recover", loan, 100_000, sender=borrower)
    # A tenth is the platform's recovery share; R = 90,000 and the reserve gets R C / O.
    returned = 90_000 * 30_000 // owed
    assert world.call("Reserve.free") - free == returned
    world.call("Workouts.recover", loan, 10**9, sender=borrower)
    # R stays below O after the recovery share, so the cover comes back in part only.
    cover = world.call("Workouts.cover_of", loan)
    assert cover["returned"] == min(cover["recovered"] * 30_000 // owed, 30_000)
    assert world.call("Reserve.free") - free == cover["returned"]


def test_a_recovery_before_the_cover_never_blocks_a_later_one(
    world: World, loan: int, investor: str
) -> None:
    give(world, 10**7)
    make_default(world, loan, 3)
    world.call("Workouts.recover", loan, 300_000, sender=investor)
    next_month(world)
    world.call("Reserve.cover", loan)
    before = world.call("Lens.totals_of", loan)
    assert world.call("Workouts.recover", loan, 1, sender=investor) == 1
    after = world.call("Lens.totals_of", loan)
    assert after["principal"] == before["principal"]  # the unit went to the reserve
    assert world.call("Workouts.cover_of", loan)["returned"] == 1


@pytest.mark.parametrize("holder", ["council", "guardian", "treasury", "deployer", "publisher"])
def test_the_reserve_has_no_other_exit(world: World, investor: str, holder: str) -> None:
    give(world, 10**6)
    caller = world.council[0] if holder == "council" else getattr(world, holder)
    names = set(world.interface["Reserve"].functions)
    writers = {name for name in names if world.interface["Reserve"].functions[name].writes}
    assert writers == {
        "contribute", "cover", "enter", "enter_again", "pledge", "pay_guarantee", "release_stake",
        "note_loss", "begin_distribution", "distribute",
    }  # fmt: skip
    with refuses("RESERVE:COVER:NONE"):
        world.call("Reserve.cover", 1, sender=caller)
    assert world.call("Reserve.free") == 10**6
