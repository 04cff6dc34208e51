"""The figures of the register, from loans that a hand can count."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from tallystick_node.risk.ladder import LadderStep
from tallystick_node.risk.measures import LoanOfDay, RiskDay, measures_of

LOAN = LoanOfDay(1, "a", 100, 100, 0, False, 2, 120_000, 0, 0, 10)
DAY = RiskDay(date(2026, 3, 10), (), (), None, 0, 0, 0, None)


def day(*loans: LoanOfDay, **more: object) -> RiskDay:
    numbered = [replace(loan, number=place) for place, loan in enumerate(loans, 1)]
    return replace(DAY, loans=numbered, **more)  # type: ignore[arg-type]


def test_nothing_outstanding_says_nothing() -> None:
    figures = measures_of(DAY)
    assert {metric for metric, value in figures.items() if value is not None} == {
        "operation.dead_jobs", "technology.halts",
    }  # fmt: skip


def test_late_and_bad_are_shares_of_what_is_outstanding() -> None:
    figures = measures_of(
        day(
            LOAN, replace(LOAN, days_past_due=30), replace(LOAN, days_past_due=31),
            replace(LOAN, days_past_due=91), replace(LOAN, in_default=True),
            replace(LOAN, outstanding=0, days_past_due=400),
        )
    )  # fmt: skip
    assert figures["credit.late"] == 600_000
    assert figures["credit.bad"] == 400_000
    assert figures["reputation.defaulted"] == 200_000


def test_concentration_waits_for_twenty_borrowers() -> None:
    few = [replace(LOAN, borrower=str(place)) for place in range(19)]
    assert measures_of(day(*few))["concentration.largest"] is None
    figures = measures_of(day(*few, replace(LOAN, borrower="t", outstanding=1_900)))
    assert figures["concentration.largest"] == 500_000
    assert figures["concentration.top_ten"] == 736_842


def test_the_reserve_is_held_against_99_of_100_paths() -> None:
    lost = [
        replace(LOAN, borrower=str(place), in_default=True, cover_cap=50) for place in range(20)
    ]
    assert measures_of(day(*lost, reserve=None))["reserve.shortfall"] is None
    assert measures_of(day(*lost, reserve=1_000))["reserve.shortfall"] == 0
    assert measures_of(day(*lost, reserve=250))["reserve.shortfall"] == 750_000


def test_the_reserve_is_held_against_its_fixed_share() -> None:
    two = (LOAN, replace(LOAN, outstanding=101))
    held = {
        reserve: measures_of(day(*two, reserve=reserve, provision_ppm=20_000))["reserve.provision"]
        for reserve in (None, 0, 4, 5)
    }
    assert held == {None: None, 0: 1_000_000, 4: 200_000, 5: 0}, "2 % of 201, rounded up"
    assert measures_of(day(*two, reserve=0))["reserve.provision"] is None, "none is asked for"
    assert measures_of(day(reserve=0, provision_ppm=20_000))["reserve.provision"] is None


def test_growth_needs_a_quarter_to_grow_from() -> None:
    before = [replace(LOAN, drawn_before=100)] * 20
    now = [replace(LOAN, drawn_before=10)] * 50
    assert measures_of(day(*now))["strategy.growth"] is None
    assert measures_of(day(*before, *now))["strategy.growth"] == 2_500_000


def test_rates_above_the_cap_and_guarantees_are_shares() -> None:
    figures = measures_of(
        day(LOAN, replace(LOAN, rate_ppm=150_000, guaranteed=80), rate_cap_ppm=130_000)
    )
    assert figures["market.over_cap"] == 500_000
    assert figures["correlation.guaranteed"] == 400_000


def test_the_mismatch_is_the_ladders() -> None:
    figures = measures_of(day(LOAN, ladder=(LadderStep(0, 100, 90), LadderStep(None, 100, 110))))
    assert figures["liquidity.mismatch"] == 100_000
