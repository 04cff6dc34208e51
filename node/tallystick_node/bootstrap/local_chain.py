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
from tallystick.errors import ConfigError
from tallystick_node.evm.clock import ACCELERATED
from tallystick_node.evm.evm import Genesis
from tallystick_node.evm.opening import chain_exists, open_chain
from tallystick_node.evm.priority import Precedence
from tallystick_node.evm.provider import EmbeddedProvider
from tallystick_node.evm.rpc.call_budget import CallBudget
from tallystick_node.evm.running import CHAIN_ID, Beat, credit
from tallystick_node.evm.server import ChainServer

if TYPE_CHECKING:
    from starlette.routing import BaseRoute

    from tallystick_node.evm.builder import BlockBuilder

__all__ = [
    "DEMONSTRATION", "FOLDER", "LocalChain", "chain_folder", "founded", "require_no_demonstration",
]  # fmt: skip

FOLDER = "chain"
# Where a demonstration under way works, and by which file it is known; at its end all moves up.
DEMONSTRATION = ("unfinished", "demonstration-under-way")
PATH = "/rpc"
# A platform is founded in blocks dated a second apart, all of them in the past by the end.
_FOUNDING_SECONDS = 120


def founded(
    data_dir: Path, credited: tuple[str, ...], deploy: Callable[[Connection], None]
) -> None:
    """Begin a development chain, or resume its beginning, and deploy a platform on it.

    Each transaction is a block of its own here, so that nobody waits for a block's time.

    Args:
        data_dir: The node's directory; the chain is in its folder `chain`.
        credited: The addresses that get coin for gas.
        deploy: Deploys the platform over the connection that it gets.
    """
    genesis = Genesis(int(time.time()) - _FOUNDING_SECONDS, CHAIN_ID, credited)
    # A chain that has begun keeps its own genesis; one that died before it had any gets this one.
    builder = open_chain(data_dir / FOLDER, genesis, instant=True, driven=True)
    try:
        credit(builder, credited)
        deploy(Connection.open(EmbeddedProvider(builder, development=True)))
    finally:
        builder.close()


def require_no_demonstration(data_dir: Path) -> None:
    """Require that no demonstration is being made in a directory: both would be spoilt.

    Args:
        data_dir: The directory.

    Raises:
        ConfigError: NODE:DEMONSTRATION while one is.
    """
    if data_dir.joinpath(*DEMONSTRATION).is_file():
        raise ConfigError(
            "NODE:DEMONSTRATION",
            f"a demonstration is being made in {data_dir}, and would be spoilt; wait for its end,"
            f" or delete {data_dir / DEMONSTRATION[0]} if none runs",
        )


def chain_folder(data_dir: Path) -> Path:
    """Return where a node's chain is: in a folder of its own, or beside its other files.

    The latter is how a demonstration leaves it, so that `tallystick chain` opens it too.

    Args:
        data_dir: The node's directory.

    Returns:
        The folder; it need not hold a chain yet.
    """
    return data_dir if chain_exists(data_dir) else data_dir / FOLDER


@dataclass
class LocalChain:
    """An open chain. `failed` is set when it cannot go on.

    bounded: whether each address has a share of executions. others: the requests that go first.
    """

    builder: BlockBuilder
    origins: tuple[str, ...]
    development: bool
    bounded: bool = False
    failed: threading.Event = field(default_factory=threading.Event)
    others: Precedence = field(default_factory=Precedence)

    @classmethod
    def open(
        cls,
        data_dir: Path,
        block_seconds: int,
        origins: tuple[str, ...],
        *,
        development: bool,
        bounded: bool = False,
    ) -> LocalChain:
        """Open the chain of a directory.

        Args:
            data_dir: The node's directory.
            block_seconds: Seconds from one block to the next, at least 1.
            origins: The origins of pages that may ask the chain.
            development: Whether methods for development are served.
            bounded: Whether each address has a share of executions.

        Returns:
            The open chain; `close` closes its file.

        Raises:
            ChainRefused: CHAIN:NONE when there is none, CHAIN:IN_USE when another process has it
                open, CHAIN:DAMAGED when it is damaged.
        """
        builder = open_chain(chain_folder(data_dir), block_seconds=block_seconds)
        return cls(builder, origins, development, bounded)

    def __post_init__(self) -> None:
        self.provider = EmbeddedProvider(
            self.builder, development=self.development, others=self.others
        )
        self._server = ChainServer(
            self.provider.table,
            Beat(self.builder, self.failed),
            self.origins,
            CallBudget() if self.bounded else None,
            self.others,
        )

    def now(self) -> datetime:
        """Return the chain's own time, which dates its next block.

        Returns:
            A moment in UTC, in whole seconds.
        """
        assert self.builder.clock is not None, "a served chain has a clock"
        return datetime.fromtimestamp(self.builder.clock.now(), UTC)

    @property
    def is_past(self) -> bool:
        """Whether its clock began with a genesis that lies in the past."""
        clock = self.builder.clock
        return clock is not None and clock.mode == ACCELERATED

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
        """Make blocks and notify subscribers for as long as this lasts.

        Yields:
            Once, while the chain is served.
        """
        async with self._server.app.router.lifespan_context(self._server.app):
            yield

    def close(self) -> None:
        """Close the chain's file."""
        self.builder.close()
