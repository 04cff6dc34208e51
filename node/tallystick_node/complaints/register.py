"""The register of complaints: where each stands and what was done, never taken out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, update

from tallystick_node.complaints.refusals import NoComplaint
from tallystick_node.complaints.rules import ComplaintState, DisputeRung, rung_of
from tallystick_node.infrastructure.vault.sealing import Place
from tallystick_node.storage.tables import complaint_acts, complaint_clocks, complaints

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Connection, Row

    from tallystick_node.complaints.desk import ComplaintsDesk
    from tallystick_node.complaints.rules import ComplaintClock

__all__ = ["ActOfComplaint", "ComplaintAct", "ComplaintRegister", "holder_of_complaint"]


class ComplaintAct(StrEnum):
    """What was done about a complaint. NOTE and PROPOSED are for staff alone."""

    FILED = "filed"
    ADDED = "added"
    NOTE = "note"
    TAKEN = "taken"
    MOVED = "moved"
    LETTER = "letter"
    PROPOSED = "proposed"
    DECIDED = "decided"
    SENT_BACK = "sent_back"
    REDRESS = "redress"
    ESCALATED = "escalated"
    ACCEPTED = "accepted"
    CLOSED = "closed"
    REOPENED = "reopened"


@dataclass(frozen=True, slots=True)
class ActOfComplaint:
    """What was done, by whom and when, in their words; text: None when it went with the client."""

    kind: ComplaintAct
    by: str
    at: datetime
    shown: bool
    text: str | None


@dataclass(frozen=True, slots=True)
class ComplaintRegister:
    """Keeps complaints."""

    desk: ComplaintsDesk

    def start_clock(
        self, connection: Connection, number: int, turn: int, clock: ComplaintClock
    ) -> None:
        """Write a clock down, which never changes.

        Args:
            connection: An open transaction that writes.
            number: The complaint.
            turn: 1, and one more each time that it is reopened.
            clock: The clock.
        """
        connection.execute(
            insert(complaint_clocks).values(
                complaint=number, turn=turn, opened_at=self.desk.now, started_on=clock.started_on,
                acknowledge_by=clock.acknowledge_by, settle_by=clock.settle_by,
                final_by=clock.final_by, limit_by=clock.limit_by,
                ombudsman_months=clock.ombudsman_months, pack=clock.pack,
                pack_version=clock.pack_version,
            )
        )  # fmt: skip

    def complaint(self, connection: Connection, number: int, *, lock: bool = False) -> Row[Any]:
        """Return a complaint.

        Args:
            connection: An open database transaction.
            number: The complaint's number.
            lock: Whether others who change it wait.

        Returns:
            Its row.

        Raises:
            NoComplaint: COMPLAINT:NONE when there is none.
        """
        question = select(complaints).where(complaints.c.id == number)
        row = connection.execute(question.with_for_update() if lock else question).one_or_none()
        if row is None:
            raise NoComplaint("COMPLAINT:NONE", f"there is no complaint {number}")
        return row

    def own(
        self, connection: Connection, number: int, person: str, *, lock: bool = False
    ) -> Row[Any]:
        """Return a client's own complaint.

        Args:
            connection: An open database transaction.
            number: The complaint's number.
            person: The client.
            lock: Whether others who change it wait.

        Returns:
            Its row.

        Raises:
            NoComplaint: COMPLAINT:NONE when there is none of theirs.
        """
        row = self.complaint(connection, number, lock=lock)
        if row.person != person:
            raise NoComplaint("COMPLAINT:NONE", f"there is no complaint {number}")
        return row

    def workable(self, connection: Connection, number: int, staff: str) -> Row[Any]:
        """Return a complaint that a member of staff may work on.

        Args:
            connection: An open transaction that writes.
            number: The complaint's number.
            staff: The member of staff.

        Returns:
            Its row, which others wait for.

        Raises:
            NoComplaint: COMPLAINT:NONE when there is none.
            Forbidden: ACCESS:OWN when it is their own.
        """
        row = self.complaint(connection, number, lock=True)
        self.desk.kyc.conflicts.not_about_oneself(connection, staff, row.person)
        return row

    def is_own(self, connection: Connection, staff: str, person: str | None) -> bool:
        """Return whether a complaint is of a member of staff, who then does not read of the work.

        Args:
            connection: An open database transaction.
            staff: The member of staff.
            person: Whose complaint it is.

        Returns:
            True when it is their own, or of whom they stand for.
        """
        conflicts = self.desk.kyc.conflicts
        return person is not None and conflicts.is_own(connection, staff, person)

    def listed(
        self, connection: Connection, *, states: Iterable[ComplaintState] = (),
        person: str | None = None, assignee: str | None = None, before: int | None = None,
        limit: int = 200,
    ) -> Sequence[Row[Any]]:  # fmt: skip
        """Return complaints, the newest first.

        Args:
            connection: An open database transaction.
            states: Those in one of these states alone; all of them without any.
            person: Of this client alone.
            assignee: In the hands of this wallet alone.
            before: Older than the complaint of this number.
            limit: How many at most.

        Returns:
            Their rows.
        """
        question = select(complaints).order_by(complaints.c.id.desc()).limit(limit)
        wanted = list(states)
        if wanted:
            question = question.where(complaints.c.state.in_(wanted))
        if person is not None:
            question = question.where(complaints.c.person == person)
        if assignee is not None:
            question = question.where(complaints.c.assignee == assignee)
        if before is not None:
            question = question.where(complaints.c.id < before)
        return connection.execute(question).all()

    def clocks(self, connection: Connection, numbers: Iterable[int]) -> dict[int, Row[Any]]:
        """Return the clocks that run, of several complaints.

        Args:
            connection: An open database transaction.
            numbers: The complaints.

        Returns:
            The clock of each one's newest turn.
        """
        rows = connection.execute(
            select(complaint_clocks)
            .where(complaint_clocks.c.complaint.in_(list(numbers)))
            .order_by(complaint_clocks.c.turn)
        ).all()
        return {row.complaint: row for row in rows}

    def turns(self, connection: Connection, number: int) -> Sequence[Row[Any]]:
        """Return every clock of a complaint.

        Args:
            connection: An open database transaction.
            number: The complaint.

        Returns:
            Their rows, the oldest first.
        """
        question = select(complaint_clocks).where(complaint_clocks.c.complaint == number)
        return connection.execute(question.order_by(complaint_clocks.c.turn)).all()

    def words(self, connection: Connection, row: Row[Any], name: str) -> str | None:
        """Return what is sealed of a complaint.

        Args:
            connection: An open database transaction.
            row: The complaint.
            name: `happened`, `wanted`, `salt` or `contact`.

        Returns:
            The text; None when it went with the client, or was never there.

        Raises:
            VaultRefused: When the vault cannot open it.
        """
        return self.desk.unseal(
            connection, holder_of_complaint(row), Place("complaints", str(row.id), name)
        )

    def acts(
        self, connection: Connection, row: Row[Any], *, client: bool = False
    ) -> list[ActOfComplaint]:
        """Return what was done about a complaint.

        Args:
            connection: An open database transaction.
            row: The complaint.
            client: What the client sees alone.

        Returns:
            The acts, the oldest first.

        Raises:
            VaultRefused: When the vault cannot open them.
        """
        table, holder = complaint_acts, holder_of_complaint(row)
        question = select(table).where(table.c.complaint == row.id).order_by(table.c.id)
        if client:
            question = question.where(table.c.shown)
        return [
            ActOfComplaint(
                ComplaintAct(act.kind), act.by, act.at, act.shown,
                self.desk.unseal(connection, holder, Place(table.name, str(act.id), "text")),
            )
            for act in connection.execute(question).all()
        ]  # fmt: skip

    def add_act(
        self, connection: Connection, row: Row[Any], kind: ComplaintAct, by: str, text: str,
        *, shown: bool = True,
    ) -> int:  # fmt: skip
        """Write down what was done.

        Args:
            connection: An open transaction that writes.
            row: The complaint.
            kind: What it was.
            by: Who did it.
            text: In words, or empty.
            shown: Whether the client sees it.

        Returns:
            The act's number.
        """
        number = connection.execute(
            insert(complaint_acts)
            .values(complaint=row.id, kind=kind, by=by, at=self.desk.now, shown=shown)
            .returning(complaint_acts.c.id)
        ).scalar_one()
        place = Place("complaint_acts", str(number), "text")
        self.desk.seal(connection, holder_of_complaint(row), place, text)
        return int(number)

    def change(
        self, connection: Connection, row: Row[Any], state: ComplaintState, **values: Any
    ) -> None:
        """Let a complaint stand somewhere else.

        Args:
            connection: An open transaction that writes.
            row: The complaint.
            state: Where it stands now.
            **values: What else changes.
        """
        rung = rung_of(state, DisputeRung(row.rung))
        connection.execute(
            update(complaints)
            .where(complaints.c.id == row.id)
            .values(state=state, rung=rung, **values)
        )

    def mark(self, connection: Connection, row: Row[Any], **values: Any) -> None:
        """Write down on the clock that runs what was done.

        Args:
            connection: An open transaction that writes.
            row: The complaint.
            **values: acknowledged_at, held_until or answered_at.
        """
        connection.execute(
            update(complaint_clocks)
            .where(complaint_clocks.c.complaint == row.id, complaint_clocks.c.turn == row.turn)
            .values(**values)
        )


def holder_of_complaint(row: Row[Any]) -> str:
    """Return under whose key a complaint's words are sealed.

    Args:
        row: The complaint.

    Returns:
        The client, or the complaint itself where nobody is registered.
    """
    return row.person or f"complaint:{row.id}"
