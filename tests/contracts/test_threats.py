"""What went wrong in protocols of this kind, tried on ours (docs/explanation/threats.md)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from contracts.builders import (
    DAY,
    NO_SIGNATURE,
    PARAMETERS,
    Refused,
    World,
    key_of,
    refuses,
)
from contracts.enrolment import second_wallet
from contracts.test_hostile_tokens import CALL_BACK, person, reentries
from contracts.workouts import drain, make_default, next_month, pay_instalments
from tallystick.chain.artifacts import CONTRACTS

ANYONE = key_of("anyone").address
SET_PARAMETER = 0


@pytest.fixture(scope="module")
def built() -> World:
    return World("HostileToken", (6,))


@pytest.fixture
def hostile(built: World) -> Iterator[World]:
    now = built.now
    with built.undone():
        yield built
    built.set_time(now)


# Payment and custody


def test_a_contract_without_hooks_holds_notes_and_gets_its_money(
    world: World, borrower: str, loan: int, investor: str
) -> None:
    # The token's own contract as a lender: it has no receiver hook, and any call into it but the
    # token's functions reverts.
    holder = world._deploy("Holder", "mocks/SilentToken", ())
    values = world.credential("contract", wallet=holder)
    seats = [world.sign("Credential", values, seat) for seat in world.attestors[:2]]
    world.call("Registry.enrol", values, seats, NO_SIGNATURE, sender=holder)
    world.fill(*world.ask("investor", loan, 100_000, price_ppm=0), 100_000, holder)
    world.travel(days=31)
    world.call("Servicing.collect", loan)
    claimed = world.call("Book.claim", loan, sender=holder)
    world.call("Escrow.withdraw", claimed, sender=holder)
    assert world.call("Token.balanceOf", holder) == claimed > 0


def test_donations_at_every_step_change_no_figure(world: World) -> None:
    def life(donation: int) -> list[Any]:
        figures: list[Any] = []

        def step(*owners: str) -> None:
            if donation:
                for name in ("Escrow", "Servicing", "Reserve", "Book"):
                    world.call("Token.mint", world.address[name], donation, sender=world.custodian)
            figures.append([world.balance(owner) for owner in owners])

        borrower, investor = world.person("borrower"), world.person("investor")
        pot, reserve = world.address["Servicing"], world.address["Reserve"]
        owners = (borrower, investor, pot, reserve, world.treasury)
        step(*owners)
        loan = world.list_loan(borrower)
        world.fund(loan, investor, 1_000_000)
        step(*owners)
        world.call("Book.issue", loan, sender=borrower)
        for _ in range(3):
            world.travel(days=31)
            world.call("Servicing.collect", loan)
            step(*owners)
        figures.append(world.call("Book.claimable", loan, investor))
        make_default(world, loan)
        next_month(world)
        figures.append(world.call("Reserve.cover", loan))
        figures.append(world.call("Reserve.coverage_ppm"))
        figures.append(world.call("Book.claim", loan, sender=investor))
        step(*owners)
        return figures

    start = world.now
    with world.undone():
        plain = life(0)
    world.set_time(start)
    assert life(12_345) == plain


@pytest.mark.long
def test_a_view_in_the_middle_of_a_transfer_never_tells_a_mix(hostile: World) -> None:
    borrower, investor = person(hostile, "borrower"), person(hostile, "investor")
    loan = hostile.live_loan(borrower, {investor: 10_000})
    hostile.travel(days=31)
    hostile.call("Servicing.repay", loan, 10**6, 480, sender=borrower)
    arguments = {"uint256": loan, "address": investor, "bytes32": b"\1" * 32}
    checked = 0
    for contract in CONTRACTS:
        for name, function in hostile.interface[contract].functions.items():
            kinds = [entry["type"] for entry in function.inputs]
            if function.writes or not set(kinds) <= set(arguments):
                continue
            data = function.encode(tuple(arguments[kind] for kind in kinds))
            with hostile.undone():
                hostile.call("Token.call_back", hostile.address[contract], data)
                hostile.call("Token.set_behaviour", CALL_BACK)
                hostile.call("Book.claim_and_withdraw", [loan], sender=investor)
                if hostile.call("Token.outcome") == 1:
                    continue  # refused: locked
                seen = hostile.call("Token.answer")
                after = hostile.engine.execute(
                    hostile.deployer, hostile.address[contract], data, writes=False
                )
                assert seen == after.output[:1_024], f"{contract}.{name}"
                checked += 1
    assert checked > 30


# Claims and the market


def test_after_a_transfer_every_entry_is_the_new_holders(
    world: World, loan: int, investor: str, investor_two: str
) -> None:
    world.fill(*world.ask("investor", loan, 600_000, price_ppm=0), 600_000, investor_two)
    world.travel(days=31)
    world.call("Servicing.collect", loan)
    assert world.call("Book.claimable", loan, investor) == (0, 0)
    assert world.call("Book.claim", loan, sender=investor) == 0
    with refuses("BOOK:MOVE:UNITS"):
        world.call("Book.transfer", second_wallet(world), loan, 600_000, sender=investor)
    with refuses("BOOK:MOVE:UNITS"):
        world.fill(*world.ask("investor", loan, 1_000), 1_000, investor_two)
    assert world.call("Book.claim", loan, sender=investor_two) > 0
    world.fill(*world.ask("investor two", loan, 600_000, price_ppm=0), 600_000, investor)


def test_splitting_a_note_earns_nothing_twice(
    world: World, borrower: str, loan: int, investor: str
) -> None:
    parts = [world.person(f"part {i}", 0) for i in range(3)]
    holders = [investor, *parts]

    def received(split: bool) -> int:
        before = sum(world.balance(holder) for holder in holders)
        for month in range(3):
            world.travel(days=31)
            world.call("Servicing.collect", loan)
            world.call("Book.claim", loan, sender=investor)
            if split:
                receiver = parts[month]
                order = world.ask("investor", loan, 100_001, price_ppm=0)
                world.fill(*order, 100_001, receiver)
        for holder in holders:
            world.call("Book.claim", loan, sender=holder)
        return sum(world.balance(holder) for holder in holders) - before

    start = world.now
    with world.undone():
        whole = received(split=False)
    world.set_time(start)
    # Each further holder may hold back less than a unit of each kind as dust.
    assert whole - 2 * len(parts) <= received(split=True) <= whole


def test_a_loan_named_twice_in_a_batch_pays_once(
    world: World, borrower: str, loan: int, investor: str
) -> None:
    world.travel(days=31)
    due = sum(world.call("Lens.amount_due", loan))
    assert world.call("Servicing.collect_many", [loan, loan]) == due
    earned = sum(world.call("Book.claimable", loan, investor))
    assert world.call("Book.claim_many", [loan, loan, loan], sender=investor) == earned
    fees = world.call("Lens.totals_of", loan)["fees"]
    assert world.call("Servicing.sweep_fees", [loan, loan]) == fees


def test_a_default_voids_what_was_signed_before_it(
    world: World, loan: int, investor_two: str
) -> None:
    pay_instalments(world, loan, 3)
    order = world.ask("investor", loan, 10_000, dpd_max=1_000, expiry=world.now + 900 * DAY)
    bid = world.bid("investor two", loan, 10_000, dpd_max=1_000, expiry=world.now + 900 * DAY)
    make_default(world, loan)
    next_month(world)
    world.call("Reserve.cover", loan)  # the market is open again, and still
    with refuses("MARKET:FILL:VERSION"):
        world.fill(*order, 1_000, investor_two)
    seller = key_of("investor").address
    with refuses("MARKET:FILL:VERSION"):
        world.call("Market.sell", *bid, 1_000, 1, 0, world.seen(loan), sender=seller)


# Time and schedule


@pytest.mark.parametrize(
    ("seconds", "late_days"), [(-1, 0), (0, 1), (1, 1), (DAY, 2), (DAY + 1, 2)]
)
@pytest.mark.exact_second
def test_a_late_charge_counts_whole_local_days(
    world: World, borrower: str, investor: str, seconds: int, late_days: int
) -> None:
    loan = world.live_loan(borrower, {investor: 1_000_000}, grace_days=0, late_cap_ppm=10**6)
    midnight_after = (world.now // DAY + 29 + 1) * DAY  # due on 29 February
    world.set_time(midnight_after + seconds)
    principal, interest, charge = world.call("Lens.amount_due", loan)
    assert charge == -(-(principal + interest) * late_days * 200_000 // (365 * 10**6))


def test_closing_costs_the_same_late_charge_as_paying(
    world: World, borrower: str, loan: int
) -> None:
    for _ in range(4):
        world.travel(days=30)
        due = world.call("Lens.amount_due", loan)
        assert world.call("Lens.payoff", loan)[2] == due[2]
    before = world.balance(borrower)
    charge = world.call("Lens.amount_due", loan)[2]
    assert charge > 0
    owed = world.call("Lens.payoff", loan)
    world.call("Servicing.prepay", loan, 10**9, 0, sender=borrower)
    paid = next(values for name, values in world.events() if name == "Paid")
    assert (paid["charges"], before - world.balance(borrower)) == (charge, sum(owed))


@pytest.mark.parametrize("extreme", ["lowest", "highest"])
def test_no_parameter_reaches_into_a_live_loan(
    world: World, borrower: str, loan: int, extreme: str
) -> None:
    def life() -> list[Any]:
        world.set_time(start + 45 * DAY)
        figures = [world.call("Lens.terms_of", loan), world.call("Lens.parties_of", loan)]
        figures += [world.call(f"Lens.{name}", loan) for name in ("amount_due", "payoff")]
        world.call("Servicing.repay", loan, 200_000, 480, sender=borrower)
        figures += [world.call("Lens.totals_of", loan), world.balance(borrower)]
        drain(world, borrower)
        world.set_time(start + 400 * DAY)
        world.call("Workouts.declare_default", loan)
        world.fund_wallet(borrower, 100_000)
        world.call("Workouts.recover", loan, 100_000, sender=borrower)
        return [*figures, world.call("Lens.totals_of", loan)]

    start = world.now
    with world.undone():
        plain = life()
    world.set_time(start)
    for key in range(len(PARAMETERS)):
        value = 0 if extreme == "lowest" else world.call("Governor.hard_bound", key)
        world.decide(SET_PARAMETER, argument=(key << 128) | value)
    assert life() == plain


@pytest.mark.parametrize("amount", [1, 50_000, 0])
def test_repaying_and_defaulting_race_without_a_loser(
    world: World, borrower: str, loan: int, investor: str, amount: int
) -> None:
    """Either order: the debt falls by what was paid. An amount of 0 stands for all that is due."""
    drain(world, borrower)
    world.travel(days=31 + 100)
    due = sum(world.call("Lens.amount_due", loan))
    cures = amount == 0
    amount = amount or due
    owed = sum(world.call("Lens.payoff", loan))
    with world.undone():
        debit = world.call("Servicing.repay", loan, amount, 480, sender=investor)
        assert sum(world.call("Lens.payoff", loan)) == owed - debit
        if cures:
            with refuses("WORKOUT:DEFAULT:EARLY"):
                world.call("Workouts.declare_default", loan)
        else:
            world.call("Workouts.declare_default", loan)
            debt = world.call("Workouts.debt_of", loan)
            assert debt["principal"] + debt["interest"] + debt["charges"] == owed - debit
    assert world.call("Workouts.declare_default", loan)
    debit = world.call("Workouts.recover", loan, amount, sender=investor)
    debt = world.call("Workouts.debt_of", loan)
    assert debt["principal"] + debt["interest"] + debt["charges"] == owed - debit
    with refuses("WORKOUT:DEFAULT:STATUS"):
        world.call("Workouts.declare_default", loan)


# Denial of service


@pytest.mark.long
def test_what_a_loan_costs_does_not_grow_with_its_lenders(world: World) -> None:
    def gas(lenders: int) -> dict[str, int]:
        used = {}

        def measured(target: str, *arguments: Any, sender: str | None = None) -> None:
            world.call(target, *arguments, sender=sender)
            used[target] = world.answer.gas_used

        borrower = world.person("borrower")
        crowd = [world.person(f"lender {i}") for i in range(lenders)]
        loan = world.list_loan(borrower, principal=1_200_000)
        for lender in crowd:
            world.fund(loan, lender, 1_200_000 // lenders)
        measured("Book.issue", loan, sender=borrower)
        world.travel(days=31)
        world.call("Servicing.collect", loan)
        world.travel(days=31)
        due = sum(world.call("Lens.amount_due", loan))
        measured("Servicing.repay", loan, due, 480, sender=borrower)
        world.travel(days=31)
        measured("Servicing.collect", loan)
        drain(world, borrower)
        world.travel(days=31 + 100)
        measured("Workouts.declare_default", loan)
        next_month(world)
        measured("Reserve.cover", loan)
        return used

    start = world.now
    with world.undone():
        alone = gas(1)
    world.set_time(start)
    crowded = gas(60)
    for target, spent in alone.items():
        assert abs(crowded[target] - spent) * 100 < spent, target


# Governance and deployment


def test_every_guarded_entry_refuses_every_other_role(
    world: World, loan: int, investor: str, investor_two: str
) -> None:
    # Nobody of these is a contract of the platform, and each role is tried where it is not due.
    roles = {
        "UNDERWRITER": world.underwriter.address, "COMPLIANCE": world.compliance,
        "GUARDIAN": world.guardian, "PUBLISHER": world.publisher, "member": world.council[0],
        "attestor": world.attestors[0].address, "treasury": world.treasury,
        "deployer": world.deployer, "custodian": world.custodian, "client": investor_two,
    }  # fmt: skip
    due = {"revoke_offer": "UNDERWRITER", "freeze": "COMPLIANCE", "pause": "GUARDIAN",
           "suspend_attestor": "GUARDIAN", "publish": "PUBLISHER", "propose": "member",
           "approve": "member", "cancel": "GUARDIAN"}  # fmt: skip
    guard = re.compile(r":(CALLER|ROLE|MEMBER|BORROWER|MAKER|SENDER)$")
    guarded = 0
    for contract, name, arguments in reentries(world, investor, loan):
        if (contract, name) == ("Book", "approve"):
            continue  # the caller's own allowance, not the council's approval
        codes = set()
        for role, caller in roles.items():
            if due.get(name) != role:
                code = outcome(lambda c=contract, n=name, a=arguments, s=caller: world.call(  # type: ignore[misc]
                    f"{c}.{n}", *a, sender=s))  # fmt: skip
                codes.add(code)
        if any(guard.search(code) for code in codes if code):
            # Some of these are enrolled people and some are not.
            assert len(codes - {"REG:PAY:UNKNOWN"}) == 1, f"{contract}.{name}: {codes}"
            guarded += 1
    assert guarded >= 30


def outcome(call: Callable[[], Any]) -> str:
    try:
        call()
    except Refused as refusal:
        return str(refusal)
    return ""


def test_a_guardian_who_was_removed_pauses_nothing(world: World) -> None:
    world.decide(1, world.guardian, 0)
    with refuses("GOV:PAUSE:ROLE"):
        world.call("Governor.pause", sender=world.guardian)
