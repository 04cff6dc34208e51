"""The node over HTTP: health, metrics, and the local chain at /rpc when it is inside."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool

from tallystick import __version__
from tallystick_node.api.bodies import BoundedBodies
from tallystick_node.api.caller import node_of
from tallystick_node.api.mounting import Identified, mount
from tallystick_node.chain.server import cross_origin
from tallystick_node.service.health import Check, live, ready
from tallystick_node.service.metrics import HttpMetrics, NodeCollector
from tallystick_node.service.rate_limit import RateLimit

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from tallystick_node.service.composition import Node

__all__ = ["Health", "description", "make_app"]


class HealthCheckAnswer(BaseModel):
    """One thing that was looked at."""

    ok: bool
    detail: str


class Health(BaseModel):
    """Whether all is well, and each thing that was looked at."""

    ok: bool
    checks: dict[str, HealthCheckAnswer]


def make_app(node: Node) -> FastAPI:
    """Return the application of a node."""
    registry = CollectorRegistry()
    registry.register(NodeCollector(node))
    metrics = HttpMetrics(registry)
    app = _described()
    app.state.node = node
    app.router.lifespan_context = partial(_living, node)
    app.state.registry = registry

    if node.site.local is not None:
        app.router.routes.extend(node.site.local.routes)
        for middleware in cross_origin(node.settings.origins):
            app.add_middleware(middleware.cls, *middleware.args, **middleware.kwargs)
    if node.settings.rate_limit:
        app.add_middleware(RateLimit, per_minute=node.settings.requests_per_minute)
    app.add_middleware(_Measured, metrics=metrics)
    app.add_middleware(BoundedBodies)
    app.add_middleware(Identified)
    return app


def description() -> dict[str, Any]:
    """Return the OpenAPI document; it is the same for every node."""
    return _described().openapi()


def _described() -> FastAPI:
    app = FastAPI(
        title="Tallystick node",
        version=__version__,
        description="Peer-to-peer lending that anyone can check.",
        # The name of a route is the name of its operation, and of the client's method for it.
        generate_unique_id_function=lambda route: route.name,
    )
    mount(app)
    _add_operation(app)
    return app


def _add_operation(app: FastAPI) -> None:
    answers: dict[int | str, dict[str, Any]] = {503: {"model": Health}}

    @app.get("/livez", tags=["operation"], response_model=Health, responses=answers)
    async def livez(request: Request) -> JSONResponse:
        """Whether this process works. One that answers 503 is to be started anew."""
        return _health(live(node_of(request)))

    @app.get("/readyz", tags=["operation"], response_model=Health, responses=answers)
    async def readyz(request: Request) -> JSONResponse:
        """Whether answers are right now. Ask elsewhere while this says 503."""
        return _health(await run_in_threadpool(ready, node_of(request)))

    @app.get("/metrics", tags=["operation"], response_class=Response)
    def read_metrics(request: Request) -> Response:
        """Figures for Prometheus."""
        registry: CollectorRegistry = request.app.state.registry
        return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)


def _health(checks: list[Check]) -> JSONResponse:
    ok = all(check.ok for check in checks)
    found = {check.name: check.document() for check in checks}
    return JSONResponse({"ok": ok, "checks": found}, 200 if ok else 503)


@asynccontextmanager
async def _living(node: Node, _: FastAPI) -> AsyncIterator[None]:
    async with AsyncExitStack() as stack:
        if node.site.local is not None:
            await stack.enter_async_context(node.site.local.living())
        yield


class _Measured:
    """Counts and times requests by the pattern of their route; what has none is `other`."""

    def __init__(self, app: ASGIApp, metrics: HttpMetrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
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
            self._metrics.requests.labels(scope["method"], path, str(status)).inc()
