"""The jobs of publication: the month's report, a look whether it is late, and amendments."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from tallystick.disclosure.report import month_of, subject_hash
from tallystick.errors import ConfigError, InputError
from tallystick_node.disclosure.workdays import Calendar, month_before
from tallystick_node.infrastructure.jobs.kinds import Effect, Job, JobKind
from tallystick_node.infrastructure.jobs.rules import PLATFORM, JobKey
from tallystick_node.storage.tables import events
from tallystick_node.storage.tables import journal as journal_table

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tallystick_node.disclosure.publisher import Publisher
    from tallystick_node.infrastructure.audit_log.book import AuditLog
    from tallystick_node.infrastructure.jobs.queue import JobQueue
    from tallystick_node.infrastructure.notifications.alerts import Alerts
    from tallystick_node.infrastructure.policy.packs import Pack
    from tallystick_node.storage import Database

__all__ = ["AMENDMENT", "DEADLINE", "MONTH", "Monthly", "ask_amendment"]

MONTH, DEADLINE, AMENDMENT = "disclosure.month", "disclosure.deadline", "disclosure.amendment"
ASKED = "report.amendment_asked"
REASON_MAX = 500
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Monthly:
    """The kinds of jobs; `publisher` is None where none of them is run."""

    database: Database
    audit_log: AuditLog
    alerts: Alerts
    pack: Pack
    publisher: Publisher | None
    calendar: Calendar = field(default_factory=Calendar)

    @property
    def kinds(self) -> list[JobKind]:
        """All of them; an amendment is done when someone has asked for it."""
        return [
            JobKind(MONTH, self._publish, self._on_the_first_workday),
            JobKind(DEADLINE, self._look, self._after_the_deadline),
            JobKind(AMENDMENT, self._amend, lambda _: ()),
        ]

    def _publish(self, job: Job) -> Effect:
        """Make the report of every month that is over and has none."""
        del job
        publisher = self.publisher
        assert publisher is not None, "a node that runs this has a publisher"
        reports = [publisher.prepare(subject) for subject in publisher.missing()]

        def effect(connection: Connection) -> None:
            for report in reports:
                publisher.put(connection, report)

        return effect

    def _on_the_first_workday(self, day: date) -> Iterable[str]:
        return (PLATFORM,) if self.calendar.is_first_workday(day) else ()

    def _after_the_deadline(self, day: date) -> Iterable[str]:
        number = self.pack.number("disclosure.deadline_workdays", day)
        due = self.calendar.workday(day.replace(day=1), number)
        return (PLATFORM,) if day == due + _DAY else ()

    def _look(self, job: Job) -> Effect:
        """Tell the operator when the last month's root is not on the chain after the deadline."""
        subject = f"monthly:{month_before(job.key.business_date):%Y-%m}"
        late = not _is_anchored(self.database, subject)

        def effect(connection: Connection) -> None:
            if late:
                self.alerts.put(connection, job.key, "report.late", {"subject": subject})
            self.audit_log.add(
                connection, actor="node", act="report.late" if late else "report.in_time",
                subject=subject,
            )  # fmt: skip

        return effect

    def _amend(self, job: Job) -> Effect:
        """Make a further version for the reason in the journal; a refusal is recorded there."""
        publisher = self.publisher
        assert publisher is not None, "a node that runs this has a publisher"
        reason, actor = _asked(self.database, job.key.subject)
        try:
            report = publisher.prepare(job.key.subject, amends=reason)
        except InputError as refused:
            refusal = {"code": refused.code, "reason": refused.sentence}
            return lambda connection: _refuse(self.audit_log, connection, job.key.subject, refusal)
        return lambda connection: publisher.put(connection, report, actor)


def ask_amendment(
    queue: JobQueue, audit_log: AuditLog, subject: str, reason: str, today: date
) -> bool:
    """Ask for a further version of a month's report.

    Args:
        queue: The queue of jobs.
        audit_log: Where the request is journalled.
        subject: The report, such as `monthly:2026-03`.
        reason: What was wrong, 1 to 500 characters.
        today: The business date.

    Returns:
        False when that was asked today already.

    Raises:
        InputError: REPORT:SUBJECT for a subject that is not a month's report; REPORT:REASON for a
            reason that is empty or too long; REPORT:NONE for a month whose report the index does
            not know to be anchored.
    """
    month_of(subject)
    if not reason.strip() or len(reason) > REASON_MAX:
        raise InputError("REPORT:REASON", f"say in 1 to {REASON_MAX} characters what was wrong")
    if not _is_anchored(queue.database, subject):
        raise InputError(
            "REPORT:NONE",
            f"no version of {subject} is published as far as this node has read the chain; there is"
            " nothing to amend",
        )
    key = JobKey(today, AMENDMENT, subject)
    with queue.database.writing() as connection:
        if not queue.add_one(connection, key):
            return False
        audit_log.add(
            connection, actor="operator", act=ASKED, subject=subject, details={"reason": reason}
        )
    return True


def _is_anchored(database: Database, subject: str) -> bool:
    wanted = "0x" + subject_hash(subject).hex()
    question = select(events.c.fields).where(
        events.c.contract == "Disclosures", events.c.name == "Published"
    )
    with database.reading() as connection:
        return any(fields["subject"] == wanted for fields in connection.scalars(question))


def _asked(database: Database, subject: str) -> tuple[str, str]:
    question = (
        select(journal_table.c.details, journal_table.c.actor)
        .where(journal_table.c.act == ASKED, journal_table.c.subject == subject)
        .order_by(journal_table.c.number.desc())
        .limit(1)
    )
    with database.reading() as connection:
        row = connection.execute(question).one_or_none()
    if row is None:
        raise ConfigError("REPORT:AMEND", f"nobody has said why {subject} is to be amended")
    return str(json.loads(row.details)["reason"]), str(row.actor)


def _refuse(
    audit_log: AuditLog, connection: Connection, subject: str, refusal: dict[str, str]
) -> None:
    audit_log.add(connection, actor="node", act="report.refused", subject=subject, details=refusal)
