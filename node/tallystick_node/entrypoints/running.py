"""The node as a process: put together, served, and ended on a signal or when it cannot go on."""

from __future__ import annotations

import asyncio
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import structlog

from tallystick.errors import InputError
from tallystick.urls import authority
from tallystick_node.bootstrap.application import application_of
from tallystick_node.bootstrap.composition import Kinds, compose
from tallystick_node.bootstrap.tls import server_tls
from tallystick_node.evm.rpc.limits import RpcLimits
from tallystick_node.evm.server import http_server, listen

if TYPE_CHECKING:
    from tallystick_node.bootstrap.node import Node
    from tallystick_node.infrastructure.settings.settings import Settings

__all__ = ["RunningNode", "run_node"]

_STOP_SECONDS = 5
_SWITCH_SECONDS = 0.000_5
_log = structlog.get_logger("tallystick.api")


@dataclass(frozen=True, slots=True)
class RunningNode:
    """A node that is being served."""

    node: Node
    url: str

    @property
    def failed(self) -> threading.Event:
        """Set when the node cannot go on."""
        local = self.node.foundation.site.local
        return threading.Event() if local is None else local.failed


@contextmanager
def run_node(settings: Settings, kinds: Kinds = lambda _: ()) -> Iterator[RunningNode]:
    """Serve a node from threads of this process until the block ends.

    Requests that have arrived by then are answered, and every loop ends what it does.

    Args:
        settings: The node's.
        kinds: Makes further kinds of jobs.

    Yields:
        The node and its URL.

    Raises:
        InputError: INPUT:PORT when it cannot listen there.
        ConfigError: When a setting is wrong, or there is no platform.
    """
    # Threads that reckon hand over ten times as often as Python would have them do: a request
    # behind an execution waits for as little as can be.
    sys.setswitchinterval(_SWITCH_SECONDS)
    tls = server_tls(settings.tls)
    try:
        bound = listen(settings.host, settings.port)
    except OSError as error:
        raise InputError(
            "INPUT:PORT",
            f"cannot listen on {authority(settings.host, settings.port)} ({error});"
            " choose another --host or --port",
        ) from error
    with ExitStack() as undone:
        undone.callback(bound.close)
        scheme = "http" if tls is None else "https"
        served = f"{scheme}://{authority(settings.host, bound.getsockname()[1])}"
        node = compose(settings, kinds, settings.public_url or served)
        undone.pop_all()
    application = application_of(node)
    server = http_server(application, RpcLimits(), _STOP_SECONDS, tls)
    thread = threading.Thread(target=lambda: asyncio.run(server.serve([bound])), name="server")
    try:
        thread.start()
        node.start()
        _log.info("node started", serve=settings.serve, database=node.foundation.database.place)
        yield RunningNode(node, served)
    finally:
        application.state.streams.end()
        server.should_exit = True
        if thread.is_alive():
            thread.join()
        node.close()
        bound.close()
        _log.info("node stopped", serve=settings.serve)
