"""Requests counted and timed by the pattern of their route."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Counter, Histogram

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["HttpMetrics", "Measured"]

# A label of whatever a caller sends would be a series for each of them.
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class HttpMetrics:
    """Requests to this process, by method, path and status."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.requests = Counter(
            "tallystick_http_requests", "Requests answered", ["method", "path", "status"],
            registry=registry,
        )  # fmt: skip
        self.seconds = Histogram(
            "tallystick_http_request_seconds", "Time to an answer", ["path"], registry=registry
        )


class Measured:
    """Counts and times requests by the pattern of their route; what has none is `other`."""

    def __init__(self, app: ASGIApp, metrics: HttpMetrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and note its status and its time."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.perf_counter()
        status = 500

        async def note(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, note)
        finally:
            path = str(getattr(scope.get("route"), "path", "other"))
            self._metrics.seconds.labels(path).observe(time.perf_counter() - began)
            method = scope["method"] if scope["method"] in METHODS else "other"
            self._metrics.requests.labels(method, path, str(status)).inc()
