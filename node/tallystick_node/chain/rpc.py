"""The JSON-RPC table over the block builder: the methods that web3 and this client use."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from eth.exceptions import OutOfGas, Revert
from eth_typing import Address

from tallystick_node.chain.refusals import RpcRefusal

if TYPE_CHECKING:
    from tallystick_node.chain.builder import BlockBuilder, MinedTransaction

__all__ = ["RpcTable"]

_BLOCK_WORDS = ("latest", "pending", "safe", "finalized")
_GAS_NUMBERS = {"gas", "value"}


class RpcTable:
    """Answers requests with the shapes of an Ethereum node."""

    def __init__(self, builder: BlockBuilder) -> None:
        self._builder = builder
        self._methods: dict[str, Callable[..., Any]] = {
            "eth_blockNumber": lambda: hex(builder.number),
            "eth_call": self._call,
            "eth_chainId": lambda: hex(builder.genesis.chain_id),
            "eth_estimateGas": self._estimate_gas,
            "eth_gasPrice": lambda: hex(self._base_fee() + 1),
            "eth_getBalance": self._balance,
            "eth_getBlockByNumber": self._block_by_number,
            "eth_getCode": self._code,
            "eth_getLogs": self._logs,
            "eth_getTransactionByHash": self._transaction,
            "eth_getTransactionCount": self._nonce,
            "eth_getTransactionReceipt": self._receipt,
            "eth_maxPriorityFeePerGas": lambda: hex(1),
            "eth_sendRawTransaction": lambda raw: _hex(builder.submit(_bytes(raw))),
            "net_version": lambda: str(builder.genesis.chain_id),
            "web3_clientVersion": lambda: "tallystick/embedded",
        }

    def answer(self, method: str, params: Sequence[Any]) -> Any:
        """Return a method's result; RpcRefusal with code, message and data."""
        if method not in self._methods:
            raise RpcRefusal.unknown(method)
        try:
            return self._methods[method](*params)
        except (TypeError, ValueError, KeyError) as error:
            raise RpcRefusal.invalid(f"bad parameters for {method}: {error}") from error

    def _base_fee(self) -> int:
        return int(self._builder.chain.header.base_fee_per_gas)

    def _number(self, word: Any) -> int:
        if isinstance(word, str) and word in _BLOCK_WORDS:
            return self._builder.number
        if word == "earliest":
            return 0
        return word if isinstance(word, int) else int(word, 16)

    def _run(self, request: Mapping[str, Any], word: Any) -> Any:
        number = None if word in _BLOCK_WORDS else self._number(word)
        computation = self._builder.call(_request(request), number)
        if computation.is_error:
            if isinstance(computation.error, Revert):
                raise RpcRefusal.reverted(bytes(computation.output))
            if isinstance(computation.error, OutOfGas):
                raise RpcRefusal.refused("out of gas")
            raise RpcRefusal.refused(f"execution failed: {type(computation.error).__name__}")
        return computation

    def _call(self, request: Mapping[str, Any], word: Any = "latest") -> str:
        return _hex(bytes(self._run(request, word).output))

    def _estimate_gas(self, request: Mapping[str, Any], word: Any = "latest") -> str:
        # One execution tells what was used; the 64th that each call keeps back, and refunds,
        # are covered by an eighth more.
        computation = self._run(request, word)
        used = computation.transaction_context and computation.get_gas_used()
        fields = _request(request)
        data = fields.get("data", b"")
        intrinsic = 21_000 + sum(16 if byte else 4 for byte in data)
        if not fields.get("to"):
            intrinsic += 32_000 + 2 * ((len(data) + 31) // 32)
        return hex((int(used) + intrinsic) * 9 // 8)

    def _balance(self, address: str, word: Any = "latest") -> str:
        state = self._builder.state(self._number(word))
        return hex(state.get_balance(Address(_bytes(address))))

    def _code(self, address: str, word: Any = "latest") -> str:
        state = self._builder.state(self._number(word))
        return _hex(bytes(state.get_code(Address(_bytes(address)))))

    def _nonce(self, address: str, word: Any = "latest") -> str:
        return hex(self._builder.nonce(_bytes(address), pending=word == "pending"))

    def _block_by_number(self, word: Any, full: bool = False) -> dict[str, Any] | None:  # noqa: FBT001, FBT002
        number = self._number(word)
        if number > self._builder.number:
            return None
        block = self._builder.block(number)
        header = block.header
        hashes = self._builder.by_block[number]
        transactions: list[Any] = [_hex(tx_hash) for tx_hash in hashes]
        if full:
            transactions = [self._transaction(tx_hash) for tx_hash in transactions]
        return {
            "number": hex(number),
            "hash": _hex(header.hash),
            "parentHash": _hex(header.parent_hash),
            "nonce": _hex(header.nonce),
            "mixHash": _hex(header.mix_hash),
            "sha3Uncles": _hex(header.uncles_hash),
            "logsBloom": _hex(header.bloom.to_bytes(256, "big")),
            "transactionsRoot": _hex(header.transaction_root),
            "stateRoot": _hex(header.state_root),
            "receiptsRoot": _hex(header.receipt_root),
            "miner": _hex(header.coinbase),
            "difficulty": hex(header.difficulty),
            "extraData": _hex(header.extra_data),
            "gasLimit": hex(header.gas_limit),
            "gasUsed": hex(header.gas_used),
            "timestamp": hex(header.timestamp),
            "baseFeePerGas": hex(_fee(header)),
            "transactions": transactions,
            "uncles": [],
        }

    def _transaction(self, tx_hash: str) -> dict[str, Any] | None:
        found = self._builder.mined.get(_bytes(tx_hash))
        if found is None:
            return None
        transaction = found.transaction
        header = self._builder.block(found.block).header
        return {
            "hash": tx_hash,
            "blockHash": _hex(header.hash),
            "blockNumber": hex(found.block),
            "transactionIndex": hex(found.index),
            "from": _hex(transaction.sender),
            "to": _hex(transaction.to) if transaction.to else None,
            "nonce": hex(transaction.nonce),
            "value": hex(transaction.value),
            "gas": hex(transaction.gas),
            "maxFeePerGas": hex(transaction.max_fee_per_gas),
            "maxPriorityFeePerGas": hex(transaction.max_priority_fee_per_gas),
            "input": _hex(transaction.data),
            "chainId": hex(self._builder.genesis.chain_id),
        }

    def _receipt(self, tx_hash: str) -> dict[str, Any] | None:
        found = self._builder.mined.get(_bytes(tx_hash))
        if found is None:
            return None
        block_hash = _hex(self._builder.block(found.block).header.hash)
        transaction = found.transaction
        return {
            "transactionHash": tx_hash,
            "transactionIndex": hex(found.index),
            "blockHash": block_hash,
            "blockNumber": hex(found.block),
            "from": _hex(transaction.sender),
            "to": _hex(transaction.to) if transaction.to else None,
            "contractAddress": self._created(found),
            "gasUsed": hex(found.gas_used),
            "cumulativeGasUsed": hex(found.receipt.gas_used),
            "effectiveGasPrice": hex(_fee(self._builder.block(found.block).header) + 1),
            "status": "0x1" if found.receipt.state_root == b"\x01" else "0x0",
            "logsBloom": _hex(found.receipt.bloom.to_bytes(256, "big")),
            "type": "0x2",
            "logs": list(_logs_of(found, tx_hash, block_hash)),
        }

    def _created(self, found: MinedTransaction) -> str | None:
        if found.transaction.to:
            return None
        from eth._utils.address import generate_contract_address  # noqa: PLC0415

        return _hex(generate_contract_address(found.transaction.sender, found.transaction.nonce))

    def _logs(self, question: Mapping[str, Any]) -> list[dict[str, Any]]:
        addresses = question.get("address") or []
        wanted = {one.lower() for one in ([addresses] if isinstance(addresses, str) else addresses)}
        first = self._number(question.get("fromBlock", "latest"))
        last = min(self._number(question.get("toBlock", "latest")), self._builder.number)
        topics = question.get("topics") or []
        found: list[dict[str, Any]] = []
        for number in range(max(0, first), last + 1):
            hashes = self._builder.by_block[number]
            if not hashes:
                continue
            block_hash = _hex(self._builder.block(number).header.hash)
            for tx_hash in hashes:
                logs = _logs_of(self._builder.mined[tx_hash], _hex(tx_hash), block_hash)
                found.extend(
                    log
                    for log in logs
                    if (not wanted or log["address"] in wanted) and _fits(log["topics"], topics)
                )
        return found


def _logs_of(found: MinedTransaction, tx_hash: str, block_hash: str) -> Any:
    for offset, log in enumerate(found.receipt.logs):
        yield {
            "address": _hex(log.address),
            "topics": [_hex(topic.to_bytes(32, "big")) for topic in log.topics],
            "data": _hex(log.data),
            "blockNumber": hex(found.block),
            "blockHash": block_hash,
            "transactionHash": tx_hash,
            "transactionIndex": hex(found.index),
            "logIndex": hex(found.first_log + offset),
            "removed": False,
        }


def _fits(topics: list[str], wanted: Sequence[Any]) -> bool:
    if len(wanted) > len(topics):
        return False
    for topic, asked in zip(topics, wanted, strict=False):
        choices = asked if isinstance(asked, list) else [asked]
        if asked is not None and topic not in {choice.lower() for choice in choices}:
            return False
    return True


def _request(request: Mapping[str, Any]) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for name, found in request.items():
        if name in _GAS_NUMBERS:
            fields[name] = found if isinstance(found, int) else int(found, 16)
        elif name in {"from", "to", "data", "input"}:
            fields["data" if name == "input" else name] = _bytes(found)
    return fields


def _fee(header: Any) -> int:
    return int(header.base_fee_per_gas)


def _hex(data: bytes) -> str:
    return "0x" + bytes(data).hex()


def _bytes(text: Any) -> bytes:
    if isinstance(text, bytes):
        return text
    return bytes.fromhex(text.removeprefix("0x"))
