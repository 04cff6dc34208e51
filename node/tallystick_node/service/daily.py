"""What the node does each day for itself: it checks its journal and forgets what is long done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete

from tallystick.errors import VerificationFailed
from tallystick_node.jobs.kinds import Effect, Job, JobKind
from tallystick_node.jobs.queue import DONE
from tallystick_node.outbox.messages import DELIVERED
from tallystick_node.storage.tables import jobs, messages

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tallystick_node.clock import Clock
    from tallystick_node.journal.book import Journal
    from tallystick_node.service.alerts import Alerts
    from tallystick_node.storage import Database

__all__ = ["JOURNAL_CHECK", "RETENTION", "DailyChecks"]

JOURNAL_CHECK = "journal.check"
RETENTION = "retention"


@dataclass(frozen=True, slots=True)
class DailyChecks:
    """The kinds of jobs that need nothing but the database."""

    database: Database
    journal: Journal
    alerts: Alerts
    clock: Clock
    keep_days: int

    @property
    def kinds(self) -> list[JobKind]:
        """Both, each once a day for the whole platform."""
        return [JobKind(JOURNAL_CHECK, self._check), JobKind(RETENTION, self._forget)]

    def _check(self, job: Job) -> Effect:
        """Read the whole journal; a break in it is told to the operator."""
        details: dict[str, str]
        try:
            with self.database.reading() as connection:
                head = self.journal.verify(connection)
            act, details = "journal.whole", {"number": str(head.number), "hash": head.hash}
        except VerificationFailed as broken:
            act, details = "journal.broken", {"reason": broken.sentence}

        def effect(connection: Connection) -> None:
            if act == "journal.broken":
                self.alerts.put(connection, job.key, act, details)
            self.journal.add(
                connection, actor="node", act=act, subject=str(job.key.business_date),
                details=details,
            )  # fmt: skip

        return effect

    def _forget(self, job: Job) -> Effect:
        """Remove finished jobs and delivered messages after `keep_days`."""
        del job
        before = self.clock() - timedelta(days=self.keep_days)

        def effect(connection: Connection) -> None:
            forget(connection, before)

        return effect


def forget(connection: Connection, before: datetime) -> None:
    """Remove what was finished before a moment; sends, events and the journal stay for ever."""
    connection.execute(delete(jobs).where(jobs.c.state == DONE, jobs.c.finished_at < before))
    connection.execute(
        delete(messages).where(messages.c.state == DELIVERED, messages.c.settled_at < before)
    )
