"""The liquidity ladder: both sides of every step, and nothing between them."""

from __future__ import annotations

from dataclasses import replace

from tallystick.loans import repayment as ledger
from tallystick.loans.dates import Unit
from tallystick.loans.schedule import Method, Terms
from tallystick.loans.state import LoanState, LoanTerms, issue
from tallystick_node.risk.ladder import LadderStep, ladder_of, mismatch_ppm

DAY = 20_000


def state(principal: int = 1_200_000, n: int = 12) -> LoanState:
    terms = LoanTerms(
        schedule=Terms(principal, 120_000, n, 1, Unit.MONTHS, Method.LINEAR, 0),
        grace_days=5, late_rate_ppm=0, late_cap_ppm=0, default_dpd=91, servicing_ppm=0,
        late_share_ppm=0, recovery_ppm=0, cover_cap_ppm=0,
    )  # fmt: skip
    return issue(terms, DAY)


def test_a_fresh_loan_is_due_as_its_schedule_says() -> None:
    steps = ladder_of([state()], DAY)
    assert [step.days for step in steps] == [0, 7, 30, 90, 180, 365, None]
    assert sum(step.assets for step in steps) == 1_200_000
    assert [step.assets for step in steps[:4]] == [0, 0, 0, 200_000]
    assert mismatch_ppm(steps) == 0


def test_what_is_paid_leaves_both_sides_alike() -> None:
    paid, _ = ledger.repay(state(), DAY + 31, 150_000)
    steps = ladder_of([paid], DAY + 31)
    assert sum(step.assets for step in steps) == paid.outstanding
    assert mismatch_ppm(steps) == 0


def test_an_overdue_instalment_is_in_the_first_step() -> None:
    steps = ladder_of([state()], DAY + 40)
    assert steps[0] == LadderStep(0, 100_000, 100_000)


def test_claims_beyond_what_borrowers_owe_are_a_mismatch() -> None:
    promised = replace(state(), total_principal=-300_000)
    steps = ladder_of([promised], DAY)
    assert mismatch_ppm(steps) == 250_000


def test_nothing_outstanding_has_no_mismatch() -> None:
    assert mismatch_ppm(ladder_of([], DAY)) is None
