"""The one seam to a chain: the embedded EVM in this process, or any JSON-RPC node by its URL.

Everything above it sees plain ints, bytes and strings, and this package's exceptions only.
"""

# Made by scripts/unasync.py from chain/_async/connection.py; do not edit.

from __future__ import annotations

import threading
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any, Self

from eth_utils.address import to_checksum_address
from eth_utils.crypto import keccak
from web3 import Web3
from web3.exceptions import BlockNotFound, TransactionNotFound
from web3.middleware import ExtraDataToPOAMiddleware
from web3.providers.base import BaseProvider, JSONBaseProvider

from tallystick.chain._sync.transport import closed, opened
from tallystick.chain.patience import is_ranged
from tallystick.chain.questions import LogQuestion
from tallystick.chain.translation import translated
from tallystick.chain.types import (
    Block,
    Fees,
    RawLog,
    RawReceipt,
    block_of,
    bytes_of,
    hash_of,
    number_of,
    raw_receipt,
    sensible,
)
from tallystick.errors import TransportError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from types import TracebackType

__all__ = ["Connection"]

TIMEOUT_SECONDS = 30


class Connection:
    """A chain that can be asked and sent to; `open` makes it and reads `chain_id` once.

    remote: whether it speaks JSON-RPC, behind which may be many nodes with heads of their own.
    alone: whether one node in this process answers, so that asking it again tells nothing new.

    Calls into an in-process provider are made one at a time, since the embedded EVM has no locks
    of its own. Every method raises TransportError when the node does not answer.
    """

    def __init__(self, web3: Web3, chain_id: int, *, owned: bool) -> None:
        self._web3 = web3
        self.remote = _remote(web3)
        self.alone = not self.remote or bool(getattr(web3.provider, "in_process", False))
        self._lock = None if self.remote else threading.Lock()
        self._owned = owned
        self.chain_id = chain_id

    @classmethod
    def open(cls, rpc: str | BaseProvider, *, timeout_seconds: int = TIMEOUT_SECONDS) -> Self:
        """Connect to a node by its http(s) URL, or by a web3 provider such as eth-tester's.

        Args:
            rpc: The URL or the provider.
            timeout_seconds: How long one request may take; only for a URL.

        Returns:
            The connection; it closes what it made for a URL.

        Raises:
            ConfigError: CONFIG:RPC for another kind of URL.
            TransportError: When the node does not answer.
        """
        provider = opened(rpc, timeout_seconds)
        web3 = Web3(provider)
        if _remote(web3):
            web3.middleware_onion.inject(ExtraDataToPOAMiddleware, layer=0)
        owned = isinstance(rpc, str)
        with ExitStack() as undo:
            if owned:
                undo.callback(closed, provider)
            connection = cls(web3, 0, owned=owned)
            connection.chain_id = number_of(connection.request("eth_chainId"))
            undo.pop_all()
        return connection

    def block(self, number: int | None = None) -> Block | None:
        """Return a block.

        Args:
            number: Its number; the latest without one.

        Returns:
            The block; None when there is none of that number yet.
        """
        # Raw: blocks are asked for all the time, and web3 would read twenty fields more of each.
        word = "latest" if number is None else hex(number)
        try:
            response = self.request("eth_getBlockByNumber", word, False)  # noqa: FBT003
        except BlockNotFound:
            return None
        return None if response is None else block_of(response, bloom=self.remote)

    def block_number(self) -> int:
        """Return the number of the latest block.

        Returns:
            The number.
        """
        return number_of(self.request("eth_blockNumber"))

    def code(self, address: str) -> bytes:
        """Return the code at an address.

        Args:
            address: The address, in any case.

        Returns:
            The runtime code, empty when there is none.
        """
        account = to_checksum_address(address)
        return bytes_of(self.request("eth_getCode", account, "latest"))

    def coin_balance(self, address: str) -> int:
        """Return what an address has of the chain's own coin, which pays for gas.

        Args:
            address: The address, in any case.

        Returns:
            The balance in wei.
        """
        account = to_checksum_address(address)
        return number_of(self.request("eth_getBalance", account, "latest"))

    def nonce(self, address: str, *, pending: bool = True, block: int | None = None) -> int:
        """Return how many transactions an account has sent.

        Args:
            address: The account's address.
            pending: Whether those that wait count too.
            block: Count those up to this block instead.

        Returns:
            The number, which is the nonce of the next one.
        """
        account = to_checksum_address(address)
        state = hex(block) if block is not None else "pending" if pending else "latest"
        return number_of(self.request("eth_getTransactionCount", account, state))

    def call(self, request: Mapping[str, Any], block: int | None = None) -> bytes:
        """Run a call without sending it.

        Args:
            request: `to` and `data`, perhaps `from` and `gas`.
            block: The block whose state to use; the latest without one.

        Returns:
            What the contract returned, encoded.

        Raises:
            Reverted: When the contract refuses.
        """
        state = "latest" if block is None else hex(block)
        return bytes_of(self.request("eth_call", _worded(request), state))

    def estimate_gas(self, request: Mapping[str, Any]) -> int:
        """Return the gas that a transaction needs.

        Args:
            request: `from`, `to` and `data`.

        Returns:
            The estimate in units of gas.

        Raises:
            Reverted: When the contract would refuse.
        """
        return number_of(self.request("eth_estimateGas", _worded(request)))

    def fees(self) -> Fees:
        """Return what to offer for gas now: twice the base fee and the tip the node suggests.

        Returns:
            Wei for a unit of gas; one price on a chain without a base fee.
        """
        latest = self.block()
        if latest is None or latest.base_fee is None:
            return Fees(number_of(self.request("eth_gasPrice")), None)
        with sensible("tip"), self._asking():
            tip = number_of(self._web3.eth.max_priority_fee)
        return Fees(2 * latest.base_fee + tip, tip)

    def send_raw(self, signed: bytes) -> bytes:
        """Hand a signed transaction to the node.

        Args:
            signed: The raw signed transaction.

        Returns:
            Its hash, 32 bytes.

        Raises:
            TransactionRefused: When the node does not take it.
            TransportError: RPC:ANSWER when the node answers with another hash; whether it took the
                transaction is then not known.
        """
        answer = hash_of(self.request("eth_sendRawTransaction", "0x" + signed.hex()))
        if answer != keccak(signed):
            raise TransportError("RPC:ANSWER", "the node answers with another transaction's hash")
        return answer

    def knows(self, tx_hash: bytes) -> bool:
        """Return whether the node has a transaction, mined or waiting.

        Args:
            tx_hash: Its hash, 32 bytes.

        Returns:
            Whether it has it.
        """
        try:
            transaction = self.request("eth_getTransactionByHash", "0x" + tx_hash.hex())
        except TransactionNotFound:
            return False
        if transaction is None:
            return False
        with sensible("transaction"):
            _same(tx_hash, transaction["hash"])
        return True

    def sent_in(self, number: int, sender: str) -> dict[int, bytes]:
        """Return what an account has sent in a block.

        Args:
            number: The block's number.
            sender: The account's address, in any case.

        Returns:
            The hashes of its transactions by their nonces; empty when there is no such block.
        """
        try:
            block = self.request("eth_getBlockByNumber", hex(number), True)  # noqa: FBT003
        except BlockNotFound:
            return {}
        if block is None:
            return {}
        with sensible("block"):
            return {
                number_of(transaction["nonce"]): hash_of(transaction["hash"])
                for transaction in block["transactions"]
                if str(transaction["from"]).lower() == sender.lower()
            }

    def receipt(self, tx_hash: bytes) -> RawReceipt | None:
        """Return what became of a transaction.

        Args:
            tx_hash: Its hash, 32 bytes.

        Returns:
            The receipt; None while it is not mined.
        """
        try:
            response = self.request("eth_getTransactionReceipt", "0x" + tx_hash.hex())
        except TransactionNotFound:
            return None
        if response is None:
            return None
        receipt = raw_receipt(response)
        _same(tx_hash, receipt.tx_hash)
        return receipt

    def logs(
        self,
        addresses: list[str],
        first: int,
        last: int,
        topics: Sequence[bytes | None] = (),
    ) -> list[RawLog]:
        """Return the logs of contracts in a closed range of blocks.

        Args:
            addresses: The contracts' addresses.
            first: The first block.
            last: The last block.
            topics: What each topic must be, None where it may be anything.

        Returns:
            The logs in the chain's order, each once; what was not asked for is left out.

        Raises:
            TransportError: RPC:RANGE when the node refuses so wide a range, RPC:ANSWER when it
                answers no list of logs or two logs in one place.
        """
        question = LogQuestion(tuple(addresses), tuple(topics))
        response = self.request("eth_getLogs", question.worded(first, last))
        return question.answered(response, first, last)

    def request(self, method: str, *params: Any) -> Any:
        """Make a raw JSON-RPC request, such as a test network's own.

        Args:
            method: The method's name.
            *params: Its parameters.

        Returns:
            The result as the node words it, or as web3 hands over that of a chain in this process.
        """
        with self._asking(ranged=is_ranged(method, params)):
            if self.remote:
                # web3 would look at each part of question and answer for what we do not use.
                provider: Any = self._web3.provider
                response = provider.make_request(method, list(params))
                return self._web3.manager.formatted_response(response, list(params))
            return self._web3.manager.request_blocking(method, list(params))  # type: ignore[arg-type]

    def close(self) -> None:
        """Close the sockets made for a URL; a web3 provider that was given in is left as it is."""
        if self._owned:
            closed(self._web3.provider)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @contextmanager
    def _asking(self, *, ranged: bool = False) -> Iterator[None]:
        if self._lock is None:
            with translated(ranged=ranged):
                yield
        else:
            with self._lock, translated(ranged=ranged):
                yield


def _worded(request: Mapping[str, Any]) -> dict[str, Any]:
    """A transaction object as JSON-RPC has it: numbers as 0x hex."""
    return {
        name: hex(value) if isinstance(value, int) else value for name, value in request.items()
    }


def _same(asked: bytes, answer: Any) -> None:
    if hash_of(answer) != asked:
        raise TransportError("RPC:ANSWER", "the node answers for another transaction; try again")


def _remote(web3: Web3) -> bool:
    return isinstance(web3.provider, JSONBaseProvider)
