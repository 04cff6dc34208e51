"""Where a stream of events stands, and the news that the chain has changed its mind."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tallystick.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Checkpoint", "Reorg"]


@dataclass(frozen=True, slots=True)
class Reorg:
    """The chain has changed its mind: events of this block and later are void."""

    block: int


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Where a stream stands: the next log to read, and block hashes read so far, newest last."""

    block: int
    index: int = 0
    hashes: tuple[tuple[int, str], ...] = field(default=())

    def document(self) -> dict[str, Any]:
        """Return the checkpoint for JSON.

        Returns:
            `block`, `index` and `hashes`, which `parse` reads.
        """
        return {
            "block": self.block,
            "index": self.index,
            "hashes": [list(pair) for pair in self.hashes],
        }

    @classmethod
    def parse(cls, document: Mapping[str, Any]) -> Checkpoint:
        """Read what `document` has written.

        Args:
            document: The parsed JSON.

        Returns:
            The checkpoint.

        Raises:
            ConfigError: EVENTS:CHECKPOINT when it is something else.
        """
        try:
            hashes = tuple((int(number), str(text)) for number, text in document["hashes"])
            return cls(int(document["block"]), int(document["index"]), hashes)
        except (KeyError, TypeError, ValueError) as wrong:
            raise ConfigError(
                "EVENTS:CHECKPOINT", "this is not a checkpoint of a stream"
            ) from wrong
