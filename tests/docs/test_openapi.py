"""Every field of the API's description says what it is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from docs.rows import ROOT
from tallystick_node.api.shapes import Described

DESCRIPTION = json.loads((ROOT / "docs" / "openapi.json").read_text("utf-8"))


def undescribed(description: dict[str, Any]) -> Iterator[str]:
    """Yield what has no description: fields of schemas, schemas, parameters."""
    for name, schema in description["components"]["schemas"].items():
        if not schema.get("description", "").strip():
            yield name
        for field, rule in schema.get("properties", {}).items():
            if not rule.get("description", "").strip():
                yield f"{name}.{field}"


def test_every_field_has_a_description() -> None:
    assert list(undescribed(DESCRIPTION)) == []


def test_a_field_without_one_is_found() -> None:
    class Shape(Described):
        """A shape."""

        told: int
        """What it is."""
        bare: int

    document = {"components": {"schemas": {"Shape": Shape.model_json_schema()}}}
    assert list(undescribed(document)) == ["Shape.bare"]
