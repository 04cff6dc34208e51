"""A known key, and services that hold it and answer as the real ones do."""

from __future__ import annotations

import base64
from types import SimpleNamespace
from typing import Any

from eth_keys.constants import SECPK1_N
from eth_keys.datatypes import PrivateKey

from tallystick.testing.actors import test_signer

__all__ = ["ADDRESS", "KEY", "NAME", "SPKI", "Aws", "Azure", "Google", "der", "high"]

NAME = "publisher"
KEY = PrivateKey(bytes(test_signer(NAME)._account.key))
ADDRESS = test_signer(NAME).address
# SubjectPublicKeyInfo (RFC 5480) of a point of secp256k1.
SPKI = bytes.fromhex("3056301006072a8648ce3d020106052b8104000a03420004")


def high(digest: bytes) -> tuple[int, int]:
    """A signature in the upper half, which services give as often as one in the lower."""
    signature = KEY.sign_msg_hash(digest)
    return signature.r, SECPK1_N - signature.s


def der(r: int, s: int) -> bytes:
    parts = b"".join(
        b"\x02" + bytes([len(body)]) + body
        for body in (value.to_bytes(value.bit_length() // 8 + 1, "big") for value in (r, s))
    )
    return b"\x30" + bytes([len(parts)]) + parts


class Aws:
    """The two operations of `boto3.client("kms")`, with the shapes of their answers."""

    def __init__(self, sign: Any = high, public: bytes = SPKI + KEY.public_key.to_bytes()) -> None:
        self.sign_digest, self.public = sign, public

    def get_public_key(self, *, KeyId: str) -> dict[str, Any]:  # noqa: N803 - AWS's own name
        return {"KeyId": KeyId, "PublicKey": self.public, "KeySpec": "ECC_SECG_P256K1"}

    def sign(self, **asked: Any) -> dict[str, Any]:
        assert set(asked) == {"KeyId", "Message", "MessageType", "SigningAlgorithm"}
        assert (asked["MessageType"], asked["SigningAlgorithm"]) == ("DIGEST", "ECDSA_SHA_256")
        return {"KeyId": asked["KeyId"], "Signature": der(*self.sign_digest(asked["Message"]))}


class Google:
    """The two operations of `KeyManagementServiceClient`."""

    def get_public_key(self, *, request: dict[str, Any]) -> Any:
        assert request["name"]
        body = base64.encodebytes(SPKI + KEY.public_key.to_bytes()).decode()
        return SimpleNamespace(
            pem=f"-----BEGIN PUBLIC KEY-----\n{body}-----END PUBLIC KEY-----\n",
            algorithm="EC_SIGN_SECP256K1_SHA256",
        )

    def asymmetric_sign(self, *, request: dict[str, Any]) -> Any:
        return SimpleNamespace(signature=der(*high(request["digest"]["sha256"])))


class Azure:
    """A key of `KeyClient`, and the one operation of `CryptographyClient`."""

    def __init__(self, curve: str = "P-256K") -> None:
        point = KEY.public_key.to_bytes()
        # Leading zeros may be missing.
        self.key = SimpleNamespace(crv=curve, x=point[:32].lstrip(b"\0"), y=point[32:])

    def sign(self, algorithm: str, digest: bytes) -> Any:
        assert algorithm == "ES256K"
        r, s = high(digest)
        return SimpleNamespace(signature=r.to_bytes(32, "big") + s.to_bytes(32, "big"))
