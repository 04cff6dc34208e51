"""A list as it is shown, and the same rows as a file: what a page shows is what is taken along.

Amounts stand in main units, with their currency in a column of its own. What people or strangers
have written can start no formula: a spreadsheet shows it as the text that it is.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any, Generic, TypeVar

from fastapi import Query, Response
from xlsxwriter import Workbook

if TYPE_CHECKING:
    from tallystick_node.web.page import WebPage
    from tallystick_node.web.wording import Wording

__all__ = [
    "CellKind",
    "FileChoice",
    "ListChoice",
    "ListColumn",
    "ListFile",
    "ShownList",
    "Sort",
    "chosen_list",
    "list_file",
    "shown_list",
]

T = TypeVar("T")
# By which a spreadsheet takes a text for a formula, or a cell for two.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
# A spreadsheet keeps this many digits of a number; what is longer stays text.
_DIGITS_MAX = 15
_CURRENCY = "currency"
_CREATED = datetime(2020, 1, 1, tzinfo=UTC)


class ListFile(StrEnum):
    """As which file a list is taken along; on the page without one."""

    PAGE = ""
    CSV = "csv"
    XLSX = "xlsx"


class CellKind(StrEnum):
    """What stands in a column: texts, whole numbers, amounts in minor units, days, moments."""

    TEXT = "text"
    COUNT = "count"
    AMOUNT = "amount"
    DAY = "day"
    MOMENT = "moment"


@dataclass(frozen=True, slots=True)
class ListColumn(Generic[T]):
    """A column: `name` heads it in files, `label` is what readers sort by; empty for no sorting."""

    name: str
    label: str
    kind: CellKind
    value: Callable[[T], Any]


@dataclass(frozen=True, slots=True)
class ShownList(Generic[T]):
    """Rows in their order. sort: the column's name, with a minus for descending; or empty."""

    name: str
    columns: tuple[ListColumn[T], ...]
    rows: tuple[T, ...]
    sort: str = ""

    @property
    def sortable(self) -> list[tuple[str, str]]:
        """The names and labels of the columns that readers sort by."""
        return [(column.name, column.label) for column in self.columns if column.label]

    def total(self, name: str) -> int:
        """Return the sum of a column.

        Args:
            name: The column's name.

        Returns:
            The sum, amounts in minor units; rows without a value count as 0.
        """
        column = next(column for column in self.columns if column.name == name)
        return sum(column.value(row) or 0 for row in self.rows)


FileChoice = Annotated[ListFile, Query(alias="file")]
Sort = Annotated[str, Query(max_length=32)]
ListChoice = Annotated[str, Query(alias="list", max_length=32)]


def shown_list(
    name: str, columns: Sequence[ListColumn[T]], rows: Sequence[T], sort: str = ""
) -> ShownList[T]:
    """Return a list in the order that is asked for.

    Args:
        name: What the file is called.
        columns: Its columns.
        rows: Its rows in their usual order.
        sort: A column's name, with a minus before it for descending; anything else leaves them.

    Returns:
        The list; rows without a value come last.
    """
    column = next((each for each in columns if each.label and each.name == sort.lstrip("-")), None)
    if column is None:
        return ShownList(name, tuple(columns), tuple(rows))
    value = column.value
    known = sorted((row for row in rows if value(row) is not None), key=value)
    if sort.startswith("-"):
        known.reverse()
    unknown = [row for row in rows if value(row) is None]
    return ShownList(name, tuple(columns), (*known, *unknown), sort)


def chosen_list(lists: Sequence[ShownList[Any]], name: str) -> ShownList[Any]:
    """Return the list that a reader takes along from a page with several.

    Args:
        lists: The page's lists.
        name: A list's name.

    Returns:
        The list of that name, the first one where there is none.
    """
    return next((shown for shown in lists if shown.name == name), lists[0])


def list_file(page: WebPage, shown: ShownList[Any], form: ListFile) -> Response:
    """Return a list as a file.

    Args:
        page: For whoever reads it.
        shown: The list.
        form: As which file.

    Returns:
        The file, which nobody else may keep.
    """
    table = _table(shown, page.wording)
    if form is ListFile.XLSX:
        data = _xlsx(shown.name, table)
        media_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    else:
        data, media_type = _csv(table), "text/csv; charset=utf-8"
    headers = {
        "content-disposition": f'attachment; filename="{shown.name}.{form.value}"',
        "cache-control": "no-store",
    }
    return Response(data, media_type=media_type, headers=headers)


def _table(shown: ShownList[Any], wording: Wording) -> list[list[Any]]:
    """The head and every row; an amount is a Decimal, with the currency in the last column."""
    money = any(column.kind is CellKind.AMOUNT for column in shown.columns)
    head = [column.name for column in shown.columns]
    rows = [
        [_cell(column.kind, column.value(row), wording) for column in shown.columns]
        for row in shown.rows
    ]
    if money:
        head, rows = [*head, _CURRENCY], [[*row, wording.symbol] for row in rows]
    return [list(head), *rows]


def _cell(kind: CellKind, value: Any, wording: Wording) -> Any:
    if value is None:
        return ""
    if kind is CellKind.AMOUNT:
        return Decimal(value).scaleb(-wording.exponent)
    if kind is CellKind.MOMENT:
        known = datetime.fromtimestamp(value, UTC) if isinstance(value, int) else value
        return known.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    if kind is CellKind.DAY:
        return value.isoformat() if isinstance(value, date) else str(value)
    return int(value) if kind is CellKind.COUNT else str(value)


def _csv(table: Sequence[Sequence[Any]]) -> bytes:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    for row in table:
        writer.writerow([_inert(cell) for cell in row])
    # The mark at its beginning tells spreadsheets that it is UTF-8.
    return stream.getvalue().encode("utf-8-sig")


def _inert(cell: Any) -> str:
    if isinstance(cell, Decimal):
        return f"{cell:f}"
    if isinstance(cell, int):
        return str(cell)
    text = str(cell)
    return "'" + text if text.lstrip(" ").startswith(_FORMULA) else text


def _xlsx(name: str, table: Sequence[Sequence[Any]]) -> bytes:
    stream = io.BytesIO()
    options = {
        "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
        "strings_to_numbers": False,
    }  # fmt: skip
    with Workbook(stream, options) as book:
        book.set_properties({"created": _CREATED})
        bold = book.add_format({"bold": True})
        sheet = book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        for line, row in enumerate(table):
            for place, cell in enumerate(row):
                if isinstance(cell, int | Decimal) and _fits(cell):
                    sheet.write_number(line, place, cell)
                else:
                    text = f"{cell:f}" if isinstance(cell, Decimal) else str(cell)
                    sheet.write_string(line, place, text, bold if line == 0 else None)
    return stream.getvalue()


def _fits(number: int | Decimal) -> bool:
    return len(Decimal(number).as_tuple().digits) <= _DIGITS_MAX
