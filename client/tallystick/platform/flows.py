"""One movement of an investor's money between their balance and a loan."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

__all__ = ["CashFlow", "FlowKind"]


class FlowKind(Enum):
    """Why money moved."""

    FUND = "fund"
    RETRACT = "retract"
    CLAIM = "claim"
    PURCHASE = "purchase"
    SALE = "sale"


@dataclass(frozen=True, slots=True)
class CashFlow:
    """One movement: into a loan negative, out of it positive; a sale is net of the market fee."""

    kind: FlowKind
    loan: int
    amount: int
    timestamp: int
    tx_hash: str
