"""Clients of httpx whose requests end in time, whatever of the answer has come."""

from __future__ import annotations

from typing import Any

import httpx2

from tallystick.exchanges.deadline import AsyncDeadline, Deadline
from tallystick.exchanges.streams import TimedBackend

__all__ = ["AsyncTimedClient", "TimedClient"]


class AsyncTimedClient(httpx2.AsyncClient):
    """Gives each request so many seconds, beside the limits of single steps that httpx has."""

    def __init__(self, seconds_max: float, **options: Any) -> None:
        super().__init__(**options)
        self._seconds_max = seconds_max

    async def send(self, request: httpx2.Request, **options: Any) -> httpx2.Response:
        """Send a request and read the answer; see httpx.

        Args:
            request: The request.
            **options: As httpx takes them.

        Returns:
            The response.

        Raises:
            ReadTimeout: When the time is up.
        """
        try:
            async with AsyncDeadline(self._seconds_max):
                return await super().send(request, **options)
        except TimeoutError as over:
            raise httpx2.ReadTimeout("the answer has taken too long", request=request) from over


class TimedClient(httpx2.Client):
    """The same for requests that block."""

    def __init__(self, seconds_max: float, **options: Any) -> None:
        super().__init__(**options)
        self._seconds_max = seconds_max
        for transport in (self._transport, *self._mounts.values()):
            # httpx takes no backend; a transport of its own would pass by the proxies it finds.
            if isinstance(transport, httpx2.HTTPTransport):
                pool: Any = transport._pool  # noqa: SLF001 - it has no other way in
                pool._network_backend = TimedBackend(pool._network_backend)  # noqa: SLF001 - the same

    def send(self, request: httpx2.Request, **options: Any) -> httpx2.Response:
        """Send a request and read the answer; see httpx.

        Args:
            request: The request.
            **options: As httpx takes them.

        Returns:
            The response.

        Raises:
            ReadTimeout: When the time is up.
        """
        with Deadline(self._seconds_max):
            return super().send(request, **options)
