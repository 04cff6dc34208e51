"""The jobs of servicing; without the service they are only listed.

Days that were missed are not made up for, and a job whose day has passed does nothing: what it
would have done is found by today's, from the chain as it is, and nobody is reminded with figures of
last week.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from tallystick_node.infrastructure.jobs.kinds import JobKind
from tallystick_node.servicing.context import LOAN_JOB
from tallystick_node.servicing.promises import OPEN
from tallystick_node.servicing.wind_down import ClosingStage

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tallystick_node.infrastructure.jobs.kinds import Effect, Job
    from tallystick_node.servicing.service import Servicing

__all__ = [
    "CLOSING", "CLOSING_NOTICE", "COLLECT", "CRANK", "LOAN_JOB", "kinds_of_servicing",
]  # fmt: skip

COLLECT, CRANK = "servicing.collect", "servicing.crank"
# How far a wind-down is, and who is told of it.
CLOSING, CLOSING_NOTICE = "servicing.closing", "servicing.closing_notice"


def kinds_of_servicing(service: Servicing | None) -> list[JobKind]:
    """Return the jobs: take what is due, look at loans, call what anyone may.

    Args:
        service: The servicing service; None to list the jobs only.

    Returns:
        The kinds of jobs.
    """
    if service is None:
        names = (COLLECT, LOAN_JOB, CRANK, CLOSING, CLOSING_NOTICE)
        return [JobKind(name, _never, _nobody, of_today=True) for name in names]
    days = _Days(service)
    return [
        JobKind(COLLECT, days.collect, of_today=True, brief=True),
        JobKind(LOAN_JOB, days.look, days.loans, of_today=True, brief=True),
        JobKind(CRANK, days.crank, of_today=True, brief=True),
        JobKind(CLOSING, days.close, of_today=True),
        JobKind(CLOSING_NOTICE, days.tell, days.untold, of_today=True),
    ]


@dataclass(frozen=True, slots=True)
class _Days:
    service: Servicing

    def loans(self, day: date) -> Iterable[str]:
        """The loans that there is something to do about."""
        with self.service.desk.context.database.reading() as connection:
            return [str(number) for number in self.service.rounds.of(connection, day)]

    def collect(self, job: Job) -> Effect:
        service, day = self.service, job.key.business_date
        if self._over(day):
            return _nothing
        with service.desk.context.database.reading() as connection:
            ready = service.collection.ready(connection, day)

        def effect(connection: Connection) -> None:
            if service.collection.ask(connection, day, ready):
                service.desk.context.audit_log.add(
                    connection, actor="node", act="dues.collected", subject=str(day),
                    details={"loans": ready.all},
                )  # fmt: skip

        return effect

    def look(self, job: Job) -> Effect:
        """Age a loan, judge its promise, remind, act on its tier, look for signs."""
        service, day = self.service, job.key.business_date
        if self._over(day):
            return _nothing
        number = int(job.key.subject)
        with service.desk.context.database.reading() as connection:
            if not service.desk.is_issued(connection, number):
                return _nothing  # a reorganisation took its issue back since it was planned
            row = service.desk.loan(connection, number)
            who = service.desk.borrower(connection, row.borrower)
            stands = service.desk.dues.of(number, row.borrower, day)
            free = service.desk.dues.free(row.borrower) if stands.days_past_due else 0
            judged = service.promises.judge(connection, number)
            reminder = service.reminders.due(connection, stands, who)

        def effect(connection: Connection) -> None:
            if judged is not None and judged.state != OPEN:
                service.promises.settle(connection, judged)
            if reminder is not None:
                service.reminders.do(connection, reminder, who)
            if stands.active:
                service.proceeds.follow(connection, stands)
            service.warnings.look(connection, stands, free)
            service.delinquency.follow(connection, stands, who, free)

        return effect

    def crank(self, job: Job) -> Effect:
        service, day = self.service, job.key.business_date
        if self._over(day):
            return _nothing
        with service.desk.context.database.reading() as connection:
            cranks = service.cranks.ready(connection, day)
            settled = service.tasks.settled(connection, day)

        def effect(connection: Connection) -> None:
            service.cranks.ask(connection, cranks)
            if settled:
                service.tasks.close(connection, settled)

        return effect

    def untold(self, _: date) -> Iterable[str]:
        """Whom to tell that the platform is wound down, or has been."""
        closing = self.service.wind_down
        stage = closing.stage()
        if stage is None:
            return []
        with self.service.desk.context.database.reading() as connection:
            return [f"{person} {stage}" for person in closing.untold(connection, stage)]

    def tell(self, job: Job) -> Effect:
        closing, (person, stage) = self.service.wind_down, job.key.subject.split(" ")
        if self._over(job.key.business_date):
            return _nothing
        with self.service.desk.context.database.reading() as connection:
            has = closing.standing(connection, person)

        def effect(connection: Connection) -> None:
            closing.tell(connection, person, ClosingStage(stage), has)

        return effect

    def close(self, job: Job) -> Effect:
        """Keep how far the wind-down is, until it has ended."""
        closing, day = self.service.wind_down, job.key.business_date
        if self._over(day) or closing.stage() is None:
            return _nothing
        with self.service.desk.context.database.reading() as connection:
            month = closing.measure(connection, day)

        def effect(connection: Connection) -> None:
            closing.keep(connection, month)

        return effect

    def _over(self, day: date) -> bool:
        return day != self.service.desk.today


def _nothing(_: Connection) -> None:
    """Leave everything as it is."""


def _never(_: Job) -> Effect:
    raise AssertionError("a job that is only listed is not done")


def _nobody(_: date) -> Iterable[str]:
    return []
