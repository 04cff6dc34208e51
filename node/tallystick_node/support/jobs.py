"""The daily jobs of support: whoever had something ended is asked; old mentions are forgotten.

Asking looks back over some days and goes by what is kept: a node that stood still asks when it runs
again, and nobody twice.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select, update

from tallystick_node.infrastructure.indexer.queries import PAGE_MAX, NothingIndexed
from tallystick_node.infrastructure.jobs.kinds import JobKind
from tallystick_node.storage.insertion import inserted
from tallystick_node.storage.tables import survey_looks
from tallystick_node.support.survey_rules import SurveyOccasion

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tallystick_node.infrastructure.jobs.kinds import Effect, Job
    from tallystick_node.support.service import Support

__all__ = ["LOOK_BACK_DAYS", "SUPPORT_MENTIONS", "SUPPORT_SURVEYS", "kinds_of_support"]

SUPPORT_SURVEYS = "support.surveys"
SUPPORT_MENTIONS = "support.mentions"
# What ended longer ago nobody remembers well.
LOOK_BACK_DAYS = 14
# Beyond any loan of a block.
_LOANS_MAX = 2**63 - 1


def kinds_of_support(service: Support | None) -> list[JobKind]:
    """Return the jobs.

    Args:
        service: Support; None to list the jobs only.

    Returns:
        The kinds.
    """
    if service is None:
        names = (SUPPORT_SURVEYS, SUPPORT_MENTIONS)
        return [JobKind(name, _never, _nobody, of_today=True) for name in names]
    return [
        JobKind(SUPPORT_SURVEYS, _SurveyDays(service).invite, of_today=True),
        JobKind(SUPPORT_MENTIONS, _MentionDays(service).forget, of_today=True),
    ]


@dataclass(frozen=True, slots=True)
class _MentionDays:
    service: Support

    def forget(self, _: Job) -> Effect:
        def effect(connection: Connection) -> None:
            self.service.retention.forget(connection)

        return effect


@dataclass(frozen=True, slots=True)
class _SurveyDays:
    service: Support

    def invite(self, _: Job) -> Effect:
        """Invite after tickets, final responses and loans that have ended."""
        service = self.service
        since = service.desk.business_now - timedelta(days=LOOK_BACK_DAYS)
        with service.desk.context.database.reading() as connection:
            last = connection.execute(select(survey_looks)).one_or_none()
            ended = [
                (SurveyOccasion.TICKET, row.id, row.person)
                for row in service.tickets.resolved_since(connection, since)
            ]
            ended += [
                (SurveyOccasion.COMPLAINT, number, person)
                for number, person in service.desk.answers(connection, since)
            ]
        place = None if last is None else (last.block, last.place)
        after, repaid = self._repaid(place)

        def effect(connection: Connection) -> None:
            for occasion, subject, person in ended:
                service.surveys.invite(connection, occasion, subject, person)
            for loan, wallet in repaid:
                for person in service.desk.kyc.wallets.owners(connection, [wallet]):
                    service.surveys.invite(connection, SurveyOccasion.LOAN, loan, person)
            if after is not None:
                self._remember(connection, after)

        return effect

    def _repaid(
        self, last: tuple[int, int] | None
    ) -> tuple[tuple[int, int] | None, list[tuple[int, str]]]:
        """Loans that are repaid since the last look, with who owed them, and where it ended.

        Before the first look nobody is asked: those loans ended nobody knows how long ago.
        """
        index = self.service.desk.index
        try:
            if last is None:
                return (index.freshness().block, _LOANS_MAX), []
            repaid: list[tuple[int, str]] = []
            while True:
                changed = index.loans_changed(after=last).answer
                repaid += [
                    (each.loan, each.borrower) for each in changed if each.status == "repaid"
                ]
                if changed:
                    last = (changed[-1].changed_block, changed[-1].loan)
                if len(changed) < PAGE_MAX:
                    return last, repaid
        except NothingIndexed:
            return None, []

    @staticmethod
    def _remember(connection: Connection, after: tuple[int, int]) -> None:
        block, place = after
        row = {"occasion": SurveyOccasion.LOAN, "block": block, "place": place}
        if not inserted(connection, survey_looks, row):
            connection.execute(update(survey_looks).values(block=block, place=place))


def _never(_: Job) -> Effect:
    raise AssertionError("a job that is only listed is not done")


def _nobody(_: date) -> Iterable[str]:
    return []
