"""Blocks on py-evm: signed transactions are checked, queued, and put into a block together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from eth.chains.base import MiningChain
from eth.consensus.applier import ConsensusApplier
from eth.consensus.noproof import NoProofConsensus
from eth.constants import BLANK_ROOT_HASH, POST_MERGE_DIFFICULTY, POST_MERGE_NONCE, ZERO_ADDRESS
from eth.db.atomic import AtomicDB
from eth.db.backends.memory import MemoryDB
from eth.exceptions import HeaderNotFound
from eth.vm.forks.prague import PragueVM
from eth.vm.spoof import SpoofTransaction
from eth_typing import Address, Hash32
from eth_utils.exceptions import ValidationError

from tallystick_node.chain.refusals import RpcRefusal

if TYPE_CHECKING:
    from eth.abc import BlockAPI, ReceiptAPI, SignedTransactionAPI, VirtualMachineAPI

__all__ = ["BlockBuilder", "Genesis", "MinedTransaction"]

GAS_LIMIT = 200_000_000
CALL_GAS_MAX = 150_000_000
# The largest transaction taken, in bytes: as in common nodes.
TRANSACTION_BYTES_MAX = 131_072
COIN = 10**24


@dataclass(frozen=True, slots=True)
class Genesis:
    """Where a chain begins: its id, the second of its first block, who has coin for gas."""

    timestamp: int
    chain_id: int = 31_337
    funded: tuple[str, ...] = ()
    gas_limit: int = GAS_LIMIT


@dataclass(frozen=True, slots=True)
class MinedTransaction:
    """A transaction's place, with what it came to."""

    transaction: SignedTransactionAPI
    receipt: ReceiptAPI
    block: int
    index: int
    gas_used: int
    first_log: int


