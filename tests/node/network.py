"""A chain under a test's control, with a platform on it and an account for the node."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from tallystick.testing.actors import test_signer
from tallystick.testing.loans import LoanBuilder

if TYPE_CHECKING:
    from tallystick.chain._sync.connection import Connection
    from tallystick.chain.signer import MemorySigner
    from tallystick.platform._sync.platform import Platform
    from tallystick.testing.session import Session
    from tallystick_node.evm import BlockBuilder

__all__ = ["Network"]


@dataclass
class Network:
    """The local chain, or another one when `chain` is None.

    `holds` says that the other one can leave transactions waiting.
    """

    session: Session
    chain: BlockBuilder | None = None
    holds: bool = True
    keeper: MemorySigner = field(default_factory=lambda: test_signer("keeper"))

    def __post_init__(self) -> None:
        self.loans = LoanBuilder(self.platform, self.session.actors)
        self.session.chain.fund(self.keeper.address)

    @property
    def platform(self) -> Platform:
        return self.session.platform

    @property
    def connection(self) -> Connection:
        return self.session.chain.connection

    def mine(self) -> None:
        """Put what waits into a block."""
        self.connection.request("evm_mine")

    def mine_at_once(self, *, on: bool) -> None:
        """Make a block for each transaction, or leave what is sent waiting."""
        if self.chain is not None:
            self.chain.instant = on
        elif self.holds:
            self.connection.request("evm_setAutomine", on)
        elif not on:
            pytest.skip("this chain makes its blocks itself")
