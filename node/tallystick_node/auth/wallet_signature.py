"""Whether a wallet has signed a text: a key's own signature, or a contract's word (EIP-1271)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eth_abi.abi import encode
from eth_account import Account
from eth_account.messages import (
    _hash_eip191_message,
    encode_defunct,
)

from tallystick.errors import InputError, Reverted

if TYPE_CHECKING:
    from tallystick.chain._sync.connection import Connection

__all__ = ["SIGNATURE_BYTES_MAX", "check_signature", "has_signed"]

_MAGIC = "0x1626ba7e"
SIGNATURE_BYTES_MAX = 4_096


def check_signature(connection: Connection, wallet: str, text: str, signature: str) -> None:
    """Raise InputError with SIGNIN:SIGNATURE unless the wallet has signed the text."""
    if not has_signed(connection, wallet, text, signature):
        raise InputError("SIGNIN:SIGNATURE", f"the text is not signed by {wallet}")


def has_signed(connection: Connection, wallet: str, text: str, signature: str) -> bool:
    """Return whether a wallet has signed a text (EIP-191), or says so itself (EIP-1271).

    signature: hex of at most 4,096 bytes, else InputError `SIGNATURE:FORM`. A wallet with code is
    asked at the newest block; TransportError when the chain does not answer.
    """
    try:
        data = bytes.fromhex(signature.removeprefix("0x"))
    except ValueError:
        data = b""
    if not 1 <= len(data) <= SIGNATURE_BYTES_MAX:
        raise InputError(
            "SIGNATURE:FORM", f"a signature is hex of 1 to {SIGNATURE_BYTES_MAX:,} bytes"
        )
    signable = encode_defunct(text=text)
    try:
        if Account.recover_message(signable, signature=data) == wallet:
            return True
    except Exception:  # noqa: BLE001, S110 - whatever is wrong with it, it is no key's signature
        pass
    return bool(connection.code(wallet)) and _agrees(
        connection, wallet, _hash_eip191_message(signable), data
    )


def _agrees(connection: Connection, wallet: str, digest: bytes, signature: bytes) -> bool:
    data = bytes.fromhex(_MAGIC[2:]) + encode(["bytes32", "bytes"], [digest, signature])
    try:
        answer = connection.call({"to": wallet, "data": "0x" + data.hex()})
    except Reverted:
        return False
    return answer == bytes.fromhex(_MAGIC[2:]) + bytes(28)
