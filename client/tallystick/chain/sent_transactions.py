"""A transaction that a node has taken, and what it offers for gas."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tallystick.loans.rounding import div_ceil

if TYPE_CHECKING:
    from tallystick.chain.types import Fees

__all__ = ["SentTransaction", "fee_fields", "raised"]

# Nodes ask a replacement to offer at least a tenth more; an eighth is what base fees move by.
_RAISE_PERCENT = 125


@dataclass(slots=True)
class SentTransaction:
    """A transaction that the node has taken, with every version of it that was ever sent."""

    sender: str
    transaction: dict[str, Any]
    hashes: list[bytes] = field(default_factory=list)

    @property
    def tx_hash(self) -> str:
        """The hash of the version sent last."""
        return "0x" + self.hashes[-1].hex()


def fee_fields(fees: Fees) -> dict[str, int]:
    """Return what a transaction says about fees: one price, or a bound and a tip (EIP-1559).

    Args:
        fees: What to offer for a unit of gas, in wei.

    Returns:
        The fields of the transaction, in wei for a unit of gas.
    """
    if fees.tip is None:
        return {"gasPrice": fees.price_max}
    return {"maxFeePerGas": fees.price_max, "maxPriorityFeePerGas": fees.tip}


def raised(transaction: Mapping[str, Any], price_now: int) -> dict[str, Any]:
    """Return the same transaction with fees a quarter higher, and at least the price of now.

    Args:
        transaction: The transaction as it was sent.
        price_now: What a unit of gas would be offered now, in wei.

    Returns:
        A new transaction; fees are rounded up, so that a node's own rounding cannot make them too
        low.
    """
    higher = {
        name: div_ceil(int(transaction[name]) * _RAISE_PERCENT, 100)
        for name in ("gasPrice", "maxFeePerGas", "maxPriorityFeePerGas")
        if name in transaction
    }
    for name in ("gasPrice", "maxFeePerGas"):
        if name in higher:
            higher[name] = max(higher[name], price_now)
    return {**transaction, **higher}
