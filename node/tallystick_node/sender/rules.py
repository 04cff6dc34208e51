"""The rules of sending, without a chain: what it may cost, and what a replacement offers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tallystick.rounding import div_ceil

__all__ = ["cost_max", "fee_fields", "may_spend", "raised"]

# Nodes ask a replacement to offer at least a tenth more.
_RAISE_PERCENT = 125


def cost_max(body: Mapping[str, Any]) -> int:
    """Return the most wei that a transaction can cost: its whole gas at its highest price."""
    price = body["maxFeePerGas"] if "maxFeePerGas" in body else body["gasPrice"]
    return int(body["gas"]) * int(price) + int(body["value"])


def may_spend(spent: int, more: int, cap: int) -> bool:
    """Return whether a day's cap leaves room for so much more."""
    return spent + more <= cap


def fee_fields(price_max: int, tip: int | None) -> dict[str, int]:
    """Return the fields of a transaction that say what is offered for gas."""
    if tip is None:
        return {"gasPrice": price_max}
    return {"maxFeePerGas": price_max, "maxPriorityFeePerGas": tip}


def raised(body: Mapping[str, Any], price_now: int) -> dict[str, Any]:
    """Return the same transaction with fees a quarter higher, and at least the price of now.

    Rounded up, so that a node's own rounding cannot make it too little.
    """
    higher = {
        name: div_ceil(int(body[name]) * _RAISE_PERCENT, 100)
        for name in ("gasPrice", "maxFeePerGas", "maxPriorityFeePerGas")
        if name in body
    }
    for name in ("gasPrice", "maxFeePerGas"):
        if name in higher:
            higher[name] = max(higher[name], price_now)
    return {**body, **higher}
