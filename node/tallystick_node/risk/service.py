"""The risk room, put together: one object that routes, pages and jobs ask."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from tallystick.chain.contracts import Reserve
from tallystick.loans.dates import day_from_date
from tallystick.loans.payoff import days_past_due
from tallystick.loans.rounding import div_floor
from tallystick.loans.state import Status
from tallystick_node.disclosure.workdays import Calendar, month_before
from tallystick_node.risk.book import RiskBook, newest_measures
from tallystick_node.risk.exposures import PPM
from tallystick_node.risk.ladder import ladder_of
from tallystick_node.risk.measures import LoanOfDay, RiskDay, measures_of
from tallystick_node.risk.rating_card import rating_card
from tallystick_node.storage.tables import send_halts

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tallystick.loans.state import LoanState
    from tallystick.platform._sync.platform import Platform
    from tallystick_node.disclosure.report_store import ReportStore
    from tallystick_node.infrastructure.indexer.loans import LoanFacts
    from tallystick_node.infrastructure.indexer.queries import ChainIndex
    from tallystick_node.infrastructure.jobs.queue import JobQueue
    from tallystick_node.infrastructure.policy.packs import Pack
    from tallystick_node.infrastructure.transactions.velocity import VelocityGuard
    from tallystick_node.risk.rating_card import RatingCard
    from tallystick_node.storage import Database

__all__ = ["RiskRoom"]

DEAD = "dead"
# Loans of the index by page; their states are read from the chain, by whoever knows them already.
_PAGE = 1_000
States = Callable[[Collection[int]], Mapping[int, "LoanState"]]


@dataclass(frozen=True, slots=True)
class RiskRoom:
    """Measures a day, keeps it, and answers what was measured.

    states: reads issued loans as the chain has them. reports: None for a node that publishes none.
    """

    database: Database
    platform: Platform
    index: ChainIndex
    queue: JobQueue
    pack: Pack
    calendar: Calendar
    book: RiskBook
    guard: VelocityGuard
    states: States
    reports: ReportStore | None = None

    def look(self, day: date) -> RiskDay:
        """Look at the platform as it is; nothing is written.

        Args:
            day: The business date.

        Returns:
            What is known of the day.

        Raises:
            NothingIndexed: INDEX:EMPTY before the index has looked.
            TransportError: When the chain's node does not answer.
            ConfigError: POLICY:DAY when the policy pack does not cover the day.
        """
        today = day_from_date(day)
        loans = [loan for loan in self._loans() if loan.issue_day is not None]
        owing = [loan.loan for loan in loans if loan.status in {"active", "defaulted"}]
        states = self.states(owing)
        with self.database.reading() as connection:
            halts = connection.scalar(
                select(func.count()).select_from(send_halts).where(send_halts.c.lifted_at.is_(None))
            )
        allowed = self.pack.figure("reserve.allowed", day).value
        return RiskDay(
            day,
            [_loan_of_day(loan, states.get(loan.loan), today) for loan in loans],
            ladder_of(states.values(), today),
            self.platform.read(Reserve.free()) if allowed else None,
            self.pack.number("rate.cap_ppm", day),
            self.queue.counts().get(DEAD, 0),
            halts or 0,
            self._reports_late(day, min((loan.issue_day or 0 for loan in loans), default=None)),
            self.pack.number("reserve.provision_ppm", day),
        )

    def measure(self, day: RiskDay) -> dict[str, int | None]:
        """Return the figure of every metric of the register.

        Args:
            day: What is known.

        Returns:
            The figures in the metrics' units.
        """
        return measures_of(day)

    def card(self, connection: Connection) -> RatingCard:
        """Return the rating card of the newest day that was measured.

        Args:
            connection: An open database transaction.

        Returns:
            The card; without any figure it has no grade.
        """
        return rating_card({line.metric: line.level for line in newest_measures(connection)})

    def _loans(self) -> list[LoanFacts]:
        """Every loan of the index, page by page."""
        loans: list[LoanFacts] = []
        while True:
            after = loans[-1].loan if loans else 0
            page = self.index.loans(after=after, limit=_PAGE).answer
            loans += page
            if len(page) < _PAGE:
                return loans

    def _reports_late(self, day: date, first: int | None) -> int | None:
        """How many of the months that are over have no report after their deadline."""
        if self.reports is None:
            return None
        number = self.pack.number("disclosure.deadline_workdays", day)
        published = {report.subject for report in self.reports.published()}
        late, month = 0, month_before(day)
        while first is not None and day_from_date(_next_month(month)) > first:
            due = self.calendar.workday(_next_month(month), number)
            late += due < day and f"monthly:{month:%Y-%m}" not in published
            month = month_before(month)
        return late


def _loan_of_day(loan: LoanFacts, state: LoanState | None, today: int) -> LoanOfDay:
    """A loan of the index with what the chain says of it; one that has ended owes nothing."""
    in_default = state is not None and state.status is not Status.ACTIVE
    cap = 0 if state is None else div_floor(loan.principal * state.terms.cover_cap_ppm, PPM)
    covered = 0 if state is None else state.cover
    return LoanOfDay(
        loan.loan, loan.borrower, loan.principal,
        0 if state is None else state.outstanding,
        0 if state is None or in_default else days_past_due(state, today),
        in_default, loan.risk_level, loan.rate_ppm, loan.guaranteed, max(0, cap - covered),
        today - (loan.issue_day or 0),
    )  # fmt: skip


def _next_month(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)
