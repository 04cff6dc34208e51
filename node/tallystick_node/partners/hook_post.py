"""What is sent to clients' own systems: once for its cause, tried again, sent anew when asked."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, select, update

from tallystick_node.partners.hook_rules import (
    FAILURES_MAX,
    LOG_KEPT,
    DeliveryState,
    EndpointState,
    HookEvent,
    event_of_notice,
)
from tallystick_node.partners.refusals import NoPartner, PartnerRefused
from tallystick_node.storage.insertion import inserted
from tallystick_node.storage.tables import hook_deliveries, hook_endpoints

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection, Row

    from tallystick_node.infrastructure.notifications.messages import Outbox
    from tallystick_node.partners.hook_book import HookBook

__all__ = ["HOOK_CHANNEL", "HookDelivery", "HookPost"]

HOOK_CHANNEL = "endpoint"
_OF_PERSON = "person:"


@dataclass(frozen=True, slots=True)
class HookDelivery:
    """What was sent, or is to be. code: why the newest try has failed."""

    number: int
    endpoint: int
    event: HookEvent
    state: DeliveryState
    tries: int
    code: str | None
    created_at: datetime
    settled_at: datetime | None
    content: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class HookPost:
    """Sends to the endpoints of a book, by the node's outbox."""

    book: HookBook
    outbox: Outbox

    def log(self, connection: Connection, person: str, number: int) -> list[HookDelivery]:
        """Return what was sent to an endpoint.

        Args:
            connection: An open database transaction.
            person: The client.
            number: The endpoint.

        Returns:
            The newest first, at most 200.

        Raises:
            NoPartner: HOOK:NONE.
        """
        self.book.own(connection, person, number)
        rows = connection.execute(
            select(hook_deliveries)
            .where(hook_deliveries.c.endpoint == number)
            .order_by(hook_deliveries.c.id.desc())
            .limit(LOG_KEPT)
        )
        return [_delivery(row) for row in rows]

    def test(self, connection: Connection, person: str, number: int) -> None:
        """Send something to an endpoint that says nothing.

        Args:
            connection: An open transaction that writes.
            person: The client.
            number: The endpoint.

        Raises:
            NoPartner: HOOK:NONE.
            PartnerRefused: HOOK:DISABLED while it is switched off.
        """
        row = self._active(connection, person, number)
        cause = f"test {secrets.token_hex(8)}"
        self.send(connection, row, HookEvent.TEST, cause, {})

    def again(self, connection: Connection, person: str, number: int, delivery: int) -> None:
        """Send once more what was sent.

        Args:
            connection: An open transaction that writes.
            person: The client.
            number: The endpoint.
            delivery: What was sent.

        Raises:
            NoPartner: HOOK:NONE; HOOK:DELIVERY when nothing of that number was sent there.
            PartnerRefused: HOOK:DISABLED while it is switched off.
        """
        self._active(connection, person, number)
        table = hook_deliveries
        row = connection.execute(
            update(table)
            .where(table.c.id == delivery, table.c.endpoint == number)
            .values(state=DeliveryState.WAITING, turn=table.c.turn + 1, settled_at=None)
            .returning(table)
        ).one_or_none()
        if row is None:
            raise NoPartner("HOOK:DELIVERY", f"nothing of number {delivery} was sent there")
        self._post(connection, row)

    def send(
        self, connection: Connection, endpoint: Row[Any], event: HookEvent, cause: str,
        facts: Mapping[str, Any],
    ) -> None:  # fmt: skip
        """Send something to an endpoint, once for its cause.

        Args:
            connection: An open transaction that writes.
            endpoint: The endpoint's row.
            event: What it is.
            cause: What it is of.
            facts: What is said of it.
        """
        now, table = self.book.desk.now, hook_deliveries
        content = {"type": event.value, "timestamp": now.isoformat(), "data": dict(facts)}
        row = {
            "endpoint": endpoint.id, "event": event.value, "cause": cause, "content": content,
            "state": DeliveryState.WAITING, "tries": 0, "created_at": now, "turn": 0,
        }  # fmt: skip
        if not inserted(connection, table, row):
            return
        kept = connection.execute(
            select(table).where(table.c.endpoint == endpoint.id, table.c.cause == cause)
        ).one()
        self._post(connection, kept)
        older = (
            select(table.c.id)
            .where(table.c.endpoint == endpoint.id)
            .order_by(table.c.id.desc())
            .limit(1)
            .offset(LOG_KEPT)
        )
        last = connection.scalar(older)
        if last is not None:
            connection.execute(
                delete(table).where(table.c.endpoint == endpoint.id, table.c.id <= last)
            )

    def heard(
        self, connection: Connection, key: str, recipient: str, content: Mapping[str, Any]
    ) -> None:
        """Tell a person's endpoints of a message to them, in the message's own transaction.

        Args:
            connection: The transaction that puts the message down.
            key: The message's.
            recipient: Of the message.
            content: Of the message.
        """
        if not recipient.startswith(_OF_PERSON):
            return
        known = event_of_notice(content)
        if known is None:
            return
        event, facts = known
        for row in self.book.listening(connection, recipient.removeprefix(_OF_PERSON), event):
            self.send(connection, row, event, key, facts)

    def settle(self, delivery: int, code: str | None) -> None:
        """Write down how a try ended; too many that failed switch the endpoint off.

        Args:
            delivery: What was sent.
            code: Why it has failed; None where it has not.
        """
        table, failed = hook_deliveries, code is not None
        state = DeliveryState.FAILED if failed else DeliveryState.DELIVERED
        with self.book.desk.database.writing() as connection:
            row = connection.execute(
                update(table)
                .where(table.c.id == delivery)
                .values(
                    state=state, tries=table.c.tries + 1, code=code, settled_at=self.book.desk.now
                )
                .returning(table.c.endpoint)
            ).one_or_none()
            if row is None:
                return
            endpoint, ends = row.endpoint, hook_endpoints
            failures = connection.scalar(
                update(ends)
                .where(ends.c.id == endpoint)
                .values(failures=ends.c.failures + 1 if failed else 0)
                .returning(ends.c.failures)
            )
            if (failures or 0) >= FAILURES_MAX:
                self.book.change(connection, endpoint, state=EndpointState.DISABLED)
                self.book.desk.note(connection, "hook.disabled", f"endpoint {endpoint}", "node")

    def _post(self, connection: Connection, row: Row[Any]) -> None:
        self.outbox.put(
            connection, key=f"endpoint:{row.id}:{row.turn}", channel=HOOK_CHANNEL,
            recipient=f"delivery:{row.id}", content=dict(row.content),
        )  # fmt: skip

    def _active(self, connection: Connection, person: str, number: int) -> Row[Any]:
        row = self.book.own(connection, person, number)
        if row.state != EndpointState.ACTIVE:
            raise PartnerRefused("HOOK:DISABLED", "switch the endpoint on first")
        return row


def _delivery(row: Row[Any]) -> HookDelivery:
    return HookDelivery(
        row.id, row.endpoint, HookEvent(row.event), DeliveryState(row.state), row.tries, row.code,
        row.created_at, row.settled_at, dict(row.content),
    )  # fmt: skip
