"""A chain under a test's control: the embedded EVM in this process, or a test network by its URL.

Both can go back to a snapshot and forward in time. Going back costs the embedded chain well below
a millisecond: only the head is set, nothing is executed again.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, Protocol

from eth.exceptions import TransactionNotFound
from eth_tester import EthereumTester, PyEVMBackend
from eth_tester.backends.pyevm.serializers import serialize_transaction_receipt
from eth_utils.address import to_canonical_address
from web3 import EthereumTesterProvider
from web3.providers.eth_tester import AsyncEthereumTesterProvider

from tallystick.chain._sync.connection import Connection
from tallystick.chain.types import may_log
from tallystick.errors import InputError, TransportError
from tallystick.testing.threaded import ThreadedProvider

if TYPE_CHECKING:
    from web3.providers.async_base import AsyncBaseProvider
    from web3.providers.base import BaseProvider

__all__ = ["EmbeddedChain", "RemoteChain", "TallystickChain"]

GAS_LIMIT = 100_000_000
# Enough for any call of the platform; an estimate would execute the call several times.
CALL_GAS = 16_000_000
COIN = 10**24
_NO_PARENT = b"\x00" * 32


class TallystickChain(Protocol):
    """What tests need of a chain."""

    connection: Connection

    def async_rpc(self) -> str | AsyncBaseProvider:
        """Return what `AsyncConnection.open` and `AsyncPlatform.connect` take to get here.

        Returns:
            A URL or an asynchronous web3 provider of this same chain.
        """

    def snapshot(self) -> object:
        """Remember the state of now.

        Returns:
            The snapshot, for `revert`.
        """

    def revert(self, snapshot: Any) -> Any:
        """Go back to a snapshot.

        Args:
            snapshot: What `snapshot` or `revert` returned.

        Returns:
            A snapshot of that same state, to be used next time.
        """

    def fund(self, address: str) -> None:
        """Give an address coin for gas.

        Args:
            address: The address.
        """

    def travel_to(self, timestamp: int) -> None:
        """Mine a block at a time in the future; calls see it, transactions come after.

        Args:
            timestamp: The Unix second, after the latest block's.
        """

    def travel(self, *, days: int = 0, seconds: int = 0) -> None:
        """Mine a block so much later than the latest.

        Args:
            days: How many days later.
            seconds: How many seconds later, added to the days.
        """


class _Clock(ABC):
    connection: Connection

    @abstractmethod
    def travel_to(self, timestamp: int) -> None:
        """Mine a block at a Unix second in the future; calls see it, transactions come after."""

    def travel(self, *, days: int = 0, seconds: int = 0) -> None:
        """Mine a block so much later than the latest."""
        latest = self.connection.block()
        assert latest is not None, "a chain has a first block"
        self.travel_to(latest.timestamp + days * 86_400 + seconds)


class _Backend(PyEVMBackend):  # type: ignore[misc]  # published without types
    chain: Any

    def revert_to_snapshot(self, snapshot: bytes) -> None:
        """Set the head, instead of executing the head's block once more."""
        chaindb = self.chain.chaindb
        header = chaindb.get_block_header_by_hash(snapshot)
        chaindb._set_as_canonical_chain_head(chaindb.db, header, _NO_PARENT)  # noqa: SLF001
        self.chain = type(self.chain)(chaindb.db)

    def get_transaction_receipt(self, transaction_hash: bytes) -> Any:
        """Find it by the chain's own index, instead of walking back through all blocks."""
        chaindb = self.chain.chaindb
        try:
            number, index = chaindb.get_transaction_index(transaction_hash)
        except TransactionNotFound:
            return super().get_transaction_receipt(transaction_hash)
        if number > self.chain.get_canonical_head().block_number:
            return super().get_transaction_receipt(transaction_hash)
        block = self.chain.get_canonical_block_by_number(number)
        transaction = block.transactions[index] if index < len(block.transactions) else None
        if transaction is None or transaction.hash != transaction_hash:
            # The index still knows what a snapshot has taken back.
            return super().get_transaction_receipt(transaction_hash)
        receipts = block.get_receipts(chaindb)
        vm = self.chain.get_vm()
        return serialize_transaction_receipt(
            block, receipts, transaction, index, is_pending=False, vm=vm
        )


class _Tester(EthereumTester):  # type: ignore[misc]  # published without types
    def get_logs(
        self, from_block: Any = None, to_block: Any = None, address: Any = None, topics: Any = None
    ) -> tuple[Any, ...]:
        """Look only into blocks whose bloom promises something, instead of unpacking each."""
        bounds = isinstance(from_block, int) and isinstance(to_block, int)
        if not bounds or not address or from_block > to_block:
            return tuple(super().get_logs(from_block, to_block, address, topics))
        addresses = [address] if isinstance(address, str) else address
        chain, logs = self.backend.chain, []
        head = chain.get_canonical_head().block_number
        for number in range(from_block, min(to_block, head) + 1):
            bloom = chain.chaindb.get_canonical_block_header_by_number(number).bloom
            if may_log(bloom.to_bytes(256, "big"), addresses, ()):
                logs += super().get_logs(number, number, address, topics)
        return tuple(logs)


