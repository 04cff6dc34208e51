"""The rules of sending, without a chain: what it may cost."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

__all__ = ["cost_max", "may_spend"]


def cost_max(body: Mapping[str, Any]) -> int:
    """Return the most wei that a transaction can cost: its whole gas at its highest price."""
    price = body["maxFeePerGas"] if "maxFeePerGas" in body else body["gasPrice"]
    return int(body["gas"]) * int(price) + int(body["value"])


def may_spend(spent: int, more: int, cap: int) -> bool:
    """Return whether a day's cap leaves room for so much more."""
    return spent + more <= cap
