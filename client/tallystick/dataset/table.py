"""One table while it is written: its canonical CSV is hashed, whatever files it goes into."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TextIO

from tallystick.dataset.columns import TABLES, part_of

__all__ = ["Table"]


class Table:
    """Rows in their order, into one CSV or into one for each part.

    A part's CSV has no head: it is packed as Parquet and does not stay.
    """

    def __init__(self, work: Path, name: str, *, in_parts: bool) -> None:
        """Begin a table.

        Args:
            work: The dataset's directory.
            name: The table's name.
            in_parts: Whether each part has a file of its own.
        """
        columns = [of.name for of in TABLES[name]]
        self._folder, self._name, self._in_parts = work / name, name, in_parts
        self._loan, self._part, self.rows = columns.index("loan"), "", 0
        self._files: dict[str, TextIO] = {}
        self._digest = hashlib.sha256()
        if in_parts:
            self._folder.mkdir()
        else:
            self._files[""] = _opened(work / f"{name}.csv")
        self._writer = csv.writer(self, lineterminator="\n")
        self._head = ",".join(columns) + "\n"
        self._digest.update(self._head.encode())
        if not in_parts:
            self._files[""].write(self._head)

    def add(self, cells: Sequence[Any]) -> None:
        """Add a row.

        Args:
            cells: Its cells in the order of the columns; None is an empty one.
        """
        if self._in_parts:
            self._part = part_of(cells[self._loan])
        self._writer.writerow(["" if cell is None else cell for cell in cells])
        self.rows += 1

    def write(self, line: str) -> int:
        """Take a line from the writer of CSV.

        Args:
            line: The line with its end.

        Returns:
            How many characters it has.
        """
        self._digest.update(line.encode())
        file = self._files.get(self._part)
        if file is None:
            file = self._files[self._part] = _opened(self._folder / f"{self._part}.csv")
        return file.write(line)

    def close(self) -> dict[str, str]:
        """End the table.

        Returns:
            How many rows it has, and the hash of its canonical CSV.
        """
        for file in self._files.values():
            file.close()
        return {"rows": str(self.rows), "sha256": self._digest.hexdigest()}


def _opened(path: Path) -> TextIO:
    return path.open("w", encoding="utf-8", newline="")
