"""Tables as they come from outside: read with limits, typed by what they hold.

A column is numeric, a date (held as days since 1970-01-01), or made of categories. Missing is one
thing: an empty cell, the usual words for nothing, and infinity. No cell is ever evaluated.
"""

from __future__ import annotations

import csv
import gzip
import zlib
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from tallystick_node.credit.cells import MISSING, as_days, as_number
from tallystick_node.credit.notation import (
    NumberMark,
    bare,
    date_order_of,
    is_either,
    number_marks_of,
    read_with,
    table_mark_of,
)
from tallystick_node.credit.oddities import refuse_mixtures, refuse_oddities
from tallystick_node.credit.refusal import CreditError

if TYPE_CHECKING:
    import io
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

__all__ = ["ENCODINGS", "UTF_8", "Column", "Kind", "Table", "column_of", "read_table"]

ROWS_MAX = 5_000_000
COLUMNS_MAX = 2_000
BYTES_MAX = 2 * 10**9
CELL_CHARS_MAX = 10_000
# So many of a column's cells must read as numbers for the others to count as missing.
NUMERIC_SHARE_MIN = 0.98
ROWS_PER_BLOCK = 20_000
CELLS_LOOKED_AT = 2_000
UTF_8 = "utf-8"
# What --encoding takes, and what Python calls it. Nothing is guessed: bytes of one are often valid
# in another, and say something else there.
ENCODINGS = {
    UTF_8: "utf-8-sig", "gb18030": "gb18030", "big5": "big5", "shift-jis": "cp932",
    "windows-1252": "cp1252", "utf-16": "utf-16",
}  # fmt: skip


