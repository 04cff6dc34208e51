"""Records of the node about accounts."""

# Made by scripts/node_client.py from docs/openapi.json; do not edit.

from __future__ import annotations

from tallystick.api.records.platform import AsOf
from tallystick.api.shapes import Amount, Record

__all__ = ["AccountResponse", "NotePage", "NoteResponse"]


class AccountResponse(Record):
    """A wallet's free money in the Escrow, minor units."""

    address: str
    as_of: AsOf
    balance: Amount


class NoteResponse(Record):
    """A claim on one loan: units of its principal, and what a claim would pay now."""

    claimable_interest: Amount
    claimable_principal: Amount
    loan: int
    outstanding: Amount
    status: str
    units: Amount
    value: Amount


class NotePage(Record):
    """Notes by their loans' numbers, read at the chain's newest block."""

    as_of: AsOf
    items: tuple[NoteResponse, ...]
    next: str | None
