"""The page of bounds says what the code does, and names tests that are there."""

from __future__ import annotations

import importlib
import re
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "reference" / "bounds.md"
ROW = re.compile(
    r"^\| ([^|]+) \| ([^|]+) \| `([\w.]+):([\w.]+)` \| ([^|]+) \| `([^`]+)` \|$", re.MULTILINE
)
UNITS = {"KiB": 2**10, "MiB": 2**20, "s": 1, "": 1}
ROWS = ROW.findall(PAGE.read_text("utf-8"))


def value_of(module: str, name: str) -> Any:
    owner, _, field = name.partition(".")
    owned = getattr(importlib.import_module(module), owner)
    if not field:
        return owned
    return next(entry.default for entry in fields(owned) if entry.name == field)


def test_every_row_is_read() -> None:
    lines = [line for line in PAGE.read_text("utf-8").splitlines() if line.startswith("| ")]
    heads = [line for line in lines if line.startswith("| what ")]
    assert len(ROWS) == len(lines) - len(heads) > 30


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_the_page_states_the_code(row: tuple[str, ...]) -> None:
    _, stated, module, name, _, _ = row
    number, _, unit = stated.partition(" ")
    assert float(number.replace(",", "")) * UNITS[unit] == value_of(module, name)


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_its_test_is_there(row: tuple[str, ...]) -> None:
    file, _, function = row[-1].partition("::")
    text = (ROOT / file).read_text("utf-8")
    assert not function or re.search(rf"^def {function}\(", text, re.MULTILINE)
