"""Numbers and bytes on the wire: read strictly, written as every Ethereum client expects."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from tallystick_node.evm.refusals import RpcRefusal

__all__ = [
    "address_of",
    "boolean_of",
    "bytes_of",
    "hash_of",
    "hex_of",
    "mapping_of",
    "quantity_of",
    "slot_of",
]

_QUANTITY = re.compile(r"0x[0-9a-fA-F]{1,64}")
_DATA = re.compile(r"0x([0-9a-fA-F]{2})*+")
_SHOWN_MAX = 80


def hex_of(data: bytes) -> str:
    """Return bytes as 0x-prefixed lower hex."""
    return "0x" + bytes(data).hex()


def quantity_of(found: Any, name: str = "number") -> int:
    """Return a number below 2**256 from a hex quantity or an int; RpcRefusal otherwise."""
    if isinstance(found, int) and not isinstance(found, bool) and 0 <= found < 2**256:
        return found
    if isinstance(found, str) and _QUANTITY.fullmatch(found):
        return int(found, 16)
    raise RpcRefusal.invalid(f"{name} must be a hex quantity, not {_shown(found)}")


def bytes_of(found: Any, name: str = "data", length: int | None = None) -> bytes:
    """Return bytes from 0x hex (or bytes), of an exact length when one is given."""
    if isinstance(found, str) and _DATA.fullmatch(found):
        data = bytes.fromhex(found.removeprefix("0x"))
    elif isinstance(found, bytes):
        data = bytes(found)
    else:
        raise RpcRefusal.invalid(f"{name} must be 0x-prefixed hex, not {_shown(found)}")
    if length is not None and len(data) != length:
        raise RpcRefusal.invalid(f"{name} must have {length} bytes, not {len(data)}")
    return data


def address_of(found: Any, name: str = "address") -> bytes:
    """Return the 20 bytes of an address."""
    return bytes_of(found, name, 20)


def hash_of(found: Any, name: str = "hash") -> bytes:
    """Return the 32 bytes of a hash."""
    return bytes_of(found, name, 32)


def slot_of(found: Any) -> int:
    """Return a storage slot: a quantity, or up to 32 bytes with or without leading zeros."""
    return quantity_of(found, "storage slot")


def boolean_of(found: Any, name: str) -> bool:
    """Return a JSON boolean."""
    if isinstance(found, bool):
        return found
    raise RpcRefusal.invalid(f"{name} must be true or false, not {_shown(found)}")


def mapping_of(found: Any, name: str) -> Mapping[str, Any]:
    """Return a JSON object."""
    if isinstance(found, Mapping):
        return found
    raise RpcRefusal.invalid(f"{name} must be an object, not {_shown(found)}")


def _shown(found: Any) -> str:
    text = repr(found)
    return text if len(text) <= _SHOWN_MAX else text[:_SHOWN_MAX] + "…"
