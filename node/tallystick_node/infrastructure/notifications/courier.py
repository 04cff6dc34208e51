"""Takes messages out of the table to their channels, and tries again those that did not arrive."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import structlog

from tallystick.errors import TallystickError

if TYPE_CHECKING:
    from tallystick_node.infrastructure.notifications.messages import Message, Outbox

__all__ = ["Channel", "Courier", "Undelivered"]

_log = structlog.get_logger("tallystick.outbox")


class Undelivered(TallystickError):  # noqa: N818 - named by what happened
    """A channel could not deliver a message now; it is tried again."""


class Channel(Protocol):
    """A way to the outside."""

    def deliver(self, message: Message) -> None:
        """Deliver a message; it may come a second time.

        Args:
            message: The leased message.

        Raises:
            Undelivered: When it cannot be delivered now.
        """


@dataclass(frozen=True, slots=True)
class Courier:
    """Delivers through channels by their names."""

    outbox: Outbox
    channels: Mapping[str, Channel]

    def deliver_one(self) -> bool:
        """Deliver the next message; one that fails waits and is tried again.

        Returns:
            False when there is none.
        """
        message = self.outbox.claim()
        if message is None:
            return False
        try:
            self._channel(message).deliver(message)
        except Exception as failed:  # noqa: BLE001 - whatever it was, the message is not lost
            code = failed.code if isinstance(failed, TallystickError) else type(failed).__name__
            again = self.outbox.failed(message, code)
            _log.warning(
                "message not delivered" if again else "message given up",
                channel=message.channel, message_number=message.number, attempts=message.attempts,
                code=code,
            )  # fmt: skip
        else:
            self.outbox.delivered(message)
        return True

    def _channel(self, message: Message) -> Channel:
        channel = self.channels.get(message.channel)
        if channel is None:
            raise Undelivered("OUTBOX:CHANNEL", f"no channel {message.channel!r} is set up")
        return channel
