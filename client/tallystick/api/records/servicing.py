"""Records of the node about servicing."""

# Made by scripts/node_client.py from docs/openapi.json; do not edit.

from __future__ import annotations

from datetime import date
from enum import StrEnum

from tallystick.api.shapes import Amount, Record

__all__ = ["DueResponse", "Form", "PromiseResponse"]


class DueResponse(Record):
    """What one of the caller's loans needs: `due` today with charges, and the next instalment."""

    days_past_due: int
    due: Amount
    loan: int
    next_amount: Amount
    next_due: date | None
    outstanding: Amount


class Form(StrEnum):
    """How a statement is written; people read the page `/me/statements`."""

    CSV = "csv"


class PromiseResponse(Record):
    """The promise's number."""

    promise: int
