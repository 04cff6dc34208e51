"""Writes the journal in the transaction of what it records, and reads it from end to end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, update

from tallystick.errors import VerificationFailed
from tallystick_node.infrastructure.audit_log.entries import BEGINNING, AuditEntry, entry_hash
from tallystick_node.storage.schema import canonical
from tallystick_node.storage.tables import journal, journal_head

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tallystick_node.infrastructure.clock import Clock

__all__ = ["AuditLog", "JournalHead"]


@dataclass(frozen=True, slots=True)
class JournalHead:
    """How many entries there are, and the hash of the last: whoever keeps it can check later."""

    number: int
    hash: str


# Much that is done is journalled: these are put together once.
_LOCKED_HEAD = select(journal_head).with_for_update()
_ENTRY, _MOVED = insert(journal), update(journal_head)


@dataclass(frozen=True, slots=True)
class AuditLog:
    """The one journal of a database."""

    clock: Clock

    def add(
        self,
        connection: Connection,
        *,
        actor: str,
        act: str,
        subject: str,
        details: Mapping[str, Any] | None = None,
    ) -> JournalHead:
        """Add an entry in the caller's transaction.

        Writers go one after the other from here to the end of their transactions, so add last.

        Args:
            connection: An open database transaction.
            actor: Who did it.
            act: What was done, such as `loan.tier`.
            subject: To what it was done.
            details: Identifiers and figures, as JSON values; no personal data.

        Returns:
            The head with the new entry.
        """
        # On PostgreSQL the row is locked; on SQLite only one transaction writes anyway.
        head = connection.execute(_LOCKED_HEAD).one()
        entry = AuditEntry(
            head.number + 1, self.clock(), actor, act, subject, canonical(details or {}), head.hash
        )
        now = JournalHead(entry.number, entry_hash(entry))
        row = {
            "number": entry.number, "at": entry.at, "actor": actor, "act": act,
            "subject": subject, "details": entry.details, "previous": entry.previous,
            "hash": now.hash,
        }  # fmt: skip
        connection.execute(_ENTRY, row)
        connection.execute(_MOVED, {"number": now.number, "hash": now.hash})
        return now

    def head(self, connection: Connection) -> JournalHead:
        """Return the head as it is kept.

        Args:
            connection: An open database transaction.

        Returns:
            The number and hash of the last entry.
        """
        row = connection.execute(select(journal_head)).one()
        return JournalHead(row.number, row.hash)

    def about(self, connection: Connection, subjects: Iterable[str]) -> list[AuditEntry]:
        """Return what was done to some subjects.

        Args:
            connection: An open database transaction.
            subjects: The subjects, such as `loan 7`.

        Returns:
            The entries, the oldest first.
        """
        rows = connection.execute(
            select(journal).where(journal.c.subject.in_(list(subjects))).order_by(journal.c.number)
        ).all()
        return [
            AuditEntry(
                row.number, row.at, row.actor, row.act, row.subject, row.details, row.previous
            )
            for row in rows
        ]

    def verify(self, connection: Connection, known: JournalHead | None = None) -> JournalHead:
        """Read every entry and check the chain of hashes.

        Args:
            connection: An open database transaction.
            known: A head that somebody kept earlier; it has to be on the way.

        Returns:
            The head.

        Raises:
            VerificationFailed: JOURNAL:BROKEN, naming the first entry that was changed, removed or
                put in.
        """
        head = JournalHead(0, BEGINNING)
        met = known is None or known == head
        for row in connection.execute(select(journal).order_by(journal.c.number)):
            entry = AuditEntry(
                row.number, row.at, row.actor, row.act, row.subject, row.details, row.previous
            )
            if (entry.number, entry.previous) != (head.number + 1, head.hash):
                raise _broken(head.number + 1, "does not follow the one before it")
            head = JournalHead(entry.number, row.hash)
            if entry_hash(entry) != row.hash:
                raise _broken(entry.number, "is not what its hash was made of")
            met = met or head == known
        if head != self.head(connection):
            raise _broken(head.number + 1, "is missing: the journal ends before its head")
        if not met:
            assert known is not None, "without one there is nothing to meet"
            raise _broken(known.number, "has another hash than the head that was kept")
        return head


def _broken(number: int, what: str) -> VerificationFailed:
    return VerificationFailed("JOURNAL:BROKEN", f"entry {number} of the journal {what}")
