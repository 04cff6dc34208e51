"""The daily jobs of the complaints desk: what is due or late, and the list that is anchored.

Both go by what is kept, so that a node that was stopped at any moment does the same when it runs
again: a warning is raised once for each end of a clock, a list is kept once for each day.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from tallystick_node.infrastructure.jobs.kinds import JobKind
from tallystick_node.storage.insertion import inserted
from tallystick_node.storage.tables import complaint_warnings

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tallystick_node.complaints.figures import DueComplaint
    from tallystick_node.complaints.service import Complaints
    from tallystick_node.infrastructure.jobs.kinds import Effect, Job

__all__ = ["COMPLAINT_ANCHOR", "COMPLAINT_CLOCKS", "kinds_of_complaints"]

COMPLAINT_CLOCKS, COMPLAINT_ANCHOR = "complaints.clocks", "complaints.anchor"
# So long before the end of a clock somebody is warned: a night and the working day after.
WARNED_HOURS = 36


def kinds_of_complaints(service: Complaints | None) -> list[JobKind]:
    """Return the jobs.

    Args:
        service: The desk; None to list the jobs only.

    Returns:
        The kinds.
    """
    if service is None:
        names = (COMPLAINT_CLOCKS, COMPLAINT_ANCHOR)
        return [JobKind(name, _never, _nobody, of_today=True) for name in names]
    days = _ComplaintDays(service)
    return [
        JobKind(COMPLAINT_CLOCKS, days.look, of_today=True),
        JobKind(COMPLAINT_ANCHOR, days.anchor, of_today=True),
    ]


@dataclass(frozen=True, slots=True)
class _ComplaintDays:
    service: Complaints

    def look(self, job: Job) -> Effect:
        """Warn of what is due or late; numbers alone go to the operator."""
        service, now = self.service, self.service.desk.now
        with service.desk.context.database.reading() as connection:
            due = service.figures.due(connection)
        late = [each for each in due if each.due_at < now]
        soon = [each for each in due if now <= each.due_at <= now + timedelta(hours=WARNED_HOURS)]

        def effect(connection: Connection) -> None:
            fresh = [each for each in late if self._raised(connection, each, "overdue")]
            near = [each for each in soon if self._raised(connection, each, "due")]
            details = {
                "overdue": [each.complaint for each in fresh],
                "due": [each.complaint for each in near],
            }  # fmt: skip
            if fresh or near:
                service.desk.alerts.put(connection, job.key, "complaints.attention", details)
            service.desk.note(connection, "complaint.clocks", str(job.key.business_date), "node",
                              details)  # fmt: skip

        return effect

    def anchor(self, job: Job) -> Effect:
        """Keep today's list, and have its root anchored; what was lost is told first."""
        service, day = self.service, job.key.business_date
        with service.desk.context.database.reading() as connection:
            today = service.anchors.now(connection, day)
            lost = list(service.anchors.lost(connection, today))

        def effect(connection: Connection) -> None:
            if lost:
                details = {"entries": lost}
                service.desk.alerts.put(connection, job.key, "complaints.lost", details)
                service.desk.note(connection, "complaint.lost", str(day), "node", details)
            service.anchors.keep(connection, today)

        return effect

    def _raised(self, connection: Connection, each: DueComplaint, sign: str) -> bool:
        row = {
            "complaint": each.complaint, "turn": each.turn, "milestone": each.milestone,
            "sign": sign, "due_at": each.due_at, "raised_at": self.service.desk.now,
        }  # fmt: skip
        return inserted(connection, complaint_warnings, row)


def _never(_: Job) -> Effect:
    raise AssertionError("a job that is only listed is not done")


def _nobody(_: date) -> Iterable[str]:
    return []
