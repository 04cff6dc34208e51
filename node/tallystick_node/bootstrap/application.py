"""A node's application: its services, its health and its chain, put behind HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tallystick_node.api.app import make_app
from tallystick_node.api.health import Operation
from tallystick_node.bootstrap.doctor.checklist import Lookout
from tallystick_node.bootstrap.doctor.findings import Premises
from tallystick_node.bootstrap.health import live, ready
from tallystick_node.bootstrap.metrics import NodeCollector
from tallystick_node.infrastructure.request_counts import RequestCounts
from tallystick_node.web.mounting import mount_pages

if TYPE_CHECKING:
    from fastapi import FastAPI

    from tallystick_node.bootstrap.node import Node

__all__ = ["application_of"]


def application_of(node: Node) -> FastAPI:
    """Return what serves a node.

    Args:
        node: Put together; it need not work yet.

    Returns:
        The application with pages, API, health, figures and, where there is one, the local chain.
    """
    settings = node.foundation.settings
    premises = Premises(settings, node.services.platform, node.services.database)
    lookout = Lookout(premises)
    operation = Operation(lambda: live(node), lambda: ready(node, lookout), NodeCollector(node))
    app = make_app(
        node.services,
        operation,
        chain=node.foundation.site.local,
        requests_per_minute=settings.requests_per_minute if settings.rate_limit else None,
        counts=_counts(node),
        proxies=settings.proxies,
    )
    mount_pages(app)
    return app


def _counts(node: Node) -> RequestCounts | None:
    """Where several processes count requests; on SQLite there is one process."""
    foundation = node.foundation
    if foundation.database.dialect == "sqlite":
        return None
    return RequestCounts(foundation.database, foundation.machine, foundation.ring)
