"""Whether a wallet has signed a text: by its own key, or as a contract confirms (EIP-1271)."""

from __future__ import annotations

import time
from math import ceil
from typing import TYPE_CHECKING

from eth_abi.abi import encode
from eth_account import Account
from eth_account.messages import (
    _hash_eip191_message,
    encode_defunct,
)
from eth_keys.datatypes import Signature as KeySignature
from eth_keys.exceptions import BadSignature
from eth_utils.exceptions import ValidationError

from tallystick.errors import InputError, Reverted, TransactionRefused
from tallystick_node.evm.rpc.call_budget import CallBudget

if TYPE_CHECKING:
    from tallystick.chain._sync.connection import Connection

__all__ = ["SIGNATURE_BYTES_MAX", "check_signature", "has_signed", "has_signed_digest"]

_MAGIC = "0x1626ba7e"
SIGNATURE_BYTES_MAX = 4_096
# What the platform's contracts take.
CONTRACT_BYTES_MAX = 1_024
# Half of the order of secp256k1: of the two signatures that a key has, contracts take this one.
_LOW_S_MAX = 0x7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF5D576E7357A4501DDFE92F46681B20A0
# Many times what wallets of several owners use; an endless loop has ended within a moment.
GAS_MAX = 500_000
# What the contracts of wallets may use of everybody's time, each for itself.
_SHARES = CallBudget()


def check_signature(connection: Connection, wallet: str, text: str, signature: str) -> None:
    """Require that a wallet has signed a text.

    Args:
        connection: The chain's connection.
        wallet: The checksummed address.
        text: What was signed (EIP-191).
        signature: In hex, at most 4,096 bytes.

    Raises:
        InputError: SIGNIN:SIGNATURE unless it has; SIGNATURE:FORM when the signature is malformed;
            SIGNIN:SLOW when the wallet's contract has used up its share of executions.
        TransportError: When the chain's node does not answer.
    """
    if not has_signed(connection, wallet, text, signature):
        raise InputError("SIGNIN:SIGNATURE", f"the text is not signed by {wallet}")


def has_signed(connection: Connection, wallet: str, text: str, signature: str) -> bool:
    """Return whether a wallet has signed a text (EIP-191), or says so itself (EIP-1271).

    A wallet with code is asked at the newest block.

    Args:
        connection: The chain's connection.
        wallet: The checksummed address.
        text: What was signed.
        signature: In hex, at most 4,096 bytes.

    Returns:
        True when it has.

    Raises:
        InputError: SIGNATURE:FORM when the signature is malformed; SIGNIN:SLOW when the wallet's
            contract has used up its share of executions.
        TransportError: When the chain's node does not answer.
    """
    data = _bytes_of(signature, SIGNATURE_BYTES_MAX)
    signable = encode_defunct(text=text)
    try:
        if Account.recover_message(signable, signature=data) == wallet:
            return True
    except Exception:  # noqa: BLE001, S110 - whatever is wrong with it, it is not a key's signature
        pass
    return bool(connection.code(wallet)) and _agrees(
        connection, wallet, _hash_eip191_message(signable), data
    )


def has_signed_digest(connection: Connection, wallet: str, digest: bytes, signature: str) -> bool:
    """Return whether a wallet has signed a digest (EIP-712), as the platform's contracts ask it.

    Args:
        connection: The chain's connection.
        wallet: The checksummed address.
        digest: 32 bytes.
        signature: In hex: 64 bytes (r, vs), 65, or what a wallet with code takes, at most 1,024.

    Returns:
        True when it has.

    Raises:
        InputError: As `has_signed`.
        TransportError: When the chain's node does not answer.
    """
    data = _bytes_of(signature, CONTRACT_BYTES_MAX)
    if _recovered(digest, data) == wallet:
        return True
    return bool(connection.code(wallet)) and _agrees(connection, wallet, digest, data)


def _recovered(digest: bytes, data: bytes) -> str | None:
    """Whose key has signed, in either form, as the contracts recover it; None when no key has."""
    r, last = int.from_bytes(data[:32], "big"), int.from_bytes(data[32:64], "big")
    if len(data) == 64:
        v, s = last >> 255, last % 2**255
    elif len(data) == 65:
        v, s = data[64] - 27, last
    else:
        return None
    if s > _LOW_S_MAX:
        return None
    try:
        signed = KeySignature(vrs=(v, r, s))
        return str(signed.recover_public_key_from_msg_hash(digest).to_checksum_address())
    except (BadSignature, ValidationError):
        return None


def _bytes_of(signature: str, most: int) -> bytes:
    try:
        data = bytes.fromhex(signature.removeprefix("0x"))
    except ValueError:
        data = b""
    if not 1 <= len(data) <= most:
        raise InputError("SIGNATURE:FORM", f"a signature is hex of 1 to {most:,} bytes")
    return data


def _agrees(connection: Connection, wallet: str, digest: bytes, signature: bytes) -> bool:
    data = bytes.fromhex(_MAGIC[2:]) + encode(["bytes32", "bytes"], [digest, signature])
    wait = _SHARES.wait(wallet)
    if wait:
        raise InputError(
            "SIGNIN:SLOW",
            f"the contract of {wallet} takes too long to answer; try again in {ceil(wait)} seconds",
        )
    began = time.monotonic()
    try:
        answer = connection.call({"to": wallet, "data": "0x" + data.hex(), "gas": hex(GAS_MAX)})
    except (Reverted, TransactionRefused):
        return False  # it says no, or needs more than a signature is worth
    finally:
        _SHARES.spend(wallet, time.monotonic() - began)
    return answer == bytes.fromhex(_MAGIC[2:]) + bytes(28)
