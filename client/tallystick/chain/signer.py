"""Who signs: a key in memory, a keystore file, or anything with the same three members."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from eth_account import Account
from eth_account.messages import SignableMessage, encode_defunct, encode_typed_data

from tallystick.documents import file_text, read_json
from tallystick.errors import SigningError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from eth_account.signers.local import LocalAccount

__all__ = [
    "AnySigner",
    "AsyncSigner",
    "KeystoreSigner",
    "MemorySigner",
    "Signature",
    "Signer",
    "TextSigner",
    "signature_bytes",
]

PASSWORD_VARIABLE = "TALLYSTICK_PASSWORD"  # noqa: S105 - the name of it

# (r, vs) in the compact form of EIP-2098, as the contracts take attestations.
Signature = tuple[int, int]


def signature_bytes(signature: Signature) -> bytes:
    """Return a compact signature as the contracts take it for offers, orders and consents.

    Args:
        signature: (r, vs) as EIP-2098 defines it.

    Returns:
        The 64 bytes r || vs.
    """
    return b"".join(part.to_bytes(32, "big") for part in signature)


@runtime_checkable
class Signer(Protocol):
    """An account that can sign; hardware and remote signers have this shape."""

    @property
    def address(self) -> str:
        """The account's checksummed address."""

    def sign_transaction(self, transaction: Mapping[str, Any]) -> bytes:
        """Return the raw signed transaction.

        Args:
            transaction: Its fields, complete with chain, nonce, gas and fees.

        Returns:
            The bytes that a node takes.
        """

    def sign_typed_data(self, message: Mapping[str, Any]) -> Signature:
        """Return the compact signature of a typed message.

        Args:
            message: A full EIP-712 message.

        Returns:
            (r, vs) as EIP-2098 defines it.
        """


@runtime_checkable
class AsyncSigner(Protocol):
    """An account whose signatures have to be waited for, such as one kept by a remote service."""

    @property
    def address(self) -> str:
        """The account's checksummed address."""

    async def sign_transaction(self, transaction: Mapping[str, Any]) -> bytes:
        """Return the raw signed transaction.

        Args:
            transaction: Its fields, complete with chain, nonce, gas and fees.

        Returns:
            The bytes that a node takes.
        """

    async def sign_typed_data(self, message: Mapping[str, Any]) -> Signature:
        """Return the compact signature of a typed message.

        Args:
            message: A full EIP-712 message.

        Returns:
            (r, vs) as EIP-2098 defines it.
        """


# What the half of the SDK for asyncio takes.
AnySigner = Signer | AsyncSigner


@runtime_checkable
class TextSigner(Protocol):
    """An account that can sign a text for people, which is how a wallet signs in."""

    @property
    def address(self) -> str:
        """The account's checksummed address."""

    def sign_text(self, text: str) -> str:
        """Return the signature (EIP-191) of a text.

        Args:
            text: What a person reads before they sign.

        Returns:
            65 bytes in hex, with 0x.
        """


class MemorySigner:
    """A key that lives in this process only; its text never shows it."""

    __slots__ = ("_account",)

    def __init__(self, key: bytes | str) -> None:
        """Take a private key.

        Args:
            key: 32 bytes or 64 hex digits.

        Raises:
            SigningError: KEY:FORM for anything else.
        """
        try:
            self._account: LocalAccount = Account.from_key(key)
        except Exception:  # noqa: BLE001 - the cause would quote the key
            raise SigningError(
                "KEY:FORM", "a private key is 32 bytes or 64 hex digits; check the file"
            ) from None

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.address})"

    def __reduce__(self) -> tuple[Any, ...]:
        raise SigningError("KEY:COPY", "a signer is not written anywhere; make it anew")

    @property
    def address(self) -> str:
        """The account's checksummed address."""
        return str(self._account.address)

    def sign_transaction(self, transaction: Mapping[str, Any]) -> bytes:
        """Return the raw signed transaction.

        Args:
            transaction: Its fields, complete with chain, nonce, gas and fees.

        Returns:
            The bytes that a node takes.
        """
        return bytes(self._account.sign_transaction(dict(transaction)).raw_transaction)

    def sign_typed_data(self, message: Mapping[str, Any]) -> Signature:
        """Return the compact signature of a typed message.

        Args:
            message: A full EIP-712 message.

        Returns:
            (r, vs) as EIP-2098 defines it.
        """
        signable: SignableMessage = encode_typed_data(full_message=dict(message))
        signed = self._account.sign_message(signable)
        return int(signed.r), int(signed.s) | ((int(signed.v) - 27) << 255)

    def sign_text(self, text: str) -> str:
        """Return the signature (EIP-191) of a text.

        Args:
            text: What a person reads before they sign.

        Returns:
            65 bytes in hex, with 0x.
        """
        signed = self._account.sign_message(encode_defunct(text=text))
        return "0x" + bytes(signed.signature).hex()


class KeystoreSigner(MemorySigner):
    """A key out of an encrypted keystore file (Web3 Secret Storage)."""

    __slots__ = ()

    def __init__(self, path: Path, password: Callable[[], str] | None = None) -> None:
        """Open the file.

        Args:
            path: The keystore file.
            password: Asked for the password; without it TALLYSTICK_PASSWORD holds it.

        Raises:
            SigningError: KEY:FILE when the file is not a keystore, KEY:PASSWORD when the password
                is missing or wrong.
        """
        try:
            document = read_json(file_text(path))
        except (OSError, ValueError):
            raise SigningError(
                "KEY:FILE", f"{path} is not a keystore file that can be read"
            ) from None
        if not isinstance(document, dict) or "crypto" not in {key.lower() for key in document}:
            raise SigningError("KEY:FILE", f"{path} holds no encrypted key")
        secret = password() if password is not None else os.environ.get(PASSWORD_VARIABLE)
        if secret is None:
            raise SigningError("KEY:PASSWORD", f"set {PASSWORD_VARIABLE} or give a password")
        try:
            key = Account.decrypt(document, secret)
        except Exception:  # noqa: BLE001 - whatever failed, the cause may quote the secret
            raise SigningError("KEY:PASSWORD", f"the password does not open {path}") from None
        super().__init__(bytes(key))
