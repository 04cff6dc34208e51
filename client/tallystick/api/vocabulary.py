"""Signatures as the node writes them: the two words r and vs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tallystick.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tallystick.chain.signer import Signature

__all__ = ["compact_signature"]


def compact_signature(words: Sequence[str]) -> Signature:
    """Return the signature of two words.

    Args:
        words: r and vs, in hex with 0x or in decimal.

    Returns:
        The compact signature (r, vs).

    Raises:
        InputError: INPUT:SIGNATURE when they are not two such words.
    """
    try:
        r, vs = (int(word, 0) for word in words)
    except ValueError:
        raise InputError(
            "INPUT:SIGNATURE", "a signature is the two words r and vs in hex"
        ) from None
    return r, vs
