"""Gateways for text and push messages: a signed webhook that names the recipient."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tallystick_node.infrastructure.notifications.courier import Channel
    from tallystick_node.infrastructure.notifications.messages import Message

__all__ = ["Gateway"]


@dataclass(frozen=True, slots=True)
class Gateway:
    """Posts `{"to", "channel", "content"}` to one address, through the channel of webhooks."""

    webhooks: Channel
    url: str

    def deliver(self, message: Message) -> None:
        """Hand a message over to the gateway.

        Args:
            message: The leased message.

        Raises:
            Undelivered: As webhooks raise it.
        """
        content = {
            "to": message.recipient,
            "channel": message.channel,
            "content": message.content,
        }
        self.webhooks.deliver(replace(message, recipient=self.url, content=content))
