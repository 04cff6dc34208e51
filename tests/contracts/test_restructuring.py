"""What a restructuring makes of a loan: nothing is forgiven, forgotten or charged twice."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from contracts.ballots import ask, close, restructure
from contracts.builders import DAY, World, key_of, refuses
from contracts.workouts import drain, make_default, pay_instalments

ANYONE = key_of("anyone").address


def owed(world: World, loan: int) -> tuple[int, int, int]:
    value: tuple[int, int, int] = world.call("Lens.payoff", loan)
    return value


def arrears(world: World, loan: int) -> tuple[int, int]:
    value = world.call("Lens.arrears_of", loan)
    return value["interest"], value["charges"]


def first_due(world: World, loan: int) -> int:
    """Seconds until row 1 falls due; restructured today, in rows of a month."""
    issued = datetime.date(1970, 1, 1) + datetime.timedelta(
        days=world.call("Lens.progress_of", loan)["issue_day"]
    )
    month = issued.month % 12 + 1
    year = issued.year + (month == 1)
    due = None
    for day in range(issued.day, 0, -1):
        try:
            due = datetime.date(year, month, day)
            break
        except ValueError:
            continue
    assert due is not None
    return ((due - datetime.date(1970, 1, 1)).days - world.now // DAY) * DAY


def make_late(world: World, loan: int, days: int = 31 + 40) -> None:
    for _ in range(2):
        world.travel(days=31)
        world.call("Servicing.collect_many", [loan])
    drain(world, world.call("Lens.parties_of", loan)["borrower"])
    world.travel(days=days)


LOANS: dict[str, dict[str, Any]] = {
    "annuity": {},
    "linear": {"method": 1},
    "interest only": {"method": 2},
    "bullet": {"method": 3},
    "annuity without interest": {"rate_ppm": 0},
    "bullet without interest": {"method": 3, "rate_ppm": 0},
    "in days": {"in_days": True, "period": 30},
}


@pytest.mark.parametrize("kind", LOANS)
@pytest.mark.parametrize("part", [0, 1, 30_000])
@pytest.mark.long
def test_what_is_owed_is_the_same_before_and_after(
    world: World, borrower: str, investor: str, kind: str, part: int
) -> None:
    loan = world.live_loan(borrower, {investor: 1_000_000}, **LOANS[kind])
    make_late(world, loan)
    if part:
        world.fund_wallet(borrower, part)
        world.call("Servicing.collect_many", [loan])
    ask(world, loan, period=LOANS[kind].get("period", 1))
    world.call("Ballots.vote", loan, True, sender=investor)
    world.travel(days=3, seconds=1)
    principal, interest, charges = owed(world, loan)
    units = world.call("Book.balanceOf", investor, loan)
    worst = world.call("Lens.progress_of", loan)["worst_dpd"]
    worst = max(worst, world.call("Lens.days_past_due", loan))
    assert close(world, loan) is True
    assert owed(world, loan) == (principal, interest, charges)
    assert arrears(world, loan) == (interest, charges)
    state = world.call("Lens.progress_of", loan)
    assert (state["balance"], state["settled"], state["parted"]) == (principal, 0, False)
    assert state["worst_dpd"] == worst  # the history is never reset
    assert world.call("Lens.days_past_due", loan) == 0
    assert world.call("Book.balanceOf", investor, loan) == units
    assert world.call("Ballots.restructured_on", loan) == world.now // DAY
    event = next(values for name, values in world.events() if name == "Restructured")
    assert (event["principal"], event["interest"], event["charges"]) == (
        principal, interest, charges,
    )  # fmt: skip


@pytest.mark.parametrize("kind", LOANS)
@pytest.mark.long
def test_a_restructured_loan_is_paid_to_its_end(
    world: World, borrower: str, investor: str, kind: str
) -> None:
    loan = world.live_loan(borrower, {investor: 1_000_000}, **LOANS[kind])
    make_late(world, loan)
    restructure(world, loan, investor, n=5, period=LOANS[kind].get("period", 1))
    world.fund_wallet(borrower, 10**8)
    for _ in range(5):
        world.travel(days=31)
        world.call("Servicing.collect_many", [loan])
    assert world.call("Lens.status_of", loan) == 4
    assert world.call("Lens.totals_of", loan)["principal"] == 1_000_000
    assert arrears(world, loan) == (0, 0)
    fees = world.call("Lens.totals_of", loan)["fees"]
    world.call("Book.claim", loan, sender=investor)
    assert 0 <= world.balance(world.address["Servicing"]) - fees <= 2


@pytest.fixture
def behind(world: World, loan: int, investor: str) -> int:
    """A restructured loan with arrears of interest and charges."""
    make_late(world, loan)
    restructure(world, loan, investor)
    assert min(arrears(world, loan)) > 0
    return loan


def test_arrears_bear_nothing_and_are_due_with_row_1(world: World, behind: int) -> None:
    before = arrears(world, behind)
    wait = first_due(world, behind)
    world.travel(seconds=wait - DAY)
    assert world.call("Lens.amount_due", behind) == (0, 0, 0)
    assert world.call("Lens.days_past_due", behind) == 0
    world.travel(days=1)
    assert world.call("Lens.days_past_due", behind) == 0
    assert arrears(world, behind) == before
    due = world.call("Lens.amount_due", behind)
    assert due[2] == before[1]
    assert due[1] > before[0]
    world.travel(days=2)
    assert world.call("Lens.days_past_due", behind) == 2


def test_arrears_are_paid_first_charges_before_interest(
    world: World, behind: int, borrower: str
) -> None:
    interest, charges = arrears(world, behind)
    world.fund_wallet(borrower, 10**6)
    totals = world.call("Lens.totals_of", behind)
    assert world.call("Servicing.repay", behind, charges - 1, 1, sender=borrower) == charges - 1
    assert arrears(world, behind) == (interest, 1)
    world.call("Servicing.repay", behind, 2, 1, sender=borrower)
    assert arrears(world, behind) == (interest - 1, 0)
    world.call("Servicing.repay", behind, interest - 1, 1, sender=borrower)
    assert arrears(world, behind) == (0, 0)
    state = world.call("Lens.progress_of", behind)
    assert (state["arrears"], state["settled"], state["parted"]) == (False, 0, False)
    after = world.call("Lens.totals_of", behind)
    paid = sum(after[kind] - totals[kind] for kind in ("principal", "interest", "fees"))
    assert paid == interest + charges
    assert after["principal"] == totals["principal"]


def test_a_stranger_pays_arrears_only_when_they_are_due(
    world: World, behind: int, investor_two: str, borrower: str
) -> None:
    wait = first_due(world, behind)
    world.travel(seconds=wait - DAY)
    with refuses("SERV:REPAY:NOTHING"):
        world.call("Servicing.repay", behind, 10, 480, sender=investor_two)
    world.fund_wallet(borrower, 10)
    with refuses("SERV:COLLECT:NOTHING"):
        world.call("Servicing.collect", behind, sender=ANYONE)
    world.travel(days=1)
    before = arrears(world, behind)
    world.call("Servicing.repay", behind, 10, 480, sender=investor_two)
    world.call("Servicing.collect", behind, sender=ANYONE)
    assert arrears(world, behind) == (before[0], before[1] - 20)


def test_a_prepayment_settles_the_arrears_before_it_lowers_the_balance(
    world: World, behind: int, borrower: str
) -> None:
    world.travel(days=3)
    world.fund_wallet(borrower, 10**7)
    principal, interest, charges = owed(world, behind)
    with refuses("SERV:PREPAY:CRUMB"):
        world.call("Servicing.prepay", behind, interest + charges, 0, sender=borrower)
    world.call("Servicing.prepay", behind, interest + charges + 100_000, 0, sender=borrower)
    assert arrears(world, behind) == (0, 0)
    assert owed(world, behind) == (principal - 100_000, 0, 0)


def test_the_payoff_of_a_restructured_loan_takes_the_arrears(
    world: World, behind: int, borrower: str
) -> None:
    world.fund_wallet(borrower, 10**7)
    total = sum(owed(world, behind))
    assert world.call("Servicing.prepay", behind, 10**9, 0, sender=borrower) == total
    assert world.call("Lens.status_of", behind) == 4
    assert arrears(world, behind) == (0, 0)


def test_a_loan_paid_ahead_in_part_keeps_what_was_paid(
    world: World, loan: int, borrower: str, investor: str
) -> None:
    pay_instalments(world, loan, 2)
    world.call("Servicing.repay", loan, 40_000, 480, sender=borrower)
    assert world.call("Lens.part_of", loan)["principal"] > 0
    unpaid = 10**6 - world.call("Lens.totals_of", loan)["principal"]
    restructure(world, loan, investor)
    state = world.call("Lens.progress_of", loan)
    assert (state["balance"], state["parted"]) == (unpaid, False)
    assert arrears(world, loan) == (0, 0)  # its interest was paid ahead
    assert world.call("Lens.part_of", loan)["principal"] == 0


def test_a_default_after_a_restructuring_owes_the_arrears_too(
    world: World, behind: int, borrower: str
) -> None:
    interest, charges = arrears(world, behind)
    paid = world.call("Lens.progress_of", behind)["paid"]
    assert paid == 2
    world.travel(days=31 + 91)
    quoted = owed(world, behind)
    assert world.call("Workouts.declare_default", behind) is True
    debt = world.call("Workouts.debt_of", behind)
    assert (debt["principal"], debt["interest"], debt["charges"]) == quoted
    assert debt["interest"] > interest
    assert debt["charges"] >= charges


def test_a_second_restructuring_takes_the_arrears_over(
    world: World, behind: int, investor: str
) -> None:
    before = arrears(world, behind)
    world.travel(days=30)
    ask(world, behind, n=36)
    world.call("Ballots.vote", behind, True, sender=investor)
    world.travel(days=3, seconds=1)
    quoted = owed(world, behind)
    assert close(world, behind) is True
    assert owed(world, behind) == quoted
    assert arrears(world, behind)[0] >= before[0]
    assert arrears(world, behind)[1] >= before[1]


def test_instalments_paid_before_count_for_the_reserve(
    world: World, loan: int, investor: str
) -> None:
    pay_instalments(world, loan, 3)
    restructure(world, loan, investor)
    make_default(world, loan)
    assert world.call("Workouts.cover_cap", loan) > 0


def test_orders_for_the_old_terms_are_void(
    world: World, loan: int, investor: str, investor_two: str
) -> None:
    order = world.ask("investor two", loan, 10_000)
    restructure(world, loan, investor)
    with refuses("MARKET:FILL:VERSION"):
        world.fill(*order, 10_000, investor)
    world.fill(*world.ask("investor two", loan, 10_000), 10_000, investor)
