"""What waits for a block: order, gaps, replacement, room, and the times of blocks."""

from __future__ import annotations

from typing import Any

import pytest

from node.evm.transactions import GENESIS, OTHER, POOR, RICH, START, raw
from tallystick_node.evm import BlockBuilder, Clock
from tallystick_node.evm.refusals import RpcRefusal


@pytest.fixture
def chain() -> BlockBuilder:
    return BlockBuilder(GENESIS, instant=False)


def test_senders_keep_their_order_and_take_turns_as_they_came(chain: BlockBuilder) -> None:
    sent = [chain.submit(raw(n, who)) for n in range(3) for who in (RICH, OTHER)]
    chain.seal()
    assert chain.hashes(1) == sent


def test_a_gap_waits_until_it_is_filled(chain: BlockBuilder) -> None:
    later = chain.submit(raw(1))
    assert chain.counts() == (0, 1)
    assert not chain.seal().transactions
    first = chain.submit(raw(0))
    assert chain.counts() == (2, 0)
    chain.seal()
    assert chain.hashes(2) == [first, later]


def test_a_wide_gap_is_refused(chain: BlockBuilder) -> None:
    with pytest.raises(RpcRefusal, match="nonce too high: next nonce 0, tx nonce 65"):
        chain.submit(raw(65))


def test_a_replacement_pays_a_tenth_more(chain: BlockBuilder) -> None:
    old = chain.submit(raw())
    with pytest.raises(RpcRefusal, match="already known"):
        chain.submit(raw())
    with pytest.raises(RpcRefusal, match="replacement transaction underpriced"):
        chain.submit(raw(maxFeePerGas=3 * 10**9))
    new = chain.submit(raw(maxFeePerGas=3 * 10**9, maxPriorityFeePerGas=2))
    assert chain.pool.waiting(old) is None
    chain.seal()
    assert chain.hashes(1) == [new]
    assert [transaction[1] for transaction in chain.store.pending()] == []


def test_all_that_waits_must_be_payable(chain: BlockBuilder) -> None:
    chain.submit(raw(value=6 * 10**23))
    with pytest.raises(RpcRefusal, match="insufficient funds"):
        chain.submit(raw(1, value=6 * 10**23))


def test_the_pool_holds_so_many_and_so_much(
    chain: BlockBuilder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tallystick_node.evm.mempool.WAITING_BYTES_MAX", 1_000)
    chain.submit(raw(data=b"\1" * 500, gas=60_000))
    with pytest.raises(RpcRefusal, match="txpool is full"):
        chain.submit(raw(1, data=b"\1" * 500, gas=60_000))
    chain.seal()
    chain.submit(raw(1, data=b"\1" * 500, gas=60_000))
    monkeypatch.setattr("tallystick_node.evm.mempool.WAITING_MAX", 1)
    with pytest.raises(RpcRefusal, match="txpool is full"):
        chain.submit(raw(2))
    chain.submit(
        raw(1, maxFeePerGas=4 * 10**9, maxPriorityFeePerGas=2)
    )  # takes a place, not one more


def test_many_are_answered_one_by_one(chain: BlockBuilder) -> None:
    answers = chain.submit_many([raw(), b"\2", raw(chainId=5), raw(1), raw(1, POOR)])
    assert [type(answer) for answer in answers] == [
        bytes,
        RpcRefusal,
        RpcRefusal,
        bytes,
        RpcRefusal,
    ]


@pytest.mark.parametrize(
    "changes",
    [
        {"data": b"\1" * 1_000, "gas": 37_100},  # below the floor for data
        {"to": None, "data": b"\1" * 50_000, "gas": 10**7},  # a creation beyond the limit
    ],
)
def test_what_could_never_be_mined_is_not_taken(chain: BlockBuilder, changes: Any) -> None:
    with pytest.raises(RpcRefusal) as refusal:
        chain.submit(raw(**changes))
    assert refusal.value.code == -32000
    assert chain.counts() == (0, 0)


def test_a_block_takes_what_it_has_room_for(chain: BlockBuilder) -> None:
    for nonce in range(3):
        chain.submit(raw(nonce, gas=199_990_000))
    chain.seal()
    assert (len(chain.hashes(1)), chain.counts()) == (1, (2, 0))


def test_blocks_are_dated_now_and_not_more_often_than_the_block_time() -> None:
    wall = [float(START)]
    clock = Clock(wall=lambda: wall[0])
    chain = BlockBuilder(GENESIS, instant=False, clock=clock, block_seconds=2)
    dates = []
    for nonce in range(40):
        chain.submit(raw(nonce))
        wall[0] += 0.25
        block = chain.tick()
        if block is not None:
            dates.append(int(block.header.timestamp) - START)
            assert int(block.header.timestamp) == int(wall[0])
    assert dates == [2, 4, 6, 8, 10]
    wall[0] += 86_400
    assert chain.tick() is None
    assert chain.pending_timestamp() == int(wall[0])
    chain.submit(raw(40))
    block = chain.tick()
    assert block is not None
    assert int(block.header.timestamp) == int(wall[0])


def test_a_day_shows_no_drift_and_no_idle_blocks() -> None:
    wall = [float(START)]
    chain = BlockBuilder(GENESIS, instant=False, clock=Clock(wall=lambda: wall[0]))
    seen: list[int] = []
    chain.on_block.append(seen.append)
    for nonce in range(24):
        chain.submit(raw(nonce))
        wall[0] += 3_600.5
        assert chain.tick() is not None
        assert chain.tick() is None
        assert int(chain.header(chain.number).timestamp) == int(wall[0])
    assert seen == list(range(1, 25))
