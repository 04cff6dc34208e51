"""Restructurings, flags and guarantees equal the reference, wherever they come in a life."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from client.loans.stories import SIZES, Step, Story, amounts, stories, tell, tickets
from tallystick.loans.schedule import Method, Terms, Unit
from tallystick.loans.state import LoanTerms

steps = st.builds(
    Step,
    wait=st.sampled_from(["none", "days", "due", "due", "after_grace", "default"]),
    days=st.integers(0, 35),
    action=st.sampled_from(
        ("repay restructure " * 2 + "collect smaller shorter impair lift default").split()
    ),
    size=st.sampled_from(SIZES),
    amount=st.one_of(st.integers(0, 40), st.integers(10_000, 10**6)),
    ticket=tickets,
    rows=st.sampled_from([0, 1, 2, 480]),
    only_due=st.booleans(),
)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(stories, st.lists(steps, min_size=2, max_size=14).map(tuple))
def test_any_restructured_life_equals_the_reference(story: Story, acts: tuple[Step, ...]) -> None:
    tell(replace(story, steps=acts))


debts = st.builds(
    Step,
    wait=st.just("days"),
    days=st.integers(0, 400),
    action=st.sampled_from(["recover", "recover", "recover", "cover", "guarantee", "write_off"]),
    size=st.sampled_from(SIZES),
    amount=amounts,
)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(stories, st.lists(debts, min_size=2, max_size=9).map(tuple), st.booleans())
def test_any_guaranteed_default_equals_the_reference(
    story: Story, after: tuple[Step, ...], restructured: bool
) -> None:
    pay = Step("due", 0, "repay", "share", 10**6)
    late = Step("days", 20, "restructure", "units", 100_000, rows=480)
    plan = replace(story.terms.schedule, n=max(6, story.terms.schedule.n))
    begin = (pay, pay, pay, *([late] if restructured else []))
    fall = Step("default", 0, "default", "units", 0)
    life = Story(replace(story.terms, schedule=plan), story.issued, (*begin, fall, *after))
    tell(life)


def test_a_crumb_paid_ahead_after_a_row_of_nothing_ends_no_flag() -> None:
    """The row that asks for nothing counts as no instalment; found by chance, kept by name."""
    plan = Terms(
        principal=2, rate_ppm=0, n=2, period=1, unit=Unit.MONTHS, method=Method.ANNUITY, lead=1
    )
    terms = LoanTerms(
        schedule=plan, grace_days=0, late_rate_ppm=0, late_cap_ppm=0, default_dpd=30,
        servicing_ppm=0, late_share_ppm=0, recovery_ppm=0, cover_cap_ppm=0,
    )  # fmt: skip
    flag, crumb = Step("default", 0, "impair", "units", 0), Step("none", 0, "repay", "units", 1)
    tell(Story(terms, date(2023, 1, 31), (flag, replace(crumb, rows=2))))
