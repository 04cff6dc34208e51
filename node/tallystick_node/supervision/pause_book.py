"""Requests of supervisors to pause something: they reach the guardian, who alone can pause."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, insert, select, update

from tallystick_node.auth.refusals import TooMany
from tallystick_node.infrastructure.jobs.rules import JobKey
from tallystick_node.storage.insertion import one_at_a_time
from tallystick_node.storage.tables import pause_requests
from tallystick_node.supervision.refusals import NoSupervision, SupervisionRefused
from tallystick_node.supervision.rules import (
    PauseDecision,
    PauseScope,
    pause_subject,
    written_words,
)

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection, Row

    from tallystick_node.supervision.desk import SupervisionDesk
    from tallystick_node.supervision.key_book import RegulatorKey

__all__ = ["OPEN_REQUESTS_MAX", "PauseRequests", "RegulatorPause"]

TABLE = "pause_requests"
OPEN_REQUESTS_MAX = 10


@dataclass(frozen=True, slots=True)
class RegulatorPause:
    """A request; `subject` is an attestor's wallet, None for all new risk."""

    number: int
    key: int
    scope: PauseScope
    subject: str | None
    reason: str
    asked_at: datetime
    decision: PauseDecision | None
    note: str | None
    decided_by: str | None
    decided_at: datetime | None


@dataclass(frozen=True, slots=True)
class PauseRequests:
    """Takes requests, tells the operator, and keeps what the guardian has done."""

    desk: SupervisionDesk

    def ask(
        self, connection: Connection, key: RegulatorKey, scope: PauseScope, *, reason: str,
        subject: str | None = None,
    ) -> RegulatorPause:  # fmt: skip
        """Take a request and tell the operator; nothing is paused by it.

        Args:
            connection: An open database transaction.
            key: Who asks.
            scope: What is to be paused.
            reason: Why, 1 to 4,000 characters.
            subject: The attestor's wallet, for their seat.

        Returns:
            The request.

        Raises:
            InputError: PAUSE:SUBJECT, INPUT:ADDRESS, SUPERVISION:TEXT.
            TooMany: PAUSE:MANY while ten of the key wait.
        """
        written, wallet = written_words(reason, "a reason"), pause_subject(scope, subject)
        columns, now = pause_requests.c, self.desk.now
        one_at_a_time(connection, f"pause requests of {key.actor}")
        waiting = select(func.count()).where(columns.key == key.number, columns.decision.is_(None))
        if (connection.scalar(waiting) or 0) >= OPEN_REQUESTS_MAX:
            raise TooMany(
                "PAUSE:MANY", f"at most {OPEN_REQUESTS_MAX} requests of a key wait at a time"
            )
        row = {"key": key.number, "scope": scope.value, "subject": wallet, "asked_at": now}
        number = int(
            connection.scalar(insert(pause_requests).values(**row).returning(columns.id)) or 0
        )
        self.desk.seal(connection, TABLE, number, {"reason": written}, first=True)
        details = {"request": number, "scope": scope.value, "subject": wallet}
        job = JobKey(self.desk.today, "supervision.pause", f"request {number}")
        self.desk.alerts.put(connection, job, "regulator.pause_requested", details)
        request = self.find(connection, number)
        self.desk.note(connection, "pause.requested", f"pause request {number}", key.actor, details)
        return request

    def decide(
        self, connection: Connection, number: int, decision: PauseDecision, *, note: str, by: str
    ) -> RegulatorPause:
        """Write down what the guardian has done about a request; pausing is an act of their key.

        Args:
            connection: An open database transaction.
            number: The request's number.
            decision: Paused or declined.
            note: Why, or by which transaction, 1 to 4,000 characters.
            by: The guardian.

        Returns:
            The request.

        Raises:
            NoSupervision: PAUSE:NONE when there is none of that number.
            SupervisionRefused: PAUSE:DECIDED when that was written down already.
            InputError: SUPERVISION:TEXT.
        """
        written, columns = written_words(note, "a note"), pause_requests.c
        self.find(connection, number)
        moved = connection.scalar(
            update(pause_requests)
            .where(columns.id == number, columns.decision.is_(None))
            .values(decision=decision.value, decided_by=by, decided_at=self.desk.now)
            .returning(columns.id)
        )
        if moved is None:
            raise SupervisionRefused("PAUSE:DECIDED", f"request {number} is decided already")
        self.desk.seal(connection, TABLE, number, {"note": written})
        request = self.find(connection, number)
        details = {"decision": decision.value}
        self.desk.note(connection, "pause.decided", f"pause request {number}", by, details)
        return request

    def find(self, connection: Connection, number: int) -> RegulatorPause:
        """Return a request.

        Args:
            connection: An open database transaction.
            number: Its number.

        Returns:
            The request.

        Raises:
            NoSupervision: PAUSE:NONE when there is none of that number.
        """
        asked = select(pause_requests).where(pause_requests.c.id == number)
        row = connection.execute(asked).one_or_none()
        if row is None:
            raise NoSupervision("PAUSE:NONE", f"there is no pause request {number}")
        return self._request(connection, row)

    def newest(
        self, connection: Connection, *, key: RegulatorKey | None = None, before: int | None = None,
        limit: int,
    ) -> list[RegulatorPause]:  # fmt: skip
        """Return requests, the newest first.

        Args:
            connection: An open database transaction.
            key: Whose; None for everybody's.
            before: The number of the last one seen; None from the newest.
            limit: How many at most.

        Returns:
            The requests.
        """
        columns = pause_requests.c
        asked = select(pause_requests).order_by(columns.id.desc()).limit(limit)
        if key is not None:
            asked = asked.where(columns.key == key.number)
        if before is not None:
            asked = asked.where(columns.id < before)
        return [self._request(connection, row) for row in connection.execute(asked).all()]

    def _request(self, connection: Connection, row: Row[Any]) -> RegulatorPause:
        decided = row.decision is not None
        return RegulatorPause(
            row.id, row.key, PauseScope(row.scope), row.subject,
            self.desk.unseal(connection, TABLE, row.id, "reason"), row.asked_at,
            PauseDecision(row.decision) if decided else None,
            self.desk.unseal(connection, TABLE, row.id, "note") if decided else None,
            row.decided_by, row.decided_at,
        )  # fmt: skip
