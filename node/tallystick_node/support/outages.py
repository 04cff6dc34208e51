"""Outages: opened by staff, followed by notices for everybody to read, ended with their cause."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, insert, select, update

from tallystick.errors import InputError
from tallystick_node.kyc.notices import PERSON_HOLDER
from tallystick_node.storage.insertion import one_at_a_time
from tallystick_node.storage.tables import outage_notices, outages
from tallystick_node.support.notice_wording import outage_notice
from tallystick_node.support.refusals import NoSupport, SupportRefused
from tallystick_node.support.status_rules import StatusComponent

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Row

    from tallystick_node.support.desk import SupportDesk

__all__ = ["BEGAN_MINUTES_MAX", "OutageBook", "OutageReport", "outages_begun"]

# A week: who says later than that when it began tells of an outage that nobody can check.
BEGAN_MINUTES_MAX = 7 * 24 * 60
# What clients wait for whose payment is under way.
_HELD_UP = (StatusComponent.DEPOSITS, StatusComponent.WITHDRAWALS)


@dataclass(frozen=True, slots=True)
class OutageReport:
    """An outage with its notices, the oldest first; lasted: until now while it is open."""

    row: Row[Any]
    components: tuple[StatusComponent, ...]
    notices: Sequence[Row[Any]]
    lasted: timedelta


def outages_begun(connection: Connection, begins: datetime, ends: datetime) -> int:
    """Return how many outages began in a period.

    Args:
        connection: An open database transaction.
        begins: Its first moment.
        ends: The first moment after it.

    Returns:
        How many.
    """
    began = outages.c.began_at
    count = connection.scalar(select(func.count()).where(began >= begins, began < ends))
    return int(count or 0)


@dataclass(frozen=True, slots=True)
class OutageBook:
    """Keeps outages; none is ever taken out."""

    desk: SupportDesk

    def open(
        self, connection: Connection, components: Collection[StatusComponent], words: str, *,
        by: str, minutes_ago: int = 0,
    ) -> int:  # fmt: skip
        """Open an outage, with its first notice; whose payment it holds up is told.

        Args:
            connection: An open transaction that writes.
            components: What is out of order, at least one part.
            words: What is known, for everybody to read.
            by: The member of staff.
            minutes_ago: How many minutes ago it began.

        Returns:
            The outage's number.

        Raises:
            InputError: OUTAGE:COMPONENTS without any; OUTAGE:BEGAN for a moment to come or
                longer than a week ago.
            SupportRefused: OUTAGE:OPEN when an open outage names one of the parts already.
        """
        now = self.desk.now
        if not components:
            raise InputError("OUTAGE:COMPONENTS", "an outage names what is out of order")
        if not 0 <= minutes_ago <= BEGAN_MINUTES_MAX:
            raise InputError(
                "OUTAGE:BEGAN", f"an outage began 0 to {BEGAN_MINUTES_MAX} minutes ago"
            )
        began = now - timedelta(minutes=minutes_ago)
        one_at_a_time(connection, "outages")
        wanted = [component for component in StatusComponent if component in components]
        for row in self._open(connection):
            both = set(row.components) & set(wanted)
            if both:
                raise SupportRefused(
                    "OUTAGE:OPEN",
                    f"outage {row.id} names {min(both)} already; add a notice to it",
                )
        number = connection.execute(
            insert(outages)
            .values(
                components=[str(each) for each in wanted], began_at=began, opened_at=now,
                opened_by=by,
            )
            .returning(outages.c.id)
        ).scalar_one()  # fmt: skip
        self._add(connection, number, words, by)
        self._tell(connection, number, wanted, "open", over=False)
        self.desk.note(
            connection, "outage.opened", f"outage {number}", by,
            {"components": [str(each) for each in wanted], "minutes_ago": minutes_ago},
        )  # fmt: skip
        return int(number)

    def add_notice(self, connection: Connection, number: int, words: str, by: str) -> None:
        """Say how an outage stands.

        Args:
            connection: An open transaction that writes.
            number: The outage.
            words: For everybody to read.
            by: The member of staff.

        Raises:
            NoSupport: OUTAGE:NONE when there is none.
            SupportRefused: OUTAGE:ENDED when it is over.
        """
        self._running(connection, number)
        self._add(connection, number, words, by)
        self.desk.note(connection, "outage.notice", f"outage {number}", by)

    def end(self, connection: Connection, number: int, cause: str, by: str) -> None:
        """End an outage with its cause; whose payment it held up is told.

        Args:
            connection: An open transaction that writes.
            number: The outage.
            cause: Why it came to it, for everybody to read.
            by: The member of staff.

        Raises:
            NoSupport: OUTAGE:NONE when there is none.
            SupportRefused: OUTAGE:ENDED when it is over already.
        """
        row = self._running(connection, number)
        connection.execute(
            update(outages)
            .where(outages.c.id == number)
            .values(ended_at=self.desk.now, ended_by=by, cause=cause.strip())
        )
        components = [StatusComponent(each) for each in row.components]
        self._tell(connection, number, components, "over", over=True)
        self.desk.note(connection, "outage.ended", f"outage {number}", by)

    def one(self, connection: Connection, number: int) -> OutageReport:
        """Return an outage.

        Args:
            connection: An open database transaction.
            number: The outage.

        Returns:
            The outage with its notices.

        Raises:
            NoSupport: OUTAGE:NONE when there is none.
        """
        row = connection.execute(select(outages).where(outages.c.id == number)).one_or_none()
        if row is None:
            raise NoSupport("OUTAGE:NONE", f"there is no outage {number}")
        return self._reports(connection, [row])[0]

    def running(self, connection: Connection) -> list[OutageReport]:
        """Return the open outages.

        Args:
            connection: An open database transaction.

        Returns:
            The outages, the newest first.
        """
        return self._reports(connection, self._open(connection))

    def past(self, connection: Connection, limit: int) -> list[OutageReport]:
        """Return outages that are over.

        Args:
            connection: An open database transaction.
            limit: How many at most.

        Returns:
            The outages, the newest first.
        """
        question = select(outages).where(outages.c.ended_at.is_not(None))
        rows = connection.execute(question.order_by(outages.c.id.desc()).limit(limit)).all()
        return self._reports(connection, rows)

    def _open(self, connection: Connection) -> Sequence[Row[Any]]:
        question = select(outages).where(outages.c.ended_at.is_(None))
        return connection.execute(question.order_by(outages.c.id.desc())).all()

    def _running(self, connection: Connection, number: int) -> Row[Any]:
        one_at_a_time(connection, "outages")
        row = self.one(connection, number).row
        if row.ended_at is not None:
            raise SupportRefused("OUTAGE:ENDED", f"outage {number} is over; open a new one")
        return row

    def _reports(self, connection: Connection, rows: Sequence[Row[Any]]) -> list[OutageReport]:
        table = outage_notices
        notices = connection.execute(
            select(table).where(table.c.outage.in_([row.id for row in rows])).order_by(table.c.id)
        ).all()
        return [
            OutageReport(
                row, tuple(StatusComponent(each) for each in row.components),
                [notice for notice in notices if notice.outage == row.id],
                (row.ended_at or self.desk.now) - row.began_at,
            )
            for row in rows
        ]  # fmt: skip

    def _add(self, connection: Connection, number: int, words: str, by: str) -> None:
        connection.execute(
            insert(outage_notices).values(
                outage=number, at=self.desk.now, by=by, words=words.strip()
            )
        )

    def _tell(
        self, connection: Connection, number: int, components: Collection[StatusComponent],
        when: str, *, over: bool,
    ) -> None:  # fmt: skip
        """Tell those whose payment is under way, each once; everybody else reads the page."""
        held = [component for component in _HELD_UP if component in components]
        waiting = {person for each in held for person in self.desk.waiting(connection, each)}
        for person in sorted(waiting):
            self.desk.context.outbox.put(
                connection, key=f"outage:{number}:{when}:{person}", channel="notice",
                recipient=PERSON_HOLDER + person, content=outage_notice(number, over=over),
            )  # fmt: skip
