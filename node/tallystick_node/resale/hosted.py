"""The rows of orders that were brought to this node, of either side."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select, update

from tallystick_node.resale.rules import OrderSide
from tallystick_node.storage.insertion import insert_absent, one_at_a_time
from tallystick_node.storage.tables import asks, bids

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection, Table

    from tallystick_node.resale.rules import OrderTerms

__all__ = ["ASK_ROWS", "BID_ROWS", "HostedOrders"]


@dataclass(frozen=True, slots=True)
class HostedOrders:
    """The orders of one side. maker: the column that says whose they are."""

    side: OrderSide
    table: Table
    maker: str

    def open(
        self, connection: Connection, now: int, limit: int, loan: int | None, maker: str | None
    ) -> Sequence[Any]:
        """Return orders that are neither over nor withdrawn.

        Args:
            connection: An open database transaction.
            now: The chain's Unix second.
            limit: How many at most; of each maker the newest come first, so that nobody's orders
                push those of the others off.
            loan: Of this loan alone.
            maker: Of this wallet alone.

        Returns:
            Digest, document and moment of each, the newest first.
        """
        table, mine = self.table, self.table.c[self.maker]
        rank = func.row_number().over(
            partition_by=mine, order_by=[table.c.created_at.desc(), table.c.digest]
        )
        question = select(table.c.digest, table.c.document, table.c.created_at).where(
            *self._is_open(now)
        )
        if loan is not None:
            question = question.where(table.c.loan == loan)
        if maker is not None:
            question = question.where(mine == maker)
        rows = connection.execute(
            question.order_by(rank, table.c.created_at.desc(), table.c.digest).limit(limit)
        ).all()
        return sorted(rows, key=lambda row: row.created_at, reverse=True)

    def row(self, connection: Connection, digest: str) -> Any:
        """Return one order, whatever has become of it.

        Args:
            connection: An open database transaction.
            digest: Its digest in hex.

        Returns:
            The row; None when it was never here.
        """
        return connection.execute(
            select(self.table).where(self.table.c.digest == digest)
        ).one_or_none()

    def of_maker(self, connection: Connection, maker: str, limit: int) -> Sequence[Any]:
        """Return every order of a wallet, also those that are over.

        Args:
            connection: An open database transaction.
            maker: The wallet.
            limit: How many at most.

        Returns:
            The rows, the newest first.
        """
        table = self.table
        return connection.execute(
            select(table)
            .where(table.c[self.maker] == maker)
            .order_by(table.c.created_at.desc(), table.c.digest)
            .limit(limit)
        ).all()

    def not_ended(self, connection: Connection, maker: str) -> Sequence[Any]:
        """Return a wallet's orders that are not over, withdrawn or not.

        Args:
            connection: An open database transaction.
            maker: The wallet.

        Returns:
            Digest and document of each.
        """
        table = self.table
        return connection.execute(
            select(table.c.digest, table.c.document)
            .where(table.c[self.maker] == maker, table.c.ended_at.is_(None))
            .order_by(table.c.digest)
        ).all()

    def expired(self, connection: Connection, now: int, limit: int) -> Sequence[Any]:
        """Return open orders whose last second has passed.

        Args:
            connection: An open database transaction.
            now: The chain's Unix second.
            limit: How many at most.

        Returns:
            Digest, document and expiry of each, the earliest first.
        """
        table = self.table
        return connection.execute(
            select(table.c.digest, table.c.document, table.c.expiry)
            .where(table.c.withdrawn_at.is_(None), table.c.ended_at.is_(None), table.c.expiry < now)
            .order_by(table.c.expiry, table.c.digest)
            .limit(limit)
        ).all()

    def count_open(self, connection: Connection, maker: str, now: int) -> int:
        """Return how many open orders a wallet has; until the transaction ends it stays so.

        Args:
            connection: An open transaction that writes.
            maker: The wallet.
            now: The chain's Unix second.

        Returns:
            Their number.
        """
        one_at_a_time(connection, f"{self.side}s of {maker}")
        count = connection.scalar(
            select(func.count())
            .select_from(self.table)
            .where(self.table.c[self.maker] == maker, *self._is_open(now))
        )
        return count or 0

    def keep(
        self, connection: Connection, terms: OrderTerms, maker: str, document: dict[str, Any],
        now: datetime,
    ) -> None:  # fmt: skip
        """Keep an order, or take it up again.

        Args:
            connection: An open transaction that writes.
            terms: The order.
            maker: Who has signed it.
            document: The signed message.
            now: This moment.
        """
        connection.execute(
            insert_absent(connection, self.table).values(
                digest=terms.digest, loan=terms.loan, expiry=terms.expiry,
                document=json.dumps(document),
                created_at=now, **{self.maker: maker},
            )
        )  # fmt: skip
        connection.execute(
            update(self.table)
            .where(self.table.c.digest == terms.digest)
            .values(withdrawn_at=None, ended_at=None, end_reason=None)
        )

    def withdraw(self, connection: Connection, digest: str, maker: str, now: datetime) -> bool:
        """Take an order off the board.

        Args:
            connection: An open transaction that writes.
            digest: Its digest in hex.
            maker: Whose it has to be.
            now: This moment.

        Returns:
            False when the wallet has no such open order here.
        """
        table = self.table
        gone = connection.execute(
            update(table)
            .where(
                table.c.digest == digest, table.c[self.maker] == maker,
                table.c.withdrawn_at.is_(None), table.c.ended_at.is_(None),
            )
            .values(withdrawn_at=now)
        )  # fmt: skip
        return gone.rowcount == 1

    def end(self, connection: Connection, digest: str, reason: str, now: datetime) -> bool:
        """Keep that an order is over.

        Args:
            connection: An open transaction that writes.
            digest: Its digest in hex.
            reason: Why, a code.
            now: This moment.

        Returns:
            False when it was never here, or was over before.
        """
        table = self.table
        over = connection.execute(
            update(table)
            .where(table.c.digest == digest, table.c.ended_at.is_(None))
            .values(ended_at=now, end_reason=reason)
        )
        return over.rowcount == 1

    def _is_open(self, now: int) -> tuple[ColumnElement[bool], ...]:
        table = self.table
        return (
            table.c.withdrawn_at.is_(None), table.c.ended_at.is_(None), table.c.expiry >= now,
        )  # fmt: skip


ASK_ROWS = HostedOrders(OrderSide.ASK, asks, "seller")
BID_ROWS = HostedOrders(OrderSide.BID, bids, "buyer")
