"""The node over HTTP: the API, health and metrics, and the local chain at /rpc."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

from fastapi import FastAPI
from prometheus_client import CollectorRegistry
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from tallystick import __version__
from tallystick_node.api.bodies import BoundedBodies
from tallystick_node.api.event_streams import EventStreams
from tallystick_node.api.head import HeadAsGet
from tallystick_node.api.mounting import Identified, mount
from tallystick_node.api.priority import Preceding
from tallystick_node.api.rate_limit import RateLimit
from tallystick_node.api.request_metrics import HttpMetrics, Measured
from tallystick_node.evm.server import cross_origin
from tallystick_node.infrastructure.indexer.feed import EventFeed

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from starlette.routing import BaseRoute

    from tallystick_node.api.health import Operation
    from tallystick_node.api.services import Services
    from tallystick_node.evm.priority import Precedence
    from tallystick_node.infrastructure.request_counts import RequestCounts

__all__ = ["ServedChain", "description", "make_app"]


class ServedChain(Protocol):
    """A local chain that the application serves beside the API."""

    @property
    def origins(self) -> tuple[str, ...]:
        """The origins of pages that may ask it."""

    @property
    def routes(self) -> Sequence[BaseRoute]:
        """Its routes, HTTP and WebSocket."""

    @property
    def others(self) -> Precedence:
        """Where requests are counted that go before what its callers have executed."""

    def living(self) -> AbstractAsyncContextManager[None]:
        """Make blocks and tell subscribers for as long as this lasts.

        Returns:
            What the application enters while it is served.
        """


def make_app(
    services: Services,
    operation: Operation,
    *,
    chain: ServedChain | None = None,
    requests_per_minute: int | None = None,
    counts: RequestCounts | None = None,
    proxies: Sequence[str] = (),
) -> FastAPI:
    """Return the application of a node.

    Args:
        services: What its routes may ask.
        operation: What the process says of itself.
        chain: The local chain to serve at /rpc, None for a chain elsewhere.
        requests_per_minute: How many requests an address may make, None for any number.
        counts: Where other processes count them too, None where this one counts for itself.
        proxies: Addresses and networks whose word on where a request comes from is taken.

    Returns:
        The application, not yet served.
    """
    registry = CollectorRegistry()
    registry.register(operation.figures)
    app = _described()
    # A path with a slash too many is not there: a redirection would name whatever host was asked.
    app.router.redirect_slashes = False
    app.state.services = services
    app.state.operation = operation
    app.state.registry = registry
    app.state.feed = EventFeed(services.database)
    app.state.streams = EventStreams()
    app.state.serves_chain = chain is not None
    app.router.lifespan_context = partial(_living, chain)

    if chain is not None:
        app.router.routes.extend(chain.routes)
        for middleware in cross_origin(chain.origins):
            app.add_middleware(middleware.cls, *middleware.args, **middleware.kwargs)
    # The last is asked first: who asks too often is refused before their body is read.
    app.add_middleware(BoundedBodies)
    if chain is not None:
        app.add_middleware(Preceding, others=chain.others)
    if requests_per_minute is not None:
        app.add_middleware(RateLimit, per_minute=requests_per_minute, counts=counts)
    app.add_middleware(Measured, metrics=HttpMetrics(registry))
    app.add_middleware(Identified)
    app.add_middleware(HeadAsGet)
    if proxies:
        app.add_middleware(ProxyHeadersMiddleware, trusted_hosts=list(proxies))
    return app


def description() -> dict[str, Any]:
    """Return the OpenAPI document; it is the same for every node.

    Returns:
        The document, as JSON would hold it.
    """
    return _described().openapi()


def _described() -> FastAPI:
    app = FastAPI(
        title="Tallystick node",
        version=__version__,
        description="Peer-to-peer lending that anyone can check. A query parameter that an"
        " operation does not have is refused with 422 and the code INPUT:QUERY.",
        # The framework's own pages load from another host; ours are in `explorer`.
        docs_url=None,
        redoc_url=None,
    )
    mount(app)
    return app


@asynccontextmanager
async def _living(chain: ServedChain | None, _: FastAPI) -> AsyncIterator[None]:
    async with AsyncExitStack() as stack:
        if chain is not None:
            await stack.enter_async_context(chain.living())
        yield
