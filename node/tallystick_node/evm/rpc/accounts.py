"""What an account has on a block, and the proof of it against the block's state root."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import rlp
from eth.constants import BLANK_ROOT_HASH, EMPTY_SHA3
from eth.rlp.accounts import Account
from eth_typing import Address
from eth_utils.crypto import keccak
from trie.hexary import HexaryTrie

from tallystick_node.evm.refusals import RpcRefusal
from tallystick_node.evm.rpc.values import address_of, hex_of, slot_of

if TYPE_CHECKING:
    from tallystick_node.evm.rpc.limits import RpcLimits
    from tallystick_node.evm.rpc.view import ChainView

__all__ = ["AccountMethods"]


class AccountMethods:
    """The methods that read accounts."""

    def __init__(self, view: ChainView, limits: RpcLimits) -> None:
        self._view = view
        self._limits = limits

    def accounts(self) -> list[str]:
        """Return no accounts: this chain keeps no keys (eth_accounts).

        Returns:
            An empty list.
        """
        return []

    def balance(self, address: Any, word: Any = "latest") -> str:
        """Return what an account has of the chain's coin (eth_getBalance).

        Args:
            address: The account's address, as 0x hex.
            word: Which block: a number, a word such as `latest`, or an object with blockNumber or
                blockHash.

        Returns:
            Wei, as 0x hex.

        Raises:
            RpcRefusal: -32602 when a parameter makes no sense; -32000 when there is no such block.
        """
        return hex(self._view.state(word).get_balance(Address(address_of(address))))

    def code(self, address: Any, word: Any = "latest") -> str:
        """Return the code at an address (eth_getCode).

        Args:
            address: The account's address, as 0x hex.
            word: Which block: a number, a word such as `latest`, or an object with blockNumber or
                blockHash.

        Returns:
            Bytes, as 0x hex.

        Raises:
            RpcRefusal: -32602 when a parameter makes no sense; -32000 when there is no such block.
        """
        return hex_of(self._view.state(word).get_code(Address(address_of(address))))

    def nonce(self, address: Any, word: Any = "latest") -> str:
        """Return how many transactions an account has sent; `pending` counts those that wait.

        Args:
            address: The account's address, as 0x hex.
            word: Which block: a number, a word such as `latest`, or an object with blockNumber or
                blockHash.

        Returns:
            The next nonce, as 0x hex.

        Raises:
            RpcRefusal: -32602 when a parameter makes no sense; -32000 when there is no such block.
        """
        account = address_of(address)
        if word == "pending":
            return hex(self._view.builder.nonce(account, pending=True))
        return hex(self._view.state(word).get_nonce(Address(account)))

    def storage(self, address: Any, slot: Any, word: Any = "latest") -> str:
        """Return the 32 bytes of a storage slot (eth_getStorageAt).

        Args:
            address: The account's address, as 0x hex.
            slot: The slot, as a quantity or up to 32 bytes of 0x hex.
            word: Which block: a number, a word such as `latest`, or an object with blockNumber or
                blockHash.

        Returns:
            32 bytes, as 0x hex.

        Raises:
            RpcRefusal: -32602 when a parameter makes no sense; -32000 when there is no such block.
        """
        account = Address(address_of(address))
        value = self._view.state(word).get_storage(account, slot_of(slot))
        return hex_of(value.to_bytes(32, "big"))

    def proof(self, address: Any, slots: Any, word: Any = "latest") -> dict[str, Any]:
        """Return account and slots with the trie nodes that prove them, or their absence.

        Args:
            address: The account's address, as 0x hex.
            slots: The slots, at most `proof_slots_max`.
            word: Which block: a number, a word such as `latest`, or an object with blockNumber or
                blockHash.

        Returns:
            The proof as a node shows it (EIP-1186).

        Raises:
            RpcRefusal: -32602 when a parameter makes no sense; -32000 when there is no such block.
        """
        account = address_of(address)
        if not isinstance(slots, list | tuple):
            raise RpcRefusal.invalid("storage keys must be a list")
        if len(slots) > self._limits.proof_slots_max:
            raise RpcRefusal.invalid(f"more than {self._limits.proof_slots_max} storage keys")
        header = self._view.header(self._view.existing(word))
        path = keccak(account)
        trie = HexaryTrie(self._view.database, header.state_root)
        encoded = trie[path]
        state = rlp.decode(encoded, Account) if encoded else None
        root = state.storage_root if state is not None else BLANK_ROOT_HASH
        storage = HexaryTrie(self._view.database, root)
        return {
            "address": hex_of(account),
            "accountProof": _nodes(trie, path),
            "balance": hex(state.balance if state is not None else 0),
            "codeHash": hex_of(state.code_hash if state is not None else EMPTY_SHA3),
            "nonce": hex(state.nonce if state is not None else 0),
            "storageHash": hex_of(root),
            "storageProof": [_slot_proof(storage, slot) for slot in slots],
        }


def _slot_proof(storage: HexaryTrie, slot: Any) -> dict[str, Any]:
    number = slot_of(slot)
    path = keccak(number.to_bytes(32, "big"))
    encoded = storage[path]
    value = int.from_bytes(rlp.decode(encoded), "big") if encoded else 0
    shown = slot if isinstance(slot, str) else hex(number)
    return {"key": shown, "value": hex(value), "proof": _nodes(storage, path)}


def _nodes(trie: HexaryTrie, path: bytes) -> list[str]:
    """The nodes from the root down, those alone that have a hash of their own."""
    if trie.root_hash == BLANK_ROOT_HASH:
        return []
    encoded = [rlp.encode(node) for node in trie.get_proof(path)]  # type: ignore[no-untyped-call]
    return [hex_of(node) for place, node in enumerate(encoded) if place == 0 or len(node) >= 32]
