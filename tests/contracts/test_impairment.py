"""Impairment: a warning before a default, which nobody can renew, buy off or keep for ever."""

from __future__ import annotations

import pytest

from contracts.ballots import restructure
from contracts.builders import DAY, World, key_of, refuses
from contracts.workouts import drain

ANYONE = key_of("anyone").address
REASON = b"\7" * 32


def impair(world: World, loan: int, *, sender: str = "", reason: bytes = REASON) -> None:
    by = sender or world.servicer.address
    world.call("Workouts.impair", loan, reason, sender=by)


def lift(world: World, loan: int, sender: str = ANYONE) -> None:
    world.call("Workouts.lift_impairment", loan, sender=sender)


def flag(world: World, loan: int) -> bool:
    return bool(world.call("Lens.progress_of", loan)["impaired"])


def test_a_servicer_flags_a_live_loan_and_no_money_moves(
    world: World, loan: int, investor: str, borrower: str
) -> None:
    for caller in (ANYONE, borrower, world.compliance, world.underwriter.address, *world.council):
        with refuses("WORKOUT:IMPAIR:ROLE"):
            impair(world, loan, sender=caller)
    with refuses("WORKOUT:IMPAIR:REASON"):
        impair(world, loan, reason=bytes(32))
    with refuses("WORKOUT:IMPAIR:STATUS"):
        impair(world, 99)
    before = (world.held(), world.balance(borrower), world.call("Lens.totals_of", loan))
    version = world.call("Lens.progress_of", loan)["version"]
    impair(world, loan)
    assert [name for name, _ in world.events()] == ["Impaired"]
    assert before == (world.held(), world.balance(borrower), world.call("Lens.totals_of", loan))
    assert world.call("Lens.progress_of", loan)["version"] == version + 1
    assert world.call("Lens.portfolio", investor, [loan])[0]["impaired"] is True
    assert world.call("Workouts.impaired_at", loan) == world.now


def test_orders_from_before_the_warning_are_void(
    world: World, loan: int, investor_two: str
) -> None:
    order = world.ask("investor", loan, 10_000)
    impair(world, loan)
    with refuses("MARKET:FILL:VERSION"):
        world.fill(*order, 10_000, investor_two)
    world.fill(*world.ask("investor", loan, 10_000), 10_000, investor_two)


@pytest.mark.exact_second
def test_a_servicer_lifts_it_at_once_and_anyone_after_90_days(world: World, loan: int) -> None:
    with refuses("WORKOUT:IMPAIR:STATUS"):
        lift(world, loan)
    impair(world, loan)
    with world.undone():
        lift(world, loan, world.servicer.address)
        assert flag(world, loan) is False
    world.travel(days=90, seconds=-1)
    with refuses("WORKOUT:IMPAIR:EARLY"):
        lift(world, loan)
    world.travel(seconds=1)
    lift(world, loan)
    assert [name for name, _ in world.events()] == ["ImpairmentLifted"]
    assert flag(world, loan) is False
    with refuses("WORKOUT:IMPAIR:STATUS"):
        lift(world, loan)


@pytest.mark.exact_second
@pytest.mark.parametrize("lifted", [True, False])
def test_no_flag_outlives_its_time_by_renewal(world: World, loan: int, lifted: bool) -> None:
    impair(world, loan)
    at = world.now
    with refuses("WORKOUT:IMPAIR:REST"):
        impair(world, loan)
    if lifted:
        lift(world, loan, world.servicer.address)
    world.set_time(at + 120 * DAY - 1)
    with refuses("WORKOUT:IMPAIR:REST"):
        impair(world, loan)
    world.travel(seconds=1)
    if not lifted:
        with refuses("WORKOUT:IMPAIR:STATUS"):
            impair(world, loan)
        lift(world, loan)
    impair(world, loan)
    assert flag(world, loan) is True


def test_the_next_full_payment_of_what_is_due_ends_it(
    world: World, loan: int, borrower: str
) -> None:
    world.travel(days=31 + 31)
    impair(world, loan)
    due = sum(world.call("Lens.amount_due", loan))
    world.call("Servicing.repay", loan, due - 1, 480, sender=borrower)
    assert flag(world, loan) is True  # one instalment whole, and a unit of the next missing
    version = world.call("Lens.progress_of", loan)["version"]
    world.call("Servicing.repay", loan, 1, 480, sender=borrower)
    assert "ImpairmentEnded" in [name for name, _ in world.events()]
    assert flag(world, loan) is False
    assert world.call("Lens.progress_of", loan)["version"] == version + 1


def test_a_crumb_paid_ahead_takes_no_warning_off(world: World, loan: int, borrower: str) -> None:
    """It would also have kept the servicer from warning again for 120 days."""
    impair(world, loan)
    assert sum(world.call("Lens.amount_due", loan)) == 0
    world.call("Servicing.repay", loan, 1, 1, sender=borrower)
    assert flag(world, loan) is True
    world.call("Servicing.prepay", loan, 100_000, 0, sender=borrower)
    assert flag(world, loan) is True
    world.travel(days=31)
    world.call("Servicing.collect", loan)
    assert flag(world, loan) is False


def test_arrears_that_are_unpaid_keep_it(world: World, borrower: str, investor: str) -> None:
    """A loan whose first row asks for nothing owes its arrears all the same."""
    loan = world.live_loan(borrower, {investor: 1_000_000})
    drain(world, borrower)
    world.travel(days=31 + 40)
    restructure(world, loan, investor, rate_ppm=0, n=12, lead=6)
    world.travel(days=32)
    impair(world, loan)
    left = sum(world.call("Lens.amount_due", loan))
    assert left > 2
    world.fund_wallet(borrower, left - 1)
    world.call("Servicing.collect", loan)
    assert flag(world, loan) is True
    world.fund_wallet(borrower, 1)
    world.call("Servicing.collect", loan)
    assert flag(world, loan) is False


def test_the_payoff_ends_it(world: World, loan: int, borrower: str) -> None:
    impair(world, loan)
    world.fund_wallet(borrower, 10**6)
    world.call("Servicing.prepay", loan, 10**9, 0, sender=borrower)
    assert flag(world, loan) is False
    with refuses("WORKOUT:IMPAIR:STATUS"):
        lift(world, loan, world.servicer.address)


def test_a_loan_in_default_is_not_flagged_any_more(world: World, loan: int, borrower: str) -> None:
    drain(world, borrower)
    world.travel(days=31 + 91)
    assert world.call("Workouts.declare_default", loan)
    with refuses("WORKOUT:IMPAIR:STATUS"):
        impair(world, loan)


def test_a_servicer_who_was_removed_flags_nothing(world: World, loan: int) -> None:
    with world.undone():
        impair(world, loan)
    world.decide(1, world.servicer.address, 0)
    with refuses("WORKOUT:IMPAIR:ROLE"):
        impair(world, loan)
