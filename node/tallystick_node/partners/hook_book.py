"""Endpoints of clients' own systems: registered, rotated, switched off and on, removed."""

from __future__ import annotations

import base64
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, insert, select, update

from tallystick_node.infrastructure.notifications.webhooks import PREFIX
from tallystick_node.infrastructure.vault.sealing import Place
from tallystick_node.partners.hook_rules import (
    ENDPOINTS_MAX,
    SECRET_OVERLAP_HOURS,
    EndpointState,
    HookEvent,
    endpoint_events,
    endpoint_url,
)
from tallystick_node.partners.refusals import NoPartner, PartnerRefused
from tallystick_node.storage.insertion import one_at_a_time
from tallystick_node.storage.tables import hook_deliveries, hook_endpoints

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection, Row

    from tallystick_node.partners.desk import PartnersDesk

__all__ = ["HookBook", "HookEndpoint"]

_SECRET_BYTES = 32


@dataclass(frozen=True, slots=True)
class HookEndpoint:
    """An endpoint without its secret. failures: tries in a row that have failed."""

    number: int
    url: str
    events: tuple[HookEvent, ...]
    state: EndpointState
    failures: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class HookBook:
    """Keeps endpoints. loopback: whether http to this machine may be."""

    desk: PartnersDesk
    loopback: bool

    def add(
        self, connection: Connection, person: str, url: str, events: Iterable[str], block: int
    ) -> tuple[str, HookEndpoint]:
        """Register an endpoint.

        Args:
            connection: An open transaction that writes.
            person: The client.
            url: Where their system listens.
            events: What it hears of.
            block: The last block that it does not hear of.

        Returns:
            The secret, shown this once, and the endpoint.

        Raises:
            InputError: HOOK:URL, HOOK:EVENTS.
            PartnerRefused: HOOK:MANY beyond five of a client.
        """
        where, heard = endpoint_url(url, loopback=self.loopback), endpoint_events(events)
        one_at_a_time(connection, f"endpoints of {person}")
        table = hook_endpoints.c
        count = connection.scalar(
            select(func.count()).where(table.person == person, table.state != EndpointState.REMOVED)
        )
        if (count or 0) >= ENDPOINTS_MAX:
            raise PartnerRefused("HOOK:MANY", f"a client has at most {ENDPOINTS_MAX} endpoints")
        row = connection.execute(
            insert(hook_endpoints)
            .values(
                person=person, url=where, events=[str(event) for event in heard],
                state=EndpointState.ACTIVE, failures=0, created_at=self.desk.now, block=block,
                place=2**31 - 1,
            )
            .returning(hook_endpoints)
        ).one()  # fmt: skip
        vault = self.desk.context.vault
        vault.open_for(connection, _holder(row.id))
        secret = self._new_secret(connection, row.id)
        self.desk.note(connection, "hook.added", f"endpoint {row.id}", "client")
        return secret, _endpoint(row)

    def rotate(self, connection: Connection, person: str, number: int) -> str:
        """Give an endpoint a new secret; the one before signs too for another day.

        Args:
            connection: An open transaction that writes.
            person: The client.
            number: The endpoint.

        Returns:
            The secret, shown this once.

        Raises:
            NoPartner: HOOK:NONE when the client has no such endpoint.
        """
        self.own(connection, person, number, lock=True)
        vault, holder = self.desk.context.vault, _holder(number)
        current = vault.get_text(connection, holder, _place(number, "secret"))
        vault.put(connection, holder, _place(number, "old"), current.encode())
        until = self.desk.now + timedelta(hours=SECRET_OVERLAP_HOURS)
        self.change(connection, number, old_until=until)
        self.desk.note(connection, "hook.rotated", f"endpoint {number}", "client")
        return self._new_secret(connection, number)

    def switch_on(self, connection: Connection, person: str, number: int) -> HookEndpoint:
        """Let an endpoint hear again that was switched off; what failed meanwhile waits again.

        Args:
            connection: An open transaction that writes.
            person: The client.
            number: The endpoint.

        Returns:
            The endpoint.

        Raises:
            NoPartner: HOOK:NONE.
        """
        self.own(connection, person, number, lock=True)
        row = self.change(connection, number, state=EndpointState.ACTIVE, failures=0)
        self.desk.note(connection, "hook.enabled", f"endpoint {number}", "client")
        return _endpoint(row)

    def remove(self, connection: Connection, person: str, number: int) -> None:
        """Remove an endpoint, its secret and what was sent to it.

        Args:
            connection: An open transaction that writes.
            person: The client.
            number: The endpoint.

        Raises:
            NoPartner: HOOK:NONE.
        """
        self.own(connection, person, number, lock=True)
        self.change(connection, number, state=EndpointState.REMOVED, ended_at=self.desk.now)
        connection.execute(delete(hook_deliveries).where(hook_deliveries.c.endpoint == number))
        self.desk.context.vault.forget(connection, _holder(number))
        self.desk.note(connection, "hook.removed", f"endpoint {number}", "client")

    def of(self, connection: Connection, person: str) -> list[HookEndpoint]:
        """Return a client's endpoints.

        Args:
            connection: An open database transaction.
            person: The client.

        Returns:
            By number.
        """
        rows = connection.execute(
            select(hook_endpoints)
            .where(
                hook_endpoints.c.person == person,
                hook_endpoints.c.state != EndpointState.REMOVED,
            )
            .order_by(hook_endpoints.c.id)
        )
        return [_endpoint(row) for row in rows]

    def listening(self, connection: Connection, person: str, event: HookEvent) -> list[Row[Any]]:
        """Return a person's endpoints that hear of an event.

        Args:
            connection: An open database transaction.
            person: The client.
            event: What it is.

        Returns:
            The rows, by number.
        """
        rows = connection.execute(
            select(hook_endpoints)
            .where(
                hook_endpoints.c.person == person,
                hook_endpoints.c.state == EndpointState.ACTIVE,
            )
            .order_by(hook_endpoints.c.id)
        )
        return [row for row in rows if event.value in row.events]

    def secrets_of(self, connection: Connection, number: int) -> list[str]:
        """Return what signs for an endpoint now.

        Args:
            connection: An open database transaction.
            number: The endpoint.

        Returns:
            The secret, and within a day of a rotation the one before.

        Raises:
            VaultRefused: When the vault cannot open them.
        """
        vault, holder = self.desk.context.vault, _holder(number)
        signing = [vault.get_text(connection, holder, _place(number, "secret"))]
        until = connection.scalar(
            select(hook_endpoints.c.old_until).where(hook_endpoints.c.id == number)
        )
        if until is not None and self.desk.now < until:
            signing.append(vault.get_text(connection, holder, _place(number, "old")))
        return signing

    def own(
        self, connection: Connection, person: str, number: int, *, lock: bool = False
    ) -> Row[Any]:
        """Return a client's own endpoint.

        Args:
            connection: An open database transaction.
            person: The client.
            number: The endpoint.
            lock: Whether nobody else changes it before this transaction ends.

        Returns:
            Its row.

        Raises:
            NoPartner: HOOK:NONE when the client has no such one.
        """
        question = select(hook_endpoints).where(
            hook_endpoints.c.id == number, hook_endpoints.c.person == person,
            hook_endpoints.c.state != EndpointState.REMOVED,
        )  # fmt: skip
        row = connection.execute(question.with_for_update() if lock else question).one_or_none()
        if row is None:
            raise NoPartner("HOOK:NONE", f"you have no endpoint {number}")
        return row

    def change(self, connection: Connection, number: int, **values: Any) -> Row[Any]:
        """Change an endpoint.

        Args:
            connection: An open transaction that writes.
            number: The endpoint.
            values: By column.

        Returns:
            Its row.
        """
        return connection.execute(
            update(hook_endpoints)
            .where(hook_endpoints.c.id == number)
            .values(**values)
            .returning(hook_endpoints)
        ).one()

    def _new_secret(self, connection: Connection, number: int) -> str:
        secret = PREFIX + base64.b64encode(secrets.token_bytes(_SECRET_BYTES)).decode()
        place = _place(number, "secret")
        self.desk.context.vault.put(connection, _holder(number), place, secret.encode())
        return secret


def _holder(number: int) -> str:
    return f"endpoint:{number}"


def _place(number: int, field: str) -> Place:
    return Place("hook_endpoints", str(number), field)


def _endpoint(row: Row[Any]) -> HookEndpoint:
    return HookEndpoint(
        row.id, row.url, tuple(HookEvent(name) for name in row.events), EndpointState(row.state),
        row.failures, row.created_at,
    )  # fmt: skip
