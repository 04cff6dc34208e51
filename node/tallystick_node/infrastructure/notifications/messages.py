"""Messages that wait for delivery: written in the transaction of what they report."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, bindparam, func, or_, select, update

from tallystick_node.infrastructure.jobs.rules import retry_delay
from tallystick_node.storage.insertion import insert_absent
from tallystick_node.storage.tables import messages

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tallystick_node.infrastructure.clock import Clock
    from tallystick_node.storage import Database

__all__ = [
    "DELIVERED", "GIVEN_UP", "LEASED", "WAITING", "Message", "Outbox", "StuckMessage",
]  # fmt: skip

WAITING, LEASED, DELIVERED, GIVEN_UP = "waiting", "leased", "delivered", "given_up"
LEASE_SECONDS = 60
_ERROR_MAX = 256

_NOW = bindparam("now", type_=messages.c.not_before.type)
_FREE = (
    select(messages)
    .where(
        or_(
            and_(messages.c.state == WAITING, messages.c.not_before <= _NOW),
            and_(messages.c.state == LEASED, messages.c.leased_until < _NOW),
        )
    )
    .order_by(messages.c.not_before, messages.c.id)
    .limit(1)
    .with_for_update(skip_locked=True)
)
_OF_NUMBER = update(messages).where(messages.c.id == bindparam("of_number"))
_OF_LEASE = _OF_NUMBER.where(
    messages.c.lease_token == bindparam("of_token"), messages.c.state == LEASED
)


OutboxFollower = Callable[["Connection", str, str, Mapping[str, Any]], None]


@dataclass(frozen=True, slots=True)
class Message:
    """A leased message; `key` is its identity for whoever receives it twice."""

    number: int
    key: str
    channel: str
    recipient: str
    content: dict[str, Any]
    created_at: datetime
    token: int
    attempts: int


@dataclass(frozen=True, slots=True)
class StuckMessage:
    """A message that was given up, without its content and its recipient."""

    key: str
    channel: str
    attempts: int
    code: str | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Outbox:
    """The table of messages. Each is delivered at least once, and as a rule once.

    followers: told of each message in its own transaction, by key, recipient and content.
    """

    database: Database
    clock: Clock
    attempts_max: int = 100
    followers: list[OutboxFollower] = field(default_factory=list)

    def put(
        self,
        connection: Connection,
        *,
        key: str,
        channel: str,
        recipient: str,
        content: Mapping[str, Any],
        not_before: datetime | None = None,
    ) -> None:
        """Ask for a delivery in the caller's transaction; the same key asks once.

        Args:
            connection: An open database transaction.
            key: What it is known by; the same key asks once.
            channel: The channel's name.
            recipient: For whom, as the channel names them.
            content: JSON values.
            not_before: It waits until then, for those who may not be disturbed earlier.
        """
        now = self.clock()
        row = {
            "key": key,
            "channel": channel,
            "recipient": recipient,
            "content": dict(content),
            "state": WAITING,
            "attempts": 0,
            "not_before": now if not_before is None else not_before,
            "lease_token": 0,
            "created_at": now,
        }
        connection.execute(insert_absent(connection, messages), row)
        for follow in self.followers:
            follow(connection, key, recipient, content)

    def claim(self) -> Message | None:
        """Lease the message that has waited longest.

        Returns:
            The message, None when there is none to deliver now.
        """
        now = self.clock()
        with self.database.writing() as connection:
            row = connection.execute(_FREE, {"now": now}).one_or_none()
            if row is None:
                return None
            lease = {
                "of_number": row.id, "state": LEASED, "lease_token": row.lease_token + 1,
                "leased_until": now + timedelta(seconds=LEASE_SECONDS),
                "attempts": row.attempts + 1,
            }  # fmt: skip
            connection.execute(_OF_NUMBER, lease)
        return Message(
            row.id, row.key, row.channel, row.recipient, row.content, row.created_at,
            row.lease_token + 1, row.attempts + 1,
        )  # fmt: skip

    def delivered(self, message: Message) -> None:
        """Write down that a message has arrived.

        Args:
            message: The leased message.
        """
        self._settle(message, state=DELIVERED, error=None, settled_at=self.clock())

    def failed(self, message: Message, error: str) -> bool:
        """Write down that a message has not arrived.

        Args:
            message: The leased message.
            error: The code of the failure.

        Returns:
            False when it is given up after too many tries.
        """
        again = message.attempts < self.attempts_max
        now = self.clock()
        if again:
            later = now + retry_delay(message.attempts)
            self._settle(message, state=WAITING, error=error, not_before=later)
        else:
            self._settle(message, state=GIVEN_UP, error=error, settled_at=now)
        return again

    def given_up(self) -> list[StuckMessage]:
        """Return the messages that were given up.

        Returns:
            The messages, the oldest first.
        """
        question = select(messages).where(messages.c.state == GIVEN_UP).order_by(messages.c.id)
        with self.database.reading() as connection:
            return [
                StuckMessage(row.key, row.channel, row.attempts, row.error, row.created_at)
                for row in connection.execute(question)
            ]

    def again(self, connection: Connection, key: str) -> bool:
        """Let a message be tried again, with all its tries.

        Args:
            connection: An open database transaction.
            key: The message's key.

        Returns:
            False when it was not given up.
        """
        planned = connection.execute(
            update(messages)
            .where(messages.c.key == key, messages.c.state == GIVEN_UP)
            .values(state=WAITING, attempts=0, not_before=self.clock(), settled_at=None)
        )
        return planned.rowcount == 1

    def counts(self) -> dict[tuple[str, str], int]:
        """Return how many messages of which channel are in which state.

        Returns:
            Counts by channel and state.
        """
        question = select(messages.c.channel, messages.c.state, func.count()).group_by(
            messages.c.channel, messages.c.state
        )
        with self.database.reading() as connection:
            return {
                (channel, state): number
                for channel, state, number in connection.execute(question).all()
            }

    def _settle(self, message: Message, *, error: str | None, **values: object) -> None:
        """Settle it unless its lease has passed on; then whoever has it now will."""
        with self.database.writing() as connection:
            settled = {
                "of_number": message.number, "of_token": message.token, "leased_until": None,
                "error": error and error[:_ERROR_MAX], **values,
            }  # fmt: skip
            connection.execute(_OF_LEASE, settled)
