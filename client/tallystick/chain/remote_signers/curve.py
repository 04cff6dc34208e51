"""What Ethereum asks of a signature beyond the curve: the lower half, and whose point it is."""

from __future__ import annotations

from eth_keys.constants import SECPK1_N
from eth_keys.datatypes import PublicKey, Signature
from eth_keys.exceptions import BadSignature
from eth_utils.crypto import keccak
from eth_utils.exceptions import ValidationError

from tallystick.errors import SigningError

__all__ = ["COORDINATE", "address_of_point", "from_der", "placed"]

COORDINATE = 32
_HALF = SECPK1_N // 2
_POINT = 2 * COORDINATE


def address_of_point(point: bytes) -> str:
    """Return the address of a public key.

    Args:
        point: 64 bytes x || y; a leading 04, and an octet string's wrapping around it, are taken
            off.

    Returns:
        The checksummed address.

    Raises:
        SigningError: KEY:CURVE when it is no point of secp256k1.
    """
    for wrapping in (b"\x04\x41\x04", b"\x04"):
        if len(point) == _POINT + len(wrapping) and point.startswith(wrapping):
            point = point[len(wrapping) :]
    try:
        key = PublicKey(point)
        # A point of another curve of 256 bits has the same length.
        x, y = (int.from_bytes(point[at : at + COORDINATE], "big") for at in (0, COORDINATE))
        on_curve = (y * y - x**3 - 7) % _FIELD == 0
    except (ValidationError, ValueError) as other:
        raise _no_point() from other
    if not on_curve:
        raise _no_point()
    return str(key.to_checksum_address())


_FIELD = 2**256 - 2**32 - 977


def _no_point() -> SigningError:
    return SigningError("KEY:CURVE", "the key is not one of secp256k1; make one of that curve")


def placed(payload: bytes, r: int, s: int, address: str) -> tuple[int, int, int]:
    """Return a signature as Ethereum takes it, after it was checked.

    Args:
        payload: What was signed, before its hash.
        r: Of the signature.
        s: Of the signature, in either half.
        address: Whose it has to be.

    Returns:
        r, s in the lower half, and the point's parity.

    Raises:
        SigningError: KEY:SIGNATURE when it is not this account's signature of that.
    """
    digest = keccak(payload)
    low = min(s, SECPK1_N - s)
    for parity in (0, 1):
        try:
            signature = Signature(vrs=(parity, r, low))
            signer = signature.recover_public_key_from_msg_hash(digest).to_checksum_address()
        except (BadSignature, ValidationError):
            continue
        if signer == address:
            return r, low, parity
    raise SigningError(
        "KEY:SIGNATURE",
        f"what came back is no signature of {address}; is it another key's, or of another hash?",
    )


def from_der(signature: bytes) -> tuple[int, int]:
    """Return r and s of a signature in DER, as cloud services write it.

    Args:
        signature: SEQUENCE of two INTEGERs.

    Returns:
        Both.

    Raises:
        SigningError: KEY:SIGNATURE when it is something else.
    """
    try:
        kind, length, rest = signature[0], signature[1], signature[2:]
        r, rest = _integer(rest)
        s, left = _integer(rest)
    except IndexError:
        kind, length, left, r, s = 0, 0, b"?", 0, 0
    if kind != 0x30 or length != len(signature) - 2 or left:
        raise SigningError("KEY:SIGNATURE", "what came back is no signature in DER")
    return r, s


def _integer(data: bytes) -> tuple[int, bytes]:
    if data[0] != 0x02 or not 1 <= data[1] <= COORDINATE + 1 or len(data) < 2 + data[1]:
        raise IndexError
    return int.from_bytes(data[2 : 2 + data[1]], "big"), data[2 + data[1] :]
