"""Stories of a loan, told to the ledger and to the day-by-day reference at once."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from hypothesis import strategies as st

from reference.loan_reference import ReferenceLoan, RefusedError
from reference.loan_rows import Receipt, ReferenceTerms
from tallystick.loans.allocation import Payment
from tallystick.loans.dates import Unit, date_from_day, day_from_date
from tallystick.loans.default import declare_default, recover, write_off
from tallystick.loans.instalments import dues, rows_ahead
from tallystick.loans.payoff import days_past_due, due_now, payable, payoff
from tallystick.loans.repayment import collect, issue, prepay, repay
from tallystick.loans.reserve_cover import cover
from tallystick.loans.restructuring import impair, lift_impairment, restructure
from tallystick.loans.schedule import Method, Terms
from tallystick.loans.state import LoanError, LoanState, LoanTerms, Mode, Status

__all__ = ["ACTIONS", "SIZES", "Step", "Story", "amounts", "stories", "tell", "tickets"]

WAITS = ("none", "days", "due", "after_grace", "default")
ACTIONS = ("repay", "repay", "collect", "smaller", "shorter", "default", "cover")
SIZES = ("units", "share", "all", "all_but_one", "all_and_one")


@dataclass(frozen=True)
class Step:
    wait: str
    days: int
    action: str
    size: str
    amount: int  # units, or ppm of the whole
    ticket: int = 1  # the loan's smallest note, of a prepayment
    rows: int = 480  # how many instalments a repayment means, from the first open one
    only_due: bool = False  # whether somebody else than the borrower repays


@dataclass(frozen=True)
class Story:
    terms: LoanTerms
    issued: datetime.date
    steps: tuple[Step, ...]


@st.composite
def plans(draw: st.DrawFn) -> Terms:
    unit = draw(st.sampled_from(Unit))
    method = draw(st.sampled_from(Method))
    n = draw(st.integers(1, 14 if unit is Unit.MONTHS else 18))
    leading = method in {Method.ANNUITY, Method.LINEAR}
    return Terms(
        principal=draw(
            st.one_of(st.integers(1, 60), st.integers(1, 2_000_000), st.integers(1, 10**15))
        ),
        rate_ppm=draw(st.one_of(st.sampled_from([0, 1, 120_000, 10**6]), st.integers(0, 10**6))),
        n=n,
        period=draw(st.integers(1, 3) if unit is Unit.MONTHS else st.integers(1, 40)),
        unit=unit,
        method=method,
        lead=draw(st.integers(0, min(n - 1, 4))) if leading else 0,
    )


ppm = st.one_of(st.sampled_from([0, 1, 10_000, 10**6]), st.integers(0, 10**6))
loan_terms = st.builds(
    LoanTerms,
    schedule=plans(),
    grace_days=st.integers(0, 12),
    late_rate_ppm=ppm,
    late_cap_ppm=ppm,
    default_dpd=st.integers(30, 91),
    servicing_ppm=ppm,
    late_share_ppm=ppm,
    recovery_ppm=st.integers(0, 250_000),
    cover_cap_ppm=ppm,
)
tickets = st.sampled_from([1, 1, 25, 10_000])
amounts = st.one_of(st.integers(0, 40), st.integers(10_000, 10**6))
steps = st.builds(
    Step,
    wait=st.sampled_from(WAITS),
    days=st.integers(0, 35),
    action=st.sampled_from(ACTIONS),
    size=st.sampled_from(SIZES),
    amount=amounts,
    ticket=tickets,
    rows=st.sampled_from([1, 2, 480]),
    only_due=st.sampled_from([False, False, True]),
)
month_ends = st.sampled_from(
    [
        datetime.date(2023, 1, 31),
        datetime.date(2024, 1, 30),
        datetime.date(2024, 2, 29),
        datetime.date(2027, 8, 31),
    ]
)
stories = st.builds(
    Story,
    terms=loan_terms,
    issued=st.one_of(month_ends, st.dates(datetime.date(2023, 1, 1), datetime.date(2028, 12, 31))),
    steps=st.lists(steps, min_size=1, max_size=14).map(tuple),
)


def reference_of(terms: LoanTerms, issued: datetime.date) -> ReferenceLoan:
    plan = terms.schedule
    return ReferenceLoan(
        ReferenceTerms(
            principal=plan.principal,
            rate_ppm=plan.rate_ppm,
            n=plan.n,
            period=plan.period,
            unit=plan.unit.name.lower(),
            method=plan.method.name.lower(),
            lead=plan.lead,
            grace_days=terms.grace_days,
            late_rate_ppm=terms.late_rate_ppm,
            late_cap_ppm=terms.late_cap_ppm,
            default_dpd=terms.default_dpd,
            servicing_ppm=terms.servicing_ppm,
            late_share_ppm=terms.late_share_ppm,
            recovery_ppm=terms.recovery_ppm,
        ),
        issued,
    )


def day_after(state: LoanState, today: int, step: Step) -> int:
    if step.wait == "none":
        return today
    if step.wait == "years":
        return today + 1_095
    ahead = rows_ahead(state)
    if step.wait == "days" or not ahead:
        return today + step.days
    # A boundary of some row still ahead, and at times the day before or after it.
    row = ahead[step.days % min(3, len(ahead))]
    day = row.due + step.days % 3 - 1
    if step.wait == "after_grace":
        day += state.terms.grace_days
    elif step.wait == "default":
        day = ahead[0].due + state.terms.default_dpd + step.days % 2
    return max(today, day)


def new_terms(unit: Unit, step: Step) -> dict[str, int]:
    """Rate, instalments, period and lead that a step restructures to, some of them refused."""
    longest = 3 if unit is Unit.MONTHS else 40
    return {
        "rate_ppm": step.amount,
        "n": step.days % 15,
        "period": 1 + step.amount % longest,
        "lead": step.rows % 3,
    }


def size_of(step: Step, whole: int) -> int:
    if step.size == "units":
        return step.amount
    if step.size == "share":
        return -(-whole * step.amount // 10**6)
    return max(0, whole + {"all": 0, "all_but_one": -1, "all_and_one": 1}[step.size])


def assert_same(state: LoanState, today: int, loan: ReferenceLoan) -> None:
    assert state.status.value == loan.status
    assert state.version == loan.version
    assert state.worst_dpd == min(loan.worst_dpd, 1_023)
    assert state.paid_count == loan.instalments_paid
    quote = payoff(state, today)
    assert {
        "principal": quote.principal,
        "interest": quote.interest,
        "charges": quote.charges,
    } == loan.payoff()
    assert payable(state, today) == loan.payable()
    assert due_now(state, today) == loan.due_now()
    assert days_past_due(state, today) == loan.days_past_due()
    assert state.total_principal == loan.to_lenders_principal
    assert state.total_interest == loan.to_lenders_interest
    assert state.fees == loan.to_platform
    assert state.cover_returned == loan.to_coverers
    assert state.guaranteed == loan.guaranteed
    assert state.impaired == loan.flagged
    if state.status is Status.ACTIVE:
        assert state.arrears_interest == loan.arrears["interest"]
        assert state.arrears_charges == loan.arrears["charges"]
    if state.status is Status.ACTIVE:
        assert [
            (row.number, date_from_day(row.due), row.interest, row.principal, row.balance)
            for row in rows_ahead(state)
        ] == [
            (row.number, row.due, row.interest, row.principal, row.balance_before)
            for row in loan.open_rows()
        ]
        charges = [due.charge for due in dues(state, today, ahead=False)]
        assert charges == [loan.charge(row) for row in loan.due_rows()]


def act_on_ledger(
    state: LoanState, today: int, step: Step, money: int
) -> tuple[LoanState, Payment, str | None]:
    after, payment = state, Payment()
    try:
        if step.action == "repay":
            through = state.settled + step.rows
            after, payment = repay(state, today, money, through, only_due=step.only_due)
        elif step.action == "recover":
            after, payment = recover(state, today, money)
        elif step.action == "collect":
            after, payment = collect(state, today, money)
        elif step.action in {"smaller", "shorter"}:
            mode = Mode[step.action.upper()]
            after, payment = prepay(state, today, money, mode, step.ticket)
        elif step.action in {"cover", "guarantee"}:
            after = cover(state, money, guaranteed=step.action == "guarantee")
        elif step.action == "restructure":
            after = restructure(state, today, **new_terms(state.terms.schedule.unit, step))
        elif step.action in {"impair", "lift"}:
            after = impair(state) if step.action == "impair" else lift_impairment(state)
        elif step.action == "default":
            after, payment = declare_default(state, today, money)
        else:
            after = write_off(state, today)
    except LoanError as error:
        return state, Payment(), error.code
    return after, payment, None


def act_on_reference(
    loan: ReferenceLoan, step: Step, money: int, through: int
) -> tuple[tuple[int, int, int, int], str | None]:
    receipt = Receipt()
    try:
        if step.action == "repay":
            receipt = loan.repay(money, through, only_due=step.only_due)
        elif step.action == "recover":
            receipt = loan.recover(money)
        elif step.action == "collect":
            receipt = loan.collect(money)
        elif step.action in {"smaller", "shorter"}:
            receipt = loan.prepay(money, step.action, step.ticket)
        elif step.action in {"cover", "guarantee"}:
            loan.cover(money, guaranteed=step.action == "guarantee")
        elif step.action == "restructure":
            unit = Unit.MONTHS if loan.terms.unit == "months" else Unit.DAYS
            loan.restructure(**new_terms(unit, step))
        elif step.action in {"impair", "lift"}:
            loan.flag(on=step.action == "impair")
        elif step.action == "default":
            receipt = loan.default(money)
        else:
            loan.write_off()
    except RefusedError as refused:
        return (0, 0, 0, 0), str(refused)
    return (receipt.principal, receipt.interest, receipt.charges, receipt.settled), None


def wholes(state: LoanState, today: int, action: str) -> int:
    if action == "repay":
        return payable(state, today)
    if action in {"collect", "default"}:
        return due_now(state, today)
    if action == "recover":
        return state.owed
    if action in {"cover", "guarantee"}:
        return state.owed_principal
    return payoff(state, today).total


def tell(story: Story) -> LoanState:
    """Do every step to both, compare all figures before and after, return the last state."""
    today = day_from_date(story.issued)
    state, loan = issue(story.terms, today), reference_of(story.terms, story.issued)
    assert_same(state, today, loan)
    paid_in = to_guarantor = 0
    for step in story.steps:
        today = day_after(state, today, step)
        loan.advance_to(date_from_day(today))
        assert_same(state, today, loan)
        whole = wholes(state, today, step.action)
        money = size_of(step, whole)
        if step.action in {"cover", "guarantee"}:
            # The reserve pays from 1 unit on, and never more than is still unpaid.
            unpaid = state.terms.schedule.principal - state.total_principal
            money = min(max(1, money), whole, unpaid)
            if money == 0:
                continue
        through = state.settled + step.rows
        parts, expected_refusal = act_on_reference(loan, step, money, through)
        state, payment, refusal = act_on_ledger(state, today, step, money)
        assert refusal == expected_refusal
        assert payment.debit <= money
        assert (
            payment.principal,
            payment.interest,
            payment.charges,
            payment.settled,
        ) == parts
        paid_in += payment.debit
        to_guarantor += payment.guarantor
        assert to_guarantor == loan.to_guarantor
        assert_same(state, today, loan)
        assert paid_in + state.cover == (
            state.total_principal + state.total_interest + state.fees + state.cover_returned
        )
    return state
