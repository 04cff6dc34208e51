"""Records of the node about staff regulator keys."""

# Made by scripts/node_client.py from docs/openapi.json; do not edit.

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from tallystick.api.records.regulator import RegulatorScope
from tallystick.api.shapes import Record

__all__ = ["KeyEntryResponse", "NewKeyResponse", "RegulatorState"]


class RegulatorState(StrEnum):
    """Whether a key opens anything."""

    ACTIVE = "active"
    EXPIRED = "expired"
    REVOKED = "revoked"


class KeyEntryResponse(Record):
    """A key without what opens."""

    created_at: datetime
    created_by: str
    expires_at: datetime
    key: int
    name: str
    networks: tuple[str, ...]
    scopes: tuple[RegulatorScope, ...]
    state: RegulatorState


class NewKeyResponse(Record):
    """A new key."""

    entry: KeyEntryResponse
    secret: str
