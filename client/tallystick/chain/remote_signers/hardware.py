"""A key in a security module, by PKCS #11: SoftHSM, YubiHSM, Nitrokey, Luna, CloudHSM."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eth_utils.crypto import keccak

from tallystick.chain.remote_signers.curve import COORDINATE, address_of_point
from tallystick.chain.remote_signers.remote_signer import RemoteSigner
from tallystick.errors import SigningError

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Pkcs11Signer"]


class Pkcs11Signer(RemoteSigner):
    """Signs with CKM_ECDSA; the private key never leaves the module.

    Each signature logs in anew: a module that was restarted needs nobody.
    """

    def __init__(self, module: Path, token: str, label: str, pin: Callable[[], str]) -> None:
        """Find the key.

        Args:
            module: The maker's library, such as libsofthsm2.so.
            token: The token's label.
            label: The label of both halves of the key.
            pin: Asked for the user's PIN, each time.

        Raises:
            SigningError: KEY:MODULE when python-pkcs11 or the library is not there; KEY:TOKEN when
                token or key are not; KEY:PASSWORD for a wrong PIN; KEY:CURVE for a key of another
                curve.
        """
        self._module, self._token, self._label, self._pin = module, token, label, pin
        # Modules take one session's operation at a time from a process.
        self._lock = threading.Lock()
        with self._key("PUBLIC_KEY") as (pkcs11, key):
            self._address = address_of_point(bytes(key[pkcs11.Attribute.EC_POINT]))

    @property
    def address(self) -> str:
        """The account's checksummed address."""
        return self._address

    def _sign(self, payload: bytes) -> tuple[int, int]:
        with self._key("PRIVATE_KEY") as (pkcs11, key):
            signature = bytes(key.sign(keccak(payload), mechanism=pkcs11.Mechanism.ECDSA))
        if len(signature) != 2 * COORDINATE:
            raise SigningError("KEY:SIGNATURE", "the module's signature is not r and s of 32 bytes")
        parts = signature[:COORDINATE], signature[COORDINATE:]
        r, s = (int.from_bytes(part, "big") for part in parts)
        return r, s

    @contextmanager
    def _key(self, kind: str) -> Iterator[tuple[Any, Any]]:
        try:
            import pkcs11  # noqa: PLC0415 - an extra
        except ImportError:
            raise SigningError(
                "KEY:MODULE", "a key in a security module needs: pip install 'tallystick[hsm]'"
            ) from None
        with self._lock:
            try:
                token = pkcs11.lib(str(self._module)).get_token(token_label=self._token)
                with token.open(user_pin=self._pin()) as session:
                    kind_of_key = getattr(pkcs11.ObjectClass, kind)
                    yield pkcs11, session.get_key(object_class=kind_of_key, label=self._label)
            except (pkcs11.exceptions.PinIncorrect, pkcs11.exceptions.PinLenRange):
                raise SigningError(
                    "KEY:PASSWORD", f"the PIN does not open the token {self._token}"
                ) from None
            except (
                pkcs11.exceptions.NoSuchToken, pkcs11.exceptions.NoSuchKey,
                pkcs11.exceptions.MultipleObjectsReturned,
            ):  # fmt: skip
                raise SigningError(
                    "KEY:TOKEN",
                    f"there is no token {self._token} with one key {self._label} in {self._module}",
                ) from None
            except pkcs11.exceptions.PKCS11Error as failed:
                raise SigningError(
                    "KEY:MODULE", f"{self._module} does not answer ({type(failed).__name__})"
                ) from failed
