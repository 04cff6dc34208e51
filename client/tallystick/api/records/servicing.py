"""Records of the node about servicing."""

# Made by scripts/node_client.py from docs/openapi.json; do not edit.

from __future__ import annotations

from datetime import date
from enum import StrEnum

from tallystick.api.shapes import Amount, Record

__all__ = ["DueResponse", "PromiseResponse", "StatementForm"]


class DueResponse(Record):
    """What one of the caller's loans needs: `due` today with charges, and the next instalment."""

    days_past_due: int
    due: Amount
    loan: int
    next_amount: Amount
    next_due: date | None
    outstanding: Amount


class PromiseResponse(Record):
    """The promise's number."""

    promise: int


class StatementForm(StrEnum):
    """What a statement can be had as; the value is how the file's name ends."""

    PDF = "pdf"
    CSV = "csv"
    XLSX = "xlsx"
    BEANCOUNT = "beancount"
    JSON = "json"
