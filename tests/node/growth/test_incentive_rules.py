"""Who gets what: no order of requests passes a budget or a cap, and abuse reads all the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallystick_node.growth.incentive_rules import (
    ABUSE,
    IncentiveCase,
    IncentiveDecision,
    IncentiveKind,
    IncentiveReason,
    IncentiveTerms,
    LendingSeen,
    RewardState,
    Spent,
    budgeted,
    decide,
    member_level,
    points_of_lending,
    public_code,
    terms_of,
)
from tallystick_node.infrastructure.policy.packs import load_pack, pack_names

DAY = date(2026, 3, 10)
TERMS = IncentiveTerms(
    allowed=frozenset(IncentiveKind), registration=5, referral=10, referral_lent_min=500,
    tiers=((500, 2_000), (5_000, 3_000), (20_000, 4_000)), risk_level_max=2, hold_days=30,
    month_budget=100, person_cap=25, points=True, points_unit=100, levels=(10, 100, 1_000),
)  # fmt: skip
LENT = LendingSeen(
    amount=5_000, risk_level=2, related=False, passed_on=False, back=False, days=30
)  # fmt: skip
FIRST = IncentiveCase(
    IncentiveKind.FIRST_INVESTMENT, identified=True, had=False, shared=False, lent=LENT
)


def reason(case: IncentiveCase, terms: IncentiveTerms = TERMS) -> IncentiveReason:
    return decide(case, terms).reason


@given(
    st.lists(st.tuples(st.integers(0, 4), st.integers(0, 10**6), st.integers(1, 3)), max_size=60),
    st.integers(0, 10**4),
    st.integers(0, 10**3),
)
def test_no_order_of_requests_passes_the_budget_or_a_cap(
    asked: list[tuple[int, int, int]], budget: int, cap: int
) -> None:
    terms = replace(TERMS, month_budget=budget, person_cap=cap)
    months: dict[int, int] = {}
    people: dict[int, int] = {}
    for person, amount, month in asked:
        decision = budgeted(
            IncentiveDecision(IncentiveReason.IN_ORDER, amount),
            Spent(months.get(month, 0), people.get(person, 0)),
            terms,
        )
        assert (decision.amount > 0) == (decision.state is RewardState.GRANTED)
        months[month] = months.get(month, 0) + decision.amount
        people[person] = people.get(person, 0) + decision.amount
    assert all(0 <= each <= budget for each in months.values())
    assert all(0 <= each <= cap for each in people.values())


def test_a_reward_is_cut_to_the_cap_and_never_to_the_budget() -> None:
    ten = IncentiveDecision(IncentiveReason.IN_ORDER, 10)
    assert budgeted(ten, Spent(0, 20), TERMS).amount == 5
    assert budgeted(ten, Spent(0, 25), TERMS) == IncentiveDecision(IncentiveReason.CAP)
    assert budgeted(ten, Spent(90, 0), TERMS).amount == 10
    assert budgeted(ten, Spent(91, 0), TERMS) == IncentiveDecision(IncentiveReason.BUDGET)
    off = IncentiveDecision(IncentiveReason.OFF)
    assert budgeted(off, Spent(0, 0), TERMS) == off


@pytest.mark.parametrize(
    ("lent", "amount"), [(499, 0), (500, 1), (4_999, 9), (5_000, 15), (20_000, 80)]
)
def test_tiers_of_a_first_investment_round_down(lent: int, amount: int) -> None:
    case = replace(FIRST, lent=replace(LENT, amount=lent))
    assert decide(case, TERMS).amount == amount


@pytest.mark.parametrize(
    ("changed", "expected"),
    [({"risk_level": 3}, IncentiveReason.RISK_LEVEL), ({"days": 29}, IncentiveReason.NOT_YET),
     ({"related": True}, IncentiveReason.WASH), ({"passed_on": True}, IncentiveReason.WASH),
     ({"back": True, "days": 29}, IncentiveReason.WASH),
     ({"back": True, "days": 30}, IncentiveReason.IN_ORDER), ({}, IncentiveReason.IN_ORDER)],
)  # fmt: skip
def test_a_first_investment_is_low_risk_and_stays(
    changed: dict[str, Any], expected: IncentiveReason
) -> None:
    assert reason(replace(FIRST, lent=replace(LENT, **changed))) is expected


@pytest.mark.parametrize("kind", IncentiveKind)
def test_every_kind_has_its_switch(kind: IncentiveKind) -> None:
    case = replace(FIRST, kind=kind, coupon=7)
    assert reason(case) is IncentiveReason.IN_ORDER
    terms = replace(TERMS, allowed=frozenset(IncentiveKind) - {kind})
    assert reason(case, terms) is IncentiveReason.OFF


def test_who_is_not_identified_waits_and_a_spent_coupon_is_over() -> None:
    assert reason(replace(FIRST, identified=False)) is IncentiveReason.NOT_YET
    assert reason(replace(FIRST, lent=None)) is IncentiveReason.NOT_YET
    assert reason(replace(FIRST, kind=IncentiveKind.COUPON)) is IncentiveReason.COUPON
    small = replace(FIRST, kind=IncentiveKind.INVITED, lent=replace(LENT, amount=499))
    assert reason(small) is IncentiveReason.NOT_YET


def test_abuse_of_every_kind_reads_the_same() -> None:
    assert {public_code(each) for each in ABUSE} == {"REWARD:REFUSED"}
    others = set(IncentiveReason) - ABUSE - {IncentiveReason.LAPSED}
    assert "REWARD:REFUSED" not in {public_code(each) for each in others}
    assert public_code(IncentiveReason.IN_ORDER) is public_code(IncentiveReason.NOT_YET) is None


@pytest.mark.parametrize("name", pack_names())
def test_packs_allow_rewards_only_where_the_law_does(name: str) -> None:
    terms = terms_of(load_pack(name), DAY)
    assert terms.allowed == (frozenset(IncentiveKind) if name == "cn-2017" else frozenset())
    assert terms.points == (name == "cn-2017")


def test_all_kinds_are_off_in_the_united_kingdom_even_without_the_master_switch() -> None:
    pack = load_pack("uk-fca")
    kinds = ("registration", "referral", "first_investment", "points", "coupon")
    assert not any(pack.allows(f"incentive.{kind}", DAY) for kind in kinds)


def test_points_are_whole_and_levels_are_reached() -> None:
    assert points_of_lending([150, 149], TERMS) == 2
    assert points_of_lending([150], replace(TERMS, points=False)) == 0
    assert [member_level(points, TERMS) for points in (9, 10, 99, 100, 1_000)] == [0, 1, 1, 2, 3]
    assert member_level(1_000, replace(TERMS, points=False)) == 0
