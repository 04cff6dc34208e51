"""The list of all complaints, anchored in `Disclosures` each day: none is lost or backdated."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select

from tallystick.chain.codec import bytes32_of
from tallystick.disclosure.complaint_list import ComplaintEntry, ComplaintList, complaints_subject
from tallystick.disclosure.report import subject_hash
from tallystick_node.complaints.refusals import NoComplaint
from tallystick_node.infrastructure.transactions.outgoing import SendState
from tallystick_node.storage.tables import complaint_anchors, complaint_clocks, complaints

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection, Row

    from tallystick_node.complaints.desk import ComplaintsDesk
    from tallystick_node.infrastructure.transactions.outgoing import SendBook

__all__ = ["AnchoredDay", "ComplaintAnchors", "ComplaintProof", "anchor_key"]

# The first version of each day's subject is the only one.
VERSION = 1


@dataclass(frozen=True, slots=True)
class AnchoredDay:
    """A day's list. block, tx_hash: where its root is anchored; None while it is not."""

    day: date
    complaints: int
    root: str
    subject: str
    block: int | None
    tx_hash: str | None


@dataclass(frozen=True, slots=True)
class ComplaintProof:
    """What shows that an entry is in a day's list: hashes beside the way, from leaf to root."""

    day: date
    subject: str
    root: str
    entry: ComplaintEntry
    proof: tuple[str, ...]
    block: int | None


def anchor_key(day: date) -> str:
    """Return the key under which a day's root is anchored, once.

    Args:
        day: The day.

    Returns:
        The key of the transaction.
    """
    return complaints_subject(day)


@dataclass(frozen=True, slots=True)
class ComplaintAnchors:
    """Makes and keeps the lists. account: the publisher's; None for a node that has none."""

    desk: ComplaintsDesk
    sends: SendBook
    account: str | None

    def now(self, connection: Connection, day: date) -> ComplaintList:
        """Return the list of all complaints as they stand.

        Args:
            connection: An open database transaction.
            day: The day that it is for.

        Returns:
            The list, in the order of numbers.
        """
        clock, row = complaint_clocks.c, complaints.c
        rows = connection.execute(
            select(complaint_clocks, row.commitment, row.recorded_at)
            .join(complaints, row.id == clock.complaint)
            .order_by(clock.complaint, clock.turn)
        ).all()
        return ComplaintList(day, tuple(map(_entry, rows)))

    def keep(self, connection: Connection, day_list: ComplaintList) -> bool:
        """Keep a day's list, and ask for its anchor; once for a day.

        Args:
            connection: An open transaction that writes.
            day_list: The list.

        Returns:
            False when the day has one already.
        """
        known = connection.scalar(
            select(complaint_anchors.c.day).where(complaint_anchors.c.day == day_list.day)
        )
        if known is not None:
            return False
        root = day_list.tree.root
        connection.execute(
            insert(complaint_anchors).values(
                day=day_list.day, complaints=day_list.complaints, root="0x" + root.hex(),
                document=day_list.document(), at=self.desk.now,
            )
        )  # fmt: skip
        if self.account is not None:
            self.sends.put(
                connection, key=anchor_key(day_list.day), account=self.account,
                contract="Disclosures", function="publish",
                arguments=(subject_hash(complaints_subject(day_list.day)), VERSION, root),
            )  # fmt: skip
        self.desk.note(
            connection, "complaint.anchored", complaints_subject(day_list.day), "node",
            {"root": "0x" + root.hex(), "complaints": day_list.complaints},
        )  # fmt: skip
        return True

    def days(self, connection: Connection, limit: int, before: date | None) -> list[AnchoredDay]:
        """Return the days that have a list, the newest first.

        Args:
            connection: An open database transaction.
            limit: How many at most.
            before: Older than this day.

        Returns:
            The days, each with where its root is anchored.
        """
        table = complaint_anchors.c
        question = select(table.day, table.complaints, table.root).order_by(table.day.desc())
        if before is not None:
            question = question.where(table.day < before)
        return [self._day(row) for row in connection.execute(question.limit(limit)).all()]

    def document(self, connection: Connection, day: date) -> dict[str, Any]:
        """Return a day's list as it was anchored.

        Args:
            connection: An open database transaction.
            day: The day.

        Returns:
            The document, from which anybody computes the root.

        Raises:
            NoComplaint: COMPLAINT:LIST when there is none of that day.
        """
        kept = connection.scalar(
            select(complaint_anchors.c.document).where(complaint_anchors.c.day == day)
        )
        if kept is None:
            raise NoComplaint("COMPLAINT:LIST", f"there is no list of complaints of {day}")
        return dict(kept)

    def proof(self, connection: Connection, number: int, turn: int) -> ComplaintProof | None:
        """Return what shows that a complaint is in the newest list.

        Args:
            connection: An open database transaction.
            number: The complaint.
            turn: Which of its clocks.

        Returns:
            The proof; None before it has stood in one.
        """
        newest = connection.execute(
            select(complaint_anchors).order_by(complaint_anchors.c.day.desc()).limit(1)
        ).one_or_none()
        if newest is None:
            return None
        day_list = ComplaintList.of(newest.document)
        entry = next(
            (each for each in day_list.entries if (each.complaint, each.turn) == (number, turn)),
            None,
        )
        if entry is None:
            return None
        tree = day_list.tree
        path = tuple("0x" + node.hex() for node in tree.proof(entry.name))
        day = self._day(newest)
        return ComplaintProof(day.day, day.subject, day.root, entry, path, day.block)

    def lost(self, connection: Connection, day_list: ComplaintList) -> Sequence[str]:
        """Return what a list has lost or changed since the newest that is kept.

        Args:
            connection: An open database transaction.
            day_list: The list.

        Returns:
            The names of entries; empty when nothing was.
        """
        table = complaint_anchors.c
        kept = connection.scalar(select(table.document).order_by(table.day.desc()).limit(1))
        return [] if kept is None else ComplaintList.of(kept).contradictions(day_list)

    def _day(self, row: Any) -> AnchoredDay:
        send = self.sends.find(self.desk.context.database, anchor_key(row.day))
        there = send is not None and send.state is SendState.DONE
        return AnchoredDay(
            row.day, row.complaints, row.root, complaints_subject(row.day),
            send.block if send is not None and there else None,
            send.tx_hash if send is not None and there else None,
        )  # fmt: skip


def _entry(row: Row[Any]) -> ComplaintEntry:
    return ComplaintEntry(
        complaint=row.complaint, turn=row.turn,
        commitment="0x" + bytes32_of("commitment", row.commitment).hex(),
        recorded_at=_text(row.recorded_at), received_on=row.started_on.isoformat(),
        acknowledge_by=_text(row.acknowledge_by), settle_by=_text(row.settle_by),
        final_by=_text(row.final_by), limit_by="" if row.limit_by is None else _text(row.limit_by),
        pack=row.pack, pack_version=row.pack_version,
    )  # fmt: skip


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
