"""Reads the tables of the documentation, and the ids of the tests that they may name."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
TEST_ID = re.compile(r"tests/[\w/]+\.py::\w+(::\w+)?")


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row of a Markdown table: its first cell, and its last with the ticks taken off."""

    id: str
    cells: tuple[str, ...]

    @property
    def verdict(self) -> str:
        return self.cells[-1].replace("`", "").strip()

    @property
    def test_ids(self) -> list[str]:
        return [word.rstrip(",") for word in self.verdict.split() if word.startswith("tests/")]


def table_rows(page: Path, row_id: str) -> list[TableRow]:
    """Return the rows whose first cell matches the pattern, in the page's order."""
    rows = []
    for line in page.read_text(encoding="utf-8").splitlines():
        cells = tuple(cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1])
        if cells and re.fullmatch(row_id, cells[0]):
            rows.append(TableRow(cells[0], cells))
    return rows


def is_a_test(test_id: str) -> bool:
    """Whether a test of this id (file, then class or function names) is in the repository."""
    path, _, name = test_id.partition("::")
    return TEST_ID.fullmatch(test_id) is not None and name in _tests_in(ROOT / path)


@cache
def _tests_in(path: Path) -> frozenset[str]:
    if not path.is_file():
        return frozenset()
    body = ast.parse(path.read_text(encoding="utf-8")).body
    names = _test_functions(body)
    for node in body:
        if isinstance(node, ast.ClassDef):
            names.add(node.name)
            names |= {f"{node.name}::{function}" for function in _test_functions(node.body)}
        elif isinstance(node, ast.Assign):
            # A rule-based machine becomes a test by `TestLife = Life.TestCase`.
            names |= {target.id for target in node.targets if isinstance(target, ast.Name)}
    return frozenset(name for name in names if re.match(r"(test_|Test)", name))


def _test_functions(body: list[ast.stmt]) -> set[str]:
    return {
        node.name
        for node in body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.name.startswith("test_")
    }
