"""Records of the node about staff aml papers."""

# Made by scripts/node_client.py from docs/openapi.json; do not edit.

from __future__ import annotations

from datetime import datetime

from tallystick.api.shapes import Record

__all__ = ["AmlFileResponse"]


class AmlFileResponse(Record):
    """What is known of a file of a case."""

    at: datetime
    by: str
    file: int
    media_type: str
    name: str
    size: int
