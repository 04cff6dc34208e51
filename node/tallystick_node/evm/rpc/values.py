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
    """Return bytes as 0x-prefixed lower hex.

    Args:
        data: The bytes.

    Returns:
        The text.
    """
    return "0x" + bytes(data).hex()


def quantity_of(value: Any, name: str = "number") -> int:
    """Return a number from a hex quantity or an int.

    Args:
        value: What the caller sent.
        name: What the value is called in an error.

    Returns:
        A number from 0 to 2^256 - 1.

    Raises:
        RpcRefusal: -32602 when it is anything else.
    """
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**256:
        return value
    if isinstance(value, str) and _QUANTITY.fullmatch(value):
        return int(value, 16)
    raise RpcRefusal.invalid(f"{name} must be a hex quantity, not {_shown(value)}")


def bytes_of(value: Any, name: str = "data", length: int | None = None) -> bytes:
    """Return bytes from 0x hex (or bytes).

    Args:
        value: What the caller sent.
        name: What the value is called in an error.
        length: How many bytes it must have, None for any.

    Returns:
        The bytes.

    Raises:
        RpcRefusal: -32602 when it is anything else.
    """
    if isinstance(value, str) and _DATA.fullmatch(value):
        data = bytes.fromhex(value.removeprefix("0x"))
    elif isinstance(value, bytes):
        data = bytes(value)
    else:
        raise RpcRefusal.invalid(f"{name} must be 0x-prefixed hex, not {_shown(value)}")
    if length is not None and len(data) != length:
        raise RpcRefusal.invalid(f"{name} must have {length} bytes, not {len(data)}")
    return data


def address_of(value: Any, name: str = "address") -> bytes:
    """Return the 20 bytes of an address.

    Args:
        value: What the caller sent.
        name: What the value is called in an error.

    Returns:
        The bytes.

    Raises:
        RpcRefusal: -32602 when it is not an address.
    """
    return bytes_of(value, name, 20)


def hash_of(value: Any, name: str = "hash") -> bytes:
    """Return the 32 bytes of a hash.

    Args:
        value: What the caller sent.
        name: What the value is called in an error.

    Returns:
        The bytes.

    Raises:
        RpcRefusal: -32602 when it is not a hash.
    """
    return bytes_of(value, name, 32)


def slot_of(value: Any) -> int:
    """Return a storage slot: a quantity, or up to 32 bytes with or without leading zeros.

    Args:
        value: What the caller sent.

    Returns:
        The slot's number.

    Raises:
        RpcRefusal: -32602 when it is not a slot.
    """
    return quantity_of(value, "storage slot")


def boolean_of(value: Any, name: str) -> bool:
    """Return a JSON boolean.

    Args:
        value: What the caller sent.
        name: What the value is called in an error.

    Returns:
        The boolean.

    Raises:
        RpcRefusal: -32602 when it is anything else.
    """
    if isinstance(value, bool):
        return value
    raise RpcRefusal.invalid(f"{name} must be true or false, not {_shown(value)}")


def mapping_of(value: Any, name: str) -> Mapping[str, Any]:
    """Return a JSON object.

    Args:
        value: What the caller sent.
        name: What the value is called in an error.

    Returns:
        The object.

    Raises:
        RpcRefusal: -32602 when it is anything else.
    """
    if isinstance(value, Mapping):
        return value
    raise RpcRefusal.invalid(f"{name} must be an object, not {_shown(value)}")


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= _SHOWN_MAX else text[:_SHOWN_MAX] + "…"
