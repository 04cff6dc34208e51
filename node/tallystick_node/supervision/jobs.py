"""The daily job of supervision: it tells the operator of what is due until tomorrow or late."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from tallystick_node.infrastructure.jobs.kinds import JobKind

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tallystick_node.infrastructure.jobs.kinds import Effect, Job
    from tallystick_node.supervision.service import Supervision

__all__ = ["SUPERVISION_CLOCKS", "kind_of_supervision"]

SUPERVISION_CLOCKS = "supervision.clocks"
# What is due before the job runs again.
UNTIL_TOMORROW = timedelta(days=1)


def kind_of_supervision(service: Supervision | None) -> JobKind:
    """Return the job.

    Args:
        service: The service; None to list the job only.

    Returns:
        The kind.
    """
    if service is None:
        return JobKind(SUPERVISION_CLOCKS, _never, _nobody, of_today=True)
    return JobKind(SUPERVISION_CLOCKS, _Clocks(service).look, of_today=True)


@dataclass(frozen=True, slots=True)
class _Clocks:
    service: Supervision

    def look(self, job: Job) -> Effect:
        service = self.service

        def effect(connection: Connection) -> None:
            events = service.events.overdue(connection)
            questions = service.questions.overdue(connection)
            soon = service.events.due_until(connection, service.desk.now + UNTIL_TOMORROW)
            if not events and not questions and not soon:
                return
            details = {"events": events, "questions": questions, "due_soon": soon}
            service.events.warn(connection, events)
            service.questions.warn(connection, questions)
            service.desk.alerts.put(connection, job.key, "supervision.attention", details)
            service.desk.note(
                connection, "supervision.attention", str(job.key.business_date), "node", details
            )

        return effect


def _never(_: Job) -> Effect:
    raise AssertionError("a job that is only listed is not done")


def _nobody(_: date) -> Iterable[str]:
    return []
