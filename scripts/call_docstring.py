"""The docstring of a client's method, from the description of its operation."""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING, Any, Protocol

from schema_types import AMOUNT, references

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["argument_note", "docstring", "key_note", "method_docstring", "pages_docstring"]

LINE = 94
INDENT = 8
# The largest number of a row, which as a bound says nothing.
_ROW_MAX = 2**63 - 1
_PATTERNS = {
    AMOUNT: "In minor units.",
    "^0x[0-9a-fA-F]{40}$": "An address: 0x and 40 hex digits.",
    "^0x[0-9a-fA-F]{2,}$": "Hex digits after 0x.",
    "^[0-9a-f]{32}$": "32 hex digits.",
    "^[0-9a-f]{64}$": "64 hex digits.",
    "^[0-9]{6}$": "6 digits.",
}
_FORMATS = {"date": "A date.", "date-time": "A moment in UTC.", "binary": "Bytes."}
_KINDS = {
    "string": "Text.", "integer": "A whole number.", "boolean": "True or False.",
    "object": "A JSON object.",
}  # fmt: skip
_KEY = "8 to 64 visible ASCII characters; the same again returns the first answer."


class Argument(Protocol):
    """An argument, as far as it is described."""

    @property
    def name(self) -> str:
        """Its name in Python."""

    @property
    def note(self) -> str:
        """What is said of it."""


class Operation(Protocol):
    """An operation, as far as it is described."""

    @property
    def name(self) -> str:
        """The method's name."""

    @property
    def description(self) -> str:
        """What it promises."""

    @property
    def answer(self) -> str | None:
        """The type of its response, None without one."""

    @property
    def returned(self) -> str:
        """What is said of its response."""

    @property
    def refusals(self) -> Sequence[int]:
        """The HTTP statuses that it may end with."""

    @property
    def arguments(self) -> Sequence[Argument]:
        """Its arguments, in order."""


def argument_note(schema: dict[str, Any], schemas: dict[str, Any], *, optional: bool) -> str:
    """Return what the docstring says of an argument.

    Args:
        schema: The argument's JSON schema.
        schemas: All schemas of the description, by name.
        optional: Whether the argument may be None, which leaves it out.

    Returns:
        A sentence: the schema's own description, else its format and bounds.
    """
    parts = [part for part in schema.get("anyOf", [schema]) if part.get("type") != "null"]
    note = schema.get("description") or _plain(parts[0], schemas)
    return f"{note.removesuffix('.')}; None leaves it out." if optional else note


def key_note() -> str:
    """Return what the docstring says of an Idempotency-Key.

    Returns:
        A sentence.
    """
    return f"{_KEY} None makes a new one."


def method_docstring(operation: Operation) -> str:
    """Return the docstring of the method that makes one request.

    Args:
        operation: The operation of the API.

    Returns:
        The docstring with its quotes, indented.
    """
    sections = [("Args", [(each.name, each.note) for each in operation.arguments])]
    if operation.answer is not None:
        sections.append(("Returns", [("", operation.returned)]))
    return docstring(operation.description, INDENT, (*sections, ("Raises", _raises(operation))))


def pages_docstring(operation: Operation) -> str:
    """Return the docstring of the iterator over all pages of a list.

    Args:
        operation: The operation that lists one page.

    Returns:
        The docstring with its quotes, indented.
    """
    arguments = [each for each in operation.arguments if each.name not in {"limit", "after"}]
    sections = (
        ("Args", [(each.name, each.note) for each in arguments]),
        ("Yields", [("", "The items in the order of the list.")]),
        ("Raises", _raises(operation)),
    )
    return docstring(f"Every item of `{operation.name}`, page after page.", INDENT, sections)


def docstring(
    text: str, indent: int, sections: Iterable[tuple[str, list[tuple[str, str]]]] = ()
) -> str:
    """Return a docstring as it stands in a file.

    Args:
        text: Its paragraphs; the first sentence stands alone when they are long.
        indent: Spaces before each line.
        sections: Titles with their entries of name and sentence; one without entries is left out.

    Returns:
        The lines with their quotes.
    """
    parts = [" ".join(part.split()) for part in text.strip().split("\n\n")]
    if len(parts[0]) > LINE - indent and re.search(r"[.;:] ", parts[0]):
        first, rest = re.split(r"[.;:] ", parts[0], maxsplit=1)
        parts[:1] = [f"{first}.", rest[:1].upper() + rest[1:]]
    paragraphs = [textwrap.fill(part, LINE + 3 - indent, break_long_words=False) for part in parts]
    for title, entries in sections:
        lines = [_entry(name, sentence, indent) for name, sentence in entries]
        if lines:
            paragraphs.append("\n".join([f"{title}:", *lines]))
    body = "\n\n".join(paragraphs)
    end = "\n" if "\n" in body else ""
    return textwrap.indent(f'"""{body}{end}"""', " " * indent)


def _entry(name: str, sentence: str, indent: int) -> str:
    return textwrap.fill(
        f"{name}: {sentence}" if name else sentence,
        LINE + 6 - indent,
        initial_indent="    ",
        subsequent_indent=" " * (8 if name else 4),
        break_long_words=False,
    )


def _raises(operation: Operation) -> list[tuple[str, str]]:
    statuses = [str(status) for status in operation.refusals if status not in {429, 503}]
    return [
        ("NodeRefused", f"When the node refuses (HTTP {', '.join(statuses)})."),
        ("NodeBusy", "When the node stays busy."),
        ("TransportError", "When the node cannot be reached, or its response cannot be read."),
    ]


def _plain(schema: dict[str, Any], schemas: dict[str, Any]) -> str:
    """Say what a schema without a description allows."""
    for name in references(schema):
        return _first_sentence(schemas[name]["description"])
    kind = schema["type"]
    if schema.get("pattern") in _PATTERNS:
        return _PATTERNS[schema["pattern"]]
    if schema.get("format") in _FORMATS:
        return _FORMATS[schema["format"]]
    if kind == "array":
        inner = _plain(schema["items"], schemas)
        return f"At most {schema['maxItems']}, each: {inner}" if "maxItems" in schema else inner
    bounds = (
        _bounds(schema, "minLength", "maxLength", "characters")
        or _bounds(schema, "minimum", "maximum", "")
        or _bounds(schema, "minProperties", "maxProperties", "entries")
    )
    return bounds or _KINDS[kind]


def _bounds(schema: dict[str, Any], low: str, high: str, unit: str) -> str:
    least, most = (None if name not in schema else int(schema[name]) for name in (low, high))
    if most is not None and most >= _ROW_MAX:
        most = None
    if most is not None:
        text = f"{least:,} to {most:,}" if least is not None else f"At most {most:,}"
    elif least is not None:
        text = f"At least {least:,}"
    else:
        return ""
    return f"{text} {unit}".rstrip() + "."


def _first_sentence(text: str) -> str:
    return re.split(r"(?<=\.)\s", " ".join(text.split()), maxsplit=1)[0]
