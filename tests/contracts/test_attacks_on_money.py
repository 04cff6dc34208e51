"""What worked against the money rules of version 1, tried again: payments, default and cover."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from contracts.builders import DAY, World, key_of, refuses
from contracts.enrolment import second_wallet
from contracts.workouts import drain, make_default, next_month, pay_instalments

ANYONE = key_of("anyone").address
METHODS = range(4)


def paid(world: World) -> dict[str, Any]:
    return next(values for name, values in world.events() if name == "Paid")


# Payments ahead


@pytest.mark.parametrize("amount", [1, 500, 50_000, 10**9])
@pytest.mark.parametrize("period", [1, 12])
def test_nobody_pays_anothers_loan_ahead(
    world: World, borrower: str, investor: str, period: int, amount: int
) -> None:
    loan = world.live_loan(borrower, {investor: 1_000_000}, period=period)
    world.travel(days=1)
    before = world.call("Lens.payoff", loan)
    for stranger in (investor, world.person("stranger")):
        with refuses("SERV:REPAY:NOTHING"):
            world.call("Servicing.repay", loan, amount, 480, sender=stranger)
        with refuses("SERV:PREPAY:BORROWER"):
            world.call("Servicing.prepay", loan, amount, 0, sender=stranger)
    assert world.call("Lens.payoff", loan) == before


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("ahead", [1, 1_000, 9_999, 60_000])
@pytest.mark.long
def test_what_the_borrower_paid_ahead_is_counted_when_they_prepay(
    world: World, borrower: str, investor: str, method: int, ahead: int
) -> None:
    """Two roads to one balance cost one sum, but for a unit of rounding."""
    loan = world.live_loan(borrower, {investor: 1_000_000}, method=method, period=12, n=3)
    world.travel(days=40)
    payable = sum(world.call("Lens.amount_payable", loan))
    with world.undone():
        world.call("Servicing.prepay", loan, 300_000, 0, sender=borrower)
        honest = 300_000 + sum(world.call("Lens.payoff", loan))
    if payable:
        world.call("Servicing.repay", loan, min(ahead, payable), 480, sender=borrower)
        spent = min(ahead, payable)
        world.call("Servicing.prepay", loan, 300_000, 0, sender=borrower)
        assert abs(spent + 300_000 + sum(world.call("Lens.payoff", loan)) - honest) <= 1


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.long
def test_crumbs_every_day_round_no_interest_away(
    world: World, borrower: str, investor: str, method: int
) -> None:
    loan = world.live_loan(
        borrower, {investor: 1_500}, n=12, method=method, ticket_min=1, servicing_ppm=0
    )
    for _ in range(20):
        world.travel(days=1)
        for crumb in (1, 2, 14):
            with refuses("SERV:PREPAY:CRUMB"):
                world.call("Servicing.prepay", loan, crumb, 0, sender=borrower)
    assert world.call("Lens.progress_of", loan)["balance"] == 1_500


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.long
def test_the_smallest_prepayments_save_half_a_unit_each_at_most(
    world: World, borrower: str, investor: str, method: int
) -> None:
    loan = world.live_loan(borrower, {investor: 10**6}, n=1, period=12, method=method, ticket_min=1)
    interest, owed, days = 0, 0.0, 60
    for _ in range(days):
        balance = world.call("Lens.progress_of", loan)["balance"]
        owed += balance * 0.12 / 366  # the period from 31 January 2024 has 366 days
        world.travel(days=1)
        accrued = world.call("Lens.payoff", loan)[1]
        world.call("Servicing.prepay", loan, accrued - (-balance // 100), 0, sender=borrower)
        interest += paid(world)["interest"]
    assert abs(interest - owed) <= days / 2 + 1


def test_a_collection_in_front_of_a_payment_costs_no_second_instalment(
    world: World, borrower: str, loan: int
) -> None:
    world.travel(days=29)
    due = sum(world.call("Lens.amount_due", loan))
    before = world.balance(borrower)
    world.call("Servicing.collect", loan, sender=ANYONE)
    with refuses("SERV:REPAY:NOTHING"):
        world.call("Servicing.repay", loan, due, 1, sender=borrower)
    assert before - world.balance(borrower) == due
    # Whoever means the next one, too, says so.
    assert world.call("Servicing.repay", loan, due, 2, sender=borrower) == due


def test_any_wallet_of_the_borrower_is_the_borrower(world: World, investor_two: str) -> None:
    borrower = world.person("investor")
    wallet = second_wallet(world)
    world.fund_wallet(wallet, 10**7)
    loan = world.live_loan(borrower, {investor_two: 1_000_000})
    world.travel(days=1)
    assert world.call("Servicing.repay", loan, 100, 480, sender=wallet) == 100
    world.call("Servicing.prepay", loan, 10**7, 0, sender=wallet)
    assert world.status(loan) == 4


def test_a_freeze_is_not_walked_around_by_paying_an_accomplices_loan(
    world: World, borrower: str, investor: str
) -> None:
    suspect = world.person("suspect", 10**6)
    loan = world.live_loan(borrower, {investor: 900_000})
    drain(world, borrower)
    world.travel(days=31)
    until = world.now + 72 * 3_600
    world.call("Freezes.freeze", suspect, until, b"\1" * 32, sender=world.compliance)
    for target, arguments in (
        ("Servicing.repay", (loan, 10**9, 480)),
        ("Servicing.prepay", (loan, 10**9, 0)),
        ("Workouts.recover", (loan, 10**9)),
    ):
        with refuses("REG:PERSON:FROZEN"):
            world.call(target, *arguments, sender=suspect)
    with refuses("ESCROW:GIVE:HELD"):
        world.call("Reserve.contribute", 1, sender=suspect)
    with refuses("REG:PERSON:FROZEN"):
        world.fill(*world.ask("investor", loan, 1_000), 1_000, suspect)
    bid = world.bid("suspect", loan, 1_000)
    with refuses("REG:PERSON:FROZEN"):
        world.call("Market.sell", *bid, 1_000, 1, 0, world.seen(loan), sender=investor)
    assert world.balance(suspect) == 10**6


# Zero rows


@pytest.mark.parametrize(("method", "rate"), [(2, 0), (3, 0), (3, 120_000), (0, 0), (1, 0)])
@pytest.mark.long
def test_what_long_loans_cost_does_not_grow_with_their_zero_rows(
    world: World, borrower: str, investor: str, method: int, rate: int
) -> None:
    # Annuity and linear without interest have zero rows while they lead.
    lead = 479 if method < 2 else 0
    loan = world.live_loan(
        borrower, {investor: 1_000_000}, n=480, method=method, rate_ppm=rate, lead=lead
    )
    start = world.now

    def gas(months: int) -> list[int]:
        used = []
        with world.undone():
            world.set_time(start + months * 31 * DAY)
            interest = world.call("Lens.payoff", loan)[1]
            world.call("Servicing.collect_many", [loan])
            used.append(world.answer.gas_used)
            world.call("Servicing.prepay", loan, interest + 600_000, 0, sender=borrower)
            used.append(world.answer.gas_used)
            assert world.call("Lens.days_past_due", loan) == 0
            for view in ("days_past_due", "amount_due", "amount_payable", "payoff"):
                data = world.interface["Lens"].function(view).encode((loan,))
                to = world.address["Lens"]
                answer = world.engine.execute(world.deployer, to, data, writes=False)
                used.append(answer.gas_used)
        return used

    early, late = gas(2), gas(470)
    assert all(b <= a * 1.2 + 5_000 for a, b in zip(early, late, strict=True)), (early, late)


# Default


def test_no_default_while_the_borrowers_money_lies_in_the_escrow(
    world: World, borrower: str, loan: int
) -> None:
    pay_instalments(world, loan, 2)
    world.travel(days=31 + 91)
    due = sum(world.call("Lens.amount_due", loan))
    before, fees = world.balance(borrower), world.call("Lens.totals_of", loan)["fees"]
    assert world.call("Workouts.declare_default", loan, sender=world.treasury) is False
    assert before - world.balance(borrower) == due
    assert world.status(loan) == 3
    interest = paid(world)["interest"]
    gain = world.call("Lens.totals_of", loan)["fees"] - fees
    assert gain <= interest * 50_000 // 10**6 + paid(world)["charges"] * 200_000 // 10**6


def test_money_that_cures_in_part_is_taken_first_and_bears_no_recovery_share(
    world: World, borrower: str, loan: int
) -> None:
    pay_instalments(world, loan, 2)
    drain(world, borrower)
    world.fund_wallet(borrower, 10_000)
    world.travel(days=31 + 91)
    owed = sum(world.call("Lens.payoff", loan))
    assert world.call("Workouts.declare_default", loan) is True
    debt = world.call("Workouts.debt_of", loan)
    assert debt["principal"] + debt["interest"] + debt["charges"] == owed - 10_000
    assert world.balance(borrower) == 0


# Cover


def losses(world: World, count: int, *, group: int | None = None) -> list[int]:
    """Equal loans of different people, in default on one day."""
    investor = world.person("investor")
    loans = []
    for i in range(count):
        changes = {} if group is None else {"group": group}
        borrower = world.person(f"borrower {i}", **changes)
        loans.append(world.live_loan(borrower, {investor: 1_000_000}))
    for _ in range(3):
        world.travel(days=31)
        world.call("Servicing.collect_many", loans)
    for i in range(count):
        drain(world, key_of(f"borrower {i}").address)
    world.travel(days=31 + 100)
    for loan in loans:
        world.call("Workouts.declare_default", loan)
    return loans


@pytest.mark.parametrize("group", [None, 888])
@pytest.mark.parametrize("gift", [0, 3_333, 10**7])
@pytest.mark.long
def test_equal_losses_of_a_month_get_equal_cover_in_every_order(
    world: World, gift: int, group: int | None
) -> None:
    loans = losses(world, 3, group=group)
    if gift:
        world.call("Reserve.contribute", gift, sender=key_of("investor").address)
    next_month(world)
    for order in itertools.permutations(loans):
        with world.undone():
            got = [world.call("Reserve.cover", loan, sender=ANYONE) for loan in order]
            assert min(got) > 0
            assert max(got) - min(got) <= 2, got
            assert world.call("Reserve.set_aside") == 0


def test_a_contribution_that_lands_later_is_shared_too(world: World, loan: int) -> None:
    make_default(world, loan, 3)
    donor = world.person("donor")
    next_month(world)
    burnt = world.call("Reserve.cover", loan, sender=ANYONE)
    world.call("Reserve.contribute", 10**7, sender=donor)
    world.call("Reserve.enter_again", loan, sender=ANYONE)
    next_month(world)
    again = world.call("Reserve.cover", loan)
    assert again > 20 * burnt


def test_three_instalments_in_three_days_unlock_no_cover(world: World) -> None:
    world.call("Reserve.contribute", 10**8, sender=world.person("rich"))
    thief, accomplice = world.person("thief"), world.person("accomplice")
    loan = world.live_loan(
        thief, {accomplice: 10**6}, n=10, lead=9, in_days=True, rate_ppm=365, default_dpd=30,
        reserve_ppm=50_000, origination_ppm=0, cover_cap_ppm=500_000, servicing_ppm=0,
    )  # fmt: skip
    issued = world.now
    for _ in range(3):
        world.travel(days=1)
        world.call("Servicing.collect", loan)
    assert world.call("Lens.progress_of", loan)["paid"] == 3
    drain(world, thief)
    world.travel(days=32)
    assert world.call("Workouts.declare_default", loan)
    assert world.call("Reserve.place_of", loan)["cap"] == 0
    next_month(world)
    with refuses("RESERVE:COVER:NONE"):
        world.call("Reserve.cover", loan, sender=accomplice)
    world.set_time(issued + 89 * DAY)
    with refuses("RESERVE:ENTER:NONE"):
        world.call("Reserve.enter_again", loan, sender=accomplice)
    assert world.call("Workouts.is_covered", loan) is False


# After the end


def test_a_cover_after_the_write_off_pays_nothing_and_frees_its_share(
    world: World, loan: int, investor: str
) -> None:
    """What is written off has its claim on the last distribution: nobody is paid twice."""
    world.call("Reserve.contribute", 10**7, sender=investor)
    make_default(world, loan, 3)
    world.travel(days=3 * 365)
    with world.undone():
        assert world.call("Reserve.cover", loan) > 0
    world.call("Workouts.write_off", loan)
    before, free = world.call("Lens.totals_of", loan), world.call("Reserve.free")
    assert world.call("Reserve.cover", loan) == 0
    assert world.call("Lens.totals_of", loan) == before
    assert (world.call("Reserve.free"), world.call("Reserve.set_aside")) == (free, 0)


def test_recoveries_after_the_write_off_are_the_lenders_income(
    world: World, borrower: str, loan: int, investor: str
) -> None:
    make_default(world, loan, 3)
    world.travel(days=3 * 365)
    world.call("Workouts.write_off", loan)
    world.call("Book.refresh_exposure", investor, [loan], sender=ANYONE)
    assert world.call("Registry.person_of", investor)["exposure"] == 0
    world.fund_wallet(borrower, 100_000)
    world.call("Workouts.collect", loan, sender=ANYONE)
    principal, interest = world.call("Book.claimable", loan, investor)
    assert (principal, interest) == (0, 90_000 * 600_000 // 10**6)
    world.call("Book.claim", loan, sender=investor)
    assert world.call("Escrow.principal_returned", investor) == 0
