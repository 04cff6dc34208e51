"""Tables as files: their bytes, and the checks that every file passes before it is kept."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tallystick.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

__all__ = ["MadeFile", "figures_of", "require", "table_text"]

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class MadeFile:
    """A file before it is kept; the name's ending says whether it is CSV or JSON."""

    content: bytes
    ending: str


def table_text(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Return a table as CSV (RFC 4180) in UTF-8.

    Args:
        columns: The names.
        rows: The values, as many as there are columns; None is empty.

    Returns:
        The bytes; a text that a spreadsheet would take for a formula has an apostrophe before it.

    Raises:
        InputError: FILES:INVALID when a row has another number of values.
    """
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(columns)
    for number, row in enumerate(rows, 1):
        require(len(row) == len(columns), f"row {number}", f"has {len(columns)} values")
        writer.writerow(["" if value is None else _cell(value) for value in row])
    return stream.getvalue().encode()


def require(holds: bool, field: str, rule: str) -> None:  # noqa: FBT001 - an assertion's own form
    """Refuse a file that breaks a rule.

    Args:
        holds: Whether the rule holds.
        field: The field that it is about.
        rule: What has to hold of it.

    Raises:
        InputError: FILES:INVALID when it does not.
    """
    if not holds:
        raise InputError("FILES:INVALID", f"the file is not kept: {field} {rule}")


def figures_of(document: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """Return a report's figures by their codes.

    Args:
        document: The report's document.

    Returns:
        Each figure as it is published.
    """
    return {figure["code"]: figure for figure in document["figures"]}


def _cell(value: object) -> str:
    text = str(value)
    whole = text.removeprefix("-")
    return f"'{text}" if text.startswith(_FORMULA) and not whole.isdigit() else text
