"""What growth has come to, from a real chain: funnels, cohorts, experiments, activity."""

from __future__ import annotations

import pytest

from node.growth.builders import CLERK, WALLET, Market
from tallystick_node.growth.channels import Origin, experiment_arm
from tallystick_node.growth.incentive_rules import IncentiveKind
from tallystick_node.growth.journeys import ArmFigures, JourneyStep
from tallystick_node.growth.reports import fisher_ppm

BIG = 1_000 * 10**6


def lent(market: Market) -> tuple[str, str, str]:
    """A lender who came by mail, a borrower, and somebody who has done nothing."""
    lender, borrower, idle = market.client("investor 0"), market.client("borrower 0"), ""
    idle = market.client()
    with market.database.writing() as connection:
        market.growth.channels.keep(connection, lender, Origin("mail"), WALLET)
    market.ask(lender, IncentiveKind.REGISTRATION)
    investor = market.network.session.actors.investors[0]
    market.network.loans.active(investors=[investor], principal=BIG, origination_ppm=10_000)
    market.decide()
    return lender, borrower, idle


def test_a_funnel_and_a_cohort_come_from_the_chain(market: Market) -> None:
    lent(market)
    with market.database.reading() as connection:
        funnels = {each.source: each for each in market.growth.reports.funnels(connection)}
        (cohort,) = market.growth.reports.cohorts(connection)
    assert funnels["mail"].reached[JourneyStep.LENT] == 1
    assert funnels["direct"].reached[JourneyStep.REGISTERED] == 2
    assert funnels["direct"].reached[JourneyStep.LENT] == 0
    assert funnels["direct"].reached[JourneyStep.BORROWED] == 1
    fee = BIG // 100
    assert (cohort.clients, cohort.lending_value, cohort.borrowing_value) == (3, fee, fee)
    assert cohort.subsidy == market.growth.desk.terms.registration
    assert cohort.subsidy_ppm == cohort.subsidy * 10**6 // fee


def test_an_empty_platform_has_empty_figures(market: Market) -> None:
    with market.database.reading() as connection:
        reports = market.growth.reports
        assert reports.funnels(connection) == []
        assert reports.cohorts(connection) == []
        assert reports.experiments(connection) == []
        board = reports.activity(connection)
    assert (board.clients, board.active, board.decision_seconds_p95) == (0, 0, None)


def test_an_experiment_counts_its_goal_by_arm(market: Market) -> None:
    with market.database.writing() as connection:
        market.growth.channels.begin_experiment(connection, "WORDS", JourneyStep.LENT, CLERK)
    lender, *others = lent(market)
    with market.database.reading() as connection:
        (figures,) = market.growth.reports.experiments(connection)
    assert sum(arm.clients for arm in figures.arms) == 1 + len(others)
    assert figures.arms[experiment_arm("WORDS", lender)].reached == 1


@pytest.mark.parametrize(
    ("arms", "expected"),
    [(((10, 5), (10, 5)), 1_000_000), (((4, 4), (4, 0)), 28_571), (((0, 0), (9, 3)), None)],
)
def test_fishers_exact_test(arms: tuple[tuple[int, int], ...], expected: int | None) -> None:
    # 2 / C(8, 4) = 2 / 70 for four of four against none of four.
    counted = [ArmFigures(place, *arm) for place, arm in enumerate(arms)]
    assert fisher_ppm(counted) == expected


def test_activity_counts_people_and_the_95th_percentile_of_decisions(market: Market) -> None:
    lent(market)
    market.seconds.extend(range(1, 101))
    with market.database.reading() as connection:
        board = market.growth.reports.activity(connection)
    assert (board.clients, board.acts["lent"], board.acts["sold"]) == (3, 1, 0)
    assert 1 <= board.active <= 2
    assert (board.decisions, board.decision_seconds_p95) == (100, 95)
    assert (board.net_promoter_score, board.answered_in_time_ppm) == (60, 900_000)
