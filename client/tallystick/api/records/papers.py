"""Records of the node about papers."""

# Made by scripts/node_client.py from docs/openapi.json; do not edit.

from __future__ import annotations

from enum import StrEnum

__all__ = ["PaperForm"]


class PaperForm(StrEnum):
    """What a paper can be had as; the value is how the file's name ends."""

    PDF = "pdf"
    JSON = "json"
