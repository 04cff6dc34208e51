"""The daily job of the watch: it looks at the day before, also at days that were missed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from tallystick_node.infrastructure.jobs.kinds import JobKind

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tallystick_node.aml.service import Aml
    from tallystick_node.infrastructure.jobs.kinds import Effect, Job

__all__ = ["AML_WATCH", "kind_of_aml"]

AML_WATCH = "aml.watch"


def kind_of_aml(service: Aml | None) -> JobKind:
    """Return the job.

    Args:
        service: The watch; None to list the job only.

    Returns:
        The kind.
    """
    if service is None:
        return JobKind(AML_WATCH, _never, _nobody)
    return JobKind(AML_WATCH, _WatchedDays(service).look)


@dataclass(frozen=True, slots=True)
class _WatchedDays:
    service: Aml

    def look(self, job: Job) -> Effect:
        service = self.service
        day = job.key.business_date - timedelta(days=1)
        database = service.desk.context.database
        with database.reading() as connection:
            service.flows.require_read(connection, day)
        with database.writing() as connection:
            service.flows.collect(connection)
        with database.reading() as connection:
            seen = service.watch.look(connection, day)
            late = service.closing.overdue(connection)
            sent = service.freezes.sent(connection)

        def effect(connection: Connection) -> None:
            added = service.watch.keep(connection, seen)
            service.freezes.settle(connection, sent)
            if added or late:
                # Numbers alone: the operator's mail is read by people who may not know of whom.
                details = {"alerts": added, "late_cases": len(late)}
                service.desk.alerts.put(connection, job.key, "aml.attention", details)

        return effect


def _never(_: Job) -> Effect:
    raise AssertionError("a job that is only listed is not done")


def _nobody(_: date) -> Iterable[str]:
    return []
