"""HTTP/1.1 with deadlines: who says nothing, or does not take an answer, frees their place.

A server has so many places for connections, and a silent one costs its owner nothing. The body of a
request has a deadline where it is read; here are those of its head and of the answer.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from uvicorn.protocols.http.h11_impl import H11Protocol

if TYPE_CHECKING:
    import h11

__all__ = ["HEAD_SECONDS", "TAKE_SECONDS", "PatientProtocol"]

# For a request line and its headers, the first of a connection and each after it.
HEAD_SECONDS = 15.0
# For an answer that waits for the other side to take what was sent.
TAKE_SECONDS = 30.0


class PatientProtocol(H11Protocol):
    """A connection that is closed when its head, or the taking of its answer, is late."""

    head_seconds = HEAD_SECONDS
    take_seconds = TAKE_SECONDS
    _head: asyncio.TimerHandle | None = None
    _take: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin a connection, and wait for its first request.

        Args:
            transport: The connection's.
        """
        super().connection_made(transport)
        self._await_head()

    def data_received(self, data: bytes) -> None:
        """Take bytes; those of a request that has begun have the deadline of its head.

        Args:
            data: What came.
        """
        self._await_head()
        super().data_received(data)
        if not self._idle:
            self._forget_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """End the connection.

        Args:
            exc: Why it ended, None when it was closed.
        """
        self._forget_head()
        self.resume_writing()
        super().connection_lost(exc)

    def handle_websocket_upgrade(self, event: h11.Request) -> None:
        """Hand the connection to the WebSocket's protocol, which has deadlines of its own.

        Args:
            event: The request.
        """
        self._forget_head()
        super().handle_websocket_upgrade(event)

    def pause_writing(self) -> None:
        """Wait until the other side has taken what was sent, but not for ever."""
        super().pause_writing()
        if self._take is None:
            self._take = self.loop.call_later(self.take_seconds, self.transport.abort)

    def resume_writing(self) -> None:
        """Go on sending."""
        if self._take is not None:
            self._take.cancel()
            self._take = None
        super().resume_writing()

    @property
    def _idle(self) -> bool:
        """Whether no request is being answered."""
        cycle: Any = self.cycle  # None before the first, whatever its type says
        return cycle is None or bool(cycle.response_complete)

    def _await_head(self) -> None:
        if self._idle and self._head is None:
            self._head = self.loop.call_later(self.head_seconds, self._give_up)

    def _forget_head(self) -> None:
        if self._head is not None:
            self._head.cancel()
            self._head = None

    def _give_up(self) -> None:
        self._head = None
        if self._idle:
            self.transport.close()
