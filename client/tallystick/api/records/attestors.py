"""Records of the node about attestors."""

# Made by scripts/node_client.py from docs/openapi.json; do not edit.

from __future__ import annotations

from tallystick.api.shapes import Record

__all__ = ["CosignResponse"]


class CosignResponse(Record):
    """The signature of the credential: the words r and vs in hex."""

    signature: tuple[str, ...]
