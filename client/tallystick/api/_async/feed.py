"""Events of a node as they come, from one connection to the next."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator

from tallystick.api._async.line import AsyncLine
from tallystick.api.followed import FollowedEvent, ForgottenBlocks, ForkNotice
from tallystick.api.records.loans import EventResponse
from tallystick.api.responses import read_answer
from tallystick.errors import NodeBusy, TransportError

__all__ = ["PATIENCE_SECONDS", "AsyncEventFeed"]

PATIENCE_SECONDS = 60
_PATH = "/v1/events/stream"
_PAUSE_SECONDS = 1
_SECOND = 10**9


class AsyncEventFeed:
    """One reader's way through the events; `place` is the id to go on from."""

    def __init__(
        self, line: AsyncLine, *, after: str | None, name: str | None, loan: int | None
    ) -> None:
        self.place = after
        self._heard = 0
        self._line = line
        self._query = {"name": name, "loan": loan}

    async def follow(self, patience_seconds: int) -> AsyncIterator[FollowedEvent | ForgottenBlocks]:
        """Yield what comes, and connect again wherever the line broke off.

        Args:
            patience_seconds: For how long the node may not be reached.

        Yields:
            Events in the chain's order, and what to forget when the chain has forked.

        Raises:
            NodeRefused: When the node refuses, such as EVENTS:ID for an id that is none of its.
            NodeBusy: When it stays busy.
            TransportError: When it stays away.
        """
        failing: int | None = None
        while True:
            try:
                async for item in self._once():
                    yield item
            except (TransportError, NodeBusy) as failed:
                now = time.monotonic_ns()
                if failing is None or self._heard > failing:
                    failing = now
                if now - failing >= patience_seconds * _SECOND or not getattr(
                    failed, "retryable", True
                ):
                    raise
            await asyncio.sleep(_PAUSE_SECONDS)  # or it has ended, as each does after a while

    async def _once(self) -> AsyncIterator[FollowedEvent | ForgottenBlocks]:
        async with self._line.follow(_PATH, self._query, self.place) as source:
            async for frame in source:
                self.place, self._heard = frame.id, time.monotonic_ns()
                if frame.event == "chain":
                    event = read_answer(EventResponse, frame.data.encode())
                    yield FollowedEvent(frame.id, event)
                elif frame.event == "forget":
                    notice = read_answer(ForkNotice, frame.data.encode())
                    yield ForgottenBlocks(frame.id, notice.block)
