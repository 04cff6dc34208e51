"""Who follows events over this process: how many at once, and until when."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tallystick_node.auth.refusals import TooMany

__all__ = ["CALLERS_STREAMS_MAX", "STREAMS_MAX", "EventStreams"]

STREAMS_MAX = 200
CALLERS_STREAMS_MAX = 8


@dataclass(slots=True)
class EventStreams:
    """The streams of one process; `ending` once it stops, and then each stream ends."""

    ending: bool = False
    _open: Counter[str] = field(default_factory=Counter)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @contextmanager
    def place(self, caller: str) -> Iterator[None]:
        """Hold a place for one stream.

        Args:
            caller: The address that it goes to.

        Yields:
            Nothing; the place is held for as long.

        Raises:
            TooMany: EVENTS:STREAMS when the caller, or the process, has no place left.
        """
        with self._lock:
            if self._open[caller] >= CALLERS_STREAMS_MAX or self._open.total() >= STREAMS_MAX:
                raise TooMany(
                    "EVENTS:STREAMS",
                    f"events are followed by at most {CALLERS_STREAMS_MAX} streams from one address"
                    f" and {STREAMS_MAX} in all; close one, or read /v1/events",
                )
            self._open[caller] += 1
        try:
            yield
        finally:
            with self._lock:
                self._open[caller] -= 1
                self._open += Counter()

    def end(self) -> None:
        """Let every stream end soon: the process stops, and another one answers."""
        self.ending = True
