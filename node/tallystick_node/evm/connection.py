"""One WebSocket client of the chain: responses and news leave in the order of their making."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING

from starlette.websockets import WebSocketDisconnect

from tallystick_node.evm.rpc import answer_text

if TYPE_CHECKING:
    from starlette.websockets import WebSocket

    from tallystick_node.evm.rpc.limits import RpcLimits
    from tallystick_node.evm.rpc.subscriptions import Subscriptions

__all__ = ["POLICY", "ClientConnection"]

POLICY = 1008
FAREWELL_SECONDS = 1

Chain = Callable[[bytes | str, Callable[[], str | None]], Awaitable[str | None]]


class ClientConnection:
    """Answers one request at a time, and sends what was subscribed to.

    The next request is read when the last response has left, so a client that does not read holds
    no responses in memory; one that leaves too much news unread is let go.
    """

    def __init__(self, socket: WebSocket, subscriptions: Subscriptions, limits: RpcLimits) -> None:
        self.subscriptions = subscriptions
        self._socket = socket
        self._limits = limits
        self._unsent: asyncio.Queue[str] = asyncio.Queue()
        self._unsent_bytes = 0
        self._let_go = asyncio.Event()

    def send(self, text: str) -> None:
        """Queue a message; a client that leaves too much unread is let go.

        Args:
            text: The message.
        """
        self._unsent_bytes += len(text)
        if self._unsent_bytes > self._limits.unsent_bytes_max:
            self.let_go()
        else:
            self._unsent.put_nowait(text)

    def let_go(self) -> None:
        """End it from this side."""
        self._let_go.set()

    async def converse(self, chain: Chain) -> None:
        """Answer requests until either side ends the connection.

        Args:
            chain: Takes a request and does its work on the chain's thread, and returns its text.
        """
        tasks = {
            asyncio.create_task(self._read(chain)),
            asyncio.create_task(self._write()),
            asyncio.create_task(self._let_go.wait()),
        }
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        if self._let_go.is_set():
            # Who does not read may not take the farewell either.
            with contextlib.suppress(RuntimeError, WebSocketDisconnect, TimeoutError):
                async with asyncio.timeout(FAREWELL_SECONDS):
                    await self._socket.close(POLICY)

    async def _read(self, chain: Chain) -> None:
        while True:
            message = await self._socket.receive()
            if message["type"] == "websocket.disconnect":
                return
            body = message.get("text")
            asked = body if body is not None else message.get("bytes") or b""
            text = await chain(asked, partial(answer_text, asked, self.subscriptions, self._limits))
            if text is not None:
                self._unsent.put_nowait(text)
                await self._unsent.join()

    async def _write(self) -> None:
        while True:
            text = await self._unsent.get()
            await self._socket.send_text(text)
            self._unsent_bytes = max(0, self._unsent_bytes - len(text))
            self._unsent.task_done()
