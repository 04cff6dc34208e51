"""Reserve: tagged contributions, cover within written limits, recoveries come back."""

from __future__ import annotations

import pytest

from contracts.builders import World, key_of, refuses

ANYONE = key_of("anyone").address
PLATFORM, GUARANTOR = 1, 2


def default_after(world: World, loan: int, instalments: int) -> None:
    for _ in range(instalments):
        world.travel(days=31)
        world.call("Servicing.collect", loan)
    world.travel(days=31 + 100)
    world.call("Workouts.declare_default", loan)


def test_contributions_are_tagged_and_given_for_good(world: World, investor: str) -> None:
    world.call("Reserve.contribute", 700, sender=investor)
    world.call("Reserve.contribute", 300, sender=investor)
    world.call("Reserve.contribute", 50, sender=investor)
    assert world.call("Reserve.contributed", PLATFORM) == 750
    assert world.call("Reserve.contributed", GUARANTOR) == 300
    assert world.call("Reserve.free") == 1_050
    assert world.balance(investor) == 10**11 - 1_050


def test_contributions_of_nothing_or_of_no_source_are_refused(world: World, investor: str) -> None:
    with refuses("RESERVE:GIVE:ZERO"):
        world.call("Reserve.contribute", 0, sender=investor)
    for source in (0, 3):
        with refuses("RESERVE:GIVE:SOURCE"):
            world.call("Reserve.contribute", source, 5, sender=investor)
    with refuses("ESCROW:MOVE:BALANCE"):
        world.call("Reserve.contribute", 5, sender=ANYONE)


def test_coverage_is_the_reserve_over_what_is_outstanding(
    world: World, borrower: str, investor: str
) -> None:
    assert world.call("Reserve.coverage_ppm") == 2**256 - 1
    world.live_loan(borrower, {investor: 1_000_000})
    assert world.call("Reserve.coverage_ppm") == 10_000


def test_cover_is_the_least_of_its_three_limits(
    world: World, borrower: str, loan: int, investor: str
) -> None:
    default_after(world, loan, 3)
    principal = world.call("Workouts.debt_of", loan)["principal"]
    # The group gave 10,000 and may draw 3 times that; a tenth of the free reserve is 1,000.
    assert world.call("Reserve.cover_quote", loan) == 1_000
    world.call("Reserve.contribute", 10**7, sender=investor)
    assert world.call("Reserve.cover_quote", loan) == 30_000
    world.decide(0, argument=(11 << 128) | 20)
    world.decide(0, argument=(10 << 128) | 500_000)
    assert world.call("Reserve.cover_quote", loan) == 200_000
    group = world.call("Registry.person_of", borrower)["group"]
    assert world.call("Registry.group_record", group)[1] == 10_000
    world.decide(0, argument=(10 << 128) | 1)
    assert world.call("Reserve.cover_quote", loan) == 10  # 1 ppm of 10,010,000
    assert principal * 300_000 // 10**6 > 200_000  # the loan's own bound was not the least


def test_the_loans_own_bound_limits_its_cover(world: World, borrower: str, investor: str) -> None:
    loan = world.live_loan(borrower, {investor: 100_000}, cover_cap_ppm=1_000, ticket_min=1)
    world.call("Reserve.contribute", 10**7, sender=investor)
    default_after(world, loan, 3)
    principal = world.call("Workouts.debt_of", loan)["principal"]
    assert world.call("Reserve.cover_quote", loan) == principal * 1_000 // 10**6


def test_cover_reaches_the_lenders_once(
    world: World, borrower: str, loan: int, investor: str
) -> None:
    world.call("Reserve.contribute", 10**7, sender=investor)
    default_after(world, loan, 3)
    totals = world.call("Servicing.totals_of", loan)["principal"]
    free = world.call("Reserve.free")
    assert world.call("Reserve.cover", loan, sender=ANYONE) == 30_000
    assert world.call("Servicing.totals_of", loan)["principal"] == totals + 30_000
    assert world.call("Reserve.free") == free - 30_000
    assert world.call("Workouts.cover_of", loan)["amount"] == 30_000
    with refuses("SERV:COVER:TWICE"):
        world.call("Reserve.cover", loan)
    group = world.call("Registry.person_of", borrower)["group"]
    assert world.call("Registry.group_record", group)[2] == 30_000
    assert world.call("Reserve.covered") == 30_000


