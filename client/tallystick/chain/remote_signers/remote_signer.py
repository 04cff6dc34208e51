"""What every signer does whose key is elsewhere: only the one operation on the key differs."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tallystick.chain.remote_signers.curve import placed
from tallystick.chain.remote_signers.payloads import (
    signed_transaction,
    text_payload,
    transaction_payload,
    typed_data_payload,
)

if TYPE_CHECKING:
    from tallystick.chain.signer import Signature, Signer

__all__ = ["AwaitedSigner", "RemoteSigner"]


class RemoteSigner(ABC):
    """A `Signer` and `TextSigner` over one operation; each signature is checked before it is used.

    A service that answers with another key's signature, or with one of something else, is found
    out here and not on the chain.
    """

    @property
    @abstractmethod
    def address(self) -> str:
        """The account's checksummed address."""

    @abstractmethod
    def _sign(self, payload: bytes) -> tuple[int, int]:
        """Return r and s of a signature over the payload's keccak256, in either half."""

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.address})"

    def sign_transaction(self, transaction: Mapping[str, Any]) -> bytes:
        """Return the raw signed transaction.

        Args:
            transaction: Its fields, complete with chain, nonce, gas and fees.

        Returns:
            The bytes that a node takes.

        Raises:
            SigningError: KEY:TRANSACTION when a field is missing or too much; KEY:SIGNATURE when
                what came back is no signature of this account; KEY:REMOTE when nothing came back.
        """
        return signed_transaction(transaction, *self._signed(transaction_payload(transaction)))

    def sign_typed_data(self, message: Mapping[str, Any]) -> Signature:
        """Return the compact signature of a typed message.

        Args:
            message: A full EIP-712 message.

        Returns:
            (r, vs) as EIP-2098 defines it.

        Raises:
            SigningError: KEY:SIGNATURE, KEY:REMOTE, as `sign_transaction`.
        """
        r, s, parity = self._signed(typed_data_payload(message))
        return r, s | (parity << 255)

    def sign_text(self, text: str) -> str:
        """Return the signature (EIP-191) of a text.

        Args:
            text: What a person reads before they sign.

        Returns:
            65 bytes in hex, with 0x.

        Raises:
            SigningError: KEY:SIGNATURE, KEY:REMOTE, as `sign_transaction`.
        """
        r, s, parity = self._signed(text_payload(text))
        return f"0x{r:064x}{s:064x}{27 + parity:02x}"

    def _signed(self, payload: bytes) -> tuple[int, int, int]:
        return placed(payload, *self._sign(payload), self.address)


class AwaitedSigner:
    """An `AsyncSigner` that lets a signer wait for its answers in a thread."""

    def __init__(self, signer: Signer) -> None:
        """Take a signer.

        Args:
            signer: Any that blocks.
        """
        self._signer = signer

    @property
    def address(self) -> str:
        """The account's checksummed address."""
        return self._signer.address

    async def sign_transaction(self, transaction: Mapping[str, Any]) -> bytes:
        """Return the raw signed transaction.

        Args:
            transaction: Its fields, complete with chain, nonce, gas and fees.

        Returns:
            The bytes that a node takes.
        """
        return await asyncio.to_thread(self._signer.sign_transaction, transaction)

    async def sign_typed_data(self, message: Mapping[str, Any]) -> Signature:
        """Return the compact signature of a typed message.

        Args:
            message: A full EIP-712 message.

        Returns:
            (r, vs) as EIP-2098 defines it.
        """
        return await asyncio.to_thread(self._signer.sign_typed_data, message)
