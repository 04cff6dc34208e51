"""The chain under a demonstration, which dates its blocks itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from tallystick.chain._sync.connection import Connection
from tallystick_node.evm.provider import EmbeddedProvider
from tallystick_node.evm.refusals import RpcRefusal

if TYPE_CHECKING:
    from tallystick_node.evm import BlockBuilder

__all__ = ["BuilderStage", "DemoChain"]

_SUCCEEDED = b"\x01"


class DemoChain(Protocol):
    """What a demonstration needs of a chain."""

    connection: Connection

    def gather(self) -> None:
        """From now on transactions may share a block."""

    def date_next(self, timestamp: int) -> None:
        """Date the next block.

        Args:
            timestamp: Seconds since 1970-01-01, later than the last block.
        """

    def next_second(self) -> int:
        """Return the second of the next block.

        Returns:
            Seconds since 1970-01-01.
        """

    def mine(self, raws: Sequence[bytes]) -> list[tuple[bool, int]]:
        """Mine signed transactions in their order.

        Args:
            raws: The transactions as they go to a chain.

        Returns:
            For each whether it succeeded, and the number of its block.
        """

    def seal(self) -> None:
        """Put what others have sent into a block."""


class BuilderStage:
    """The embedded chain: whatever is queued shares a block."""

    def __init__(self, builder: BlockBuilder) -> None:
        self._builder = builder
        self.connection = Connection.open(EmbeddedProvider(builder))

    def gather(self) -> None:
        """From now on transactions may share a block."""
        self._builder.instant = False

    def date_next(self, timestamp: int) -> None:
        """Date the next block.

        Args:
            timestamp: Seconds since 1970-01-01, later than the last block.
        """
        self._builder.set_next(timestamp)

    def next_second(self) -> int:
        """Return the second of the next block.

        Returns:
            Seconds since 1970-01-01.
        """
        return self._builder.pending_timestamp()

    def seal(self) -> None:
        """Put what waits into a block."""
        self._builder.seal()

    def mine(self, raws: Sequence[bytes]) -> list[tuple[bool, int]]:
        """Mine signed transactions in one block.

        Args:
            raws: The transactions as they go to a chain.

        Returns:
            For each whether it succeeded, and the number of its block.
        """
        answers = self._builder.submit_many(raws)
        self._builder.seal()
        mined = []
        for answer in answers:
            if isinstance(answer, RpcRefusal):
                raise answer
            transaction = self._builder.mined[answer]
            mined.append((transaction.receipt.state_root == _SUCCEEDED, transaction.block))
        return mined
