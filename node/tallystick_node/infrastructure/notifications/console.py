"""Notices as lines of JSON on the node's own output, for whoever reads or forwards them."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TextIO

from tallystick_node.storage.schema import canonical

if TYPE_CHECKING:
    from tallystick_node.infrastructure.notifications.messages import Message

__all__ = ["ConsoleNotices"]


@dataclass(frozen=True, slots=True)
class ConsoleNotices:
    """Writes a line for each message. The recipient stays a reference: logs know nobody."""

    stream: TextIO = field(default_factory=lambda: sys.stdout)

    def deliver(self, message: Message) -> None:
        """Write a line, out of this process when this returns.

        Args:
            message: The leased message.
        """
        line = {
            "notice": message.key,
            "channel": message.channel,
            "to": message.recipient,
            "content": message.content,
        }
        self.stream.write(canonical(line) + "\n")
        self.stream.flush()