def test_a_groups_allowance_is_used_up_over_its_lifetime(
    world: World, borrower: str, investor: str
) -> None:
    world.call("Reserve.contribute", 10**8, sender=investor)
    first = world.live_loan(borrower, {investor: 1_000_000})
    second = world.live_loan(borrower, {investor: 1_000_000})
    default_after(world, first, 3)
    world.call("Servicing.collect", second)
    assert world.call("Reserve.cover", first) == 60_000  # 3 times what both loans gave
    world.travel(days=400)
    world.call("Escrow.withdraw", world.balance(borrower), sender=borrower)
    world.call("Workouts.declare_default", second)
    with refuses("RESERVE:COVER:EMPTY"):
        world.call("Reserve.cover", second)


def test_there_is_no_cover_before_three_instalments(world: World, loan: int) -> None:
    default_after(world, loan, 2)
    with refuses("SERV:COVER:EARLY"):
        world.call("Reserve.cover", loan)
    with refuses("SERV:COVER:EARLY"):
        world.call("Reserve.cover_quote", loan)


def test_only_a_defaulted_loan_is_covered(world: World, loan: int) -> None:
    for unready in (loan, 99):
        with refuses("SERV:COVER:STATUS"):
            world.call("Reserve.cover", unready)


def test_an_empty_reserve_covers_nothing(world: World, borrower: str, investor: str) -> None:
    loan = world.live_loan(borrower, {investor: 10_000}, reserve_ppm=0)
    default_after(world, loan, 3)
    with refuses("RESERVE:COVER:EMPTY"):
        world.call("Reserve.cover", loan)


def test_recoveries_give_the_cover_back_in_proportion(
    world: World, borrower: str, loan: int, investor: str
) -> None:
    world.call("Reserve.contribute", 10**7, sender=investor)
    default_after(world, loan, 3)
    world.call("Reserve.cover", loan)
    owed = world.call("Workouts.debt_of", loan)["principal_at_default"]
    free = world.call("Reserve.free")
    world.call("Servicing.repay", loan, 100_000, 480, sender=borrower)
    # A tenth is the platform's recovery share; R = 90,000 and the reserve gets R C / O.
    returned = 90_000 * 30_000 // owed
    assert world.call("Reserve.free") - free == returned
    world.call("Servicing.repay", loan, 10**9, 480, sender=borrower)
    # R stays below O after the recovery share, so the cover comes back in part only.
    cover = world.call("Workouts.cover_of", loan)
    assert cover["returned"] == min(cover["recovered"] * 30_000 // owed, 30_000)
    assert world.call("Reserve.free") - free == cover["returned"]


def test_a_recovery_before_the_cover_never_blocks_a_later_one(
    world: World, borrower: str, loan: int, investor: str
) -> None:
    world.call("Reserve.contribute", 10**7, sender=investor)
    default_after(world, loan, 3)
    world.call("Escrow.withdraw", world.balance(borrower), sender=borrower)
    world.call("Servicing.repay", loan, 300_000, 480, sender=investor)
    world.call("Reserve.cover", loan)
    before = world.call("Servicing.totals_of", loan)
    assert world.call("Servicing.repay", loan, 1, 480, sender=investor) == 1
    after = world.call("Servicing.totals_of", loan)
    assert after["principal"] == before["principal"]  # the unit went to the reserve
    assert world.call("Workouts.cover_of", loan)["returned"] == 1


@pytest.mark.parametrize("holder", ["council", "guardian", "treasury", "deployer", "publisher"])
def test_the_reserve_has_no_other_exit(world: World, investor: str, holder: str) -> None:
    world.call("Reserve.contribute", 10**6, sender=investor)
    caller = world.council[0] if holder == "council" else getattr(world, holder)
    names = set(world.interface["Reserve"].functions)
    writers = {name for name in names if world.interface["Reserve"].functions[name].writes}
    assert writers == {"contribute", "cover"}
    with refuses("SERV:COVER:STATUS"):
        world.call("Reserve.cover", 1, sender=caller)
    assert world.call("Reserve.free") == 10**6
