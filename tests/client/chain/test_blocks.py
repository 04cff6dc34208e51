"""A block is read from whatever a node answers, or the answer is refused."""

from __future__ import annotations

from typing import Any

import pytest

from tallystick.chain.types import block_of
from tallystick.errors import TransportError

ANSWER: dict[str, Any] = {
    "number": "0x10", "hash": "0x" + "ab" * 32, "parentHash": "0x" + "cd" * 32,
    "timestamp": "0x65", "baseFeePerGas": "0x7", "logsBloom": "0x" + "00" * 256,
}  # fmt: skip


def test_hex_and_plain_values_are_the_same_block() -> None:
    block = block_of(ANSWER, bloom=True)
    assert (block.number, block.timestamp, block.base_fee) == (16, 101, 7)
    assert (block.hash, block.parent) == (b"\xab" * 32, b"\xcd" * 32)
    assert block.bloom == bytes(256)
    plain = {
        "number": 16, "hash": b"\xab" * 32, "parentHash": b"\xcd" * 32, "timestamp": 101,
        "baseFeePerGas": 7, "logsBloom": bytes(256),
    }  # fmt: skip
    assert block_of(plain, bloom=True) == block
    assert block_of(ANSWER, bloom=False).bloom == b""
    assert block_of(ANSWER | {"baseFeePerGas": None}, bloom=False).base_fee is None


@pytest.mark.parametrize(
    "answer",
    [
        {}, ANSWER | {"number": "sixteen"}, ANSWER | {"hash": "0xzz"}, ANSWER | {"timestamp": None},
        ANSWER | {"parentHash": 7.5}, ANSWER | {"number": []}, [], "0x10",
    ],
)  # fmt: skip
def test_what_is_no_block_is_refused(answer: Any) -> None:
    with pytest.raises(TransportError, match="^RPC:ANSWER: the node's block makes no sense"):
        block_of(answer, bloom=True)
