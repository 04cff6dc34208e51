"""Servicing: payments, prepayments, default, recovery, write-off, and its cranks.

The arithmetic is compared with the ledger in test_life; here are the rules and refusals.
"""

from __future__ import annotations

import pytest

from contracts.builders import World, key_of, refuses
from contracts.workouts import RECEIPT, drain, make_default

ANYONE = key_of("anyone").address


def owed(world: World, loan: int) -> int:
    return sum(world.call("Lens.payoff", loan))


def test_others_may_pay_what_is_due_out_of_their_own_balance(
    world: World, borrower: str, loan: int, investor: str
) -> None:
    world.travel(days=31)
    before = world.balance(borrower), world.balance(investor)
    assert world.call("Servicing.repay", loan, 5_000, 480, sender=investor) == 5_000
    assert (world.balance(borrower), world.balance(investor)) == (before[0], before[1] - 5_000)
    due = sum(world.call("Lens.amount_due", loan))
    assert world.call("Servicing.repay", loan, 10**9, 480, sender=investor) == due
    with refuses("SERV:REPAY:NOTHING"):
        world.call("Servicing.repay", loan, 1, 480, sender=investor)
    with refuses("SERV:PREPAY:BORROWER"):
        world.call("Servicing.prepay", loan, 10**9, 0, sender=investor)


def test_strangers_and_those_who_may_not_pay_nothing(world: World, loan: int) -> None:
    world.travel(days=31)
    frozen = world.person("frozen")
    world.call("Freezes.freeze", frozen, world.now + 3_600, bytes(32), sender=world.compliance)
    late = world.person("late", expiry=world.now)
    world.travel(seconds=1)
    stranger = key_of("stranger").address
    for payer, code in (
        (frozen, "REG:PERSON:FROZEN"),
        (late, "REG:PERSON:EXPIRED"),
        (stranger, "REG:PAY:UNKNOWN"),
    ):
        with refuses(code):
            world.call("Servicing.repay", loan, 1, 480, sender=payer)
        with refuses(code):
            world.call("Servicing.prepay", loan, 1, 0, sender=payer)
        with refuses(code):
            world.call("Workouts.recover", loan, 1, sender=payer)


def test_a_payment_settles_no_instalment_after_the_one_it_names(
    world: World, borrower: str, loan: int
) -> None:
    world.travel(days=31)
    with refuses("SERV:REPAY:NOTHING"):
        world.call("Servicing.repay", loan, 10**9, 0, sender=borrower)
    first = world.call("Servicing.repay", loan, 10**9, 1, sender=borrower)
    assert first == 88_849
    with refuses("SERV:REPAY:NOTHING"):
        world.call("Servicing.repay", loan, 10**9, 1, sender=borrower)
    assert world.call("Servicing.repay", loan, 10**9, 2, sender=borrower) == 88_849


def test_repay_refuses_what_cannot_be(world: World, borrower: str, loan: int) -> None:
    with refuses("SERV:REPAY:ZERO"):
        world.call("Servicing.repay", loan, 0, 480, sender=borrower)
    with refuses("SERV:REPAY:STATUS"):
        world.call("Servicing.repay", 99, 1, 480, sender=borrower)
    world.call("Servicing.repay", loan, 10**9, 480, sender=borrower)
    with refuses("SERV:REPAY:NOTHING"):
        world.call("Servicing.repay", loan, 1, 480, sender=borrower)
    with refuses("ESCROW:MOVE:BALANCE"):
        world.travel(days=31)
        drain(world, borrower)
        world.call("Servicing.repay", loan, 10**9, 480, sender=borrower)


def test_a_repaid_loan_frees_its_borrower_and_takes_no_more(
    world: World, borrower: str, loan: int
) -> None:
    assert world.call("Registry.borrower_record", borrower)[0] == 1_000_000
    assert world.call("Servicing.outstanding") == 1_000_000
    assert world.call("Servicing.live_loans") == 1
    world.call("Servicing.prepay", loan, 10**9, 0, sender=borrower)
    assert world.status(loan) == 4
    assert world.call("Registry.borrower_record", borrower)[0] == 0
    assert world.call("Servicing.outstanding") == 0
    with refuses("SERV:REPAY:STATUS"):
        world.call("Servicing.repay", loan, 1, 480, sender=borrower)
    with refuses("SERV:PREPAY:STATUS"):
        world.call("Servicing.prepay", loan, 1, 0, sender=borrower)
    with refuses("WORKOUT:DEFAULT:STATUS"):
        world.call("Workouts.declare_default", loan)
    assert world.call("Lens.payoff", loan) == (0, 0, 0)
    assert world.call("Servicing.live_loans") == 0
    with refuses("SERV:COLLECT:NOTHING"):
        world.call("Servicing.collect", loan)


