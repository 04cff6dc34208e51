"""Whether the process lives and may be asked, and its figures: /livez, /readyz, /metrics."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.registry import Collector
from starlette.concurrency import run_in_threadpool

from tallystick_node.api.shapes import Described

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Check", "Health", "Operation", "router"]


@dataclass(frozen=True, slots=True)
class Check:
    """The result of one health check."""

    name: str
    ok: bool
    detail: str

    def document(self) -> dict[str, Any]:
        """Return it for JSON.

        Returns:
            `ok` and `detail`; the name is the key in the document around it.
        """
        return {"ok": self.ok, "detail": self.detail}


@dataclass(frozen=True, slots=True)
class Operation:
    """What a process can say of itself.

    live: whether it works; one that does not is to be started anew. ready: whether answers are
    right now. figures: what is measured, for Prometheus.
    """

    live: Callable[[], list[Check]]
    ready: Callable[[], list[Check]]
    figures: Collector


class HealthCheckResponse(Described):
    """The result of one health check."""

    ok: bool
    """Whether it is well."""
    detail: str
    """What was seen."""


class Health(Described):
    """Whether all is well, and the result of each check by its name."""

    ok: bool
    """Whether every check is well."""
    checks: dict[str, HealthCheckResponse]
    """The checks by their names."""


router = APIRouter(tags=["operation"])
_UNWELL: dict[int | str, dict[str, Any]] = {503: {"model": Health}}


@router.get("/livez", response_model=Health, responses=_UNWELL)
async def livez(request: Request) -> JSONResponse:
    """Whether this process works. One that answers 503 should be restarted."""
    operation: Operation = request.app.state.operation
    return _health(operation.live())


@router.get("/readyz", response_model=Health, responses=_UNWELL)
async def readyz(request: Request) -> JSONResponse:
    """Whether answers are right now. Ask elsewhere while this says 503."""
    operation: Operation = request.app.state.operation
    return _health(await run_in_threadpool(operation.ready))


@router.get("/metrics", response_class=Response)
def read_metrics(request: Request) -> Response:
    """Figures for Prometheus."""
    registry: CollectorRegistry = request.app.state.registry
    return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)


def _health(checks: list[Check]) -> JSONResponse:
    ok = all(check.ok for check in checks)
    looked_at = {check.name: check.document() for check in checks}
    return JSONResponse({"ok": ok, "checks": looked_at}, 200 if ok else 503)
