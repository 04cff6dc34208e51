"""What a loan owes on a day, read from the chain itself: nothing that a node keeps changes it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, exists, func, or_, select

from tallystick.chain.contracts import Escrow
from tallystick.loans.dates import date_from_day, day_from_date
from tallystick.loans.instalments import dues as instalments_due
from tallystick.loans.instalments import oldest_unpaid
from tallystick.loans.payoff import days_past_due, due_now
from tallystick.loans.reserve_cover import cover_cap
from tallystick.loans.state import Status
from tallystick.platform._sync.loans import live_state
from tallystick.platform.listing import remaining_rows
from tallystick_node.storage.parts import in_parts
from tallystick_node.storage.tables import events, index_cursor, loans

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from sqlalchemy import Connection

    from tallystick.loans.state import LoanState
    from tallystick.platform._sync.platform import Platform
    from tallystick_node.storage import Database

__all__ = ["OWING", "Dues", "LoanDay"]

# By the index: whose debts are looked after.
OWING = ("active", "defaulted", "written_off")
# They change who holds notes, the fees in the pot, the caps of the borrower; or are votes.
_OWED_THE_SAME = (
    "Transfer", "Approval", "OperatorSet", "FeesSwept", "Released", "BallotOpened", "Voted",
    "BallotClosed",
)  # fmt: skip
_OF_STATUS = (
    select(loans.c.loan, loans.c.borrower)
    .where(loans.c.status.in_(bindparam("statuses", expanding=True)))
    .order_by(loans.c.loan)
)
_CURSOR = select(index_cursor)
_NEWEST = (
    select(events.c.loan, func.max(events.c.block))
    .where(
        events.c.loan.in_(bindparam("loans", expanding=True)),
        or_(
            events.c.contract.in_(("Book", "Servicing", "Workouts", "Ballots")),
            events.c.name == "Distributed",
        ),
        events.c.name.not_in(_OWED_THE_SAME),
    )
    .group_by(events.c.loan)
)
# How many reorganisations there were, and the block of a loan's newest event.
_Mark = tuple[int, int]


@dataclass(frozen=True, slots=True)
class LoanDay:
    """A loan on a day; amounts in minor units.

    next_due, next_amount: the oldest instalment that is not overdue and not paid. due: all that is
    due by today, charges included; after a default all that is owed. overdue: principal and
    interest that should have been paid before today. oldest_due: of the instalment that
    days_past_due counts from. coverable: the reserve's rules leave something of its cap.
    defaulted_on: the day of its default, None when it is not in default.
    """

    loan: int
    borrower: str
    day: date
    status: Status
    next_due: date | None
    next_amount: int
    due: int
    overdue: int
    outstanding: int
    days_past_due: int
    oldest_due: date | None
    default_dpd: int
    issued_on: date
    coverable: bool
    defaulted_on: date | None

    @property
    def active(self) -> bool:
        """Whether instalments still come due."""
        return self.status is Status.ACTIVE


@dataclass(frozen=True, slots=True)
class Dues:
    """Asks the chain about loans.

    Every change of a loan is an event. While the index stands at the chain's head and has no newer
    one that changes what a loan owes, what was read of it is what the chain would return again.
    """

    platform: Platform
    database: Database
    _known: dict[int, tuple[bytes, _Mark | None, LoanState]] = field(default_factory=dict)
    _free: dict[str, tuple[bytes, int]] = field(default_factory=dict)
    _days: dict[int, tuple[LoanState, LoanDay]] = field(default_factory=dict)
    # A borrower of many loans is asked about all of them for each of them.
    _needs: dict[int, tuple[LoanState, date, date, int]] = field(default_factory=dict)

    def owing(self, connection: Connection, *statuses: str) -> list[tuple[int, str]]:
        """Return the loans that the index knows as owing.

        Args:
            connection: An open database transaction.
            *statuses: Which statuses count; active, defaulted and written off without any.

        Returns:
            Number and borrower of each, by number.
        """
        rows = connection.execute(_OF_STATUS, {"statuses": statuses or OWING})
        return [(row.loan, row.borrower) for row in rows]

    def unswept(self, connection: Connection) -> list[int]:
        """Return the issued loans with platform's fees in their pots.

        A loan without an event since its fees were swept has none, and is not read.

        Args:
            connection: An open database transaction.

        Returns:
            Loan numbers, ascending.

        Raises:
            TransportError: When the chain's node does not answer.
        """
        swept = (
            select(events.c.loan, func.max(events.c.block).label("block"))
            .where(events.c.contract == "Servicing", events.c.name == "FeesSwept")
            .group_by(events.c.loan)
            .subquery()
        )
        changes = events.c.name.not_in(_OWED_THE_SAME)
        newer = exists().where(
            events.c.loan == loans.c.loan, events.c.block > swept.c.block, changes
        )
        numbers = connection.scalars(
            select(loans.c.loan)
            .outerjoin(swept, swept.c.loan == loans.c.loan)
            .where(loans.c.issue_day.is_not(None), or_(swept.c.block.is_(None), newer))
            .order_by(loans.c.loan)
        ).all()
        # Changed after they were swept, so what is known of them is of after that too.
        states = self.states(numbers)
        return [loan for loan in numbers if states[loan].fees]

    def of(self, loan: int, borrower: str, day: date) -> LoanDay:
        """Return a loan on a day that is not before the chain's newest payment.

        Args:
            loan: The loan's number.
            borrower: The borrower's wallet.
            day: A local date of the platform.

        Returns:
            The loan on that day.

        Raises:
            InputError: INPUT:LOAN when it was never issued.
            TransportError: When the chain's node does not answer.
        """
        return self.all([(loan, borrower)], day)[0]

    def all(self, wanted: Iterable[tuple[int, str]], day: date) -> list[LoanDay]:
        """Return many loans on a day.

        Args:
            wanted: Number and borrower of each.
            day: A local date of the platform.

        Returns:
            The loans in the same order.

        Raises:
            InputError: INPUT:LOAN when one was never issued.
            TransportError: When the chain's node does not answer.
        """
        pairs = list(wanted)
        states = self.states([loan for loan, _ in pairs])
        return [self._on(states[loan], loan, borrower, day) for loan, borrower in pairs]

    def states(self, numbers: Collection[int]) -> dict[int, LoanState]:
        """Return issued loans as the chain has them now; their fees may be of an earlier moment.

        Args:
            numbers: The loans' numbers.

        Returns:
            States by number.

        Raises:
            InputError: INPUT:LOAN when one was never issued.
            TransportError: When the chain's node does not answer.
        """
        head = self._head()
        states = {loan: self._known[loan][2] for loan in numbers if self._is_of(loan, head)}
        asked = [loan for loan in numbers if loan not in states]
        if not asked:
            return states
        marks = self._marks(asked, head)
        for loan in asked:
            _, mark, state = self._known.get(loan, (None, None, None))
            if state is None or mark is None or mark != marks.get(loan):
                state = live_state(self.platform, loan)
            states[loan] = state
        if head == self._head():  # all that was read is of one block
            self._known.update({loan: (head, marks.get(loan), states[loan]) for loan in asked})
        return {loan: states[loan] for loan in numbers}

    def _is_of(self, loan: int, head: bytes) -> bool:
        """Whether what is known of a loan was looked at when the chain had this head."""
        return loan in self._known and self._known[loan][0] == head

    def _on(self, state: LoanState, loan: int, borrower: str, day: date) -> LoanDay:
        """Reckon a loan's day; of a loan on time only the date changes until its next due date."""
        kept = self._days.get(loan)
        if kept is not None and kept[0] is state and _same(kept[1], day):
            return replace(kept[1], day=day)
        stands = _stands(state, loan, borrower, day)
        self._days[loan] = (state, stands)
        return stands

    def _marks(self, numbers: Collection[int], head: bytes) -> dict[int, _Mark]:
        """Return each loan's newest event when the index stands at the head."""
        with self.database.reading() as connection:
            cursor = connection.execute(_CURSOR).one_or_none()
            if cursor is None or cursor.hash != "0x" + head.hex():
                return {}
            rows = [
                row
                for part in in_parts(numbers)
                for row in connection.execute(_NEWEST, {"loans": part})
            ]
        return {loan: (cursor.reorgs, block) for loan, block in rows}

    def _head(self) -> bytes:
        block = self.platform.connection.block()
        assert block is not None, "a chain has a first block"
        return bytes(block.hash)

    def free(self, wallet: str) -> int:
        """Return what a wallet has in the Escrow.

        Args:
            wallet: The wallet's address.

        Returns:
            Minor units.

        Raises:
            TransportError: When the chain's node does not answer.
        """
        head = self._head()
        kept = self._free.get(wallet)
        if kept is not None and kept[0] == head:
            return kept[1]
        balance = self.platform.read(Escrow.balance_of(wallet))
        if head == self._head():
            self._free[wallet] = (head, balance)
        return balance

    def needed(self, numbers: Iterable[int], day: date, until: date) -> int:
        """Return what loans together need to be paid up to and with a day, what is due included.

        Args:
            numbers: The loans' numbers.
            day: Today.
            until: The last day.

        Returns:
            Minor units.

        Raises:
            InputError: INPUT:LOAN when one was never issued.
            TransportError: When the chain's node does not answer.
        """
        total = 0
        for loan, state in self.states(list(numbers)).items():
            kept = self._needs.get(loan)
            if kept is None or kept[0] is not state or kept[1:3] != (day, until):
                kept = self._needs[loan] = (state, day, until, _needed(state, day, until))
            total += kept[3]
        return total


