"""The daily reconciliation: each business day once it is over, and again while it differs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, insert, select

from tallystick.loans.dates import date_from_day, day_from_date
from tallystick_node.infrastructure.indexer.days import day_of, last_block_of
from tallystick_node.infrastructure.jobs.kinds import Effect, Job, JobKind
from tallystick_node.payments.custodian import PaymentKind
from tallystick_node.payments.order_states import PaymentState
from tallystick_node.payments.reconciliation import Booking, Totals, reconcile
from tallystick_node.storage.tables import payment_orders, reconciliations, sends

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tallystick_node.infrastructure.audit_log.book import AuditLog
    from tallystick_node.infrastructure.clock import BusinessClock, Clock
    from tallystick_node.infrastructure.notifications.alerts import Alerts
    from tallystick_node.payments.custodian import Custodian
    from tallystick_node.payments.orders import OrderBook
    from tallystick_node.payments.reconciliation import Reconciliation
    from tallystick_node.payments.token import SupplyChange, TokenReader
    from tallystick_node.storage import Database

__all__ = ["RECONCILE", "Reconciler", "compared_days", "kept_report", "open_days", "reconciling"]

RECONCILE = "payments.reconcile"
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Reconciler:
    """Compares the token, our orders and the custodian's statement.

    A movement belongs to the custodian's day on all three sides: a mint that is mined after
    midnight for money that was booked before is of the day before. A mint or burn of no order
    belongs to the day of its block. opening: what clients had before our first order.
    """

    database: Database
    custodian: Custodian
    orders: OrderBook
    token: TokenReader
    audit_log: AuditLog
    alerts: Alerts
    business: BusinessClock
    clock: Clock
    opening: int = 0

    def compare(self, day: date) -> Reconciliation:
        """Compare the token, our orders and the custodian's statement of a day that is over.

        Args:
            day: A local date of the platform.

        Returns:
            What agrees and what differs.

        Raises:
            CustodianUnavailable: When the bank does not answer.
            DayNotOver: INDEX:EARLY while the chain has no block after the day.
            TransportError: When the chain's node does not answer.
        """
        connection = self.token.platform.connection
        offset = self.business.utc_offset_seconds
        number = day_from_date(day)
        today = day_from_date(self.business.today())
        head = connection.block_number()
        first = last_block_of(connection, offset, number - 1, today) + 1
        changes = self.token.supply_changes(first, head)
        supply = self.token.supply(head)
        with self.database.reading() as database:
            of_orders = self._by_hash(database)
            ours = [
                Booking(order.key, order.instruction.kind, order.instruction.amount)
                for order in self.orders.booked(database, day, day)
            ]
            ledger = self.opening + self.orders.total(database, day)
        chain: list[Booking] = []
        later = 0
        for change in changes:
            key, booked_on = of_orders.get(change.tx_hash, (None, None))
            its_day = booked_on or date_from_day(day_of(connection, change.block, offset))
            if its_day == day:
                chain.append(Booking(key or _own_name(change), change.kind, change.amount))
            elif its_day > day:
                later += change.amount if change.kind is PaymentKind.DEPOSIT else -change.amount
        totals = Totals(supply - later, ledger, self.custodian.balance(day))
        return reconcile(day, self.custodian.statement(day), ours, chain, totals)

    def run(self, job: Job) -> Effect:
        """Compare yesterday, and every earlier day that differed.

        Args:
            job: The day's job.

        Returns:
            What keeps the outcomes, to be run in a transaction.

        Raises:
            CustodianUnavailable: When the bank does not answer.
            TransportError: When the chain's node does not answer.
        """
        yesterday = job.key.business_date - _DAY
        with self.database.reading() as connection:
            days = sorted(
                {yesterday, *(outcome for outcome in open_days(connection) if outcome < yesterday)}
            )
        outcomes = [self.compare(day) for day in days]

        def effect(connection: Connection) -> None:
            for outcome in outcomes:
                self._keep(connection, outcome)
                if not outcome.agrees and outcome.day == yesterday:
                    details = {
                        "day": str(outcome.day),
                        "differences": str(len(outcome.differences)),
                    }
                    self.alerts.put(connection, job.key, "payments.differ", details)

        return effect

    def _keep(self, connection: Connection, outcome: Reconciliation) -> None:
        connection.execute(delete(reconciliations).where(reconciliations.c.day == outcome.day))
        connection.execute(
            insert(reconciliations).values(
                day=outcome.day,
                agrees=outcome.agrees,
                document=outcome.document(),
                made_at=self.clock(),
            )
        )
        self.audit_log.add(
            connection, actor="node",
            act="payments.agree" if outcome.agrees else "payments.differ", subject=str(outcome.day),
            details=outcome.document(),
        )  # fmt: skip

    @staticmethod
    def _by_hash(connection: Connection) -> dict[str, tuple[str, date | None]]:
        """Orders and their days by the transaction that minted or burned for them."""
        booked = {
            row.key: row.booked_on
            for row in connection.execute(
                select(payment_orders.c.key, payment_orders.c.booked_on).where(
                    payment_orders.c.state.in_([PaymentState.SETTLED, PaymentState.DONE])
                )
            )
        }
        by_hash: dict[str, tuple[str, date | None]] = {}
        question = select(sends.c.key, sends.c.tx_hash).where(
            sends.c.function.in_(["mint", "burn"]), sends.c.tx_hash.is_not(None)
        )
        for row in connection.execute(question):
            key = row.key.partition(" ")[2]
            if key in booked:
                by_hash[row.tx_hash] = (key, booked[key])
        return by_hash


def reconciling(reconciler: Reconciler | None) -> JobKind:
    """Return the kind of job, once a day for the platform.

    Args:
        reconciler: What compares; None to list the job only.

    Returns:
        The kind of job.
    """

    def run(job: Job) -> Effect:
        assert reconciler is not None, "a node that runs this has a reconciler"
        return reconciler.run(job)

    return JobKind(RECONCILE, run)


def open_days(connection: Connection) -> list[date]:
    """Return the days on which chain, ledger and bank still differ.

    Args:
        connection: An open database transaction.

    Returns:
        The days, the earliest first.
    """
    question = select(reconciliations.c.day).where(reconciliations.c.agrees.is_(False))
    return list(connection.scalars(question.order_by(reconciliations.c.day)))


def kept_report(connection: Connection, day: date) -> Mapping[str, Any] | None:
    """Return the report of a day's comparison.

    Args:
        connection: An open database transaction.
        day: A local date of the platform.

    Returns:
        Its JSON object, None when there was no comparison.
    """
    document: Mapping[str, Any] | None = connection.scalar(
        select(reconciliations.c.document).where(reconciliations.c.day == day)
    )
    return document


def compared_days(connection: Connection) -> tuple[date, date] | None:
    """Return the first and the last day that was compared.

    Args:
        connection: An open database transaction.

    Returns:
        The two days, None before there is one.
    """
    days = reconciliations.c.day
    first, last = connection.execute(select(func.min(days), func.max(days))).one()
    return None if first is None else (first, last)


def _own_name(change: SupplyChange) -> str:
    """Name a mint or burn that nobody ordered by its place on the chain."""
    return f"chain:{change.tx_hash}:{change.place}"
