"""What happens to transactions that were fit for a block when they came, and no longer are."""

from __future__ import annotations

from typing import Any

import pytest
import rlp
from eth._utils.address import generate_contract_address
from eth_account import Account
from eth_utils.address import to_canonical_address, to_checksum_address

from node.evm.transactions import GENESIS, OTHER, POOR, RICH, START, raw
from tallystick_node.evm import BlockBuilder, Clock, open_chain
from tallystick_node.evm.backup import verify
from tallystick_node.evm.refusals import RpcRefusal

# Sends all that it has to whoever calls it.
SWEEPER = bytes.fromhex("600c80600b6000396000f3") + bytes.fromhex("600060006000600047335af100")
POOR_ADDRESS = to_canonical_address(POOR.address)


@pytest.fixture
def chain() -> BlockBuilder:
    return BlockBuilder(GENESIS, instant=False, clock=Clock(wall=lambda: float(START + 1_000)))


def delegating(nonce: int, **changes: Any) -> bytes:
    """RICH's transaction that carries OTHER's authorization for a contract (EIP-7702)."""
    contract = to_checksum_address(generate_contract_address(to_canonical_address(RICH.address), 0))
    sign_authorization = OTHER.sign_authorization(
        {"chainId": 31_337, "address": contract, "nonce": 0}
    )
    return raw(nonce, RICH, authorizationList=[sign_authorization], gas=200_000, **changes)


def balance(chain: BlockBuilder, address: str) -> int:
    return int(chain.state().get_balance(to_canonical_address(address)))


def test_a_nonce_that_an_authorization_used_up_is_let_go(chain: BlockBuilder) -> None:
    sent = chain.submit(delegating(0))
    gone = chain.submit(raw(0, OTHER))
    later = chain.submit(raw(1, OTHER))
    chain.seal()
    chain.seal()
    assert chain.hashes(1) + chain.hashes(2) == [sent, later]
    assert chain.pool.waiting(gone) is None
    assert chain.store.pending() == []


def test_what_cannot_be_paid_any_more_waits_until_it_can(chain: BlockBuilder) -> None:
    chain.submit(raw(0, to=None, value=0, data=SWEEPER, gas=200_000))
    chain.seal()
    stuck = chain.submit(raw(1, OTHER))
    after = chain.submit(raw(2, OTHER))
    chain.submit(delegating(1, to=OTHER.address, value=0))
    chain.seal()
    assert balance(chain, OTHER.address) == 0
    assert chain.pool.waiting(stuck) is not None
    assert [transaction[1] for transaction in chain.store.pending()] == [stuck, after]
    chain.credit([to_canonical_address(OTHER.address)])
    chain.seal()
    assert chain.hashes(chain.number) == [stuck, after]
    assert chain.mined[stuck].receipt.state_root == b"\1"


def test_what_is_stuck_makes_no_empty_blocks(chain: BlockBuilder) -> None:
    clock = Clock(wall=lambda: float(START + 5_000))
    chain.submit(raw(0, to=None, value=0, data=SWEEPER, gas=200_000))
    chain.seal()
    chain.submit(raw(1, OTHER))
    chain.submit(delegating(1, to=OTHER.address, value=0))
    chain.seal()
    chain.clock = clock
    before = chain.number
    assert [chain.tick() for _ in range(5)] == [None] * 5
    assert chain.number == before
    assert chain.counts() == (1, 0)


