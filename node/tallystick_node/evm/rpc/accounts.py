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
    from tallystick_node.evm.rpc.limits import Limits
    from tallystick_node.evm.rpc.view import ChainView

__all__ = ["AccountMethods"]


class AccountMethods:
    """The methods that read accounts."""

    def __init__(self, view: ChainView, limits: Limits) -> None:
        self._view = view
        self._limits = limits

    def accounts(self) -> list[str]:
        """No accounts: this chain keeps no keys."""
        return []

    def balance(self, address: Any, word: Any = "latest") -> str:
        """What an account has of the chain's coin."""
        return hex(self._view.state(word).get_balance(Address(address_of(address))))

    def code(self, address: Any, word: Any = "latest") -> str:
        """The code at an address."""
        return hex_of(self._view.state(word).get_code(Address(address_of(address))))

    def nonce(self, address: Any, word: Any = "latest") -> str:
        """How many transactions an account has sent; `pending` counts those that wait."""
        account = address_of(address)
        if word == "pending":
            return hex(self._view.builder.nonce(account, pending=True))
        return hex(self._view.state(word).get_nonce(Address(account)))

    def storage(self, address: Any, slot: Any, word: Any = "latest") -> str:
        """The 32 bytes of a storage slot."""
        account = Address(address_of(address))
        value = self._view.state(word).get_storage(account, slot_of(slot))
        return hex_of(value.to_bytes(32, "big"))

    def proof(self, address: Any, slots: Any, word: Any = "latest") -> dict[str, Any]:
        """The account and slots with the trie nodes that prove them, or their absence."""
        account = address_of(address)
        if not isinstance(slots, list | tuple):
            raise RpcRefusal.invalid("storage keys must be a list")
        if len(slots) > self._limits.proof_slots_max:
            raise RpcRefusal.invalid(f"more than {self._limits.proof_slots_max} storage keys")
        header = self._view.header(self._view.existing(word))
        path = keccak(account)
        trie = HexaryTrie(self._view.database, header.state_root)
        encoded = trie[path]
        found = rlp.decode(encoded, Account) if encoded else None
        root = found.storage_root if found is not None else BLANK_ROOT_HASH
        storage = HexaryTrie(self._view.database, root)
        return {
            "address": hex_of(account),
            "accountProof": _nodes(trie, path),
            "balance": hex(found.balance if found is not None else 0),
            "codeHash": hex_of(found.code_hash if found is not None else EMPTY_SHA3),
            "nonce": hex(found.nonce if found is not None else 0),
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
    return [hex_of(one) for place, one in enumerate(encoded) if place == 0 or len(one) >= 32]
