"""The ledger equals the day-by-day reference to the unit, whatever is done and when."""

from __future__ import annotations

import datetime
from dataclasses import replace

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from client.loans.stories import SIZES, Step, Story, amounts, stories, tell, tickets
from tallystick.loans.allocation import Payment
from tallystick.loans.dates import Unit, day_from_date
from tallystick.loans.payoff import payable
from tallystick.loans.repayment import issue, repay
from tallystick.loans.schedule import Method, Terms
from tallystick.loans.state import LoanTerms


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(stories)
def test_any_life_equals_the_reference(story: Story) -> None:
    tell(story)


def defaulting(story: Story) -> Story:
    """The same terms, three instalments paid, then default and what the steps do after it."""
    pay = Step("due", 0, "repay", "share", 10**6)
    lead_in = (pay, pay, pay, Step("default", 0, "default", "units", 0))
    plan = replace(story.terms.schedule, n=max(6, story.terms.schedule.n))
    after = tuple(
        replace(step, wait="years" if index == 5 else "days")
        for index, step in enumerate(story.steps)
    )
    return Story(replace(story.terms, schedule=plan), story.issued, lead_in + after)


early_steps = st.builds(
    Step,
    wait=st.sampled_from(["none", "days", "due"]),
    days=st.integers(0, 20),
    action=st.sampled_from(["smaller", "shorter", "repay"]),
    size=st.sampled_from(["units", "share", "share", "all_but_one"]),
    amount=st.one_of(st.integers(1, 40), st.integers(10_000, 600_000)),
    ticket=tickets,
)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(stories, st.lists(early_steps, min_size=2, max_size=12).map(tuple))
def test_any_row_of_prepayments_equals_the_reference(story: Story, early: tuple[Step, ...]) -> None:
    tell(replace(story, steps=early))


late_steps = st.builds(
    Step,
    wait=st.just("days"),
    days=st.integers(0, 400),
    action=st.sampled_from(["recover", "recover", "cover", "write_off", "collect", "smaller"]),
    size=st.sampled_from(SIZES),
    amount=amounts,
)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(stories, st.lists(late_steps, min_size=1, max_size=9).map(tuple))
def test_any_default_equals_the_reference(story: Story, after: tuple[Step, ...]) -> None:
    tell(defaulting(replace(story, steps=after)))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(stories, st.integers(1, 10**6), st.integers(0, 200))
@example(
    Story(
        LoanTerms(
            schedule=Terms(1_000, 120_000, 3, 1, Unit.MONTHS, Method.ANNUITY),
            grace_days=3,
            late_rate_ppm=240_000,
            late_cap_ppm=100_000,
            default_dpd=91,
            servicing_ppm=0,
            late_share_ppm=0,
            recovery_ppm=0,
            cover_cap_ppm=0,
        ),
        datetime.date(2024, 1, 31),
        (),
    ),
    500_000,
    90,
)
def test_one_payment_or_two_on_a_day_come_to_the_same(
    story: Story, first_ppm: int, days: int
) -> None:
    today = day_from_date(story.issued) + days
    state = issue(replace(story.terms, servicing_ppm=0, late_share_ppm=0), today - days)
    whole = payable(state, today)
    first = whole * first_ppm // 10**6
    once, payment = repay(state, today, whole) if whole else (state, Payment())
    if not 0 < first < payment.debit:
        return
    begun, first_payment = repay(state, today, first)
    twice, second_payment = repay(begun, today, payment.debit - first)
    assert first_payment.debit + second_payment.debit == payment.debit
    assert first_payment.charges + second_payment.charges == payment.charges
    assert first_payment.interest + second_payment.interest == payment.interest
    assert twice == once
