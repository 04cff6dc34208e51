"""Delivers to clients' endpoints: their own secrets sign, and each try is written down."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from tallystick_node.infrastructure.notifications.courier import Undelivered
from tallystick_node.infrastructure.notifications.webhooks import key_of
from tallystick_node.infrastructure.vault.key_ring import VaultRefused
from tallystick_node.partners.hook_rules import EndpointState
from tallystick_node.storage.tables import hook_deliveries, hook_endpoints

if TYPE_CHECKING:
    from tallystick_node.infrastructure.notifications.messages import Message
    from tallystick_node.infrastructure.notifications.webhooks import WebhookSender
    from tallystick_node.partners.hook_post import HookPost

__all__ = ["HookChannel"]

_OF_DELIVERY = "delivery:"


@dataclass(frozen=True, slots=True)
class HookChannel:
    """A channel of the outbox. What is for an endpoint that is off or gone is dropped."""

    post: HookPost
    sender: WebhookSender

    def deliver(self, message: Message) -> None:
        """Deliver a message to the endpoint that it is for.

        Args:
            message: The leased message.

        Raises:
            Undelivered: WEBHOOK:… as the sender says; it is tried again until the endpoint is off.
        """
        number = int(message.recipient.removeprefix(_OF_DELIVERY))
        book = self.post.book
        with book.desk.database.reading() as connection:
            row = connection.execute(
                select(hook_endpoints)
                .join(hook_deliveries, hook_deliveries.c.endpoint == hook_endpoints.c.id)
                .where(hook_deliveries.c.id == number)
            ).one_or_none()
            if row is None or row.state != EndpointState.ACTIVE:
                return
            try:
                keys = [key_of(secret) for secret in book.secrets_of(connection, row.id)]
            except VaultRefused as refused:
                if refused.code in {"VAULT:FORGOTTEN", "VAULT:NOTHING"}:
                    return
                raise Undelivered("NOTICE:SEALED", "the secret cannot be opened") from refused
        try:
            self.sender.post(row.url, f"delivery_{number}", message.content, keys)
        except Undelivered as failed:
            self.post.settle(number, failed.code)
            raise
        self.post.settle(number, None)
