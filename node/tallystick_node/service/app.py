"""The node over HTTP: health, metrics, and the local chain at /rpc when it is inside."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI
from fastapi.responses import JSONResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool

from tallystick import __version__
from tallystick_node.chain.server import cross_origin
from tallystick_node.publication.pages import make_router
from tallystick_node.service.health import Check, live, ready
from tallystick_node.service.metrics import HttpMetrics, NodeCollector
from tallystick_node.service.rate_limit import RateLimit

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from tallystick_node.service.composition import Node

__all__ = ["Health", "make_app"]


class CheckAnswer(BaseModel):
    """One thing that was looked at."""

    ok: bool
    detail: str


class Health(BaseModel):
    """Whether all is well, and each thing that was looked at."""

    ok: bool
    checks: dict[str, CheckAnswer]


def make_app(node: Node) -> FastAPI:
    """Return the application of a node."""
    registry = CollectorRegistry()
    registry.register(NodeCollector(node))
    metrics = HttpMetrics(registry)
    app = FastAPI(
        title="Tallystick node",
        version=__version__,
        description="Peer-to-peer lending that anyone can check.",
        lifespan=partial(_living, node),
    )
    _add_health(app, node)
    app.include_router(make_router(node.settings))

    @app.get("/metrics", tags=["operation"], response_class=Response)
    def read_metrics() -> Response:
        """Figures for Prometheus."""
        return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)

    if node.site.local is not None:
        app.router.routes.extend(node.site.local.routes)
        for middleware in cross_origin(node.settings.origins):
            app.add_middleware(middleware.cls, *middleware.args, **middleware.kwargs)
    if node.settings.rate_limit:
        app.add_middleware(RateLimit, per_minute=node.settings.requests_per_minute)
    app.add_middleware(_Measured, metrics=metrics, known=_paths(app))
    return app


def _add_health(app: FastAPI, node: Node) -> None:
    answers: dict[int | str, dict[str, Any]] = {503: {"model": Health}}

    @app.get("/livez", tags=["operation"], response_model=Health, responses=answers)
    async def livez() -> JSONResponse:
        """Whether this process works. One that answers 503 is to be started anew."""
        return _health(live(node))

    @app.get("/readyz", tags=["operation"], response_model=Health, responses=answers)
    async def readyz() -> JSONResponse:
        """Whether answers are right now. Ask elsewhere while this says 503."""
        return _health(await run_in_threadpool(ready, node))


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


def _paths(app: FastAPI) -> frozenset[str]:
    return frozenset(str(getattr(route, "path", "")) for route in app.routes)


class _Measured:
    """Counts and times requests; a path that is none of ours counts as `other`."""

    def __init__(self, app: ASGIApp, metrics: HttpMetrics, known: frozenset[str]) -> None:
        self._app = app
        self._metrics = metrics
        self._known = known

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path = scope["path"] if scope["path"] in self._known else "other"
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
            self._metrics.seconds.labels(path).observe(time.perf_counter() - began)
            self._metrics.requests.labels(scope["method"], path, str(status)).inc()