class EmbeddedChain(_Clock):
    """py-evm in this process, one block for each transaction."""

    def __init__(self, funded: tuple[str, ...] = ()) -> None:
        """Begin a chain.

        Args:
            funded: Addresses that have coin from the first block on.
        """
        state = dict(PyEVMBackend.generate_genesis_state(num_accounts=1))
        empty = {"nonce": 0, "code": b"", "storage": {}}
        state |= {to_canonical_address(address): {"balance": COIN, **empty} for address in funded}
        parameters = PyEVMBackend.generate_genesis_params({"gas_limit": GAS_LIMIT})
        backend = _Backend(genesis_parameters=parameters, genesis_state=state)
        self.tester = _Tester(backend)
        self.connection = Connection.open(EthereumTesterProvider(self.tester))

    def async_rpc(self) -> AsyncBaseProvider:
        """Return an asynchronous provider of this same chain, for `AsyncPlatform.connect`.

        Returns:
            The provider.
        """
        provider = AsyncEthereumTesterProvider()
        provider.ethereum_tester = self.tester
        return provider

    def snapshot(self) -> int:
        """Remember the state of now.

        Returns:
            The snapshot, for `revert`.
        """
        return int(self.tester.take_snapshot())

    def revert(self, snapshot: int) -> int:
        """Go back to a snapshot.

        Args:
            snapshot: What `snapshot` returned.

        Returns:
            The same snapshot, which may be used again.
        """
        self.tester.revert_to_snapshot(snapshot)
        return snapshot

    def fund(self, address: str) -> None:
        """Give an address coin for gas.

        Args:
            address: The address, which receives 10^20 wei.
        """
        bank = self.tester.get_accounts()[0]
        self.tester.send_transaction({"from": bank, "to": address, "value": 10**20, "gas": 21_000})

    def travel_to(self, timestamp: int) -> None:
        """Mine a block at a time in the future; calls see it, transactions come after.

        Args:
            timestamp: The Unix second, after the latest block's.

        Raises:
            InputError: INPUT:TIME when it is not in the future.
        """
        latest = self.connection.block()
        assert latest is not None, "a chain has a first block"
        if timestamp <= latest.timestamp:
            raise InputError("INPUT:TIME", "time goes forward; revert to a snapshot to go back")
        chain = self.tester.backend.chain
        chain.header = chain.header.copy(timestamp=timestamp)
        self.tester.mine_block()


class RemoteChain(_Clock):
    """A test network that knows the `evm_` methods, such as anvil."""

    def __init__(self, network: str | BaseProvider, funded: tuple[str, ...] = ()) -> None:
        """Connect to a test network.

        Args:
            network: Its URL, or a web3 provider.
            funded: Addresses to give coin to.

        Raises:
            InputError: INPUT:RPC when the network cannot give coin.
            TransportError: When the network does not answer.
        """
        self.connection = Connection.open(network)
        self._network = network
        for address in funded:
            self.fund(address)

    def async_rpc(self) -> str | AsyncBaseProvider:
        """Return what `AsyncConnection.open` and `AsyncPlatform.connect` take to get here.

        Returns:
            The network's URL, or a provider that asks the blocking one in a thread.
        """
        return self._network if isinstance(self._network, str) else ThreadedProvider(self._network)

    def snapshot(self) -> str:
        """Remember the state of now.

        Returns:
            The snapshot, for `revert`.
        """
        return str(self.connection.request("evm_snapshot"))

    def revert(self, snapshot: str) -> str:
        """Go back to a snapshot, which this uses up, and take the next.

        Args:
            snapshot: What `snapshot` or `revert` returned.

        Returns:
            A snapshot of that same state, to be used next time.
        """
        self.connection.request("evm_revert", snapshot)
        return self.snapshot()

    def fund(self, address: str) -> None:
        """Give an address coin for gas.

        Args:
            address: The address, which has 10^24 wei afterwards.

        Raises:
            InputError: INPUT:RPC when the node is not a test network that can do so.
        """
        for method in ("anvil_setBalance", "hardhat_setBalance"):
            try:
                self.connection.request(method, address, hex(COIN))
            except TransportError:
                continue
            return
        raise InputError("INPUT:RPC", "this node is not a test network that can give coin away")

    def travel_to(self, timestamp: int) -> None:
        """Mine a block at a time in the future; calls see it, transactions come after.

        Args:
            timestamp: The Unix second, after the latest block's.

        Raises:
            InputError: INPUT:TIME when it is not in the future.
        """
        latest = self.connection.block()
        assert latest is not None, "a chain has a first block"
        if timestamp <= latest.timestamp:
            raise InputError("INPUT:TIME", "time goes forward; revert to a snapshot to go back")
        self.connection.request("evm_setNextBlockTimestamp", timestamp)
        self.connection.request("evm_mine")
