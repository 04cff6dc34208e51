"""The bytes whose hash a signature is over, and the raw transaction that a signature completes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import rlp
from eth_account.messages import SignableMessage, encode_defunct, encode_typed_data
from eth_utils.conversions import to_bytes

from tallystick.errors import SigningError

__all__ = ["signed_transaction", "text_payload", "transaction_payload", "typed_data_payload"]

_DYNAMIC_FEE = b"\x02"
_LEGACY = ("nonce", "gasPrice", "gas", "to", "value", "data")
_FEES = ("chainId", "nonce", "maxPriorityFeePerGas", "maxFeePerGas", "gas", "to", "value", "data")
_KNOWN = {*_LEGACY, *_FEES, "from", "type", "accessList"}


def transaction_payload(transaction: Mapping[str, Any]) -> bytes:
    """Return what is signed of a transaction: the fields of EIP-1559, or of EIP-155.

    Args:
        transaction: Its fields, complete with chain, nonce, gas and fees.

    Returns:
        The bytes before they are hashed.

    Raises:
        SigningError: KEY:TRANSACTION when a field is missing or is none of these two forms.
    """
    if "gasPrice" in transaction:
        return bytes(
            rlp.encode([*_fields(transaction, _LEGACY), _int(transaction, "chainId"), b"", b""])
        )
    return _DYNAMIC_FEE + bytes(rlp.encode([*_fields(transaction, _FEES), []]))


def signed_transaction(transaction: Mapping[str, Any], r: int, s: int, parity: int) -> bytes:
    """Return the raw transaction.

    Args:
        transaction: The fields whose payload was signed.
        r: Of the signature.
        s: Of the signature, in the lower half.
        parity: 0 or 1, of the point.

    Returns:
        The bytes that a node takes.

    Raises:
        SigningError: As `transaction_payload` does.
    """
    if "gasPrice" in transaction:
        v = 35 + 2 * int(transaction["chainId"]) + parity
        return bytes(rlp.encode([*_fields(transaction, _LEGACY), _int_bytes(v), *_words(r, s)]))
    fields = [*_fields(transaction, _FEES), [], _int_bytes(parity), *_words(r, s)]
    return _DYNAMIC_FEE + bytes(rlp.encode(fields))


def typed_data_payload(message: Mapping[str, Any]) -> bytes:
    """Return what is signed of a full EIP-712 message.

    Args:
        message: The message.

    Returns:
        0x1901, the domain's hash and the message's.
    """
    return _payload(encode_typed_data(full_message=dict(message)))


def text_payload(text: str) -> bytes:
    """Return what is signed of a text (EIP-191).

    Args:
        text: What a person reads before they sign.

    Returns:
        The text after its prefix.
    """
    return _payload(encode_defunct(text=text))


def _payload(message: SignableMessage) -> bytes:
    return b"\x19" + message.version + message.header + message.body


def _fields(transaction: Mapping[str, Any], names: tuple[str, ...]) -> list[bytes]:
    strange = sorted(set(transaction) - _KNOWN)
    if strange or transaction.get("accessList"):
        raise SigningError(
            "KEY:TRANSACTION",
            f"this signer takes no {', '.join(strange) or 'accessList'}; leave it out",
        )
    return [
        _int(transaction, name) if name not in {"to", "data"} else _bytes(transaction, name)
        for name in names
    ]


def _int(transaction: Mapping[str, Any], name: str) -> bytes:
    try:
        value = transaction[name]
        number = int(value, 16) if isinstance(value, str) else int(value)
    except (KeyError, TypeError, ValueError) as missing:
        raise SigningError(
            "KEY:TRANSACTION", f"a transaction to sign needs {name}, a whole number"
        ) from missing
    return _int_bytes(number)


def _bytes(transaction: Mapping[str, Any], name: str) -> bytes:
    value = transaction.get(name, b"")
    return to_bytes(hexstr=value) if isinstance(value, str) else bytes(value or b"")


def _int_bytes(value: int) -> bytes:
    return value.to_bytes((value.bit_length() + 7) // 8, "big")


def _words(*values: int) -> list[bytes]:
    return [_int_bytes(value) for value in values]