class Kind(Enum):
    """What the cells of a column are."""

    NUMBER = "number"
    DATE = "date"
    CATEGORY = "category"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: float64 values with NaN for missing, or codes into levels with -1 for missing.

    unread counts cells that were neither missing nor of the column's kind; they count as missing.
    """

    name: str
    kind: Kind
    values: NDArray[np.float64]
    codes: NDArray[np.int32]
    levels: tuple[str, ...] = ()
    unread: int = 0

    def __len__(self) -> int:
        return len(self.codes) if self.kind is Kind.CATEGORY else len(self.values)

    @property
    def missing(self) -> NDArray[np.bool_]:
        """Which rows have nothing here."""
        if self.kind is Kind.CATEGORY:
            return self.codes < 0
        return ~np.isfinite(self.values)

    def take(self, rows: NDArray[np.intp]) -> Column:
        """Return the column of some rows.

        Args:
            rows: The places of the rows.

        Returns:
            The column.
        """
        return Column(
            self.name, self.kind, self.values[rows] if len(self.values) else self.values,
            self.codes[rows] if len(self.codes) else self.codes, self.levels, self.unread,
        )  # fmt: skip

    def texts(self) -> list[str]:
        """Return the cells of categories as text.

        Returns:
            One text a row, empty where missing.
        """
        assert self.kind is Kind.CATEGORY
        named = (*self.levels, "")
        return [named[code] for code in self.codes.tolist()]


@dataclass(frozen=True, slots=True)
class Table:
    """Columns of equal length by name, in the order of the file."""

    columns: dict[str, Column]
    rows: int

    def __getitem__(self, name: str) -> Column:
        return self.columns[name]

    def take(self, rows: NDArray[np.intp]) -> Table:
        """Return the table of some rows.

        Args:
            rows: The places of the rows.

        Returns:
            The table.
        """
        return Table({name: column.take(rows) for name, column in self.columns.items()}, len(rows))


def read_table(
    path: Path,
    *,
    text: frozenset[str] = frozenset(),
    only: frozenset[str] | None = None,
    encoding: str = UTF_8,
) -> Table:
    """Read a CSV file, plain or gzip, with a header line.

    Args:
        path: The file, at most 2 GB, 5,000,000 rows and 2,000 columns.
        text: Columns kept as categories whatever they hold.
        only: Columns to keep, None for all.
        encoding: How its letters are written, one of ENCODINGS.

    Returns:
        The table.

    Raises:
        CreditError: CREDIT:FILE when the file cannot be read, is written otherwise, has a ragged
            line, a repeated or empty name, or passes a limit; CREDIT:ROWS when it has no rows or
            too many; CREDIT:TYPE when a column writes its decimals in two ways.
    """
    if encoding not in ENCODINGS:
        raise CreditError(
            "CREDIT:FILE", f"{encoding!r} is none of the encodings {', '.join(ENCODINGS)}"
        )
    blocks: list[list[Sequence[str]]] = []
    with _open(path, encoding) as lines:
        try:
            reader = csv.reader(lines, dialect=_dialect(lines, path), strict=True)
            names = _names(next(reader, []), path)
            kept = [at for at, name in enumerate(names) if only is None or name in only]
            for block in _blocks(reader, len(names), path):
                columns = list(zip(*block, strict=True))
                blocks.append([columns[at] for at in kept])
        except UnicodeError:
            raise CreditError(
                "CREDIT:FILE",
                f"{path} is not written in {encoding}: say how with --encoding"
                f" ({', '.join(name for name in ENCODINGS if name != encoding)})",
            ) from None
        except (csv.Error, EOFError, OSError, zlib.error) as broken:
            raise CreditError("CREDIT:FILE", f"{path} cannot be read as CSV: {broken}") from None
    if not blocks:
        raise CreditError("CREDIT:ROWS", f"{path} has a header and no rows")
    rows = sum(len(block[0]) for block in blocks) if kept else 0
    # One program has written the table: what one column says of decimals holds for those that
    # could be read either way.
    looked_at = {names[at]: blocks[0][place] for place, at in enumerate(kept)}
    marks = {name: _told_mark(cells) for name, cells in looked_at.items() if name not in text}
    mark = table_mark_of(marks.values())
    if not set(marks.values()) - {None}:
        for name in marks:
            _sure(name, looked_at[name], reader.dialect.delimiter)
    by_name: dict[str, Column] = {}
    for place, at in enumerate(kept):
        cells = [cell for part in blocks for cell in part[place]]
        by_name[names[at]] = column_of(names[at], cells, text=names[at] in text, mark=mark)
        for part in blocks:
            part[place] = ()
    return Table(by_name, rows)


def column_of(
    name: str, cells: Sequence[str], *, text: bool = False, mark: NumberMark | None = None
) -> Column:
    """Return cells as the kind that they are: numbers, dates, else categories.

    Args:
        name: The column's name.
        cells: The cells' texts.
        text: Whether they are categories whatever they hold.
        mark: What stands before decimals in the table, for numbers that can be read either way.

    Returns:
        The column.

    Raises:
        CreditError: CREDIT:TYPE when numbers are written in two ways, or so that they could be
            misread.
    """
    if not text:
        typed = _numbers(name, cells, mark) or _dates(name, cells)
        if typed is not None:
            return typed
    codes_of: dict[str, int] = {}
    codes = np.empty(len(cells), np.int32)
    for row, cell in enumerate(cells):
        word = cell.strip()
        codes[row] = -1 if word.lower() in MISSING else codes_of.setdefault(word, len(codes_of))
    order = sorted(codes_of)
    rank = np.empty(len(order) + 1, np.int32)
    rank[-1] = -1
    for place, word in enumerate(order):
        rank[codes_of[word]] = place
    return Column(name, Kind.CATEGORY, np.empty(0), rank[codes], tuple(order))


def _numbers(name: str, cells: Sequence[str], mark: NumberMark | None) -> Column | None:
    """Return a column of numbers, None when too many cells are none."""
    try:
        quick = np.array(list(map(float, cells)))
    except ValueError:
        pass
    else:
        if mark is not NumberMark.COMMA:
            quick[~np.isfinite(quick)] = np.nan
            return Column(name, Kind.NUMBER, quick, np.empty(0, np.int32))
    seen = [cell for cell in cells if not _is_missing(cell)]
    refuse_oddities(name, seen, NUMERIC_SHARE_MIN)
    words = {cell: word for cell in seen if (word := bare(cell)) is not None}
    stated = [words[cell] for cell in seen if cell in words]
    if len(stated) < NUMERIC_SHARE_MIN * len(seen):
        return None
    marks = number_marks_of(stated)
    if len(marks) == len(NumberMark):
        raise CreditError(
            "CREDIT:TYPE",
            f"the column {name!r} writes decimals with a comma ({marks[NumberMark.COMMA]}) and with"
            f" a point ({marks[NumberMark.POINT]}): write them in one way",
        )
    own = next(iter(marks), mark or NumberMark.POINT)
    column = _typed(name, Kind.NUMBER, cells, lambda cell: as_number(cell, own))
    if column is not None:
        numbers = {cell: read_with(word, own) for cell, word in words.items()}
        refuse_mixtures(name, {cell: n for cell, n in numbers.items() if n is not None})
    return column


def _dates(name: str, cells: Sequence[str]) -> Column | None:
    """Return a column of dates, None when too many cells are none or their order is not known."""
    order = date_order_of(cell for cell in cells if not _is_missing(cell))
    return _typed(name, Kind.DATE, cells, lambda cell: as_days(cell, order))


def _is_missing(cell: str) -> bool:
    return not cell or cell.strip().lower() in MISSING


def _typed(
    name: str, kind: Kind, cells: Sequence[str], read: Callable[[str], float | None]
) -> Column | None:
    """Return the column if enough cells read as this kind, else None."""
    values = np.full(len(cells), np.nan)
    unread = seen = 0
    allowed = (1 - NUMERIC_SHARE_MIN) * len(cells)
    for row, cell in enumerate(cells):
        if _is_missing(cell):
            continue
        seen += 1
        value = read(cell)
        if value is None:
            unread += 1
            if unread > allowed:
                return None
        else:
            values[row] = value
    if unread > (1 - NUMERIC_SHARE_MIN) * seen or (kind is Kind.DATE and not seen):
        return None
    return Column(name, kind, values, np.empty(0, np.int32), unread=unread)


def _told_mark(cells: Sequence[str]) -> NumberMark | None:
    """What a column says of the table's decimals; a part of it is enough."""
    words = (bare(cell) for cell in cells[:CELLS_LOOKED_AT])
    marks = number_marks_of(word for word in words if word is not None)
    return next(iter(marks)) if len(marks) == 1 else None


