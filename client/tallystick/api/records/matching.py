"""Records of the node about matching."""

# Made by scripts/node_client.py from docs/openapi.json; do not edit.

from __future__ import annotations

from datetime import datetime

from tallystick.api.records.mandates import LimitsResponse
from tallystick.api.shapes import Amount, Record

__all__ = ["RoundResponse", "RoundsResponse", "SentenceResponse"]


class RoundResponse(Record):
    """A round in short."""

    allocations: int
    block: int
    created_at: datetime
    hash: str
    number: int
    units: Amount


class RoundsResponse(Record):
    """Rounds by number."""

    items: tuple[RoundResponse, ...]


class SentenceResponse(Record):
    """A mandate's sentence as it is understood."""

    limits: LimitsResponse
    sentences: dict[str, str]
