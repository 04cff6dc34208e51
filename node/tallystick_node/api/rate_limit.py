"""How many requests a caller's address may make in a minute, whichever process answers them."""

from __future__ import annotations

import asyncio
import threading
import time
from collections import Counter
from typing import TYPE_CHECKING

import structlog
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter
from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from tallystick_node.api.problems import problem

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

    from tallystick_node.infrastructure.request_counts import RequestCounts

__all__ = ["EXCHANGE_SECONDS", "RateLimit", "SharedStorage"]

# A monitor that is refused would call the node dead. The chain inside has bounds of its own, and
# whoever audits it asks thousands of questions at once.
REFUSAL_SECONDS = 0.25
FREE = frozenset({"/livez", "/readyz", "/metrics", "/rpc"})
# So late does a process know what the others have counted; no request waits for it.
EXCHANGE_SECONDS = 1.0
_WINDOW_SECONDS = 60
_KEEP_SECONDS = 2 * _WINDOW_SECONDS
# Who asks most is told first; a crowd of callers is told in turns.
_TOLD_AT_ONCE = 5_000
_log = structlog.get_logger("tallystick.api")


class SharedStorage(MemoryStorage):
    """Counts in memory, and beside them what other processes had counted at the last exchange."""

    def __init__(self, counts: RequestCounts) -> None:
        super().__init__()
        self._counts = counts
        self._untold: Counter[str] = Counter()
        self._telling = threading.Lock()
        self._others: dict[str, int] = {}

    def get(self, key: str) -> int:
        """Return a count: this process's and the others'.

        Args:
            key: The key of a caller and a window.

        Returns:
            The count.
        """
        return super().get(key) + self._others.get(key, 0)

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        """Count requests, and keep in mind that the others are to be told.

        Args:
            key: The key of a caller and a window.
            expiry: For how many seconds it counts.
            amount: How many.

        Returns:
            This process's count.
        """
        with self._telling:
            self._untold[key] += amount
        return super().incr(key, expiry, amount)

    def decr(self, key: str, amount: int = 1) -> int:
        """Take counted requests back.

        Args:
            key: The key of a caller and a window.
            amount: How many.

        Returns:
            This process's count.
        """
        with self._telling:
            self._untold[key] -= amount
        return super().decr(key, amount)

    def exchange(self) -> None:
        """Tell the others what was counted here, and learn what they have counted."""
        with self._telling:
            batch = dict(self._untold.most_common(_TOLD_AT_ONCE))
            self._untold.subtract(batch)
        windows = {window for key in batch for window in _with_the_one_before(key)}
        try:
            counted = self._counts.exchange(batch, windows, _KEEP_SECONDS)
        except SQLAlchemyError:
            with self._telling:
                self._untold.update(batch)  # told the next time
            raise
        with self._telling:
            here = {key: super(SharedStorage, self).get(key) - self._untold[key] for key in windows}
            self._untold = +self._untold
        known = {key: max(counted.get(key, 0) - own, 0) for key, own in here.items()}
        newest = max((_window(key) for key in windows), default=0)
        self._others = {
            key: count
            for key, count in {**self._others, **known}.items()
            if count and _window(key) >= newest - 1
        }


def _window(key: str) -> int:
    return int(key.rpartition("/")[2])


def _with_the_one_before(key: str) -> tuple[str, str]:
    caller, _, window = key.rpartition("/")
    return key, f"{caller}/{int(window) - 1}"


class RateLimit:
    """Answers 429 to HTTP requests beyond the limit, with the seconds to wait.

    counts: shared with other processes; without them this process counts for itself. A caller is
    the address of the connection, or what a trusted proxy says of it.
    """

    def __init__(self, app: ASGIApp, per_minute: int, counts: RequestCounts | None = None) -> None:
        self._app = app
        self._item = RateLimitItemPerMinute(per_minute)
        self._shared = None if counts is None else SharedStorage(counts)
        self._limiter = SlidingWindowCounterRateLimiter(self._shared or MemoryStorage())
        self._turn: asyncio.Task[None] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or refuse it."""
        if scope["type"] == "http" and scope["path"] not in FREE:
            caller = scope["client"][0] if scope.get("client") else ""
            if not self._limiter.hit(self._item, caller):
                await self._refuse(caller, scope, receive, send)
                return
            if self._shared is not None and (self._turn is None or self._turn.done()):
                self._turn = asyncio.create_task(self._exchange(self._shared))
        await self._app(scope, receive, send)

    async def _refuse(self, caller: str, scope: Scope, receive: Receive, send: Send) -> None:
        reset = self._limiter.get_window_stats(self._item, caller).reset_time
        wait = max(1, int(reset - time.time()) + 1)
        refusal = problem(
            Request(scope),
            429,
            "RATE:LIMIT",
            f"at most {self._item.amount} requests a minute from one address; try again in"
            f" {wait} seconds",
            headers={"retry-after": str(wait)},
        )
        await asyncio.sleep(REFUSAL_SECONDS)  # or asking at once again would cost nothing
        await refusal(scope, receive, send)

    async def _exchange(self, shared: SharedStorage) -> None:
        await asyncio.sleep(EXCHANGE_SECONDS)
        try:
            await run_in_threadpool(shared.exchange)
        except SQLAlchemyError as failed:
            _log.warning("requests of other processes are not known", exc_info=failed)
