"""Blocks, transactions and receipts in the shapes of an Ethereum node."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import rlp
from eth._utils.address import generate_contract_address

from tallystick_node.evm.rpc.headers import header_fields, withdrawal_fields
from tallystick_node.evm.rpc.values import boolean_of, hash_of, hex_of, quantity_of

if TYPE_CHECKING:
    from tallystick_node.evm.builder import MinedTransaction
    from tallystick_node.evm.rpc.view import ChainView

__all__ = ["BlockMethods"]

# Blocks that are kept as they are shown: a few kilobytes each.
BLOCKS_KEPT = 512
# The type of transactions that delegate an account to code (EIP-7702).
SET_CODE = 4


class BlockMethods:
    """The methods that show blocks and what is in them."""

    def __init__(self, view: ChainView) -> None:
        self._view = view
        # A block never changes under its hash, and the same ones are asked for again and again.
        self._seen: dict[bytes, dict[str, Any]] = {}

    def block_by_number(self, word: Any, full: Any = False) -> dict[str, Any] | None:  # noqa: FBT002
        """Return a block by number or word.

        Args:
            word: Which block: a number, a word such as `latest`, or an object with blockNumber or
                blockHash.
            full: Whether transactions are shown whole, not as hashes.

        Returns:
            The block as a node shows it, None when there is none yet.

        Raises:
            RpcRefusal: -32602 when a parameter makes no sense.
        """
        number = self._view.number_of(word)
        return self._shown(number if number <= self._view.builder.number else None, full)

    def block_by_hash(self, block_hash: Any, full: Any = False) -> dict[str, Any] | None:  # noqa: FBT002
        """Return a block by its hash.

        Args:
            block_hash: The block's hash, as 0x hex.
            full: Whether transactions are shown whole, not as hashes.

        Returns:
            The block as a node shows it, None when there is none.

        Raises:
            RpcRefusal: -32602 when a parameter makes no sense.
        """
        return self._shown(self._view.builder.number_of(hash_of(block_hash)), full)

    def count_by_number(self, word: Any) -> str | None:
        """Return how many transactions a block has.

        Args:
            word: Which block: a number, a word such as `latest`, or an object with blockNumber or
                blockHash.

        Returns:
            The count as 0x hex, None when there is no such block.

        Raises:
            RpcRefusal: -32602 when a parameter makes no sense.
        """
        number = self._view.number_of(word)
        if number > self._view.builder.number:
            return None
        return hex(len(self._view.hashes(number)))

    def count_by_hash(self, block_hash: Any) -> str | None:
        """Return how many transactions the block of a hash has.

        Args:
            block_hash: The block's hash, as 0x hex.

        Returns:
            The count as 0x hex, None when there is no such block.

        Raises:
            RpcRefusal: -32602 when a parameter makes no sense.
        """
        number = self._view.builder.number_of(hash_of(block_hash))
        return None if number is None else hex(len(self._view.hashes(number)))

    def uncles_by_number(self, word: Any) -> str | None:
        """Return how many uncles a block has: none, ever.

        Args:
            word: Which block: a number, a word such as `latest`, or an object with blockNumber or
                blockHash.

        Returns:
            `0x0`, None when there is no such block.

        Raises:
            RpcRefusal: -32602 when a parameter makes no sense.
        """
        return None if self._view.number_of(word) > self._view.builder.number else "0x0"

    def uncles_by_hash(self, block_hash: Any) -> str | None:
        """Return how many uncles the block of a hash has: none, ever.

        Args:
            block_hash: The block's hash, as 0x hex.

        Returns:
            `0x0`, None when there is no such block.

        Raises:
            RpcRefusal: -32602 when a parameter makes no sense.
        """
        return None if self._view.builder.number_of(hash_of(block_hash)) is None else "0x0"

    def transaction(self, tx_hash: Any) -> dict[str, Any] | None:
        """Return a transaction by its hash, mined or waiting.

        Args:
            tx_hash: The transaction's hash, as 0x hex.

        Returns:
            The transaction as a node shows it, None when it is unknown.

        Raises:
            RpcRefusal: -32602 when a parameter makes no sense.
        """
        wanted = hash_of(tx_hash)
        mined = self._view.mined(wanted)
        if mined is not None:
            return self._placed(wanted, mined)
        waiting = self._view.waiting(wanted)
        if waiting is None:
            return None
        return self.shown_waiting(wanted, waiting)

    def shown_waiting(self, tx_hash: bytes, transaction: Any) -> dict[str, Any]:
        """Return a transaction that is in no block yet, at the highest price that it may pay.

        Args:
            tx_hash: Its hash, 32 bytes.
            transaction: py-evm's transaction.

        Returns:
            The transaction as a node shows it.
        """
        return self._transaction(tx_hash, transaction, int(transaction.max_fee_per_gas))

    def transaction_in_number(self, word: Any, index: Any) -> dict[str, Any] | None:
        """Return a transaction by its block's number and its place in it.

        Args:
            word: Which block: a number, a word such as `latest`, or an object with blockNumber or
                blockHash.
            index: The transaction's place in its block, as a quantity.

        Returns:
            The transaction as a node shows it, None when there is none.

        Raises:
            RpcRefusal: -32602 when a parameter makes no sense.
        """
        number = self._view.number_of(word)
        return self._at(number if number <= self._view.builder.number else None, index)

    def transaction_in_hash(self, block_hash: Any, index: Any) -> dict[str, Any] | None:
        """Return a transaction by its block's hash and its place in it.

        Args:
            block_hash: The block's hash, as 0x hex.
            index: The transaction's place in its block, as a quantity.

        Returns:
            The transaction as a node shows it, None when there is none.

        Raises:
            RpcRefusal: -32602 when a parameter makes no sense.
        """
        return self._at(self._view.builder.number_of(hash_of(block_hash)), index)

    def receipt(self, tx_hash: Any) -> dict[str, Any] | None:
        """Return what became of a transaction.

        Args:
            tx_hash: The transaction's hash, as 0x hex.

        Returns:
            The receipt as a node shows it, None while it is in no block.

        Raises:
            RpcRefusal: -32602 when a parameter makes no sense.
        """
        wanted = hash_of(tx_hash)
        mined = self._view.mined(wanted)
        if mined is None:
            return None
        return self._receipt(wanted, mined, self._view.header(mined.block))

    def receipts(self, word: Any) -> list[dict[str, Any]] | None:
        """Return every receipt of a block by its number or hash.

        Args:
            word: Which block: a number, a word such as `latest`, or an object with blockNumber or
                blockHash.

        Returns:
            The receipts, in order; None when there is no such block.

        Raises:
            RpcRefusal: -32602 when a parameter makes no sense.
        """
        if isinstance(word, Mapping) and "blockHash" in word:
            word = word["blockHash"]
        if _is_hash(word):
            number = self._view.builder.number_of(hash_of(word))
        else:
            number = self._view.number_of(word)
        if number is None or number > self._view.builder.number:
            return None
        header = self._view.header(number)
        transactions = self._view.in_block(number)
        return [self._receipt(tx_hash, mined, header) for tx_hash, mined in transactions]

    def _at(self, number: int | None, index: Any) -> dict[str, Any] | None:
        place = quantity_of(index, "index")
        hashes = [] if number is None else self._view.hashes(number)
        if place >= len(hashes):
            return None
        return self.transaction(hashes[place])

    def _shown(self, number: int | None, full: Any) -> dict[str, Any] | None:
        whole = boolean_of(full, "the second parameter")
        if number is None:
            return None
        header = self._view.header(number)
        if not whole and (seen := self._seen.get(header.hash)):
            return dict(seen)
        block = self._view.block(number)
        transactions: list[Any] = [hex_of(tx_hash) for tx_hash in self._view.hashes(number)]
        if whole:
            transactions = [self._placed(*placed) for placed in self._view.in_block(number)]
        fields = header_fields(header) | {
            "size": hex(len(rlp.encode(block))), "transactions": transactions, "uncles": [],
            "withdrawals": [withdrawal_fields(withdrawal) for withdrawal in block.withdrawals],
        }  # fmt: skip
        if not whole:
            if len(self._seen) == BLOCKS_KEPT:
                self._seen.clear()
            self._seen[header.hash] = fields
        return dict(fields)

    def _placed(self, tx_hash: bytes, mined: MinedTransaction) -> dict[str, Any]:
        header = self._view.header(mined.block)
        price = _price(mined.transaction, header)
        return {
            **self._transaction(tx_hash, mined.transaction, price),
            "blockHash": hex_of(header.hash),
            "blockNumber": hex(mined.block),
            "transactionIndex": hex(mined.index),
        }

    def _transaction(self, tx_hash: bytes, transaction: Any, price: int) -> dict[str, Any]:
        kind = transaction.type_id or 0
        shown: dict[str, Any] = {
            "hash": hex_of(tx_hash),
            "blockHash": None,
            "blockNumber": None,
            "transactionIndex": None,
            "type": hex(kind),
            "from": hex_of(transaction.sender),
            "to": hex_of(transaction.to) if transaction.to else None,
            "nonce": hex(transaction.nonce),
            "value": hex(transaction.value),
            "gas": hex(transaction.gas),
            "gasPrice": hex(price),
            "input": hex_of(transaction.data),
            "chainId": hex(self._view.chain_id),
            "r": hex(transaction.r),
            "s": hex(transaction.s),
        }
        if kind == 0:
            return shown | {"v": hex(transaction.v)}
        shown |= {
            "v": hex(transaction.y_parity),
            "yParity": hex(transaction.y_parity),
            "accessList": [
                {
                    "address": hex_of(account),
                    "storageKeys": [hex_of(slot.to_bytes(32, "big")) for slot in slots],
                }
                for account, slots in transaction.access_list
            ],
        }
        if kind >= 2:
            shown["maxFeePerGas"] = hex(transaction.max_fee_per_gas)
            shown["maxPriorityFeePerGas"] = hex(transaction.max_priority_fee_per_gas)
        if kind == SET_CODE:
            shown["authorizationList"] = [
                _authorization(authorization) for authorization in transaction.authorization_list
            ]
        return shown

    def _receipt(self, tx_hash: bytes, mined: MinedTransaction, header: Any) -> dict[str, Any]:
        transaction = mined.transaction
        created = None
        if not transaction.to:
            created = hex_of(generate_contract_address(transaction.sender, transaction.nonce))
        return {
            "transactionHash": hex_of(tx_hash),
            "transactionIndex": hex(mined.index),
            "blockHash": hex_of(header.hash),
            "blockNumber": hex(mined.block),
            "from": hex_of(transaction.sender),
            "to": hex_of(transaction.to) if transaction.to else None,
            "contractAddress": created,
            "gasUsed": hex(mined.gas_used),
            "cumulativeGasUsed": hex(mined.receipt.gas_used),
            "effectiveGasPrice": hex(_price(transaction, header)),
            "status": "0x1" if mined.receipt.state_root == b"\x01" else "0x0",
            "logsBloom": hex_of(mined.receipt.bloom.to_bytes(256, "big")),
            "type": hex(transaction.type_id or 0),
            "logs": list(_logs_of(tx_hash, mined, header)),
        }


def _logs_of(tx_hash: bytes, mined: MinedTransaction, header: Any) -> Iterator[dict[str, Any]]:
    """Yield a transaction's logs; their index counts through the whole block."""
    for offset, log in enumerate(mined.receipt.logs):
        yield {
            "address": hex_of(log.address),
            "topics": [hex_of(topic.to_bytes(32, "big")) for topic in log.topics],
            "data": hex_of(log.data),
            "blockNumber": hex(mined.block),
            "blockHash": hex_of(header.hash),
            "transactionHash": hex_of(tx_hash),
            "transactionIndex": hex(mined.index),
            "logIndex": hex(mined.first_log + offset),
            "removed": False,
        }


def _price(transaction: Any, header: Any) -> int:
    """What a unit of the transaction's gas cost in that block."""
    base = int(header.base_fee_per_gas)
    return min(int(transaction.max_fee_per_gas), base + int(transaction.max_priority_fee_per_gas))


def _authorization(authorization: Any) -> dict[str, str]:
    return {
        "chainId": hex(authorization.chain_id),
        "address": hex_of(authorization.address),
        "nonce": hex(authorization.nonce),
        "yParity": hex(authorization.y_parity),
        "r": hex(authorization.r),
        "s": hex(authorization.s),
    }


def _is_hash(word: Any) -> bool:
    return isinstance(word, bytes) or (isinstance(word, str) and len(word) == 66)
