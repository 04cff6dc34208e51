"""What a JSON schema of the API's description is in Python."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

__all__ = ["AMOUNT", "SIGNED_AMOUNT", "references", "type_of"]

_REFERENCE = "#/components/schemas/"
# How the node writes amounts of minor units: as text in JSON, as ints in Python.
AMOUNT = "^(0|[1-9][0-9]{0,17})$"
SIGNED_AMOUNT = "^-?(0|[1-9][0-9]{0,17})$"
_AMOUNTS = {AMOUNT: "Amount", SIGNED_AMOUNT: "SignedAmount"}
_PLAIN = {
    "string": "str", "integer": "int", "boolean": "bool", "object": "dict[str, Any]",
    "null": "None",
}  # fmt: skip
_FORMATS = {"date": "date", "date-time": "datetime", "binary": "bytes"}


def type_of(schema: dict[str, Any]) -> str:
    """Return the annotation of a schema; KeyError for a kind that is new."""
    if "$ref" in schema:
        return str(schema["$ref"].removeprefix(_REFERENCE))
    if "anyOf" in schema:
        return " | ".join(type_of(part) for part in schema["anyOf"])
    kind = schema["type"]
    if kind == "array":
        return f"tuple[{type_of(schema['items'])}, ...]"
    inner = schema.get("additionalProperties")
    if kind == "object" and isinstance(inner, dict):
        return f"dict[str, {type_of(inner)}]"
    if schema.get("pattern") in _AMOUNTS:
        return _AMOUNTS[schema["pattern"]]
    return _FORMATS.get(schema.get("format", ""), _PLAIN[kind])


def references(schema: Any) -> Iterator[str]:
    """Yield the name of every schema that one refers to."""
    if isinstance(schema, dict):
        if isinstance(schema.get("$ref"), str):
            yield schema["$ref"].removeprefix(_REFERENCE)
        for part in schema.values():
            yield from references(part)
    elif isinstance(schema, list):
        for part in schema:
            yield from references(part)
