"""Figures about complaints: counts, how many for a thousand contacts and for a loan, causes."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from tallystick.errors import InputError
from tallystick.loans.rounding import div_floor
from tallystick_node.complaints.rules import (
    LADDER,
    OPEN,
    ComplaintClock,
    ComplaintState,
    Milestone,
    next_milestone,
)
from tallystick_node.storage.tables import complaint_clocks, complaints, loans

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import Connection, Row

    from tallystick_node.complaints.desk import ComplaintsDesk

__all__ = [
    "COLUMNS",
    "ComplaintFigures",
    "ComplaintSums",
    "DueComplaint",
    "ReceivedComplaints",
    "complaints_received",
]

_S = ComplaintState
SOON_DAYS = 7
# As the Consumer Financial Protection Bureau publishes complaints, without words of the client.
COLUMNS = (
    "Date received", "Product", "Sub-product", "Issue", "Sub-issue",
    "Consumer complaint narrative", "Company public response", "Company", "Tags",
    "Consumer consent provided?", "Submitted via", "Date sent to company",
    "Company response to consumer", "Timely response?", "Consumer disputed?", "Complaint ID",
)  # fmt: skip
_RESPONSES = {
    _S.SETTLED_EARLY: "Closed with explanation",
    _S.UPHELD: "Closed with non-monetary relief",
    _S.PARTLY: "Closed with non-monetary relief",
    _S.REJECTED: "Closed with explanation",
}


@dataclass(frozen=True, slots=True)
class DueComplaint:
    """What is due next of a complaint."""

    complaint: int
    turn: int
    milestone: Milestone
    due_at: datetime


@dataclass(frozen=True, slots=True)
class ComplaintSums:
    """How many complaints there were; rates round down, None without a divisor.

    open: which the platform still has to answer. in_time: of those that were answered.
    """

    filed: int
    open: int
    overdue: int
    due_soon: int
    answered: int
    in_time: int
    disputed: int
    redress: int
    contacts: int
    loans: int
    per_thousand_contacts: int | None
    per_thousand_loans: int | None
    by_state: dict[str, int]
    by_product: dict[str, int]
    by_issue: dict[str, int]
    by_cause: dict[str, int]
    by_loan: dict[int, int]


@dataclass(frozen=True, slots=True)
class ReceivedComplaints:
    """Complaints of a period as they stand now; upheld: wholly or in part. redress: paid."""

    filed: int
    upheld: int
    open: int
    redress: int


def complaints_received(connection: Connection, first: date, last: date) -> ReceivedComplaints:
    """Count the complaints that were received in a period, for who judges the whole platform.

    Args:
        connection: An open database transaction.
        first: The first day.
        last: The last day, included.

    Returns:
        The counts; redress in minor units.
    """
    rows = connection.execute(
        select(complaints.c.state, complaints.c.outcome, complaints.c.redress).where(
            complaints.c.received_on >= first, complaints.c.received_on <= last
        )
    ).all()
    return ReceivedComplaints(
        len(rows), sum(row.outcome in {_S.UPHELD, _S.PARTLY} for row in rows),
        sum(row.state in OPEN for row in rows), sum(row.redress for row in rows),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class ComplaintFigures:
    """Counts complaints."""

    desk: ComplaintsDesk

    def due(self, connection: Connection) -> list[DueComplaint]:
        """Return what is due next of every complaint that is not answered.

        Args:
            connection: An open database transaction.

        Returns:
            The earliest first.
        """
        rows = connection.execute(
            select(complaint_clocks, complaints.c.state)
            .join(
                complaints,
                (complaints.c.id == complaint_clocks.c.complaint)
                & (complaints.c.turn == complaint_clocks.c.turn),
            )
            .where(complaints.c.state.in_(list(OPEN)))
        ).all()
        due = []
        for row in rows:
            upcoming = self.upcoming(row, _S(row.state))
            if upcoming is not None:
                due.append(DueComplaint(row.complaint, row.turn, *upcoming))
        return sorted(due, key=lambda each: (each.due_at, each.complaint))

    def answered_since(self, connection: Connection, moment: datetime) -> list[tuple[int, str]]:
        """Return the complaints of registered clients that were answered since a moment.

        Args:
            connection: An open database transaction.
            moment: From when on.

        Returns:
            Each complaint's number and whose it is, by number.
        """
        table, clocks = complaints, complaint_clocks
        rows = connection.execute(
            select(table.c.id, table.c.person)
            .join(clocks, clocks.c.complaint == table.c.id)
            .where(clocks.c.answered_at >= moment, table.c.person.is_not(None))
            .distinct()
            .order_by(table.c.id)
        ).all()
        return [(row.id, row.person) for row in rows]

    def upcoming(self, clock: Row[Any], state: ComplaintState) -> tuple[Milestone, datetime] | None:
        """Return what is due next of a complaint.

        Args:
            clock: The row of the clock that runs.
            state: Where the complaint stands.

        Returns:
            The milestone and its instant; None when nothing is due any more.
        """
        return next_milestone(
            running(clock), state, acknowledged=clock.acknowledged_at is not None,
            held_until=clock.held_until, offset=self.desk.offset,
        )  # fmt: skip

    def sums(self, connection: Connection, first: date, last: date) -> ComplaintSums:
        """Count the complaints that were received in a period; what is due is as of now.

        Args:
            connection: An open database transaction.
            first: The first day.
            last: The last day, included.

        Returns:
            The sums.

        Raises:
            InputError: COMPLAINT:PERIOD for a last day before the first.
        """
        rows = self.between(connection, first, last)
        due, now = self.due(connection), self.desk.now
        soon = now + timedelta(days=SOON_DAYS)
        answered = [row for row in rows if row.answered_at is not None]
        contacts = self.desk.contacts(connection)
        loan_count = connection.scalar(select(func.count()).select_from(loans)) or 0
        of_loans = [row.loan for row in rows if row.loan is not None]
        return ComplaintSums(
            filed=len(rows),
            open=sum(row.state in OPEN for row in rows),
            overdue=sum(each.due_at < now for each in due),
            due_soon=sum(now <= each.due_at <= soon for each in due),
            answered=len(answered),
            in_time=sum(timely(row) for row in answered),
            disputed=sum(row.state in LADDER or row.rung != "settlement" for row in rows),
            redress=sum(row.redress for row in rows),
            contacts=contacts,
            loans=loan_count,
            per_thousand_contacts=div_floor(len(rows) * 1_000, contacts) if contacts else None,
            per_thousand_loans=div_floor(len(rows) * 1_000, loan_count) if loan_count else None,
            by_state=_counts(row.state for row in rows),
            by_product=_counts(row.product for row in rows),
            by_issue=_counts(row.issue for row in rows),
            by_cause=_counts(row.root_cause for row in rows if row.root_cause),
            by_loan=_counts(of_loans),
        )

    def between(self, connection: Connection, first: date, last: date) -> list[Row[Any]]:
        """Return the complaints that were received in a period, with the clock that runs.

        Args:
            connection: An open database transaction.
            first: The first day.
            last: The last day, included.

        Returns:
            Their rows, the oldest first.

        Raises:
            InputError: COMPLAINT:PERIOD for a last day before the first.
        """
        if last < first:
            raise InputError("COMPLAINT:PERIOD", "a period's last day is not before its first")
        clock = complaint_clocks.c
        rows = connection.execute(
            select(
                complaints, clock.final_by, clock.limit_by, clock.held_until, clock.answered_at,
                clock.settle_by, clock.acknowledged_at, clock.acknowledge_by,
            )
            .join(
                complaint_clocks,
                (clock.complaint == complaints.c.id) & (clock.turn == complaints.c.turn),
            )
            .where(complaints.c.received_on.between(first, last))
            .order_by(complaints.c.id)
        ).all()  # fmt: skip
        return list(rows)

    def export(self, connection: Connection, first: date, last: date) -> bytes:
        """Return complaints as the CFPB publishes them; no word of a client is in it.

        Args:
            connection: An open database transaction.
            first: The first day of receipt.
            last: The last day, included.

        Returns:
            CSV in UTF-8.

        Raises:
            InputError: COMPLAINT:PERIOD for a last day before the first.
        """
        stream = io.StringIO()
        writer = csv.writer(stream, lineterminator="\r\n")
        writer.writerow(COLUMNS)
        company = self.desk.platform.address("Book")
        for row in self.between(connection, first, last):
            writer.writerow(
                [
                    row.received_on, row.product, "", row.issue, row.sub_issue, "", "", company,
                    "Vulnerable" if row.vulnerable else "", "Consent not provided", row.channel,
                    self.desk.day_of(row.recorded_at), _response(row),
                    "Yes" if timely(row, self.desk.now) else "No",
                    "Yes" if row.rung != "settlement" else "No", row.id,
                ]
            )  # fmt: skip
        return stream.getvalue().encode()


def running(row: Row[Any]) -> ComplaintClock:
    """Return a clock as the rules know it.

    Args:
        row: Its row.

    Returns:
        The clock.
    """
    return ComplaintClock(
        row.started_on, row.acknowledge_by, row.settle_by, row.final_by, row.limit_by,
        row.ombudsman_months, row.pack, row.pack_version,
    )  # fmt: skip


def timely(row: Row[Any], now: datetime | None = None) -> bool:
    """Return whether a complaint was answered in time, or still can be.

    Args:
        row: The complaint with its clock.
        now: This moment, for one that is not answered.

    Returns:
        True when it was; a holding letter gives more time in payment services alone.
    """
    end = row.limit_by if row.held_until is not None and row.limit_by is not None else row.final_by
    reached = row.answered_at or now
    return bool(reached is not None and reached <= end)


def _response(row: Row[Any]) -> str:
    if row.outcome is None:
        return "In progress" if row.state in OPEN else "Untimely response"
    if row.redress:
        return "Closed with monetary relief"
    return _RESPONSES[_S(row.outcome)]


def _counts(values: Any) -> dict[Any, int]:
    counts: dict[Any, int] = {}
    for value in values:
        counts[value] = counts.get(value, 0) + 1
    return dict(sorted(counts.items()))