def _sure(name: str, cells: Sequence[str], separator: str) -> None:
    """Refuse 1.234 where nothing tells whether it is a thousand: no other number of the table does.

    Semicolons separate where commas are decimals. Where commas separate a point is one, unless the
    column has whole numbers of three figures beside it: then it may group them.
    """
    words = [word for cell in cells[:CELLS_LOOKED_AT] if (word := bare(cell)) is not None]
    either = [word for word in words if is_either(word)]
    whole = any(word.lstrip("+-").isdigit() and len(word) > 2 for word in words)
    if separator == ";":
        doubtful = next(iter(either), None)
    else:
        doubtful = next((word for word in either if "." in word and whole), None)
    if doubtful is not None:
        raise CreditError(
            "CREDIT:TYPE",
            f"the column {name!r} has {doubtful!r}, which may be a thousand or a little over one:"
            " write a number with other than three decimals in it, such as 5.50 or 5,50",
        )


def _open(path: Path, encoding: str) -> io.TextIOBase:
    try:
        if not path.is_file():
            raise CreditError("CREDIT:FILE", f"there is no file {path}")
        if path.stat().st_size > BYTES_MAX:
            raise CreditError("CREDIT:FILE", f"{path} is larger than {BYTES_MAX} bytes")
        with path.open("rb") as raw:
            packed = raw.read(2) == b"\x1f\x8b"
        if packed:
            return gzip.open(path, "rt", encoding=ENCODINGS[encoding], newline="")
        return path.open(encoding=ENCODINGS[encoding], newline="")
    except OSError as broken:
        raise CreditError("CREDIT:FILE", f"{path} cannot be opened: {broken}") from None


def _dialect(lines: io.TextIOBase, path: Path) -> type[csv.Dialect]:
    """Choose the separator that the header uses most: comma, semicolon or tab."""
    try:
        header = lines.readline(CELL_CHARS_MAX * 10)
        lines.seek(0)
    except (OSError, EOFError, zlib.error) as broken:
        raise CreditError("CREDIT:FILE", f"{path} cannot be read: {broken}") from None
    if "\0" in header:
        raise CreditError("CREDIT:FILE", f"{path} is not a text file")

    class Found(csv.excel):
        delimiter = max(",;\t", key=header.count)

    return Found


def _names(header: list[str], path: Path) -> list[str]:
    names = [name.strip() for name in header]
    if not any(names):
        raise CreditError("CREDIT:FILE", f"{path} is empty: a header line is needed")
    # A first column without a name is how row numbers are usually written.
    names = [name or f"unnamed_{place}" for place, name in enumerate(names)]
    if len(names) > COLUMNS_MAX:
        raise CreditError(
            "CREDIT:FILE", f"{path} has {len(names)} columns, more than {COLUMNS_MAX}"
        )
    repeated = sorted({name for name in names if names.count(name) > 1})
    if repeated:
        raise CreditError("CREDIT:FILE", f"{path} names the column {repeated[0]!r} twice")
    return names


def _blocks(reader: Iterator[list[str]], width: int, path: Path) -> Iterator[list[list[str]]]:
    """Yield the rows in blocks; a blank line is skipped, a ragged one refused by its number."""
    block: list[list[str]] = []
    rows = 0
    for line, row in enumerate(reader, start=2):
        if not row:
            continue
        if len(row) != width:
            raise CreditError(
                "CREDIT:FILE",
                f"{path} line {line} has {len(row)} cells where the header has {width}",
            )
        block.append(row)
        if len(block) == ROWS_PER_BLOCK:
            rows += len(block)
            if rows > ROWS_MAX:
                raise CreditError("CREDIT:ROWS", f"{path} has more than {ROWS_MAX} rows")
            yield block
            block = []
    if block:
        yield block
