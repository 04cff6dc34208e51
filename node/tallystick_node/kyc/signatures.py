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
    """Return the two words r and vs as hex."""
    return [f"0x{part:064x}" for part in signature]


def read_signature(parts: Any) -> Signature:
    """Read what `write_signature` has written; InputError `INPUT:SIGNATURE`."""
    if isinstance(parts, Sequence) and not isinstance(parts, str) and len(parts) == 2:
        try:
            r, vs = (int(part, 16) for part in parts)
        except (TypeError, ValueError):
            pass
        else:
            return r, vs
    raise InputError("INPUT:SIGNATURE", "a signature is the two words r and vs in hex")


def signer_of(digest: bytes, signature: Signature) -> str | None:
    """Return who signed a digest of 32 bytes, None when it is no signature at all."""
    r, vs = signature
    try:
        signed = FullSignature(vrs=(vs // _HALF, r, vs % _HALF))
        return str(signed.recover_public_key_from_msg_hash(digest).to_checksum_address())
    except (BadSignature, ValidationError):
        return None
