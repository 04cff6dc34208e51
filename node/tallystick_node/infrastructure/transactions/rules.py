"""The rules of sending, without a chain: what it may cost."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

__all__ = ["cost_max", "may_spend"]


def cost_max(body: Mapping[str, Any]) -> int:
    """Return the most a transaction can cost: all its gas at its highest price, and its value.

    Args:
        body: The transaction.

    Returns:
        Wei.
    """
    price = body["maxFeePerGas"] if "maxFeePerGas" in body else body["gasPrice"]
    return int(body["gas"]) * int(price) + int(body["value"])


def may_spend(spent: int, more: int, cap: int) -> bool:
    """Return whether a day's cap leaves room for more.

    Args:
        spent: What the day has cost so far, in wei.
        more: What is to be added, in wei.
        cap: The day's cap, in wei.

    Returns:
        True when it does.
    """
    return spent + more <= cap
