"""Records of the node about auditing."""

# Made by scripts/node_client.py from docs/openapi.json; do not edit.

from __future__ import annotations

from enum import StrEnum

__all__ = ["LedgerForm"]


class LedgerForm(StrEnum):
    """How the ledger is written."""

    CSV = "csv"
    JSON = "json"
