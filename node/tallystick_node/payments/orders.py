"""Payment orders as we have them: asked for once under a key, and where each stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import String, and_, case, cast, func, literal, select, tuple_, type_coerce, update

from tallystick.chain.codec import address_of
from tallystick.errors import InputError
from tallystick_node.payments.custodian import Instruction, PaymentKind, remark
from tallystick_node.payments.order import PaymentOrder, TokensDue
from tallystick_node.payments.order_states import PaymentState, check_room, turn_of
from tallystick_node.storage.insertion import insert_absent, one_at_a_time
from tallystick_node.storage.tables import payment_orders, token_arrivals, token_cursor

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Connection

    from tallystick_node.infrastructure.audit_log.book import AuditLog
    from tallystick_node.infrastructure.clock import Clock
    from tallystick_node.payments.finality import Finality

__all__ = ["OrderBook"]


# A withdrawal whose tokens do not come ends by itself.
AWAITED = timedelta(days=7)
_NOT_COME = f"the tokens did not come within {AWAITED.days} days"
_AT_ONCE = 200
ACCOUNT_CHARACTERS_MAX = 128


@dataclass(frozen=True, slots=True)
class OrderBook:
    """The table of orders, written in the caller's transactions."""

    clock: Clock
    audit_log: AuditLog

    def put(self, connection: Connection, instruction: Instruction, wallet: str) -> PaymentOrder:
        """Add an order; the same again is the same order.

        Args:
            connection: An open database transaction.
            instruction: What is to be done.
            wallet: The wallet's address.

        Returns:
            The order.

        Raises:
            InputError: PAYMENT:KEY when the key belongs to another order; PAYMENT:ACCOUNT for a
                name of more than 128 characters; PAYMENT:MANY beyond twenty orders of the account
                and kind that have not ended; INPUT:ADDRESS.
        """
        owner = address_of("wallet", wallet)
        if len(instruction.account) > ACCOUNT_CHARACTERS_MAX:
            raise InputError("PAYMENT:ACCOUNT", "an account's name has at most 128 characters")
        deposit = instruction.kind is PaymentKind.DEPOSIT
        one_at_a_time(connection, f"orders of {instruction.account}", f"orders from {owner}")
        if self.find(connection, instruction.key) is None:
            check_room(connection, instruction)
        now = self.clock()
        row = {
            "key": instruction.key, "kind": instruction.kind, "account": instruction.account,
            "wallet": owner, "amount": instruction.amount, "currency": instruction.currency,
            "state": PaymentState.ASKED if deposit else PaymentState.AWAITING,
            "created_at": turn_of(connection, owner, now),
            "changed_at": now, "looked_at": now,
        }  # fmt: skip
        added = insert_absent(connection, payment_orders).returning(payment_orders.c.key)
        fresh = connection.execute(added, row).first() is not None
        kept = self.find(connection, instruction.key)
        assert kept is not None, "it was put there, or was there"
        if (kept.instruction, kept.wallet) != (instruction, owner):
            raise InputError("PAYMENT:KEY", f"the key {instruction.key!r} stands for another order")
        if fresh:
            self._tell(connection, instruction.key, kept.state)
        return kept

    def find(self, connection: Connection, key: str) -> PaymentOrder | None:
        """Return an order.

        Args:
            connection: An open database transaction.
            key: The order's key.

        Returns:
            The order, None when there is none of that key.
        """
        row = connection.execute(
            select(payment_orders).where(payment_orders.c.key == key)
        ).one_or_none()
        return None if row is None else PaymentOrder.of(row)

    def due(self, connection: Connection, order: PaymentOrder) -> TokensDue | None:
        """Return which tokens an order waits for.

        Args:
            connection: An open database transaction.
            order: The order.

        Returns:
            What is due, None for an order that waits for no tokens.
        """
        if order.state is not PaymentState.AWAITING:
            return None
        alike = (
            payment_orders.c.kind == PaymentKind.WITHDRAWAL,
            payment_orders.c.wallet == order.wallet,
            payment_orders.c.amount == order.instruction.amount,
        )
        asked_at = select(payment_orders.c.created_at).where(payment_orders.c.key == order.key)
        place = tuple_(payment_orders.c.created_at, payment_orders.c.key)
        number = connection.scalar(
            select(func.count()).where(
                *alike,
                place <= tuple_(asked_at.scalar_subquery(), literal(order.key)),
                # What ended without tokens takes none that come later.
                ~and_(_given_up(), _without_tokens()),
            )
        )
        arrived = connection.scalar(
            select(func.count()).where(
                token_arrivals.c.sender == order.wallet,
                token_arrivals.c.amount == order.instruction.amount,
            )
        )
        return TokensDue(int(number or 0), int(arrived or 0), _read_to(connection))

    def in_states(
        self, connection: Connection, states: Iterable[PaymentState]
    ) -> list[PaymentOrder]:
        """Return orders in some states, at most 200.

        Args:
            connection: An open database transaction.
            states: The states.

        Returns:
            The orders, one of each account and then the next, those looked at longest ago first: a
            client with many keeps no other waiting.
        """
        oldest = (payment_orders.c.looked_at, payment_orders.c.created_at, payment_orders.c.key)
        turn = func.row_number().over(partition_by=payment_orders.c.account, order_by=oldest)
        question = (
            select(payment_orders, turn.label("turn"))
            .where(payment_orders.c.state.in_(list(states)))
            .order_by("turn", *oldest)
            .limit(_AT_ONCE)
        )
        return [PaymentOrder.of(row) for row in connection.execute(question)]

    def covered(self, connection: Connection, finality: Finality) -> list[PaymentOrder]:
        """Return withdrawals without tokens for which final ones have come, at most 200.

        They await them, or had some that a reorganisation took back.

        Args:
            connection: An open database transaction.
            finality: From which block on tokens count.

        Returns:
            The orders, the oldest first.
        """
        depth = case(
            (payment_orders.c.amount >= finality.large_minor, finality.depth(finality.large_minor)),
            else_=finality.blocks,
        )
        came = (
            select(token_arrivals.c.block)
            .where(
                token_arrivals.c.order_key.is_(None),
                token_arrivals.c.sender == payment_orders.c.wallet,
                type_coerce(token_arrivals.c.amount, String)
                == cast(payment_orders.c.amount, String),
                token_arrivals.c.block <= _read_to(connection) - depth,
            )
            .exists()
        )
        question = (
            select(payment_orders)
            .where(
                payment_orders.c.kind == PaymentKind.WITHDRAWAL,
                _without_tokens(),
                ~_given_up(),
                came,
            )
            .order_by(payment_orders.c.created_at, payment_orders.c.key)
            .limit(_AT_ONCE)
        )
        return [PaymentOrder.of(row) for row in connection.execute(question)]

    def looked(self, connection: Connection, orders: Iterable[PaymentOrder]) -> None:
        """Record that orders were looked at now.

        Args:
            connection: An open database transaction.
            orders: The orders.
        """
        keys = [order.key for order in orders]
        if keys:
            connection.execute(
                update(payment_orders)
                .where(payment_orders.c.key.in_(keys))
                .values(looked_at=self.clock())
            )

    def booked(self, connection: Connection, since: date, until: date) -> list[PaymentOrder]:
        """Return the orders that the custodian has booked on the days of a span.

        Args:
            connection: An open database transaction.
            since: The first day.
            until: The last day, included.

        Returns:
            The orders, by key.
        """
        question = select(payment_orders).where(
            payment_orders.c.booked_on >= since, payment_orders.c.booked_on <= until
        )
        return [PaymentOrder.of(row) for row in connection.execute(question.order_by("key"))]

    def total(self, connection: Connection, until: date) -> int:
        """Return what clients have by our orders booked up to a day.

        Args:
            connection: An open database transaction.
            until: The last day, included.

        Returns:
            Deposits less withdrawals, in minor units.
        """
        question = (
            select(payment_orders.c.kind, func.sum(payment_orders.c.amount))
            .where(payment_orders.c.booked_on <= until)
            .group_by(payment_orders.c.kind)
        )
        sums = {kind: int(amount) for kind, amount in connection.execute(question).all()}
        return sums.get(PaymentKind.DEPOSIT, 0) - sums.get(PaymentKind.WITHDRAWAL, 0)

    def move(
        self, connection: Connection, order: PaymentOrder, state: PaymentState, **values: Any
    ) -> bool:
        """Move an order to a state.

        Args:
            connection: An open database transaction.
            order: The order.
            state: The new state.
            **values: Further columns to set; of a reason what can be kept.

        Returns:
            False when another process has moved it meanwhile.
        """
        if "reason" in values:
            values["reason"] = remark(values["reason"])
        moved = connection.execute(
            update(payment_orders)
            .where(payment_orders.c.key == order.key, payment_orders.c.state == order.state)
            .values(state=state, changed_at=self.clock(), **values)
        )
        if moved.rowcount == 1 and state is not order.state:
            self._tell(connection, order.key, state)
        return moved.rowcount == 1

    def match(self, connection: Connection, order: PaymentOrder, finality: Finality) -> bool:
        """Give a withdrawal the tokens that came for it; one that awaited them moves on.

        Args:
            connection: An open database transaction.
            order: The order.
            finality: From which block on tokens count.

        Returns:
            False when none have come.
        """
        free = (
            select(token_arrivals)
            .where(
                token_arrivals.c.sender == order.wallet,
                token_arrivals.c.order_key.is_(None),
                token_arrivals.c.amount == order.instruction.amount,
                token_arrivals.c.block
                <= _read_to(connection) - finality.depth(order.instruction.amount),
            )
            .order_by(token_arrivals.c.block, token_arrivals.c.place)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        row = connection.execute(free).one_or_none()
        awaits = order.state is PaymentState.AWAITING
        if row is None or (awaits and not self.move(connection, order, PaymentState.ASKED)):
            return False
        connection.execute(
            update(token_arrivals)
            .where(token_arrivals.c.block == row.block, token_arrivals.c.place == row.place)
            .values(order_key=order.key)
        )
        return True

    def expire_awaiting(self, connection: Connection) -> int:
        """End the withdrawals whose tokens have not come within a week.

        Tokens that come later are for the client's next order of that amount.

        Args:
            connection: An open database transaction.

        Returns:
            How many.
        """
        since = self.clock() - AWAITED
        rows = connection.execute(
            select(payment_orders)
            .where(
                payment_orders.c.state == PaymentState.AWAITING, payment_orders.c.created_at < since
            )
            .limit(_AT_ONCE)
        ).all()
        return sum(
            self.move(connection, PaymentOrder.of(row), PaymentState.EXPIRED, reason=_NOT_COME)
            for row in rows
        )

    def _tell(self, connection: Connection, key: str, state: str) -> None:
        self.audit_log.add(connection, actor="node", act=f"payment.{state}", subject=key)


def _read_to(connection: Connection) -> int:
    return int(connection.scalar(select(token_cursor.c.block)) or 0)


def _without_tokens() -> ColumnElement[bool]:
    claimed = select(token_arrivals.c.block).where(
        token_arrivals.c.order_key == payment_orders.c.key
    )
    return ~claimed.exists()


def _given_up() -> ColumnElement[bool]:
    """Whether a withdrawal has ended before any tokens came for it."""
    return and_(
        payment_orders.c.state == PaymentState.EXPIRED,
        payment_orders.c.reason.is_not_distinct_from(_NOT_COME),
    )
