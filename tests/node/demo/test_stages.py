"""The demonstration on every kind of chain: the same loans, the same figures, the same verdict."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from chains import begun
from node.demo.conftest import LOANS, SEED
from tallystick_node.demo.crew import Crew
from tallystick_node.demo.life import DAY, FIRST_DAY
from tallystick_node.demo.show import Demonstration, play

if TYPE_CHECKING:
    from tallystick.chain._sync.connection import Connection
    from tallystick.chain.types import RawReceipt
    from tallystick.testing.chain import TallystickChain

pytestmark = [pytest.mark.long, pytest.mark.other_chain]

MINING_POLLS = 2_000


class ChainStage:
    """A test network under the demonstration: each transaction is a block of its own."""

    def __init__(self, chain: TallystickChain) -> None:
        self._chain = chain
        self.connection: Connection = chain.connection

    def gather(self) -> None:
        pass  # this chain mines at once

    def _head(self) -> int:
        latest = self.connection.block()
        assert latest is not None
        return latest.timestamp

    def date_next(self, timestamp: int) -> None:
        self._chain.travel_to(timestamp)

    def next_second(self) -> int:
        return self._head() + 1

    def seal(self) -> None:
        self.connection.request("evm_mine")

    def mine(self, raws: Sequence[bytes]) -> list[tuple[bool, int]]:
        receipts = [self._receipt(self.connection.send_raw(raw)) for raw in raws]
        return [(receipt.ok, receipt.block) for receipt in receipts]

    def _receipt(self, tx_hash: bytes) -> RawReceipt:
        for _ in range(MINING_POLLS):
            receipt = self.connection.receipt(tx_hash)
            if receipt is not None:
                return receipt
            time.sleep(0.005)
        raise AssertionError("it is not mined")


def comparable(document: dict[str, object]) -> dict[str, object]:
    # Blocks are filled differently, and hashes follow.
    left_out = ("audit", "blocks", "head")
    return {key: value for key, value in document.items() if key not in left_out}


def test_the_demonstration_is_the_same_on_every_chain(
    chain_name: str, shown: Demonstration, tmp_path: Path
) -> None:
    crew = Crew.gather(SEED, LOANS)
    funded = tuple(signer.address for signer in crew.everyone)
    with begun(chain_name, tmp_path, FIRST_DAY * DAY, funded) as chain:
        played, _ = play(ChainStage(chain), crew, LOANS, SEED, tmp_path / "node")
    assert played.verdict.passed
    assert comparable(played.document()) == comparable(shown.document())
    assert played.figures == shown.figures
