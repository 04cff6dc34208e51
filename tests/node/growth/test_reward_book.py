"""Requests: coupons, budgets over many people, invitations, points."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from node.growth.builders import CLERK, Market, open_market
from tallystick.errors import InputError
from tallystick_node.growth.incentive_rules import IncentiveKind
from tallystick_node.growth.refusals import GrowthRefused

if TYPE_CHECKING:
    from pathlib import Path

    from node.network import Network
    from node.times import Time
    from tallystick_node.storage import Database

COUPON, REGISTRATION = IncentiveKind.COUPON, IncentiveKind.REGISTRATION
BIG = 1_000 * 10**6


def issue(market: Market, code: str = "SPRING", amount: int = 7, uses_max: int = 1) -> None:
    until = market.growth.desk.today + timedelta(days=10)
    with market.database.writing() as connection:
        market.growth.channels.issue_coupon(
            connection, code, amount, uses_max=uses_max, until=until, by=CLERK
        )


def refusal(market: Market, person: str, kind: IncentiveKind, coupon: str = "") -> str:
    with pytest.raises(GrowthRefused) as refused:
        market.ask(person, kind, coupon)
    return refused.value.code


def test_a_coupon_is_had_once_and_by_so_many(market: Market) -> None:
    first, second = market.client(), market.client()
    issue(market)
    market.ask(first, COUPON, "spring")
    market.ask(second, COUPON, "SPRING")
    assert refusal(market, first, COUPON, "SPRING") == "REWARD:ASKED"
    market.decide()
    assert market.reasons(first) == {"coupon": "in_order"}
    assert market.reasons(second) == {"coupon": "coupon"}
    assert market.granted() == 7
    assert refusal(market, market.client(), COUPON, "SPRING") == "REWARD:COUPON"


def test_a_coupon_that_is_over_or_of_nobody_is_none(market: Market) -> None:
    person = market.client()
    assert refusal(market, person, COUPON, "NOTHING") == "REWARD:COUPON"
    issue(market)
    with pytest.raises(GrowthRefused) as known:
        issue(market)
    assert known.value.code == "GROWTH:KNOWN"
    with pytest.raises(InputError):
        issue(market, code="no")
    market.pass_days(11)
    assert refusal(market, person, COUPON, "SPRING") == "REWARD:COUPON"


def test_the_budget_of_a_month_holds_for_all(market: Market) -> None:
    budget = market.growth.desk.terms.month_budget
    cap = market.growth.desk.terms.person_cap
    issue(market, "LARGE", cap, uses_max=10**6)
    count = budget // cap
    people = [market.client() for _ in range(3)]
    issue(market, "WHOLE", budget, uses_max=1)
    for person in people:
        market.ask(person, COUPON, "LARGE")
    market.decide()
    assert market.granted() == 3 * cap <= budget
    assert count >= 3
    market.ask(people[0], REGISTRATION)
    market.decide()
    assert market.reasons(people[0])["registration"] == "cap"


@pytest.mark.parametrize("kind", IncentiveKind)
def test_nothing_is_given_where_the_law_forbids_it(
    tmp_path: Path, database: Database, network: Network, time: Time, kind: IncentiveKind
) -> None:
    market = open_market(tmp_path, database, network, time, "uk-fca")
    person, other = market.client(), market.client()
    assert refusal(market, person, kind) == "REWARD:OFF"
    with market.database.writing() as connection:
        assert market.growth.rewards.code_of(connection, person) is None
        market.growth.rewards.invite(connection, other, "ANYCODE", CLERK)
        assert market.growth.rewards.standing(connection, person).points == 0
    assert market.rows() == []


def test_points_follow_what_was_lent_to_strangers(market: Market) -> None:
    person = market.client("investor 0")
    borrower = market.client("borrower 0")
    investor = market.network.session.actors.investors[0]
    market.network.loans.active(investors=[investor], principal=BIG)
    market.index()
    with market.database.writing() as connection:
        standing = market.growth.rewards.standing(connection, person)
        assert (standing.points, standing.level) == (10, 1)
        for each in (person, borrower):
            market.growth.rewards.keep_device(connection, each, "one browser")
        assert market.growth.rewards.standing(connection, person).points == 0


def test_a_code_stays_and_is_of_one_person(market: Market) -> None:
    first, second = market.client(), market.client()
    with market.database.writing() as connection:
        codes = [market.growth.rewards.code_of(connection, each) for each in (first, first, second)]
    assert codes[0] == codes[1] != codes[2]
