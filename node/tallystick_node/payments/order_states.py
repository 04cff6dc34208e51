"""The states of an order, how many orders are in which, and how many a client may have open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from tallystick.errors import InputError
from tallystick_node.storage.tables import payment_orders, token_arrivals

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tallystick_node.payments.custodian import Instruction, PaymentKind

__all__ = ["OPEN", "OPEN_MAX", "PaymentState", "SettledOrder", "check_room", "counts"]
__all__ += ["redemptions_waiting", "settled_orders", "turn_of", "unclaimed", "waiting_wallets"]


class PaymentState(StrEnum):
    """Where an order stands.

    A withdrawal begins with AWAITING: its tokens have not come back yet. SETTLED: money has moved
    at the custodian and tokens are being minted or burned; DONE: they are. REFUSED and EXPIRED: by
    the custodian's report no money has moved, and tokens of a withdrawal go back.
    """

    AWAITING = "awaiting"
    ASKED = "asked"
    INSTRUCTED = "instructed"
    AUTHORISED = "authorised"
    SETTLED = "settled"
    DONE = "done"
    REFUSED = "refused"
    EXPIRED = "expired"


# What the custodian is asked about.
OPEN = (PaymentState.ASKED, PaymentState.INSTRUCTED, PaymentState.AUTHORISED)
# Where an order of a client still costs work: how many of each kind may be at once.
_UNENDED = (PaymentState.AWAITING, *OPEN, PaymentState.SETTLED)
OPEN_MAX = 20
# What moments are kept in.
_NEXT = timedelta(microseconds=1)


def check_room(connection: Connection, instruction: Instruction) -> None:
    """Require that a client may have one more order of a kind.

    Args:
        connection: An open database transaction, which holds the client's lock.
        instruction: The order's.

    Raises:
        InputError: PAYMENT:MANY beyond twenty orders of the account and kind that have not ended.
    """
    many = connection.scalar(
        select(func.count()).where(
            payment_orders.c.account == instruction.account,
            payment_orders.c.kind == instruction.kind,
            payment_orders.c.state.in_(_UNENDED),
        )
    )
    if (many or 0) >= OPEN_MAX:
        raise InputError(
            "PAYMENT:MANY",
            f"at most {OPEN_MAX} {instruction.kind}s of a client are open at once",
        )


@dataclass(frozen=True, slots=True)
class SettledOrder:
    """An order whose money has moved at the bank. at: when that was known."""

    key: str
    incoming: bool
    wallet: str
    account: str
    amount: int
    at: datetime


def settled_orders(connection: Connection) -> list[SettledOrder]:
    """Return the orders whose money has moved, for who watches over flows.

    Args:
        connection: An open database transaction.

    Returns:
        The orders, by key.
    """
    moved = (PaymentState.SETTLED, PaymentState.DONE)
    rows = connection.execute(
        select(payment_orders)
        .where(payment_orders.c.state.in_(moved))
        .order_by(payment_orders.c.key)
    ).all()
    return [
        SettledOrder(
            row.key, row.kind == "deposit", row.wallet, row.account, row.amount, row.changed_at
        )
        for row in rows
    ]


def redemptions_waiting(connection: Connection) -> tuple[int, int]:
    """Return the withdrawals whose tokens have come back and whose money has not left the bank.

    Args:
        connection: An open database transaction.

    Returns:
        How many they are, and their sum in minor units.
    """
    row = connection.execute(
        select(func.count(), func.coalesce(func.sum(payment_orders.c.amount), 0)).where(
            payment_orders.c.kind == "withdrawal", payment_orders.c.state.in_(OPEN)
        )
    ).one()
    return int(row[0]), int(row[1])


def waiting_wallets(connection: Connection, kind: PaymentKind) -> list[str]:
    """Return whose orders have not ended, for who tells them of what holds them up.

    Args:
        connection: An open database transaction.
        kind: Which way money goes.

    Returns:
        The wallets, each once.
    """
    question = (
        select(payment_orders.c.wallet)
        .where(payment_orders.c.kind == kind, payment_orders.c.state.in_(_UNENDED))
        .distinct()
    )
    return list(connection.scalars(question.order_by(payment_orders.c.wallet)))


def turn_of(connection: Connection, wallet: str, now: datetime) -> datetime:
    """Return the moment of a wallet's next order: after all that it has given, whatever the clock.

    Orders of one second, or of a clock that was set back, would else be told apart by their keys,
    and tokens cover a wallet's equal withdrawals in the order in which they were given.

    Args:
        connection: An open database transaction, which holds the wallet's lock.
        wallet: The wallet's address.
        now: The clock's moment.

    Returns:
        That moment, or a microsecond after the wallet's last order where it is not later.
    """
    last = connection.scalar(
        select(payment_orders.c.created_at)
        .where(payment_orders.c.wallet == wallet)
        .order_by(payment_orders.c.created_at.desc())
        .limit(1)
    )
    return now if last is None else max(now, last + _NEXT)


def counts(connection: Connection) -> dict[str, int]:
    """Return how many orders are in which state.

    Args:
        connection: An open database transaction.

    Returns:
        Counts by state.
    """
    question = select(payment_orders.c.state, func.count()).group_by(payment_orders.c.state)
    return dict(connection.execute(question).all())


def unclaimed(connection: Connection) -> int:
    """Return how many times tokens came back that no withdrawal has asked for.

    Args:
        connection: An open database transaction.

    Returns:
        At least 0.
    """
    question = select(func.count()).where(token_arrivals.c.order_key.is_(None))
    return int(connection.scalar(question) or 0)
