"""Records of the node about staff complaint work."""

# Made by scripts/node_client.py from docs/openapi.json; do not edit.

from __future__ import annotations

from enum import StrEnum

__all__ = ["RootCause"]


class RootCause(StrEnum):
    """Why it went wrong, as whoever closes a complaint sees it."""

    PROCESS = "process"
    SYSTEM = "system"
    STAFF = "staff"
    PRODUCT = "product"
    INFORMATION = "information"
    THIRD_PARTY = "third_party"
    NO_FAULT = "no_fault"
