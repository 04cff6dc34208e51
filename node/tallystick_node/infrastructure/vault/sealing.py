"""One value sealed for its place, and the mark by which equal values are found."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import unicodedata
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tallystick_node.infrastructure.vault.key_ring import NONCE_BYTES, VaultRefused

__all__ = ["Place", "blind_mark", "open_sealed", "seal"]

VALUE_BYTES_MAX = 50 * 2**20
_VERSION = b"\x01"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value stands; it cannot be opened in any other place."""

    table: str
    row: str
    field: str

    def context(self) -> bytes:
        """Return the place as additional data, each part with its length so that no two are alike.

        Returns:
            The bytes.
        """
        parts = [part.encode() for part in (self.table, self.row, self.field)]
        return b"".join(len(part).to_bytes(4, "big") + part for part in parts)


def seal(data_key: bytes, place: Place, value: bytes) -> bytes:
    """Return a value sealed with AES-256-GCM under a person's key for one place.

    Args:
        data_key: The person's data key, 32 bytes.
        place: Where the value stands.
        value: At most 50 MiB.

    Returns:
        Version, nonce and ciphertext.

    Raises:
        VaultRefused: VAULT:SIZE when the value is too large.
    """
    if len(value) > VALUE_BYTES_MAX:
        raise VaultRefused("VAULT:SIZE", f"a sealed value may have {VALUE_BYTES_MAX} bytes")
    nonce = secrets.token_bytes(NONCE_BYTES)
    return _VERSION + nonce + AESGCM(data_key).encrypt(nonce, value, _VERSION + place.context())


def open_sealed(data_key: bytes, place: Place, sealed: bytes) -> bytes:
    """Return a value that was sealed.

    Args:
        data_key: The person's data key, 32 bytes.
        place: Where the value stands.
        sealed: What `seal` has returned.

    Returns:
        The value.

    Raises:
        VaultRefused: VAULT:DAMAGED when it was changed, moved, or is under another key.
    """
    version, nonce, rest = sealed[:1], sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
    try:
        # The version is part of what is sealed: another one opens nothing.
        return AESGCM(data_key).decrypt(nonce, rest, version + place.context())
    except (InvalidTag, ValueError) as error:
        raise VaultRefused(
            "VAULT:DAMAGED", f"the sealed {place.field} of {place.table} is not what was written"
        ) from error


def blind_mark(index_key: bytes, value: str) -> bytes:
    """Return the mark of a value: equal for equal values, and meaningless without the key.

    Values are compared in one Unicode form, without outer spaces and without case.

    Args:
        index_key: The key of the value's field.
        value: The value.

    Returns:
        32 bytes: HMAC-SHA-256.
    """
    plain = unicodedata.normalize("NFKC", value).strip().casefold()
    return hmac.new(index_key, plain.encode(), hashlib.sha256).digest()