def test_collect_takes_what_is_due_from_the_borrower_whoever_calls(
    world: World, borrower: str, loan: int
) -> None:
    with refuses("SERV:COLLECT:NOTHING"):
        world.call("Servicing.collect", loan, sender=ANYONE)
    world.travel(days=30)
    due = sum(world.call("Lens.amount_due", loan))
    before = world.balance(borrower)
    assert world.call("Servicing.collect", loan, sender=ANYONE) == due > 0
    assert world.balance(borrower) == before - due


def test_collect_goes_as_far_as_the_balance(world: World, borrower: str, loan: int) -> None:
    world.call("Escrow.withdraw", world.balance(borrower) - 777, sender=borrower)
    world.travel(days=30)
    assert world.call("Servicing.collect", loan) == 777
    with refuses("SERV:COLLECT:NOTHING"):
        world.call("Servicing.collect", loan)


def test_collect_many_passes_over_what_gives_nothing(
    world: World, borrower: str, loan: int, investor: str
) -> None:
    other = world.live_loan(borrower, {investor: 10_000})
    world.travel(days=30)
    expected = sum(sum(world.call("Lens.amount_due", value)) for value in (loan, other))
    assert world.call("Servicing.collect_many", [loan, 99, other, loan]) == expected
    assert world.call("Servicing.collect_many", [loan, other]) == 0


def test_prepay_modes_and_minimum(world: World, borrower: str, loan: int, investor: str) -> None:
    with refuses("SERV:PREPAY:MODE"):
        world.call("Servicing.prepay", loan, 1_000, 2, sender=borrower)
    with refuses("SERV:PREPAY:STATUS"):
        world.call("Servicing.prepay", 99, 1_000, 0, sender=borrower)
    bullet = world.live_loan(borrower, {investor: 10_000}, method=3)
    with refuses("SERV:PREPAY:MODE"):
        world.call("Servicing.prepay", bullet, 1_000, 1, sender=borrower)
    world.travel(days=15)
    accrued = world.call("Lens.payoff", loan)[1]
    # At least a ticket, and 1 % of the balance: 10,000 here.
    for short in (0, accrued, accrued + 9_999):
        with refuses("SERV:PREPAY:CRUMB"):
            world.call("Servicing.prepay", loan, short, 0, sender=borrower)
    amount = accrued + 10_000
    assert world.call("Servicing.prepay", loan, amount, 0, sender=borrower) == amount
    assert world.call("Lens.progress_of", loan)["balance"] == 990_000


def test_a_prepayment_is_at_least_a_ticket(world: World, borrower: str, investor: str) -> None:
    loan = world.live_loan(borrower, {investor: 10_000}, ticket_min=4_000)
    with refuses("SERV:PREPAY:CRUMB"):
        world.call("Servicing.prepay", loan, 3_999, 0, sender=borrower)
    world.call("Servicing.prepay", loan, 4_000, 0, sender=borrower)
    assert world.call("Lens.progress_of", loan)["balance"] == 6_000


def test_a_prepayment_with_more_than_twelve_rows_due_is_refused(
    world: World, borrower: str, investor: str
) -> None:
    loan = world.live_loan(
        borrower, {investor: 100_000}, in_days=True, n=60, default_dpd=91, ticket_min=1
    )
    world.travel(days=13)
    with refuses("SERV:PREPAY:MANY"):
        world.call("Servicing.prepay", loan, 50_000, 0, sender=borrower)
    world.call("Servicing.prepay", loan, owed(world, loan), 0, sender=borrower)
    assert world.status(loan) == 4


@pytest.mark.exact_second
def test_default_is_anyones_to_declare_from_the_agreed_day(
    world: World, borrower: str, loan: int
) -> None:
    drain(world, borrower)
    # Issued on 31 January: the first instalment is due on 29 February.
    world.travel(days=29 + 90)
    assert world.call("Lens.days_past_due", loan) == 90
    with refuses("WORKOUT:DEFAULT:EARLY"):
        world.call("Workouts.declare_default", loan, sender=ANYONE)
    world.travel(days=1)
    payoff = world.call("Lens.payoff", loan)
    assert world.call("Workouts.declare_default", loan, sender=ANYONE) is True
    assert world.call("Lens.progress_of", loan)["worst_dpd"] == 91
    debt = world.call("Workouts.debt_of", loan)
    assert (debt["principal"], debt["interest"], debt["charges"]) == payoff
    assert world.status(loan) == 5
    with refuses("WORKOUT:DEFAULT:STATUS"):
        world.call("Workouts.declare_default", loan)


