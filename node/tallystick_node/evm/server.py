"""The chain over HTTP and WebSocket: JSON-RPC at `/rpc` and at `/`.

Everything that touches the chain runs on one thread, whatever the number of callers. A browser's
page is answered only when its origin was allowed.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import math
import socket
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, TypeVar

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.routing import Route, WebSocketRoute

from tallystick.urls import authority, require_host
from tallystick_node.evm.connection import POLICY, ClientConnection
from tallystick_node.evm.http_deadlines import PatientProtocol
from tallystick_node.evm.priority import Allowance, allowed
from tallystick_node.evm.refusals import RpcRefusal
from tallystick_node.evm.rpc.call_budget import executes
from tallystick_node.evm.rpc.protocol import answer_text, answer_texts, error_text, sends
from tallystick_node.evm.rpc.subscriptions import BlockNews, Subscriptions

if TYPE_CHECKING:
    import ssl

    from starlette.requests import Request
    from starlette.websockets import WebSocket

    from tallystick_node.evm.priority import Precedence
    from tallystick_node.evm.rpc import RpcLimits, RpcTable
    from tallystick_node.evm.rpc.call_budget import CallBudget

__all__ = ["ChainServer", "cross_origin", "http_server", "listen", "serving"]

TICK_SECONDS = 0.05
STOP_SECONDS = 3
# After a failure the next try waits.
PAUSE_SECONDS = 1.0
PATHS = ("/", "/rpc")
TRY_AGAIN_LATER = 1013
REFUSAL_SECONDS = 0.25

Result = TypeVar("Result")
Work = Callable[[], str | None]

_log = logging.getLogger("tallystick.chain")


class OverBudgetError(Exception):
    """An address has used up its share of executions; it may ask again after `seconds`."""

    def __init__(self, wait: float) -> None:
        self.seconds = math.ceil(wait)
        self.refusal = RpcRefusal.limit(
            f"this address has used up its share of executions; try again in {self.seconds} seconds"
        )
        super().__init__(self.refusal.message)


class ChainServer:
    """Serves a table of methods; `tick` is called twenty times a second to let blocks be made.

    origins: the pages of browsers that may ask, such as https://wallet.example; `*` is any. budget:
    the share of each address in executions, None where anyone may have all of it. others: the
    requests that go first.
    """

    def __init__(
        self,
        table: RpcTable,
        tick: Callable[[], object],
        origins: Sequence[str] = (),
        budget: CallBudget | None = None,
        others: Precedence | None = None,
    ) -> None:
        self._table = table
        self._budget = budget
        self._others = others
        self._tick = tick
        self._origins = frozenset(origins)
        self._connections: set[ClientConnection] = set()
        self._told = table.view.builder.number
        self._turn = asyncio.Lock()
        self._sending: list[tuple[bytes, asyncio.Future[str | None]]] = []
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="chain")
        self.app = Starlette(
            routes=[
                *(Route(path, self._post, methods=["POST"]) for path in PATHS),
                *(WebSocketRoute(path, self._socket) for path in PATHS),
            ],
            middleware=cross_origin(origins),
            lifespan=self._living,
        )

    def server(self) -> uvicorn.Server:
        """Return a server that is not running yet; it takes the sockets that it serves on.

        Returns:
            The server.
        """
        return http_server(self.app, self._table.limits)

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
            pause = TICK_SECONDS
            try:
                await self._on_chain(self._tick)
                await self._tell_news()
            except RpcRefusal as refusal:
                _log.error("no block could be made: %s", refusal.message)
                pause = PAUSE_SECONDS
            except Exception:  # noqa: BLE001
                # Whatever it was, the chain goes on answering, and tries again.
                _log.exception("no block could be made")
                pause = PAUSE_SECONDS
            await asyncio.sleep(pause)

    async def _tell_news(self) -> None:
        head = self._table.view.builder.number
        first, self._told = min(self._told, head) + 1, head
        for number in range(first, head + 1):
            block = BlockNews(self._table, number)
            for connection in list(self._connections):
                if not len(connection.subscriptions):
                    continue
                news = await self._on_chain(partial(self._news, connection, block))
                if news is None:
                    connection.let_go()
                for text in news or ():
                    connection.send(text)

    def _news(self, connection: ClientConnection, block: BlockNews) -> list[str] | None:
        """Return what a connection is to be sent; None when it is more than it may leave unread."""
        messages: list[str] = []
        size = 0
        try:
            for text in connection.subscriptions.news(block):
                messages.append(text)
                size += len(text)
                if size > self._table.limits.unsent_bytes_max:
                    return None
        except RpcRefusal:
            return None
        return messages

    async def _on_chain(self, work: Callable[[], Result]) -> Result:
        return await asyncio.get_running_loop().run_in_executor(self._worker, work)

    async def _asked(self, work: Callable[[], Result]) -> Result:
        """Do what a caller asks for: one after the other, and blocks are made in between."""
        async with self._turn:
            return await self._on_chain(work)

    async def _in_budget(self, body: bytes | str, caller: str, work: Work) -> str | None:
        """Do what a caller asks for if they have not used up their share of executions."""
        if self._budget is None or not executes(body):
            return await self._asked(work)
        async with self._turn:
            wait = self._budget.wait(caller)
            if wait:
                raise OverBudgetError(wait)
            began = time.monotonic()
            most = Allowance(self._budget.left(caller), self._others)
            try:
                return await self._on_chain(partial(_within, most, work))
            finally:
                self._budget.spend(caller, time.monotonic() - began)

    async def _conversed(self, caller: str, body: bytes | str, work: Work) -> str | None:
        """Do what comes over a WebSocket, where a refusal is a message."""
        try:
            return await self._in_budget(body, caller, work)
        except OverBudgetError as over:
            return error_text(over.refusal)

    async def _answered(self, body: bytes, caller: str) -> str | None:
        """Answer a request; what waits for its turn and sends a transaction goes together."""
        table = self._table
        if not sends(body, table.limits):
            work = partial(answer_text, body, table, table.limits)
            return await self._in_budget(body, caller, work)
        answer: asyncio.Future[str | None] = asyncio.get_running_loop().create_future()
        self._sending.append((body, answer))
        async with self._turn:
            if not answer.done():
                await self._send_together()
        return await answer

    async def _send_together(self) -> None:
        together, self._sending = self._sending, []
        bodies, table = [body for body, _ in together], self._table
        try:
            texts = await self._on_chain(partial(answer_texts, bodies, table, table.limits))
            for (_, waiting), text in zip(together, texts, strict=True):
                if not waiting.done():
                    waiting.set_result(text)
        finally:
            for _, waiting in together:
                waiting.cancel()

    async def _post(self, request: Request) -> Response:
        kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
        if kind != "application/json":
            # A form of a foreign page is refused here too: a browser sends no JSON unasked.
            refusal = RpcRefusal.malformed("send content-type: application/json")
            return _json(error_text(refusal), 415)
        limits = self._table.limits
        try:
            async with asyncio.timeout(limits.body_seconds_max):
                body = await self._body(request)
        except ClientDisconnect:
            return Response(status_code=400)  # nobody is there to read it
        except TimeoutError:
            refusal = RpcRefusal.timed_out(f"no whole request in {limits.body_seconds_max:g}s")
            return _json(error_text(refusal), 408)
        if body is None:
            refusal = RpcRefusal.malformed(f"request over {limits.body_bytes_max} bytes")
            return _json(error_text(refusal), 413)
        try:
            text = await self._answered(body, request.client.host if request.client else "")
        except OverBudgetError as over:
            await asyncio.sleep(REFUSAL_SECONDS)  # or asking at once again would cost nothing
            return _json(error_text(over.refusal), 429, {"retry-after": str(over.seconds)})
        return Response(status_code=204) if text is None else _json(text)

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
        subscriptions = Subscriptions(self._table, self._subscribed)
        connection = ClientConnection(socket, subscriptions, self._table.limits)
        self._connections.add(connection)
        try:
            await socket.accept()
            caller = socket.client.host if socket.client else ""
            await connection.converse(partial(self._conversed, caller))
        finally:
            self._connections.discard(connection)

    def _subscribed(self) -> int:
        return sum(len(connection.subscriptions) for connection in list(self._connections))


def http_server(
    app: Starlette,
    limits: RpcLimits,
    stop_seconds: int = STOP_SECONDS,
    tls: ssl.SSLContext | None = None,
) -> uvicorn.Server:
    """Return a server of an application, with the bounds of an endpoint; it is not running yet.

    Args:
        app: The application.
        limits: The bounds of the endpoint.
        stop_seconds: How long open requests may take once the server is to stop.
        tls: What to serve with, plain HTTP without it.

    Returns:
        The server.
    """
    return uvicorn.Server(
        uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            loop="asyncio",
            http=PatientProtocol,
            ws="websockets-sansio",
            ws_max_size=limits.body_bytes_max,
            ws_per_message_deflate=False,
            limit_concurrency=limits.requests_max + limits.connections_max,
            timeout_graceful_shutdown=stop_seconds,
            ssl_context_factory=None if tls is None else lambda *_: tls,
        )
    )


def listen(host: str, port: int) -> socket.socket:
    """Return a bound, listening socket; callers may connect from now on.

    Args:
        host: The address to listen on.
        port: The port, 0 for any free one.

    Returns:
        The socket.

    Raises:
        OSError: When the address is taken or not ours, or no address.
    """
    require_host(host)
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
    """Serve from a thread of this process, until the block ends.

    Args:
        server: What to serve.
        host: The address to listen on.
        port: The port, 0 for any free one.

    Yields:
        The URL without a path.

    Raises:
        OSError: When the address is taken or not ours.
    """
    bound = listen(host, port)
    running = server.server()
    thread = threading.Thread(target=lambda: asyncio.run(running.serve([bound])), name="server")
    thread.start()
    try:
        yield f"http://{authority(host, bound.getsockname()[1])}"
    finally:
        running.should_exit = True
        thread.join()
        bound.close()


def cross_origin(origins: Sequence[str]) -> list[Middleware]:
    """Return the middleware that lets pages of some origins ask.

    Args:
        origins: Such as https://wallet.example; `*` is any.

    Returns:
        The middleware; none without origins.
    """
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


def _json(text: str, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    return Response(text, status, headers, media_type="application/json")


def _within(most: Allowance, work: Callable[[], Result]) -> Result:
    with allowed(most):
        return work()
