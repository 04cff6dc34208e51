"""The embedded chain: what it takes, what it refuses, how it dates and fills its blocks."""

from __future__ import annotations

import pytest

from node.evm.transactions import GENESIS, POOR, START, raw
from tallystick_node.evm import BlockBuilder
from tallystick_node.evm.refusals import RpcRefusal


@pytest.fixture
def chain() -> BlockBuilder:
    return BlockBuilder(GENESIS)


def refused(chain: BlockBuilder, transaction: bytes, words: str) -> None:
    before = chain.number
    with pytest.raises(RpcRefusal, match=words) as refusal:
        chain.submit(transaction)
    assert refusal.value.code == -32000
    assert chain.number == before


def test_a_transaction_is_mined_at_once_and_keeps_its_receipt(chain: BlockBuilder) -> None:
    tx_hash = chain.submit(raw())
    result = chain.mined[tx_hash]
    assert (result.block, result.index, result.gas_used) == (1, 0, 21_000)
    assert chain.state().get_balance(bytes.fromhex(POOR.address[2:])) == 1


def test_many_transactions_share_a_block(chain: BlockBuilder) -> None:
    chain.instant = False
    hashes = [chain.submit(raw(nonce)) for nonce in range(60)]
    assert chain.number == 0
    block = chain.seal()
    assert (int(block.number), len(block.transactions)) == (1, 60)
    assert [chain.mined[tx_hash].index for tx_hash in hashes] == list(range(60))
    assert {chain.mined[tx_hash].gas_used for tx_hash in hashes} == {21_000}


def test_another_chains_transaction_is_refused(chain: BlockBuilder) -> None:
    refused(chain, raw(chainId=1), "invalid chain id: 1")


@pytest.mark.parametrize(("nonce", "word"), [(0, "low"), (2, "high")])
def test_a_nonce_out_of_order_is_refused(chain: BlockBuilder, nonce: int, word: str) -> None:
    chain.submit(raw())
    refused(chain, raw(nonce), f"nonce too {word}")


def test_a_replayed_transaction_is_refused(chain: BlockBuilder) -> None:
    once = raw()
    chain.submit(once)
    refused(chain, once, "nonce too low")


def test_who_cannot_pay_is_refused(chain: BlockBuilder) -> None:
    refused(chain, raw(who=POOR), "insufficient funds")


def test_too_little_and_too_much_gas_is_refused(chain: BlockBuilder) -> None:
    refused(chain, raw(gas=20_999), "intrinsic gas too low")
    refused(chain, raw(gas=200_000_001), "exceeds block gas limit")


def test_gas_below_the_floor_for_the_data_is_refused(chain: BlockBuilder) -> None:
    # 21,000 + 10 for each of 4 tokens of 1,000 bytes that are not zero.
    data = b"\1" * 1_000
    refused(chain, raw(data=data, gas=60_999), "gas below the floor")
    assert chain.submit(raw(data=data, gas=61_000))
    assert chain.number == 1


def test_a_creation_beyond_the_limit_is_refused(chain: BlockBuilder) -> None:
    refused(chain, raw(to=None, value=0, data=b"\0" * 49_153, gas=10**7), "max initcode size")
    assert chain.submit(raw(to=None, value=0, data=b"\0" * 49_152, gas=10**7))
    assert chain.number == 1


def test_a_fee_below_the_blocks_is_refused(chain: BlockBuilder) -> None:
    refused(chain, raw(maxFeePerGas=1), "less than block base fee")


def test_what_is_no_transaction_is_refused(chain: BlockBuilder) -> None:
    refused(chain, b"\2\xff\xff", "cannot be read")
    refused(chain, b"\2" + b"\0" * 131_072, "oversized")


def test_blocks_are_dated_by_the_clock_and_never_backwards(chain: BlockBuilder) -> None:
    chain.submit(raw())
    assert int(chain.head().header.timestamp) == START + 1
    chain.set_next(START + 86_400)
    chain.submit(raw(1))
    assert int(chain.head().header.timestamp) == START + 86_400
    chain.submit(raw(2))
    assert int(chain.head().header.timestamp) == START + 86_401
    with pytest.raises(RpcRefusal, match="is not after the head's"):
        chain.set_next(START)


def test_a_block_that_is_not_there_is_refused(chain: BlockBuilder) -> None:
    with pytest.raises(RpcRefusal, match="does not exist"):
        chain.block(1)
    assert chain.number_of(b"\1" * 32) is None
    assert chain.number_of(bytes(chain.head().hash)) == 0
