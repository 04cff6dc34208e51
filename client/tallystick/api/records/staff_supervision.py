"""Records of the node about staff supervision."""

# Made by scripts/node_client.py from docs/openapi.json; do not edit.

from __future__ import annotations

from tallystick.api.records.regulator import MajorEventResponse
from tallystick.api.shapes import Record

__all__ = ["MajorEventPage"]


class MajorEventPage(Record):
    """Major events, the newest first."""

    items: tuple[MajorEventResponse, ...]
    next: str | None
