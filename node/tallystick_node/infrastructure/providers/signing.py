"""How questions and answers are signed where both sides share a secret."""

from __future__ import annotations

import hashlib
import hmac

__all__ = ["ANSWER", "signature"]

ANSWER = "answer"


def signature(secret: bytes, first: str, number: str, body: bytes) -> str:
    """Return HMAC-SHA256 over `first.number.body`, in hex.

    Args:
        secret: Shared with the other side.
        first: The second of a question since 1970, or `answer` for what comes back.
        number: The number of the question, which binds its answer to it.
        body: The very bytes that are sent.

    Returns:
        64 hex digits.
    """
    signed = f"{first}.{number}.".encode() + body
    return hmac.new(secret, signed, hashlib.sha256).hexdigest()
