"""What is nested or crumbled is no transaction, and is refused before it is decoded."""

from __future__ import annotations

import tracemalloc

import pytest
import rlp
from eth_account import Account
from eth_utils.crypto import keccak

from node.evm.builders import Scene
from tallystick_node.evm.admission import DEPTH_MAX, ITEMS_MAX, _is_shaped, decode
from tallystick_node.evm.refusals import RpcRefusal
from tallystick_node.evm.rpc import RpcLimits

KEY = keccak(text="somebody who sends")
MEMORY_MAX = 2_000_000


def nested(depth: int) -> bytes:
    """A list in a list, so many times, without recursion."""
    parts, size = [], 0
    for _ in range(depth):
        width = size.to_bytes(max(1, (size.bit_length() + 7) // 8), "big")
        head = bytes([0xC0 + size]) if size < 56 else bytes([0xF7 + len(width)]) + width
        parts.append(head)
        size += len(head)
    return b"".join(reversed(parts))


@pytest.mark.parametrize("prefix", [b"", b"\1", b"\2", b"\3", b"\4"])
@pytest.mark.parametrize(
    "body",
    [nested(38_000), nested(DEPTH_MAX + 2), b"\xfa\x01\xff\xfc" + b"\xc0" * 131_068,
     rlp.encode([[b""] * (ITEMS_MAX + 1)]), b"\xf9", b"\xff" + b"\xff" * 8, b"\xbf" + b"\xff" * 8],
    ids=["deep", "one too deep", "empty lists", "crumbs", "cut", "endless list", "endless text"],
)  # fmt: skip
def test_a_nested_or_crumbled_encoding_costs_nothing(prefix: bytes, body: bytes) -> None:
    scene = Scene(RpcLimits())
    raw = (prefix + body)[:131_072]
    tracemalloc.start()
    with pytest.raises(RpcRefusal, match="cannot be read"):
        decode(scene.builder.chain, raw)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < MEMORY_MAX


@pytest.mark.parametrize(
    "fields",
    [
        {"gasPrice": 10**9},
        {"gasPrice": 10**9, "accessList": []},
        {"maxFeePerGas": 10**9, "maxPriorityFeePerGas": 1},
        {
            "maxFeePerGas": 10**9, "maxPriorityFeePerGas": 1,
            "accessList": [
                {"address": "0x" + "11" * 20, "storageKeys": ["0x" + "22" * 32] * 300}
            ] * 10,
        },
        {"maxFeePerGas": 10**9, "maxPriorityFeePerGas": 1, "data": "0x" + "ff" * 100_000},
    ],
    ids=["legacy", "access list", "fees", "long access list", "much data"],
)  # fmt: skip
def test_every_kind_of_transaction_is_shaped_like_one(fields: dict[str, object]) -> None:
    wanted = {
        "to": "0x" + "33" * 20, "value": 1, "gas": 30_000_000, "nonce": 0, "chainId": 1, **fields,
    }  # fmt: skip
    raw = bytes(Account.sign_transaction(wanted, KEY).raw_transaction)
    assert _is_shaped(raw)


def test_a_delegating_transaction_is_shaped_like_one() -> None:
    account = Account.from_key(KEY)
    authorization = account.sign_authorization(
        {"chainId": 1, "address": "0x" + "44" * 20, "nonce": 1}
    )
    wanted = {
        "to": "0x" + "33" * 20, "value": 0, "gas": 100_000, "nonce": 0, "chainId": 1,
        "maxFeePerGas": 10**9, "maxPriorityFeePerGas": 1, "authorizationList": [authorization],
        "accessList": [{"address": "0x" + "11" * 20, "storageKeys": ["0x" + "22" * 32]}],
    }  # fmt: skip
    assert _is_shaped(bytes(account.sign_transaction(wanted).raw_transaction))


def test_the_bounds_are_the_last_that_pass() -> None:
    # The innermost list is empty and holds nothing.
    assert _is_shaped(nested(DEPTH_MAX + 1))
    assert not _is_shaped(nested(DEPTH_MAX + 2))
    assert _is_shaped(rlp.encode([b""] * (ITEMS_MAX - 1)))
    assert not _is_shaped(rlp.encode([b""] * ITEMS_MAX))