def _needed(state: LoanState, day: date, until: date) -> int:
    today, last = day_from_date(day), day_from_date(until)
    if state.status is not Status.ACTIVE:
        return due_now(state, today)
    coming = (row.payment for row in remaining_rows(state) if today < row.due <= last)
    return due_now(state, today) + sum(coming)


def _same(kept: LoanDay, day: date) -> bool:
    """Whether a loan is on a day as it was on another, its state being the same."""
    if kept.day == day:
        return True
    late = kept.due or kept.days_past_due
    return not late and kept.next_due is not None and kept.day <= day < kept.next_due


def _stands(state: LoanState, loan: int, borrower: str, day: date) -> LoanDay:
    today = day_from_date(day)
    active = state.status is Status.ACTIVE
    coming = [row for row in remaining_rows(state) if row.due >= today] if active else []
    past = days_past_due(state, today)
    if active:
        overdue = sum(
            instalment.interest + instalment.principal
            for instalment in instalments_due(state, today, ahead=False)
            if instalment.row.due < today
        )
    else:
        overdue = state.owed_principal + state.owed_interest
    return LoanDay(
        loan=loan,
        borrower=borrower,
        day=day,
        status=state.status,
        next_due=date_from_day(coming[0].due) if coming else None,
        next_amount=coming[0].payment if coming else 0,
        due=due_now(state, today),
        overdue=overdue,
        outstanding=state.outstanding,
        days_past_due=past,
        oldest_due=date_from_day(oldest_unpaid(state).due) if past else None,
        default_dpd=state.terms.default_dpd,
        issued_on=date_from_day(state.issue_day),
        coverable=state.owed_principal > 0 and cover_cap(state, today) > state.cover,
        defaulted_on=date_from_day(state.default_day) if state.status is Status.DEFAULTED else None,
    )
