"""The chain over HTTP and WebSocket: JSON-RPC at `/rpc` and at `/`.

Everything that touches the chain runs on one thread, whatever the number of callers. A browser's
page is answered only when its origin was allowed.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import threading
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from tallystick_node.chain.refusals import RpcRefusal
from tallystick_node.chain.rpc import answer_text
from tallystick_node.chain.rpc.protocol import error_text
from tallystick_node.chain.rpc.subscriptions import Subscriptions

if TYPE_CHECKING:
    from starlette.requests import Request

    from tallystick_node.chain.rpc import RpcTable

__all__ = ["ChainServer", "listen", "serving"]

TICK_SECONDS = 0.05
UNSENT_MAX = 1_000
PATHS = ("/", "/rpc")
TRY_AGAIN_LATER = 1013
POLICY = 1008

Result = TypeVar("Result")


class ChainServer:
    """Serves a table of methods; `tick` is called twenty times a second to let blocks be made.

    origins: the pages of browsers that may ask, such as https://wallet.example; `*` is any.
    """

    def __init__(
        self, table: RpcTable, tick: Callable[[], object], origins: Sequence[str] = ()
    ) -> None:
        self._table = table
        self._tick = tick
        self._origins = frozenset(origins)
        self._connections: set[_Connection] = set()
        self._told = table.view.builder.number
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="chain")
        self.app = Starlette(
            routes=[
                *(Route(path, self._post, methods=["POST"]) for path in PATHS),
                *(WebSocketRoute(path, self._socket) for path in PATHS),
            ],
            middleware=_cross_origin(origins),
            lifespan=self._living,
        )

    def server(self) -> uvicorn.Server:
        """Return a server that is not running yet; it takes the sockets that it serves on."""
        return uvicorn.Server(
            uvicorn.Config(
                self.app,
                log_config=None,
                access_log=False,
                server_header=False,
                proxy_headers=False,
                loop="asyncio",
                http="h11",
                ws="websockets-sansio",
                ws_max_size=self._table.limits.body_bytes_max,
                timeout_graceful_shutdown=3,
            )
        )

    @contextlib.asynccontextmanager
    async def _living(self, _: Starlette) -> AsyncIterator[None]:
        ticking = asyncio.create_task(self._keep_ticking())
        try:
            yield
        finally:
            ticking.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await ticking
            self._worker.shutdown(wait=True)

    async def _keep_ticking(self) -> None:
        while True:
            await self._on_chain(self._tick)
            await self._tell_news()
            await asyncio.sleep(TICK_SECONDS)

    async def _tell_news(self) -> None:
        head = self._table.view.builder.number
        first = min(self._told, head) + 1
        for number in range(first, head + 1):
            for connection in list(self._connections):
                for text in await self._on_chain(partial(_news, connection.subscriptions, number)):
                    connection.send(text)
        self._told = head

    async def _on_chain(self, work: Callable[[], Result]) -> Result:
        return await asyncio.get_running_loop().run_in_executor(self._worker, work)

    async def _post(self, request: Request) -> Response:
        kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
        if kind != "application/json":
            # A form of a foreign page is refused here too: a browser sends no JSON unasked.
            refusal = RpcRefusal.malformed("send content-type: application/json")
            return _json(error_text(refusal), 415)
        body = await self._body(request)
        if body is None:
            limit = self._table.limits.body_bytes_max
            return _json(error_text(RpcRefusal.malformed(f"request over {limit} bytes")), 413)
        table = self._table
        told = await self._on_chain(lambda: answer_text(body, table.answer, table.limits))
        return Response(status_code=204) if told is None else _json(told)

    async def _body(self, request: Request) -> bytes | None:
        """The body, None when it is over the bound; no more than that is kept."""
        parts = bytearray()
        async for part in request.stream():
            parts += part
            if len(parts) > self._table.limits.body_bytes_max:
                return None
        return bytes(parts)

    async def _socket(self, socket: WebSocket) -> None:
        origin = socket.headers.get("origin")
        if origin is not None and not self._origins & {origin, "*"}:
            await socket.close(POLICY)
            return
        if len(self._connections) >= self._table.limits.connections_max:
            await socket.close(TRY_AGAIN_LATER)
            return
        connection = _Connection(socket, Subscriptions(self._table))
        self._connections.add(connection)
        try:
            await socket.accept()
            await connection.converse(self._on_chain, self._table)
        finally:
            self._connections.discard(connection)


class _Connection:
    """One WebSocket: answers and news leave in the order in which they were made."""

    def __init__(self, socket: WebSocket, subscriptions: Subscriptions) -> None:
        self.subscriptions = subscriptions
        self._socket = socket
        self._unsent: asyncio.Queue[str | None] = asyncio.Queue(UNSENT_MAX)
        self._slow = asyncio.Event()

    def send(self, text: str) -> None:
        """Queue a message; a client that reads too slowly is let go."""
        try:
            self._unsent.put_nowait(text)
        except asyncio.QueueFull:
            self._slow.set()

    async def converse(self, on_chain: Callable[..., Any], table: RpcTable) -> None:
        """Answer until either side ends it."""
        tasks = {
            asyncio.create_task(self._read(on_chain, table)),
            asyncio.create_task(self._write()),
            asyncio.create_task(self._slow.wait()),
        }
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        if self._slow.is_set():
            with contextlib.suppress(RuntimeError, WebSocketDisconnect):
                await self._socket.close(POLICY)

    async def _read(self, on_chain: Callable[..., Any], table: RpcTable) -> None:
        while True:
            message = await self._socket.receive()
            if message["type"] == "websocket.disconnect":
                return
            body = message.get("text")
            asked = body if body is not None else message.get("bytes") or b""
            told = await on_chain(
                lambda asked=asked: answer_text(asked, self.subscriptions.answer, table.limits)
            )
            if told is not None:
                await self._unsent.put(told)

    async def _write(self) -> None:
        while True:
            text = await self._unsent.get()
            if text is not None:
                await self._socket.send_text(text)


def listen(host: str, port: int) -> socket.socket:
    """Return a bound, listening socket; callers may connect from now on. OSError when taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # The protocol is named, or small answers would wait for the other side's acknowledgement.
    bound = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind((host, port))
        bound.listen(2_048)
    except OSError:
        bound.close()
        raise
    return bound


@contextlib.contextmanager
def serving(server: ChainServer, host: str = "127.0.0.1", port: int = 0) -> Iterator[str]:
    """Serve from a thread of this process; yields the URL without a path."""
    bound = listen(host, port)
    running = server.server()
    thread = threading.Thread(target=lambda: asyncio.run(running.serve([bound])), name="server")
    thread.start()
    try:
        yield f"http://{host}:{bound.getsockname()[1]}"
    finally:
        running.should_exit = True
        thread.join()
        bound.close()


def _news(asked: Subscriptions, number: int) -> list[str]:
    return [json.dumps(one) for one in asked.news(number)]


def _cross_origin(origins: Sequence[str]) -> list[Middleware]:
    if not origins:
        return []
    return [
        Middleware(
            CORSMiddleware,
            allow_origins=list(origins),
            allow_methods=["POST"],
            allow_headers=["content-type"],
        )
    ]


def _json(text: str, status: int = 200) -> Response:
    return Response(text, status, media_type="application/json")
