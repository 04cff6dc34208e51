"""What the node does each day: it checks journal and policy, and forgets what is long done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete

from tallystick.errors import VerificationFailed
from tallystick_node.infrastructure.jobs.kinds import Effect, Job, JobKind
from tallystick_node.infrastructure.jobs.queue import DONE
from tallystick_node.infrastructure.notifications.messages import DELIVERED
from tallystick_node.infrastructure.policy.agreement import excesses
from tallystick_node.kyc.notices import PERSON_HOLDER
from tallystick_node.storage.tables import jobs, messages

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tallystick.platform._sync.platform import Platform
    from tallystick_node.infrastructure.audit_log.book import AuditLog
    from tallystick_node.infrastructure.clock import Clock
    from tallystick_node.infrastructure.notifications.alerts import Alerts
    from tallystick_node.infrastructure.policy.packs import Pack
    from tallystick_node.storage import Database

__all__ = ["JOURNAL_CHECK", "POLICY_CHECK", "RETENTION", "DailyChecks"]

JOURNAL_CHECK = "journal.check"
POLICY_CHECK = "policy.check"
RETENTION = "retention"


@dataclass(frozen=True, slots=True)
class DailyChecks:
    """The kinds of jobs that every node has; `platform` is None where none of them is run."""

    database: Database
    audit_log: AuditLog
    alerts: Alerts
    clock: Clock
    keep_days: int
    pack: Pack
    platform: Platform | None

    @property
    def kinds(self) -> list[JobKind]:
        """All of them, each once a day for the whole platform."""
        return [
            JobKind(JOURNAL_CHECK, self._check),
            JobKind(POLICY_CHECK, self._compare),
            JobKind(RETENTION, self._forget),
        ]

    def _check(self, job: Job) -> Effect:
        """Read the whole journal; a break in it is told to the operator."""
        details: dict[str, str]
        try:
            with self.database.reading() as connection:
                head = self.audit_log.verify(connection)
            act, details = "journal.whole", {"number": str(head.number), "hash": head.hash}
        except VerificationFailed as broken:
            act, details = "journal.broken", {"reason": broken.sentence}

        def effect(connection: Connection) -> None:
            if act == "journal.broken":
                self.alerts.put(connection, job.key, act, details)
            self.audit_log.add(
                connection, actor="node", act=act, subject=str(job.key.business_date),
                details=details,
            )  # fmt: skip

        return effect

    def _compare(self, job: Job) -> Effect:
        """Compare the Governor with the pack; what goes beyond it is told to the operator."""
        assert self.platform is not None, "a node that runs has a platform"
        beyond = excesses(self.platform, self.pack, job.key.business_date)
        act = "policy.exceeded" if beyond else "policy.kept"
        details = {
            excess.name: {"on_chain": str(excess.on_chain), "allowed": str(excess.allowed)}
            for excess in beyond
        }

        def effect(connection: Connection) -> None:
            if beyond:
                self.alerts.put(connection, job.key, act, details)
            self.audit_log.add(
                connection, actor="node", act=act, subject=self.pack.name, details=details
            )

        return effect

    def _forget(self, job: Job) -> Effect:
        """Remove finished jobs and delivered messages after `keep_days`."""
        del job
        before = self.clock() - timedelta(days=self.keep_days)

        def effect(connection: Connection) -> None:
            forget(connection, before)

        return effect


def forget(connection: Connection, before: datetime) -> None:
    """Delete finished jobs and delivered messages; sends, events and the journal are kept.

    What a person was told stays as long as their file: it is forgotten with them.

    Args:
        connection: Of a transaction that writes.
        before: A moment; what was finished or delivered earlier is deleted.
    """
    connection.execute(delete(jobs).where(jobs.c.state == DONE, jobs.c.finished_at < before))
    connection.execute(
        delete(messages).where(
            messages.c.state == DELIVERED,
            messages.c.settled_at < before,
            messages.c.recipient.not_like(f"{PERSON_HOLDER}%"),
        )
    )