@dataclass
class BlockBuilder:
    """A chain with one writer.

    `submit` checks a raw transaction and queues it; `seal` puts the queue into one block. With
    `instant` every submission is sealed at once, dated one second after its parent unless the
    clock has been set further.
    """

    genesis: Genesis
    instant: bool = True
    chain: Any = field(init=False)
    mined: dict[bytes, MinedTransaction] = field(default_factory=dict)
    by_block: list[list[bytes]] = field(default_factory=lambda: [[]])
    _queue: list[tuple[bytes, SignedTransactionAPI]] = field(default_factory=list)
    _nonces: dict[bytes, int] = field(default_factory=dict)
    _next_at: int | None = None

    def __post_init__(self) -> None:
        self.chain = _begin(self.genesis)

    # Reading

    def head(self) -> BlockAPI:
        """Return the latest block."""
        return self.block(self.number)

    @property
    def number(self) -> int:
        """The latest block's number."""
        return int(self.chain.header.block_number) - 1

    def block(self, number: int) -> BlockAPI:
        """Return a block by number; RpcRefusal when there is none yet."""
        if not 0 <= number <= self.number:
            raise RpcRefusal.not_found(f"block {number} does not exist")
        found: BlockAPI = self.chain.get_canonical_block_by_number(number)
        return found

    def number_of(self, block_hash: bytes) -> int | None:
        """Return the number of a block by its hash, None when it is unknown."""
        try:
            return int(self.chain.get_block_header_by_hash(Hash32(block_hash)).block_number)
        except HeaderNotFound:
            return None

    def state(self, number: int | None = None) -> Any:
        """Return the state after a block, the latest one by default."""
        return self.chain.get_vm(self.block(self.number if number is None else number).header).state

    def nonce(self, address: bytes, *, pending: bool) -> int:
        """Return how many transactions an account has sent, those in the queue included or not."""
        mined = int(self.state().get_nonce(Address(address)))
        return max(mined, self._nonces.get(address, 0)) if pending else mined

    def pending_timestamp(self) -> int:
        """Return the second that the next block will be dated."""
        return max(int(self.head().header.timestamp) + 1, self._next_at or 0)

    # Writing

    def set_next(self, timestamp: int) -> None:
        """Date the next block; RpcRefusal when that is not after the latest one."""
        latest = int(self.head().header.timestamp)
        if timestamp <= latest:
            raise RpcRefusal.invalid(f"timestamp {timestamp} is not after the head's {latest}")
        self._next_at = timestamp

    def submit(self, raw: bytes) -> bytes:
        """Check a signed transaction, queue it, and return its hash."""
        transaction = self._decode(raw)
        self._check(transaction)
        self._queue.append((bytes(transaction.hash), transaction))
        self._nonces[bytes(transaction.sender)] = transaction.nonce + 1
        if self.instant:
            self.seal()
        return bytes(transaction.hash)

    def seal(self) -> BlockAPI:
        """Put every queued transaction into one block, an empty one when there is none."""
        timestamp = self.pending_timestamp()
        self._next_at = None
        self.chain.header = self.chain.header.copy(timestamp=timestamp)
        queue, self._queue = self._queue, []
        result, receipts, _ = self.chain.mine_all([transaction for _, transaction in queue])
        block: BlockAPI = result.imported_block
        self._remember(block, queue, receipts)
        self._nonces.clear()
        return block

    def call(self, request: Mapping[str, Any], number: int | None = None) -> Any:
        """Run a call on a block's state (the pending second for the latest) and undo it."""
        vm = self._vm_for_call(number)
        sender = Address(request.get("from", ZERO_ADDRESS))
        unsigned = vm.create_unsigned_transaction(
            nonce=vm.state.get_nonce(sender),
            gas_price=0,
            gas=min(request.get("gas", CALL_GAS_MAX), CALL_GAS_MAX),
            to=request.get("to", b""),
            value=request.get("value", 0),
            data=request.get("data", b""),
        )
        snapshot = vm.state.snapshot()
        try:
            spoofed: Any = SpoofTransaction(unsigned, from_=sender)
            return vm.state.costless_execute_transaction(spoofed)
        finally:
            vm.state.revert(snapshot)

    def _vm_for_call(self, number: int | None) -> VirtualMachineAPI:
        if number is None or number == self.number:
            header = self.chain.header.copy(timestamp=self.pending_timestamp())
        else:
            header = self.block(number).header
        # A call pays nothing, whatever the block's base fee was.
        vm: VirtualMachineAPI = self.chain.get_vm(header.copy(base_fee_per_gas=0))
        return vm

    def _decode(self, raw: bytes) -> SignedTransactionAPI:
        if len(raw) > TRANSACTION_BYTES_MAX:
            raise RpcRefusal.refused(f"oversized data: {len(raw)} bytes")
        builder = self.chain.get_vm().get_transaction_builder()
        try:
            transaction: SignedTransactionAPI = builder.decode(raw)
            transaction.check_signature_validity()
        except Exception as error:
            raise RpcRefusal.refused("the transaction cannot be read or is not signed") from error
        return transaction

    def _check(self, transaction: SignedTransactionAPI) -> None:
        """Refuse what could not be mined: py-evm itself looks at no chain id."""
        if transaction.chain_id != self.genesis.chain_id:
            raise RpcRefusal.refused(
                f"invalid chain id: {transaction.chain_id}, this is {self.genesis.chain_id}"
            )
        sender = bytes(transaction.sender)
        expected = self.nonce(sender, pending=True)
        if transaction.nonce != expected:
            word = "low" if transaction.nonce < expected else "high"
            raise RpcRefusal.refused(
                f"nonce too {word}: next nonce {expected}, tx nonce {transaction.nonce}"
            )
        if transaction.gas > self.genesis.gas_limit:
            raise RpcRefusal.refused("exceeds block gas limit")
        if transaction.intrinsic_gas > transaction.gas:
            raise RpcRefusal.refused("intrinsic gas too low")
        if transaction.max_fee_per_gas < self.chain.header.base_fee_per_gas:
            raise RpcRefusal.refused("max fee per gas less than block base fee")
        cost = transaction.gas * transaction.max_fee_per_gas + transaction.value
        if self.state().get_balance(Address(sender)) < cost:
            raise RpcRefusal.refused("insufficient funds for gas * price + value")

    def _remember(
        self,
        block: BlockAPI,
        queue: list[tuple[bytes, SignedTransactionAPI]],
        receipts: tuple[ReceiptAPI, ...],
    ) -> None:
        gas_before, logs_before = 0, 0
        for index, ((tx_hash, transaction), receipt) in enumerate(
            zip(queue, receipts, strict=True)
        ):
            self.mined[tx_hash] = MinedTransaction(
                transaction,
                receipt,
                int(block.number),
                index,
                receipt.gas_used - gas_before,
                logs_before,
            )
            gas_before = receipt.gas_used
            logs_before += len(receipt.logs)
        self.by_block.append([tx_hash for tx_hash, _ in queue])


def _begin(genesis: Genesis) -> Any:
    consensus = ConsensusApplier(NoProofConsensus)

    class EmbeddedChain(MiningChain):
        chain_id = genesis.chain_id
        vm_configuration = consensus.amend_vm_configuration(((0, PragueVM),))

        def create_header_from_parent(self, parent_header: Any, **params: Any) -> Any:
            params["gas_limit"] = parent_header.gas_limit
            return super().create_header_from_parent(parent_header, **params)

    parameters = {
        "coinbase": ZERO_ADDRESS,
        "difficulty": POST_MERGE_DIFFICULTY,
        "extra_data": b"tallystick",
        "gas_limit": genesis.gas_limit,
        "mix_hash": b"\x00" * 32,
        "nonce": POST_MERGE_NONCE,
        "receipt_root": BLANK_ROOT_HASH,
        "timestamp": genesis.timestamp,
        "transaction_root": BLANK_ROOT_HASH,
    }
    empty = {"nonce": 0, "code": b"", "storage": {}}
    state = {
        Address(bytes.fromhex(address.removeprefix("0x"))): {"balance": COIN, **empty}
        for address in genesis.funded
    }
    try:
        return EmbeddedChain.from_genesis(AtomicDB(MemoryDB()), parameters, state)  # type: ignore[arg-type]
    except ValidationError as error:  # pragma: no cover - the parameters above are ours
        raise RpcRefusal.invalid(f"the chain cannot begin: {error}") from error