def test_nothing_accrues_after_a_default(world: World, borrower: str, loan: int) -> None:
    make_default(world, loan)
    debt = world.call("Workouts.debt_of", loan)
    world.travel(days=500)
    assert world.call("Workouts.debt_of", loan) == debt
    total = debt["principal"] + debt["interest"] + debt["charges"]
    world.fund_wallet(borrower, 10**9)
    with refuses("SERV:REPAY:STATUS"):
        world.call("Servicing.repay", loan, 1, 480, sender=borrower)
    with refuses("WORKOUT:RECOVER:NOTHING"):
        world.call("Workouts.recover", loan, 0, sender=borrower)
    assert world.call("Workouts.recover", loan, 10**9, sender=borrower) == total
    assert world.status(loan) == 6
    with refuses("WORKOUT:RECOVER:NOTHING"):
        world.call("Workouts.recover", loan, 1, sender=borrower)


def test_a_defaulted_loan_is_collected_from_the_borrowers_balance(
    world: World, borrower: str, loan: int
) -> None:
    make_default(world, loan)
    world.fund_wallet(borrower, 5_000)
    with refuses("SERV:COLLECT:NOTHING"):
        world.call("Servicing.collect", loan, sender=ANYONE)
    assert world.call("Workouts.collect", loan, sender=ANYONE) == 5_000
    for nothing in (loan, 99):
        with refuses("WORKOUT:COLLECT:NOTHING"):
            world.call("Workouts.collect", nothing, sender=ANYONE)
    world.fund_wallet(borrower, 700)
    assert world.call("Workouts.collect_many", [99, loan, loan], sender=ANYONE) == 700


def test_a_recovery_pays_principal_first_and_the_recovery_share(
    world: World, borrower: str, loan: int
) -> None:
    make_default(world, loan)
    before = world.call("Lens.totals_of", loan)
    world.fund_wallet(borrower, 100_000)
    world.call("Workouts.recover", loan, 100_000, sender=borrower)
    after = world.call("Lens.totals_of", loan)
    # 10 % recovery share, rounded down; all of it comes out of principal here.
    assert after["principal"] - before["principal"] == 90_000
    assert after["fees"] - before["fees"] == 10_000
    assert after["interest"] == before["interest"]


def test_a_write_off_waits_three_years(world: World, borrower: str, loan: int) -> None:
    with refuses("WORKOUT:WRITEOFF:STATUS"):
        world.call("Workouts.write_off", loan)
    make_default(world, loan)
    world.travel(days=3 * 365 - 1)
    with refuses("WORKOUT:WRITEOFF:EARLY"):
        world.call("Workouts.write_off", loan, sender=ANYONE)
    world.travel(days=1)
    world.call("Workouts.write_off", loan, sender=ANYONE)
    assert world.status(loan) == 7
    # Money that still comes is the lenders' income; the state stays.
    world.fund_wallet(borrower, 10**9)
    before = world.call("Lens.totals_of", loan)
    assert world.call("Workouts.recover", loan, 5_000, sender=borrower) == 5_000
    after = world.call("Lens.totals_of", loan)
    assert after["principal"] == before["principal"]
    assert after["interest"] == before["interest"] + 4_500
    world.call("Workouts.recover", loan, 10**9, sender=borrower)
    assert world.status(loan) == 7
    with refuses("WORKOUT:RECOVER:NOTHING"):
        world.call("Workouts.recover", loan, 1, sender=borrower)


def test_a_wind_down_writes_off_after_a_year(world: World, loan: int) -> None:
    make_default(world, loan)
    world.decide(7)
    world.travel(days=363)
    with refuses("WORKOUT:WRITEOFF:EARLY"):
        world.call("Workouts.write_off", loan, sender=ANYONE)
    world.travel(days=1)
    world.call("Workouts.write_off", loan, sender=ANYONE)


def test_fees_are_swept_to_the_treasury_by_anyone(
    world: World, borrower: str, loan: int, investor: str
) -> None:
    other = world.live_loan(borrower, {investor: 10_000})
    with refuses("SERV:SWEEP:NOTHING"):
        world.call("Servicing.sweep_fees", [loan, other])
    world.travel(days=31)
    world.call("Servicing.collect_many", [loan, other])
    fees = sum(world.call("Lens.totals_of", value)["fees"] for value in (loan, other))
    before = world.balance(world.treasury)
    assert world.call("Servicing.sweep_fees", [loan, other, 99], sender=ANYONE) == fees > 0
    assert world.balance(world.treasury) - before == fees
    with refuses("SERV:SWEEP:NOTHING"):
        world.call("Servicing.sweep_fees", [loan])


