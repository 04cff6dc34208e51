"""Attestors' signatures: written, read, and whose they are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from eth_keys.datatypes import Signature as FullSignature
from eth_keys.exceptions import BadSignature
from eth_utils.exceptions import ValidationError

from tallystick.errors import InputError

if TYPE_CHECKING:
    from tallystick.chain.signer import Signature

__all__ = ["read_signature", "signer_of", "write_signature"]

_HALF = 2**255


def write_signature(signature: Signature) -> list[str]:
    """Return a signature as hex.

    Args:
        signature: The words r and vs.

    Returns:
        The two words r and vs, each 0x and 64 hex digits.
    """
    return [f"0x{part:064x}" for part in signature]


def read_signature(parts: Any) -> Signature:
    """Read what `write_signature` has written.

    Args:
        parts: The two words in hex.

    Returns:
        The words r and vs as integers.

    Raises:
        InputError: INPUT:SIGNATURE when it is anything else.
    """
    if isinstance(parts, Sequence) and not isinstance(parts, str) and len(parts) == 2:
        try:
            r, vs = (int(part, 16) for part in parts)
        except (TypeError, ValueError):
            pass
        else:
            return r, vs
    raise InputError("INPUT:SIGNATURE", "a signature is the two words r and vs in hex")


def signer_of(digest: bytes, signature: Signature) -> str | None:
    """Return who signed a digest.

    Args:
        digest: 32 bytes.
        signature: The words r and vs.

    Returns:
        A checksummed address, None when it is not a valid signature.
    """
    r, vs = signature
    try:
        signed = FullSignature(vrs=(vs // _HALF, r, vs % _HALF))
        return str(signed.recover_public_key_from_msg_hash(digest).to_checksum_address())
    except (BadSignature, ValidationError):
        return None
