"""Signing in to a node: what is signed is only ever a message for that node."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from tallystick.errors import SigningError

if TYPE_CHECKING:
    from tallystick.chain.signer import TextSigner

__all__ = ["signed_message"]


def signed_message(signer: TextSigner, message: str, public_url: str) -> str:
    """Return the signature of a sign-in message (EIP-4361) of a node.

    Args:
        signer: The wallet that signs in.
        message: The message as the node sent it.
        public_url: The URL at which the node says it is.

    Returns:
        65 bytes in hex, with 0x.

    Raises:
        SigningError: KEY:DOMAIN when the message would sign in somewhere else, or somebody else.
    """
    domain = urlsplit(public_url).netloc
    first, second, *rest = [*message.split("\n"), ""]
    if (
        first != f"{domain} wants you to sign in with your Ethereum account:"
        or second != signer.address
        or f"URI: {public_url}" not in rest
    ):
        raise SigningError(
            "KEY:DOMAIN",
            f"the message to sign is not one for {signer.address} at {public_url};"
            " if the node has another public address, give it as public_url",
        )
    return signer.sign_text(message)
