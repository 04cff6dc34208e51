"""What a platform's token calls itself, and how its amounts are written."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["TokenUnit"]


class TokenUnit(NamedTuple):
    """symbol: as the token says it. decimals: how many digits of an amount are behind the point."""

    symbol: str
    decimals: int
