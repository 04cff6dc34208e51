"""How many requests a caller's address may make in a minute."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter
from starlette.requests import Request

from tallystick_node.api.problems import problem

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

__all__ = ["RateLimit"]

# A monitor that is refused would call the node dead. The chain inside has bounds of its own, and
# whoever audits it asks thousands of questions at once.
REFUSAL_SECONDS = 0.25
FREE = frozenset({"/livez", "/readyz", "/metrics", "/rpc"})


class RateLimit:
    """Answers 429 to HTTP requests beyond the limit, with the seconds to wait.

    Each process counts for itself. A caller is the address of the connection, so a proxy in front
    has to count for its own callers.
    """

    def __init__(self, app: ASGIApp, per_minute: int) -> None:
        self._app = app
        self._item = RateLimitItemPerMinute(per_minute)
        self._limiter = SlidingWindowCounterRateLimiter(MemoryStorage())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or refuse it."""
        if scope["type"] == "http" and scope["path"] not in FREE:
            caller = scope["client"][0] if scope.get("client") else ""
            if not self._limiter.hit(self._item, caller):
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
                return
        await self._app(scope, receive, send)
