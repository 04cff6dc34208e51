"""The sandbox of notices: a file in place of mail and telephone, for development alone."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tallystick_node.storage.schema import canonical

if TYPE_CHECKING:
    from tallystick_node.infrastructure.notifications.messages import Message

__all__ = ["SandboxNotices"]


@dataclass(frozen=True, slots=True)
class SandboxNotices:
    """Writes each notice as a line of JSON that states it was never sent to anyone.

    durable: False where nobody waits for the disk.
    """

    file: Path
    durable: bool = True

    def deliver(self, message: Message) -> None:
        """Add a line, on the disk when this returns and it is to be durable.

        Args:
            message: The leased message.
        """
        line = canonical(
            {
                "sandbox": "not sent to anyone",
                "id": message.key,
                "to": message.recipient,
                "content": message.content,
            }
        )
        handle = os.open(self.file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(handle, "a", encoding="utf-8") as stream:
            stream.write(line + "\n")
            stream.flush()
            if self.durable:
                os.fsync(stream.fileno())
