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
    from tallystick.connection import Connection

__all__ = ["check_signature"]

_MAGIC = "0x1626ba7e"
_SIGNATURE_BYTES_MAX = 4_096


def check_signature(connection: Connection, wallet: str, text: str, signature: str) -> None:
    """Raise InputError with SIGNIN:SIGNATURE unless the wallet has signed the text (EIP-191).

    signature: hex. A wallet with code is asked itself, at the newest block.
    """
    try:
        data = bytes.fromhex(signature.removeprefix("0x"))
    except ValueError:
        data = b""
    if not 1 <= len(data) <= _SIGNATURE_BYTES_MAX:
        raise InputError("SIGNIN:SIGNATURE", "a signature is hex of at least one byte")
    signable = encode_defunct(text=text)
    try:
        if Account.recover_message(signable, signature=data) == wallet:
            return
    except Exception:  # noqa: BLE001, S110 - whatever is wrong with it, it is no key's signature
        pass
    if connection.code(wallet) and _agrees(
        connection, wallet, _hash_eip191_message(signable), data
    ):
        return
    raise InputError("SIGNIN:SIGNATURE", f"the text is not signed by {wallet}")


def _agrees(connection: Connection, wallet: str, digest: bytes, signature: bytes) -> bool:
    data = bytes.fromhex(_MAGIC[2:]) + encode(["bytes32", "bytes"], [digest, signature])
    try:
        answer = connection.call({"to": wallet, "data": "0x" + data.hex()})
    except Reverted:
        return False
    return answer == bytes.fromhex(_MAGIC[2:]) + bytes(28)
