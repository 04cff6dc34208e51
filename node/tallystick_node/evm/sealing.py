"""Makes one block of what waits, and the rows that go to disk with it."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from eth.vm.forks.shanghai.withdrawals import Withdrawal
from eth_typing import Address
from eth_utils.exceptions import ValidationError

from tallystick_node.evm.chain_refusals import ChainRefused
from tallystick_node.evm.execution_limits import Watch, watch
from tallystick_node.evm.refusals import RpcRefusal
from tallystick_node.evm.store import BlockRows

if TYPE_CHECKING:
    from eth.abc import BlockAPI, BlockHeaderAPI, ReceiptAPI

    from tallystick_node.evm.mempool import Waiting

__all__ = ["Unexecutable", "build", "gifts"]

GWEI = 10**9
# How many addresses one block may give coin to.
GIFTS_MAX = 100
# A withdrawal counts gwei in 64 bits.
GIFT_MAX = (2**64 - 1) * GWEI
# No transaction may hold the chain for longer; gas alone does not bound it (see `watch`).
TRANSACTION_SECONDS = 60.0
_TOPICS = 4


@dataclass
class _Filling:
    """How far a block is filled."""

    rows: BlockRows
    header: BlockHeaderAPI
    logs: int = 0

    def take(self, waiting: Waiting, header: BlockHeaderAPI, receipt: ReceiptAPI) -> None:
        """Note an executed transaction, its receipt and its logs."""
        place, rows = len(self.rows.transactions), self.rows
        gas_used = header.gas_used - self.header.gas_used
        rows.settled.append(waiting.tx_hash)
        rows.transactions.append(
            (
                waiting.tx_hash,
                rows.number,
                place,
                waiting.raw,
                receipt.encode(),
                gas_used,
                self.logs,
            )
        )
        for offset, log in enumerate(receipt.logs):
            topics: list[bytes | None] = [topic.to_bytes(32, "big") for topic in log.topics]
            topics += [None] * (_TOPICS - len(topics))
            number = self.logs + offset
            rows.logs.append(
                (rows.number, number, waiting.tx_hash, place, log.address, *topics, log.data)
            )
        self.logs += len(receipt.logs)
        self.header = header


class Unexecutable(Exception):  # noqa: N818 - named by what happened
    """A transaction on which py-evm fails instead of executing it; `tx_hash` names it."""

    def __init__(self, tx_hash: bytes) -> None:
        super().__init__(f"the EVM fails on transaction 0x{tx_hash.hex()}")
        self.tx_hash = tx_hash


def gifts(number: int, addresses: Collection[bytes], wei: int) -> list[Withdrawal]:
    """Return the withdrawals by which a block gives each address coin.

    Their index counts on through the chain: blocks leave room for as many as one may hold.

    Args:
        number: The block's number.
        addresses: At most 100, of 20 bytes each.
        wei: What each gets, rounded up to a gwei.

    Returns:
        The withdrawals.

    Raises:
        RpcRefusal: -32005 for too many addresses; -32602 for more than 2^64 - 1 gwei.
    """
    first = number * GIFTS_MAX
    if len(addresses) > GIFTS_MAX:
        raise RpcRefusal.limit(f"{len(addresses)} addresses at once are over {GIFTS_MAX}")
    if wei > GIFT_MAX:
        raise RpcRefusal.invalid(f"no account is given more than {GIFT_MAX} wei at once")
    return [
        Withdrawal(first + place, 0, Address(address), -(-wei // GWEI))
        for place, address in enumerate(addresses)
    ]


def build(
    chain: Any,
    base: BlockHeaderAPI,
    ready: Iterable[Waiting],
    withdrawals: Sequence[Withdrawal] = (),
) -> tuple[BlockAPI, BlockRows]:
    """Execute what is ready, as far as the block has room, and hand the block to the chain.

    A transaction that cannot be paid any more, because somebody else has moved its sender's coin,
    stays waiting and is not among the rows' settled; one whose nonce is used up, by an
    authorization of its sender (EIP-7702), can never be mined and is.

    Args:
        chain: py-evm's chain.
        base: The header of the block to be made.
        ready: The transactions, in their order.
        withdrawals: Coin that the block gives.

    Returns:
        The block, and the rows that go to disk with it.

    Raises:
        Unexecutable: When py-evm fails, or a transaction takes more time or memory than it may: the
            chain is to be discarded then.
    """
    vm = chain.get_vm(base)
    filling = _Filling(BlockRows(base.block_number, b"", base.timestamp), base)
    applied: list[tuple[Any, ReceiptAPI]] = []
    for waiting in ready:
        if waiting.transaction.gas > base.gas_limit - filling.header.gas_used:
            break
        if not _valid(vm, waiting.transaction):
            if vm.state.get_nonce(waiting.transaction.sender) > waiting.transaction.nonce:
                filling.rows.settled.append(waiting.tx_hash)
            continue
        watch(vm.state, Watch(TRANSACTION_SECONDS))
        try:
            receipt, _ = vm.apply_transaction(filling.header, waiting.transaction)
        except (sqlite3.Error, ChainRefused):
            raise
        except Exception as error:
            raise Unexecutable(waiting.tx_hash) from error
        filling.take(waiting, vm.add_receipt_to_header(filling.header, receipt), receipt)
        applied.append((waiting.transaction, receipt))
    if withdrawals:
        vm.apply_all_withdrawals(withdrawals)
    filled = vm.set_block_transactions_and_withdrawals(
        vm.get_block(),
        filling.header,
        [transaction for transaction, _ in applied],
        [receipt for _, receipt in applied],
        withdrawals,
    )
    block: BlockAPI = vm.mine_block(filled).block
    chain.persist_block(block)
    chain.header = chain.create_header_from_parent(block.header)
    filling.rows.block_hash = bytes(block.hash)
    return block, filling.rows


def _valid(vm: Any, transaction: Any) -> bool:
    try:
        vm.state.validate_transaction(transaction)
    except ValidationError:
        return False
    return True
