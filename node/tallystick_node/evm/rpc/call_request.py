"""What a caller wants to be executed: the transaction object of eth_call and its like."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from eth.constants import ZERO_ADDRESS

from tallystick_node.evm.refusals import RpcRefusal
from tallystick_node.evm.rpc.values import address_of, bytes_of, mapping_of, quantity_of, slot_of

__all__ = ["AccessList", "CallRequest"]

DATA_BYTES_MAX = 131_072
LISTED_MAX = 1_000
LISTED_ADDRESS_GAS = 2_400
LISTED_SLOT_GAS = 1_900
PRICES = ("gasPrice", "maxFeePerGas", "maxPriorityFeePerGas")
# What the result would depend on and this chain does not execute.
UNKNOWN = ("authorizationList", "blobVersionedHashes", "blobs")

AccessList = tuple[tuple[bytes, tuple[int, ...]], ...]


@dataclass(frozen=True, slots=True)
class CallRequest:
    """A transaction that nobody signed. Prices are read and not charged."""

    sender: bytes
    to: bytes
    value: int
    data: bytes
    gas: int | None
    access_list: AccessList

    @classmethod
    def read(cls, document: Any, chain_id: int) -> CallRequest:
        """Read a transaction object.

        Args:
            document: The JSON object of eth_call and its like.
            chain_id: This chain's id.

        Returns:
            The request.

        Raises:
            RpcRefusal: -32602 when a parameter makes no sense.
        """
        fields = mapping_of(document, "the transaction")
        for name in UNKNOWN:
            if fields.get(name):
                raise RpcRefusal.invalid(f"{name} is not supported in a call")
        if fields.get("gasPrice") is not None and any(
            fields.get(name) is not None for name in PRICES[1:]
        ):
            raise RpcRefusal.invalid(
                "both gasPrice and (maxFeePerGas or maxPriorityFeePerGas) specified"
            )
        for name in (*PRICES, "nonce", "type"):
            _number(fields, name)
        asked_id = _number(fields, "chainId")
        if asked_id is not None and asked_id != chain_id:
            raise RpcRefusal.invalid(f"chainId is {asked_id}, this chain is {chain_id}")
        to, sender = fields.get("to"), fields.get("from")
        return cls(
            sender=bytes(ZERO_ADDRESS) if sender is None else address_of(sender, "from"),
            to=b"" if to is None or to in ("", "0x") else address_of(to, "to"),
            value=_number(fields, "value") or 0,
            data=_data(fields),
            gas=_number(fields, "gas"),
            access_list=_access_list(fields.get("accessList")),
        )

    def intrinsic_gas(self, listed: AccessList) -> int:
        """Return what the request costs with an access list before anything is executed.

        Args:
            listed: The access list.

        Returns:
            Gas.
        """
        gas = 21_000 + sum(16 if byte else 4 for byte in self.data)
        if not self.to:
            gas += 32_000 + 2 * ((len(self.data) + 31) // 32)
        slots = sum(len(keys) for _, keys in listed)
        return gas + LISTED_ADDRESS_GAS * len(listed) + LISTED_SLOT_GAS * slots

    @property
    def floor_gas(self) -> int:
        """What a transaction with that much data costs at least (EIP-7623)."""
        return 21_000 + 10 * sum(4 if byte else 1 for byte in self.data)


def _number(fields: Mapping[str, Any], name: str) -> int | None:
    value = fields.get(name)
    return None if value is None else quantity_of(value, name)


def _data(fields: Mapping[str, Any]) -> bytes:
    stated = {
        name: bytes_of(fields[name], name)
        for name in ("input", "data")
        if fields.get(name) is not None
    }
    if len(set(stated.values())) > 1:
        raise RpcRefusal.invalid('both "data" and "input" are set and not equal')
    data = next(iter(stated.values()), b"")
    if len(data) > DATA_BYTES_MAX:
        raise RpcRefusal.invalid(f"data of {len(data)} bytes is over {DATA_BYTES_MAX}")
    return data


def _access_list(entries: Any) -> AccessList:
    if entries is None:
        return ()
    if not isinstance(entries, list | tuple):
        raise RpcRefusal.invalid("accessList must be a list")
    listed = []
    count = 0
    for element in entries:
        entry = mapping_of(element, "an entry of the access list")
        slots = entry.get("storageKeys") or ()
        if not isinstance(slots, list | tuple):
            raise RpcRefusal.invalid("storageKeys must be a list")
        count += 1 + len(slots)
        if count > LISTED_MAX:
            raise RpcRefusal.invalid(f"more than {LISTED_MAX} entries in the access list")
        slots_read = tuple(slot_of(slot) for slot in slots)
        listed.append((address_of(entry.get("address")), slots_read))
    return tuple(listed)
