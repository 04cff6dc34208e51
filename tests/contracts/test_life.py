"""One loan's whole life on the contracts, against the client's ledger, to the unit.

The ledger itself is compared with an independent reference in tests/client.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contracts import builders as worlds
from contracts.builders import DAY, Refused, World
from tallystick.loans import default as workout
from tallystick.loans import payoff
from tallystick.loans import repayment as ledger
from tallystick.loans.dates import day_from_date, due_day
from tallystick.loans.schedule import Method, Terms, Unit
from tallystick.loans.state import LoanError, LoanState, LoanTerms, Mode, Status

STATUSES = {
    3: Status.ACTIVE,
    4: Status.REPAID,
    5: Status.DEFAULTED,
    6: Status.RECOVERED,
    7: Status.WRITTEN_OFF,
}
ACTIONS = (
    "repay", "repay", "help", "collect", "prepay", "prepay", "prepay", "default", "default",
    "recover", "write_off",
)  # fmt: skip


@dataclass(frozen=True)
class Step:
    wait: str
    days: int
    action: str
    share_ppm: int
    units: int
    mode: int


@st.composite
def loan_terms(draw: st.DrawFn) -> LoanTerms:
    unit = draw(st.sampled_from(Unit))
    method = draw(st.sampled_from(Method))
    n = draw(st.integers(1, 15))
    lead = draw(st.integers(0, min(n - 1, 4))) if method in {Method.ANNUITY, Method.LINEAR} else 0
    ppm = st.one_of(st.sampled_from([0, 1, 10**6]), st.integers(0, 10**6))
    return LoanTerms(
        schedule=Terms(
            principal=draw(st.one_of(st.integers(1, 60), st.integers(1, 10**14))),
            rate_ppm=draw(ppm),
            n=n,
            period=draw(st.integers(1, 3) if unit is Unit.MONTHS else st.integers(1, 40)),
            unit=unit,
            method=method,
            lead=lead,
        ),
        grace_days=draw(st.integers(0, 12)),
        late_rate_ppm=draw(ppm),
        late_cap_ppm=draw(ppm),
        default_dpd=draw(st.integers(30, 91)),
        servicing_ppm=draw(st.integers(0, 200_000)),
        late_share_ppm=draw(ppm),
        recovery_ppm=draw(st.integers(0, 250_000)),
        cover_cap_ppm=0,
    )


steps = st.builds(
    Step,
    wait=st.sampled_from(["none", "days", "due", "due", "grace", "default"]),
    days=st.integers(0, 40),
    action=st.sampled_from(ACTIONS),
    share_ppm=st.one_of(st.sampled_from([10**6, 2 * 10**6]), st.integers(0, 10**6)),
    units=st.integers(0, 40),
    mode=st.integers(0, 1),
)
issued = st.one_of(
    st.sampled_from([datetime.date(2024, 1, 31), datetime.date(2025, 1, 30)]),
    st.dates(datetime.date(2024, 2, 1), datetime.date(2028, 12, 31)),
)


@pytest.fixture(scope="module")
def house() -> Iterator[World]:
    """A platform whose ceilings are the hard bounds, so that any terms can be listed."""
    before = list(worlds.PARAMETERS)
    hard = [10**6, 10**6, 10**6, 10**5, 10**5, 2 * 10**5, 10**6, 50_000, 250_000, 10**6]
    worlds.PARAMETERS[:10] = hard
    worlds.PARAMETERS[12] = 10**15
    worlds.PARAMETERS[14] = 10**18
    built = World()
    with built.undone():
        yield built
    worlds.PARAMETERS[:] = before


def start(house: World, terms: LoanTerms, issue_date: datetime.date) -> int:
    house.set_time(day_from_date(issue_date) * DAY + 3_600)
    plan = terms.schedule
    borrower = house.person("borrower", 4 * 10**17, borrow_limit=10**15)
    investor = house.person("investor", plan.principal, lend_limit=10**15)
    house.person("helper", 4 * 10**17)
    return house.live_loan(
        borrower,
        {investor: plan.principal},
        rate_ppm=plan.rate_ppm, n=plan.n, period=plan.period, in_days=plan.unit is Unit.DAYS,
        method=int(plan.method), lead=plan.lead, grace_days=terms.grace_days,
        late_rate_ppm=terms.late_rate_ppm, late_cap_ppm=terms.late_cap_ppm,
        default_dpd=terms.default_dpd, servicing_ppm=terms.servicing_ppm,
        late_share_ppm=terms.late_share_ppm, recovery_ppm=terms.recovery_ppm, cover_cap_ppm=0,
        ticket_min=1, origination_ppm=0, reserve_ppm=0,
    )  # fmt: skip


def wait(state: LoanState, today: int, step: Step) -> int:
    plan = state.terms.schedule
    if step.wait == "none":
        return today
    if step.wait == "days":
        return today + step.days
    due = due_day(state.issue_day, min(state.settled + 1, plan.n), plan.period, plan.unit)
    if step.wait == "grace":
        due += state.terms.grace_days + step.days % 3
    if step.wait == "default":
        due += state.terms.default_dpd - step.days % 2
    return max(today, due)


def whole(state: LoanState, today: int, action: str) -> int:
    if state.status is not Status.ACTIVE:
        return state.owed
    if action == "prepay":
        return payoff.payoff(state, today).total
    return payoff.payable(state, today)


def moves(
    house: World, loan: int, state: LoanState, today: int, step: Step
) -> dict[str, tuple[Callable[[], Any], Callable[[], Any]]]:
    """What each act does on the mirror, and on the contracts."""
    borrower, helper = (worlds.key_of(role).address for role in ("borrower", "helper"))
    amount = whole(state, today, step.action) * step.share_ppm // 10**6 + step.units
    mode, through = Mode(step.mode), state.settled + step.units % 5
    call = house.call
    return {
        "repay": (
            lambda: ledger.repay(state, today, amount, through),
            lambda: call("Servicing.repay", loan, amount, through, sender=borrower),
        ),
        "help": (
            lambda: ledger.repay(state, today, amount, only_due=True),
            lambda: call("Servicing.repay", loan, amount, 480, sender=helper),
        ),
        "collect": (
            lambda: ledger.collect(state, today, house.balance(borrower)),
            lambda: call("Servicing.collect", loan),
        ),
        "prepay": (
            lambda: ledger.prepay(state, today, amount, mode),
            lambda: call("Servicing.prepay", loan, amount, int(mode), sender=borrower),
        ),
        "default": (
            lambda: workout.declare_default(state, today, house.balance(borrower)),
            lambda: call("Workouts.declare_default", loan),
        ),
        "recover": (
            lambda: workout.recover(state, today, amount),
            lambda: call("Workouts.recover", loan, amount, sender=helper),
        ),
        "write_off": (
            lambda: workout.write_off(state, today),
            lambda: call("Workouts.write_off", loan),
        ),
    }


def act(house: World, loan: int, state: LoanState, today: int, step: Step) -> LoanState:
    """Do the step on both sides; both refuse with one code, or both agree on the debit."""
    borrower = worlds.key_of("borrower").address
    taken_out = 0
    if step.action == "default" and step.mode:
        # A borrower with little money, or none: else the default collects all that is due.
        taken_out = max(0, house.balance(borrower) - step.units * whole(state, today, "") // 40)
        house.call("Escrow.withdraw", taken_out, sender=borrower)
    mirror, contract = moves(house, loan, state, today, step)[step.action]
    try:
        answer = mirror()
    except LoanError as refusal:
        with pytest.raises(Refused) as refused:
            contract()
        assert str(refused.value) == refusal.code
        after = state
    else:
        debit = contract()
        after, payment = answer if isinstance(answer, tuple) else (answer, None)
        if step.action == "default":
            assert debit is (after.status is Status.DEFAULTED)
        elif payment is not None:
            assert debit == payment.debit
    if taken_out:
        house.call("Token.approve", house.address["Escrow"], taken_out, sender=borrower)
        house.call("Escrow.deposit", taken_out, sender=borrower)
    return after


def compare(house: World, loan: int, state: LoanState, today: int) -> None:
    progress = house.call("Lens.progress_of", loan)
    assert STATUSES[progress["status"]] is state.status
    assert (progress["version"], progress["paid"]) == (state.version, state.paid_count)
    assert progress["worst_dpd"] == state.worst_dpd
    totals = house.call("Lens.totals_of", loan)
    assert (totals["principal"], totals["interest"]) == (
        state.total_principal,
        state.total_interest,
    )
    assert totals["fees"] == state.fees
    if state.status is not Status.ACTIVE:
        debt = house.call("Workouts.debt_of", loan)
        assert (debt["principal"], debt["interest"], debt["charges"]) == (
            state.owed_principal,
            state.owed_interest,
            state.owed_charges,
        )
        return
    assert (progress["balance"], progress["last"]) == (state.balance, state.last)
    quote = payoff.payoff(state, today)
    assert sum(house.call("Lens.payoff", loan)) == quote.total
    assert sum(house.call("Lens.amount_payable", loan)) == payoff.payable(state, today)
    assert house.call("Lens.days_past_due", loan) == payoff.days_past_due(state, today)
    part = house.call("Lens.part_of", loan)
    assert (part["interest"], part["principal"], part["charge"]) == (
        state.part_interest,
        state.part_principal,
        state.charge_paid,
    )


@pytest.mark.long
@settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(terms=loan_terms(), issue_date=issued, story=st.lists(steps, min_size=1, max_size=14))
def test_any_life_equals_the_ledger(
    house: World, terms: LoanTerms, issue_date: datetime.date, story: list[Step]
) -> None:
    with house.undone():
        try:
            loan = start(house, terms, issue_date)
        except Refused as refused:
            assert str(refused) == "OFFER:LIST:INTEREST"
            return
        today = day_from_date(issue_date)
        state = ledger.issue(terms, today)
        for step in story:
            today = wait(state, today, step)
            house.set_time(today * DAY + 7_200)
            state = act(house, loan, state, today, step)
            compare(house, loan, state, today)
