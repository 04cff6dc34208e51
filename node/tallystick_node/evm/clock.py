"""The clock that dates blocks: it is passed to the chain, and its mode is kept with the chain."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

__all__ = ["ACCELERATED", "WALL", "Clock"]

WALL = "wall"
ACCELERATED = "accelerated"


def _seconds() -> float:
    return time.time()


@dataclass
class Clock:
    """Gives the second that a block may be dated.

    `wall` is the machine's time. `accelerated` begins at the head of a chain whose genesis lies in
    the past, runs at `rate`, and stands still while nobody has the chain open; it never passes the
    machine's time. `offset` is what a developer has put the clock ahead by.
    """

    mode: str = WALL
    rate: int = 1
    offset: int = 0
    wall: Callable[[], float] = _seconds
    _began: tuple[int, float] | None = None

    def begin(self, head: int) -> None:
        """Go on from the head's second.

        Args:
            head: The Unix second of the latest block.
        """
        self._began = (head - self.offset, self.wall())

    def now(self) -> int:
        """Return the chain's current second.

        Returns:
            A Unix second.
        """
        wall = self.wall()
        if self.mode == WALL or self._began is None:
            return int(wall) + self.offset
        head, since = self._began
        return min(int(wall), head + int((wall - since) * self.rate)) + self.offset

    def at(self, second: int) -> Clock:
        """Return this clock as it is when a block is dated on purpose: it goes on from there.

        Args:
            second: A Unix second.

        Returns:
            The clock.
        """
        ahead = second - self.now()
        if self.mode == ACCELERATED:
            return replace(self, _began=(second - self.offset, self.wall()))
        return replace(self, offset=self.offset + max(ahead, 0))

    def back_at(self, second: int) -> Clock:
        """Return this clock as it is when the chain goes back to a block of a second.

        Args:
            second: A Unix second.

        Returns:
            The clock.
        """
        if self.mode == ACCELERATED:
            return self.at(second)
        return replace(self, offset=min(self.offset, max(0, second - int(self.wall()))))

    def document(self) -> str:
        """Return what is kept with the chain.

        Returns:
            A JSON text.
        """
        return json.dumps({"mode": self.mode, "rate": self.rate, "offset": self.offset})

    @classmethod
    def of(cls, document: str, wall: Callable[[], float] = _seconds) -> Clock:
        """Return the clock that was kept with a chain.

        Args:
            document: The JSON text of `document`.
            wall: The machine's time.

        Returns:
            The clock, which has not begun.
        """
        kept = json.loads(document)
        return cls(kept["mode"], kept["rate"], kept["offset"], wall)
