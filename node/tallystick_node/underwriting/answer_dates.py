"""By when an applicant has to hear of a decision, and who still waits shortly before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from tallystick_node.storage.tables import applications
from tallystick_node.underwriting.applications import ApplicationState

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tallystick_node.infrastructure.jobs.rules import JobKey
    from tallystick_node.infrastructure.notifications.alerts import Alerts
    from tallystick_node.kyc.context import Context

__all__ = ["ANSWER_DUE", "AnswerDates"]

ANSWER_DUE = "application.answer_due"
NOTICE_DAYS = "adverse.notice_days"
# So long before the last day the operator hears of it, on each day anew.
WARNED_DAYS = 5
_UNDECIDED = (ApplicationState.SUBMITTED, ApplicationState.REFERRED)


@dataclass(frozen=True, slots=True)
class AnswerDates:
    """Watches over the policy's days for telling an applicant what was decided."""

    context: Context
    alerts: Alerts

    def waiting(self, connection: Connection) -> list[dict[str, Any]]:
        """Return the applications of which a decision is due within days, or is late.

        Args:
            connection: An open database transaction.

        Returns:
            Number and last day of each, the oldest first.

        Raises:
            ConfigError: POLICY:DAY when the policy pack does not cover today.
        """
        days = timedelta(days=self.context.number(NOTICE_DAYS))
        since = self.context.now - days + timedelta(days=WARNED_DAYS)
        rows = connection.execute(
            select(applications.c.id, applications.c.applied_at)
            .where(applications.c.state.in_(_UNDECIDED), applications.c.applied_at <= since)
            .order_by(applications.c.applied_at, applications.c.id)
        )
        return [
            {"application": row.id, "answer_by": (row.applied_at + days).date().isoformat()}
            for row in rows
        ]

    def warn(self, connection: Connection, job: JobKey) -> None:
        """Tell the operator of those who wait; nothing where nobody does.

        Args:
            connection: Of the caller's transaction.
            job: The day's job.

        Raises:
            ConfigError: POLICY:DAY when the policy pack does not cover today.
        """
        waiting = self.waiting(connection)
        if waiting:
            self.alerts.put(connection, job, ANSWER_DUE, {"applications": waiting})
