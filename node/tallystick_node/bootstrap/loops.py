"""Threads that do one thing again and again, and can be asked whether they still do."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import structlog

from tallystick.errors import TallystickError

__all__ = ["Loop"]

PAUSE_MAX_SECONDS = 30
# A loop that has not come round for so long is stuck.
STUCK_SECONDS = 600
_log = structlog.get_logger("tallystick.api")


class Loop:
    """Calls `work` until it is stopped; at once again while there is more, else after a pause.

    Whatever `work` raises is logged and tried again, ever more rarely, up to every 30 seconds.
    """

    def __init__(self, name: str, work: Callable[[], bool], pause_seconds: int = 1) -> None:
        self.name = name
        self._work = work
        self._pause = pause_seconds
        self._stopped = threading.Event()
        self._beat = time.monotonic()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def stop(self) -> None:
        """Let the thread end after what it is doing."""
        self._stopped.set()

    def join(self, seconds: int) -> None:
        """Wait for the thread's end.

        Args:
            seconds: How long at most.
        """
        self._thread.join(seconds)

    @property
    def age_seconds(self) -> int:
        """Seconds since it last came round."""
        return int(time.monotonic() - self._beat)

    @property
    def alive(self) -> bool:
        """Whether it runs and comes round."""
        return self._thread.is_alive() and self.age_seconds < STUCK_SECONDS

    def _run(self) -> None:
        pause = self._pause
        while not self._stopped.is_set():
            self._beat = time.monotonic()
            try:
                more = self._work()
                pause = self._pause
            except Exception as failed:  # noqa: BLE001 - whatever it was, it is tried again
                code = failed.code if isinstance(failed, TallystickError) else None
                _log.error("loop failed", loop=self.name, code=code, exc_info=failed)
                more, pause = False, min(max(2 * pause, 1), PAUSE_MAX_SECONDS)
            if not more:
                self._stopped.wait(pause)
