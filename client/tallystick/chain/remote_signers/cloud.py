"""Keys in a cloud's key service: AWS KMS, Google Cloud KMS, Azure Key Vault.

Each takes the maker's own client, which knows where it is, who asks and how long it waits.
"""

from __future__ import annotations

import base64
import re
from typing import Any

from eth_utils.crypto import keccak

from tallystick.chain.remote_signers.curve import COORDINATE, address_of_point, from_der
from tallystick.chain.remote_signers.remote_signer import RemoteSigner
from tallystick.errors import SigningError

__all__ = ["AwsKmsSigner", "AzureKeySigner", "GoogleKmsSigner"]

# SubjectPublicKeyInfo of an uncompressed point of secp256k1 (RFC 5480, SEC 2), up to the point.
_SPKI = bytes.fromhex("3056301006072a8648ce3d020106052b8104000a034200")
_PEM = re.compile(r"-----BEGIN PUBLIC KEY-----(.{1,400}?)-----END PUBLIC KEY-----", re.DOTALL)
_AZURE_CURVES = ("P-256K", "SECP256K1")


class AwsKmsSigner(RemoteSigner):
    """A key of AWS KMS: ECC_SECG_P256K1, SIGN_VERIFY."""

    def __init__(self, client: Any, key_id: str) -> None:
        """Ask for the public key.

        Args:
            client: `boto3.client("kms")`.
            key_id: The key's id, alias or ARN.

        Raises:
            SigningError: KEY:REMOTE when the service refuses; KEY:CURVE for another kind of key.
        """
        self._client, self._key_id = client, key_id
        self._address = _address(_asked(client.get_public_key, KeyId=key_id)["PublicKey"])

    @property
    def address(self) -> str:
        """The account's checksummed address."""
        return self._address

    def _sign(self, payload: bytes) -> tuple[int, int]:
        answer = _asked(
            self._client.sign, KeyId=self._key_id, Message=keccak(payload), MessageType="DIGEST",
            SigningAlgorithm="ECDSA_SHA_256",
        )  # fmt: skip
        return from_der(answer["Signature"])


class GoogleKmsSigner(RemoteSigner):
    """A key version of Google Cloud KMS: EC_SIGN_SECP256K1_SHA256, protection level HSM."""

    def __init__(self, client: Any, version: str) -> None:
        """Ask for the public key.

        Args:
            client: `google.cloud.kms.KeyManagementServiceClient()`.
            version: The full name of the key's version.

        Raises:
            SigningError: KEY:REMOTE when the service refuses; KEY:CURVE for another kind of key.
        """
        self._client, self._version = client, version
        encoded = _PEM.search(_asked(client.get_public_key, request={"name": version}).pem)
        self._address = _address(base64.b64decode(encoded[1]) if encoded else b"")

    @property
    def address(self) -> str:
        """The account's checksummed address."""
        return self._address

    def _sign(self, payload: bytes) -> tuple[int, int]:
        # The service signs any 32 bytes that it is given as the digest of its algorithm.
        request = {"name": self._version, "digest": {"sha256": keccak(payload)}}
        return from_der(_asked(self._client.asymmetric_sign, request=request).signature)


class AzureKeySigner(RemoteSigner):
    """A key of Azure Key Vault or Managed HSM: EC or EC-HSM of the curve P-256K."""

    def __init__(self, key: Any, client: Any) -> None:
        """Read the public key.

        Args:
            key: What `azure.keyvault.keys.KeyClient(...).get_key(NAME)` returns.
            client: `azure.keyvault.keys.crypto.CryptographyClient(key, credential)`.

        Raises:
            SigningError: KEY:CURVE for another kind of key.
        """
        self._client = client
        material = key.key
        if str(getattr(material.crv, "value", material.crv)) not in _AZURE_CURVES:
            raise SigningError("KEY:CURVE", f"the key's curve is {material.crv}, not P-256K")
        point = b"".join(
            bytes(part).rjust(COORDINATE, b"\x00") for part in (material.x, material.y)
        )
        self._address = address_of_point(point)

    @property
    def address(self) -> str:
        """The account's checksummed address."""
        return self._address

    def _sign(self, payload: bytes) -> tuple[int, int]:
        signature = bytes(_asked(self._client.sign, "ES256K", keccak(payload)).signature)
        if len(signature) != 2 * COORDINATE:
            raise SigningError("KEY:SIGNATURE", "what came back is not r and s of 32 bytes")
        parts = signature[:COORDINATE], signature[COORDINATE:]
        r, s = (int.from_bytes(part, "big") for part in parts)
        return r, s


def _address(public_key: bytes) -> str:
    if not public_key.startswith(_SPKI):
        raise SigningError("KEY:CURVE", "the key is not one of secp256k1; make one of that curve")
    return address_of_point(public_key[len(_SPKI) :])


def _asked(call: Any, *arguments: Any, **named: Any) -> Any:
    try:
        return call(*arguments, **named)
    except Exception as failed:  # each maker has errors of its own, and their texts may hold names
        raise SigningError(
            "KEY:REMOTE", f"the key service does not sign ({type(failed).__name__}); see its logs"
        ) from failed
