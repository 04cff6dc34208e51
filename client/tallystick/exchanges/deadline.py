"""The end of an exchange, and a socket that is read until then."""

from __future__ import annotations

import asyncio
import io
import socket
import time
from contextvars import ContextVar, Token
from types import TracebackType
from typing import Any, Self

__all__ = ["AsyncDeadline", "Deadline", "TimedReader", "seconds_left"]

_END: ContextVar[float | None] = ContextVar("end of the exchange", default=None)


class Deadline:
    """Ends what is asked inside it after so many seconds; one inside another ends with the sooner.

    It reaches what is read and written through this package: sessions, streams and timed readers.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._end = 0.0
        self._outer: Token[float | None] | None = None

    @property
    def over(self) -> bool:
        """Whether the time is up."""
        return time.monotonic() >= self._end

    def __enter__(self) -> Self:
        self._end = time.monotonic() + self._seconds
        outer = _END.get()
        self._outer = _END.set(self._end if outer is None else min(self._end, outer))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._outer is not None, "entered"
        _END.reset(self._outer)


class AsyncDeadline:
    """The same for coroutines."""

    def __init__(self, seconds: float) -> None:
        self._timeout = asyncio.timeout(seconds)

    async def __aenter__(self) -> Self:
        await self._timeout.__aenter__()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._timeout.__aexit__(kind, error, trace)


def seconds_left(otherwise: float | None = None) -> float | None:
    """Return how long the next step of the exchange may take.

    Args:
        otherwise: The step's own limit in seconds, None for none.

    Returns:
        Seconds, the sooner of that limit and the end of the deadline; None without either.

    Raises:
        TimeoutError: When the deadline is over.
    """
    end = _END.get()
    if end is None:
        return otherwise
    left = end - time.monotonic()
    if left <= 0:
        raise TimeoutError("the exchange has taken too long")
    return left if otherwise is None else min(left, otherwise)


class TimedReader(io.RawIOBase):
    """Reads a socket, each time no longer than the exchange has left."""

    def __init__(self, connection: socket.socket) -> None:
        super().__init__()
        self._socket = connection
        self._limit = connection.gettimeout()
        self._raw: Any = connection.makefile("rb", buffering=0)

    def readable(self) -> bool:
        """Return that it can be read; see io.

        Returns:
            True.
        """
        return True

    def readinto(self, buffer: Any) -> int | None:
        """Read what has come; see io.

        Args:
            buffer: Where it goes.

        Returns:
            The number of bytes, 0 at the end.

        Raises:
            TimeoutError: When the deadline is over.
        """
        self._socket.settimeout(seconds_left(self._limit))
        count: int | None = self._raw.readinto(buffer)
        return count

    def close(self) -> None:
        """Let go of the socket; see io."""
        self._raw.close()
        super().close()