def test_release_lowers_the_borrowers_caps_by_what_is_repaid(
    world: World, borrower: str, loan: int
) -> None:
    with refuses("SERV:RELEASE:NOTHING"):
        world.call("Servicing.release", loan)
    world.travel(days=31)
    world.call("Servicing.repay", loan, 88_849 + 20_000, 480, sender=borrower)
    repaid = world.call("Lens.totals_of", loan)["principal"]
    assert world.call("Servicing.release", loan, sender=ANYONE) == repaid
    assert world.call("Registry.borrower_record", borrower)[0] == 1_000_000 - repaid
    assert world.call("Servicing.outstanding") == 1_000_000 - repaid
    make_default(world, loan)
    world.fund_wallet(borrower, 10**9)
    world.call("Workouts.recover", loan, 100_000, sender=borrower)
    # After a default all of it is released with the end.
    with refuses("SERV:RELEASE:NOTHING"):
        world.call("Servicing.release", loan)
    world.call("Workouts.recover", loan, 10**9, sender=borrower)
    assert world.call("Registry.borrower_record", borrower)[0] == 0
    assert world.call("Servicing.outstanding") == 0


def test_a_default_keeps_the_borrowers_caps_used(world: World, borrower: str, loan: int) -> None:
    make_default(world, loan)
    assert world.call("Registry.borrower_record", borrower)[0] == 1_000_000


CALLS = {
    "register": ("SERV:REGISTER:CALLER", (1, 1, 1)),
    "start": ("SERV:START:CALLER", (1,)),
    "add_fee": ("SERV:FEE:CALLER", (1, 1)),
    "collect_all": ("SERV:DOOR:CALLER", (1,)),
    "close": ("SERV:DOOR:CALLER", (1, 7, 0)),
    "receive": ("SERV:DOOR:CALLER", (1, RECEIPT)),
    "credit": ("SERV:DOOR:CALLER", (1, 1, 1)),
    "rewrite": ("SERV:DOOR:CALLER", (1, 1, 1, 1)),
}


@pytest.mark.parametrize("function", CALLS)
def test_what_belongs_to_a_contract_is_its_alone(world: World, function: str) -> None:
    code, arguments = CALLS[function]
    others = [world.address[name] for name in ("Reserve", "Mandates", "Collateral", "Lens")]
    for caller in (ANYONE, world.deployer, world.treasury, *world.council, *others):
        with refuses(code):
            world.call(f"Servicing.{function}", *arguments, sender=caller)


def test_what_belongs_to_a_contract_is_its_alone_in_workouts(world: World, loan: int) -> None:
    for caller in (ANYONE, world.deployer, world.treasury, *world.council, world.servicer.address):
        with refuses("WORKOUT:COVER:CALLER"):
            world.call("Workouts.record_cover", loan, 1, False, sender=caller)
        with refuses("WORKOUT:COVER:CALLER"):
            world.call("Workouts.record_distribution", loan, 1, sender=caller)
        with refuses("WORKOUT:PRICE:CALLER"):
            world.call("Workouts.receive_price", loan, caller, 1, sender=caller)


def test_ballots_rewrite_and_close_nothing(world: World, loan: int) -> None:
    ballots = world.address["Ballots"]
    for function in ("collect_all", "close", "receive", "credit"):
        with refuses("SERV:DOOR:CALLER"):
            world.call(f"Servicing.{function}", *CALLS[function][1], sender=ballots)
    words = world.call("Servicing.words_of", loan)
    world.call("Servicing.rewrite", loan, words[0], words[2], words[4], sender=ballots)
    assert world.call("Servicing.words_of", loan) == words


def test_fees_that_wait_are_bounded(world: World, loan: int) -> None:
    book = world.address["Book"]
    world.call("Servicing.add_fee", loan, 2**64 - 1, sender=book)
    with refuses("SERV:FEE:RANGE"):
        world.call("Servicing.add_fee", loan, 1, sender=book)


def test_terms_are_written_once(world: World, loan: int) -> None:
    book, offers = world.address["Book"], world.address["Offers"]
    with refuses("SERV:REGISTER:AGAIN"):
        world.call("Servicing.register", loan, 1, 1, sender=offers)
    with refuses("SERV:START:AGAIN"):
        world.call("Servicing.start", loan, sender=book)


def test_totals_stay_within_a_position(world: World, loan: int, borrower: str) -> None:
    # Unreachable through Book's bounds; the last line of defence is the word itself.
    totals = world.call("Lens.totals_of", loan)
    assert totals["interest"] < 2**56
