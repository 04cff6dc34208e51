"""Who goes first: what strangers have executed gives way while other requests are answered.

Python lets one thread reckon at a time. An execution that never waits would take half of the time
of everybody whose request arrives while it runs.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

__all__ = ["Allowance", "Precedence", "allowance", "allowed"]

# While others are answered an execution works so long and then waits so long.
WORK_SECONDS, WAIT_SECONDS = 0.0005, 0.005
# An execution holds the chain: so long it may keep the node's own questions waiting.
KEPT_SECONDS = 0.25


class Precedence:
    """Counts the requests that are being answered, and what the node itself asks the chain.

    Requests are counted by one thread, questions by any.
    """

    def __init__(self) -> None:
        self._answering = 0
        self._until = 0.0
        self._asking = 0
        self._asked_at = 0.0
        self._lock = threading.Lock()

    @contextmanager
    def first(self) -> Iterator[None]:
        """Count a request that goes first for as long as this lasts.

        Yields:
            Once, while it is answered.
        """
        self._answering += 1
        try:
            yield
        finally:
            self._answering -= 1

    @contextmanager
    def asking(self) -> Iterator[None]:
        """Count a question of the node's own until it is answered.

        Yields:
            Once.
        """
        with self._lock:
            if not self._asking:
                self._asked_at = time.monotonic()
            self._asking += 1
        try:
            yield
        finally:
            with self._lock:
                self._asking -= 1
                self._asked_at = time.monotonic()  # one was served: the others' wait begins anew

    def kept(self, now: float) -> bool:
        """Say whether the node's own questions have waited long enough.

        Args:
            now: Seconds of the monotonic clock.

        Returns:
            True after a quarter of a second; who holds the chain is to let go of it.
        """
        return bool(self._asking) and now - self._asked_at > KEPT_SECONDS

    def give_way(self, now: float) -> None:
        """Wait for a moment when others are answered and there was work since the last wait.

        Not while all of them wait for the chain, which the execution holds: to wait as well would
        help nobody, and would take from it the time in which it may end.

        Args:
            now: Seconds of the monotonic clock.
        """
        if self._answering > self._asking and now >= self._until:
            time.sleep(WAIT_SECONDS)
            self._until = time.monotonic() + WORK_SECONDS


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a stranger's execution may take. seconds: beside its own bound; others: who goes first.

    None for `others` when nobody does.
    """

    seconds: float
    others: Precedence | None = None


_ALLOWANCE: ContextVar[Allowance | None] = ContextVar("allowance", default=None)


def allowance() -> Allowance | None:
    """Return what executions of this thread may take; None: no more than their own bounds.

    Returns:
        The allowance.
    """
    return _ALLOWANCE.get()


@contextmanager
def allowed(most: Allowance) -> Iterator[None]:
    """Let executions take no more than this for as long as it lasts.

    Args:
        most: The allowance.

    Yields:
        Once.
    """
    token = _ALLOWANCE.set(most)
    try:
        yield
    finally:
        _ALLOWANCE.reset(token)
