"""What growth has come to: funnels, cohorts, experiments, activity. Figures, and nobody's name."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from tallystick.loans.dates import day_from_date
from tallystick.loans.rounding import div_floor
from tallystick_node.growth.channels import ARMS, experiment_arm
from tallystick_node.growth.journeys import (
    ArmFigures,
    ChannelFigures,
    CohortFigures,
    Journey,
    JourneyStep,
    channel_figures,
    cohort_figures,
    percentile,
)
from tallystick_node.growth.reward_book import SPENT_STATES
from tallystick_node.infrastructure.indexer.days import DayNotOver, last_block_of
from tallystick_node.storage.tables import reward_requests

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlalchemy import Connection

    from tallystick_node.growth.channels import ChannelBook
    from tallystick_node.growth.desk import GrowthDesk
    from tallystick_node.growth.lending_seen import LendingBook

__all__ = [
    "ACTIVE_DAYS", "DIRECT", "ActivityBoard", "ExperimentFigures", "GrowthReports", "fisher_ppm",
]  # fmt: skip

DIRECT = "direct"
ACTIVE_DAYS = 30
PPM = 1_000_000
_NINETY_FIVE = 950_000
_ACTS = {
    "deposited": "Deposited", "lent": "Funded", "claimed": "ClaimPaid", "paid": "Paid",
    "sold": "SalePaid", "withdrew": "Withdrawn",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ExperimentFigures:
    """What an experiment has come to.

    p_ppm: how likely a difference at least as large is without any effect, by Fisher's exact test
    of both sides, in ppm rounded to the nearest; None while an arm is empty.
    """

    code: str
    goal: JourneyStep
    arms: tuple[ArmFigures, ...]
    p_ppm: int | None


@dataclass(frozen=True, slots=True)
class ActivityBoard:
    """How the last days were. acts: how many clients did each. decision seconds: 95th percentile.

    net_promoter_score: of the newest month that has one.
    """

    clients: int
    active: int
    acts: dict[str, int]
    decisions: int
    decision_seconds_p95: int | None
    net_promoter_score: int | None
    answered_in_time_ppm: int | None


@dataclass(frozen=True, slots=True)
class GrowthReports:
    """Makes figures of what others publish.

    decisions: returns how many seconds each decision on an application took since a moment.
    satisfaction: returns the newest net promoter score, and the share of questions answered in time
    since a moment, in ppm.
    """

    desk: GrowthDesk
    channels: ChannelBook
    decisions: Callable[[Connection, datetime], Sequence[int]]
    satisfaction: Callable[[Connection, datetime], tuple[int | None, int | None]]

    def journeys(self, connection: Connection) -> list[Journey]:
        """Return how far every client has come.

        Args:
            connection: An open database transaction.

        Returns:
            Their journeys.
        """
        lending, origins = self.desk.lending(connection), self.channels.origins(connection)
        steps, subsidies = _steps(lending), self._subsidies(connection)
        value, offset = _lending_value(lending), self.desk.context.business.utc_offset_seconds
        borrowed: Counter[str] = Counter()
        for loan in lending.loans.values():
            owner = lending.owners.get(loan.borrower)
            if owner is not None:
                borrowed[owner] += lending.fees.get(loan.loan, 0)
        return [
            Journey(
                person=each.person,
                month=f"{datetime.fromtimestamp(each.since + offset, UTC):%Y-%m}",
                source=origins.get(each.person) or DIRECT,
                steps=frozenset({JourneyStep.REGISTERED, *steps.get(each.person, ())}),
                subsidy=subsidies.get(each.person, 0),
                lending_value=value[each.person] + lending.sale_fees.get(each.person, 0),
                borrowing_value=borrowed[each.person],
            )
            for each in self.desk.profiles(connection)
        ]

    def funnels(self, connection: Connection) -> list[ChannelFigures]:
        """Return how far clients come, by channel or source.

        Args:
            connection: An open database transaction.

        Returns:
            The sources, the largest first.
        """
        return channel_figures(self.journeys(connection))

    def cohorts(self, connection: Connection) -> list[CohortFigures]:
        """Return what each month's clients are worth against what they were given.

        Args:
            connection: An open database transaction.

        Returns:
            The months, the newest first.
        """
        return cohort_figures(self.journeys(connection))

    def experiments(self, connection: Connection) -> list[ExperimentFigures]:
        """Return what experiments have come to, over those who registered while each ran.

        Args:
            connection: An open database transaction.

        Returns:
            Their figures, by code.
        """
        rows = self.channels.experiments(connection)
        if not rows:
            return []
        since = {each.person: each.since for each in self.desk.profiles(connection)}
        journeys, figures = self.journeys(connection), []
        for row in rows:
            goal, first = JourneyStep(row.goal), int(row.began_at.timestamp())
            arms = [[0, 0] for _ in range(ARMS)]
            for journey in journeys:
                if since[journey.person] >= first:
                    arm = arms[experiment_arm(row.code, journey.person)]
                    arm[0] += 1
                    arm[1] += goal in journey.steps
            counted = tuple(ArmFigures(place, *arm) for place, arm in enumerate(arms))
            figures.append(ExperimentFigures(row.code, goal, counted, fisher_ppm(counted)))
        return figures

    def activity(self, connection: Connection) -> ActivityBoard:
        """Return how the last 30 days were.

        Args:
            connection: An open database transaction.

        Returns:
            The board.

        Raises:
            TransportError: When the chain's node does not answer.
        """
        lending = self.desk.lending(connection)
        since = self.desk.context.business.clock() - timedelta(days=ACTIVE_DAYS)
        block = self._block_since()
        acts = {
            name: set(lending.people_of(event, block)) for name, event in _ACTS.items()
        }  # fmt: skip
        seconds = self.decisions(connection, since)
        score, in_time = self.satisfaction(connection, since)
        return ActivityBoard(
            clients=len(set(lending.owners.values())),
            active=len(set[str]().union(*acts.values())),
            acts={name: len(people) for name, people in acts.items()},
            decisions=len(seconds), decision_seconds_p95=percentile(seconds, _NINETY_FIVE),
            net_promoter_score=score, answered_in_time_ppm=in_time,
        )  # fmt: skip

    def _block_since(self) -> int:
        """The first block of the last days."""
        context = self.desk.context
        today = day_from_date(context.today)
        try:
            last = last_block_of(
                self.desk.platform.connection, context.business.utc_offset_seconds,
                today - ACTIVE_DAYS - 1, today,
            )  # fmt: skip
        except DayNotOver:  # a chain on which nothing has happened since
            return self.desk.platform.connection.block_number() + 1
        return last + 1 if last else 0

    @staticmethod
    def _subsidies(connection: Connection) -> dict[str, int]:
        table = reward_requests
        rows: Any = connection.execute(
            select(table.c.person, func.sum(table.c.amount))
            .where(table.c.state.in_(SPENT_STATES))
            .group_by(table.c.person)
        )
        return {person: int(amount) for person, amount in rows}


def fisher_ppm(arms: Sequence[ArmFigures]) -> int | None:
    """Return how likely a difference between two arms is by chance alone.

    Args:
        arms: Two.

    Returns:
        The p value of Fisher's exact test of both sides, in ppm rounded to the nearest; None while
        an arm is empty.
    """
    if any(arm.clients == 0 for arm in arms):
        return None
    from scipy.stats import fisher_exact  # noqa: PLC0415 - asked for seldom, and slow to import

    table = [[arm.reached, arm.clients - arm.reached] for arm in arms]
    return round(float(fisher_exact(table).pvalue) * PPM)


def _steps(lending: LendingBook) -> dict[str, set[JourneyStep]]:
    steps: dict[str, set[JourneyStep]] = {}
    for name, step in (
        ("Enrolled", JourneyStep.ENROLLED), ("Deposited", JourneyStep.DEPOSITED),
        ("Funded", JourneyStep.LENT), ("Issued", JourneyStep.BORROWED),
    ):  # fmt: skip
        counted = Counter(lending.people_of(name))
        for person in counted:
            steps.setdefault(person, set()).add(step)
    for person, units in lending.units.items():
        if sum(each > 0 for each in units.values()) > 1:
            steps.setdefault(person, set()).add(JourneyStep.LENT_AGAIN)
    return steps


def _lending_value(lending: LendingBook) -> Counter[str]:
    """The part of each loan's fees that falls on each lender's units, rounded down."""
    value: Counter[str] = Counter()
    totals: Counter[int] = Counter()
    for units in lending.units.values():
        totals.update({loan: amount for loan, amount in units.items() if amount > 0})
    for person, units in lending.units.items():
        for loan, amount in units.items():
            if amount > 0:
                value[person] += div_floor(lending.fees.get(loan, 0) * amount, totals[loan])
    return value