def test_what_the_evm_fails_on_is_left_out_and_stops_nothing(
    chain: BlockBuilder, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    poison = chain.submit(raw(0))
    behind = chain.submit(raw(1))
    other = chain.submit(raw(0, OTHER))
    vm = type(chain.chain.get_vm())
    real = vm.apply_transaction

    def failing(self: Any, header: Any, transaction: Any) -> Any:
        if transaction.hash == poison:
            raise RecursionError("a fault of the EVM")
        return real(self, header, transaction)

    monkeypatch.setattr(vm, "apply_transaction", failing)
    chain.seal()
    assert chain.hashes(1) == [other]
    assert "left out of all blocks" in caplog.text
    assert chain.pool.waiting(poison) is not None
    assert chain.pool.waiting(behind) is not None
    chain.submit(raw(1, OTHER))
    chain.seal()
    assert len(chain.hashes(2)) == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"maxPriorityFeePerGas": 3 * 10**9}, "priority fee per gas higher"),
        ({"gas": 20_999}, "intrinsic gas too low"),
    ],
)
def test_what_no_network_would_mine_is_refused(
    chain: BlockBuilder, changes: dict[str, Any], words: str
) -> None:
    with pytest.raises(RpcRefusal, match=words) as refusal:
        chain.submit(raw(**changes))
    assert refusal.value.code == -32000


def test_a_delegation_without_an_authorization_is_refused(chain: BlockBuilder) -> None:
    fields = rlp.decode(delegating(0)[1:])
    fields[9] = []
    with pytest.raises(RpcRefusal, match="needs a receiver and an authorization"):
        chain.submit(b"\4" + rlp.encode(fields))


def test_a_signature_has_one_form(chain: BlockBuilder) -> None:
    # The same signature with the other s would be a second hash for one transaction.
    order = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
    fields = rlp.decode(raw()[1:])
    fields[-1] = (order - int.from_bytes(fields[-1])).to_bytes(32)
    fields[-3] = b"" if fields[-3] else b"\1"
    with pytest.raises(RpcRefusal, match="upper half"):
        chain.submit(b"\2" + rlp.encode(fields))


def test_coin_for_gas_comes_by_a_block_of_its_own(chain: BlockBuilder, tmp_path: Any) -> None:
    kept = open_chain(tmp_path, GENESIS)
    waiting = kept.submit(raw())
    block = kept.credit([POOR_ADDRESS])
    assert block.transactions == ()
    assert kept.pool.waiting(waiting) is not None
    assert balance(kept, POOR.address) == 10**24
    assert kept.credit([POOR_ADDRESS]).withdrawals[0].index > block.withdrawals[0].index
    kept.seal()
    assert balance(kept, POOR.address) == 2 * 10**24 + 1
    kept.close()
    assert verify(tmp_path).blocks == 4
    with pytest.raises(RpcRefusal, match="101 addresses at once are over 100"):
        chain.credit([Account.create().address.encode()[:20] for _ in range(101)])


def test_a_block_dated_on_purpose_moves_the_clock(tmp_path: Any) -> None:
    wall = [float(START + 10)]
    kept = open_chain(tmp_path, GENESIS, Clock(wall=lambda: wall[0]))
    kept.set_next(START + 100_000)
    kept.seal()
    assert kept.pending_timestamp() == START + 100_001
    wall[0] += 5
    assert kept.pending_timestamp() == START + 100_005
    kept.submit(raw())
    assert kept.tick() is not None
    kept.close()
    again = open_chain(tmp_path)
    assert again.clock is not None
    assert again.clock.offset == 99_990
    # Going back takes the clock back with it.
    again.clock.wall = lambda: wall[0]
    again.revert(0)
    assert again.pending_timestamp() == int(wall[0])
    again.close()
    assert open_chain(tmp_path).clock.offset == 0  # type: ignore[union-attr]


def test_an_accelerated_clock_goes_on_from_a_dated_block(chain: BlockBuilder) -> None:
    wall = [float(START + 10**8)]
    fast = BlockBuilder(GENESIS, instant=False, clock=Clock("accelerated", 60, 0, lambda: wall[0]))
    fast.set_next(START + 500)
    fast.seal()
    assert fast.pending_timestamp() == START + 501
    wall[0] += 10
    assert fast.pending_timestamp() == START + 1_100
    fast.revert(0)
    assert fast.pending_timestamp() == START + 1
    assert chain.number == 0
