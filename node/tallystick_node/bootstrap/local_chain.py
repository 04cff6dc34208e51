"""The local chain inside the node: one builder, served at /rpc, asked in this process."""

from __future__ import annotations

import threading
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.routing import Route, WebSocketRoute

from tallystick.chain._sync.connection import Connection
from tallystick_node.evm.evm import Genesis
from tallystick_node.evm.opening import chain_exists, open_chain
from tallystick_node.evm.provider import EmbeddedProvider
from tallystick_node.evm.running import CHAIN_ID, Beat, credit
from tallystick_node.evm.server import ChainServer

if TYPE_CHECKING:
    from starlette.routing import BaseRoute

    from tallystick_node.evm.builder import BlockBuilder

__all__ = ["FOLDER", "LocalChain", "chain_folder", "founded"]

FOLDER = "chain"
PATH = "/rpc"
# A platform is founded in blocks dated a second apart, all of them in the past by the end.
_FOUNDING_SECONDS = 120


def founded(data_dir: Path, credited: tuple[str, ...], found: Callable[[Connection], None]) -> None:
    """Begin a development chain, or take up its beginning, and let `found` act on it at once.

    Each transaction is a block of its own here, so that nobody waits for a block's time.
    """
    genesis = Genesis(int(time.time()) - _FOUNDING_SECONDS, CHAIN_ID, credited)
    # A chain that has begun keeps its own genesis; one that died before it had any gets this one.
    builder = open_chain(data_dir / FOLDER, genesis, instant=True, driven=True)
    try:
        credit(builder, credited)
        found(Connection.open(EmbeddedProvider(builder, development=True)))
    finally:
        builder.close()


def chain_folder(data_dir: Path) -> Path:
    """Return where a node's chain is: in a folder of its own, or beside its other files.

    The latter is how a demonstration leaves it, so that `tallystick chain` opens it too.
    """
    return data_dir if chain_exists(data_dir) else data_dir / FOLDER


@dataclass
class LocalChain:
    """An open chain. `failed` is set when it cannot go on."""

    builder: BlockBuilder
    origins: tuple[str, ...]
    development: bool
    failed: threading.Event = field(default_factory=threading.Event)

    @classmethod
    def open(
        cls, data_dir: Path, block_seconds: int, origins: tuple[str, ...], *, development: bool
    ) -> LocalChain:
        """Open the chain of a directory; ChainRefused when there is none or it is damaged."""
        builder = open_chain(chain_folder(data_dir), block_seconds=block_seconds)
        return cls(builder, origins, development)

    def __post_init__(self) -> None:
        self.provider = EmbeddedProvider(self.builder, development=self.development)
        self._server = ChainServer(
            self.provider.table, Beat(self.builder, self.failed), self.origins
        )

    def now(self) -> datetime:
        """Return the chain's own time, which dates its next block."""
        assert self.builder.clock is not None, "a served chain has a clock"
        return datetime.fromtimestamp(self.builder.clock.now(), UTC)

    @property
    def routes(self) -> list[BaseRoute]:
        """What is served at /rpc, over HTTP and WebSocket."""
        return [
            route
            for route in self._server.app.routes
            if isinstance(route, Route | WebSocketRoute) and route.path == PATH
        ]

    @asynccontextmanager
    async def living(self) -> AsyncIterator[None]:
        """Make blocks and tell subscribers for as long as this lasts."""
        async with self._server.app.router.lifespan_context(self._server.app):
            yield

    def close(self) -> None:
        """Give the chain's file back."""
        self.builder.close()
