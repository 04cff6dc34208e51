"""What every file of the repository keeps to."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from docs.rows import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOMS = ("client", "contracts", "examples", "node", "scripts", "tests")
FILE_LINES_MAX = 400
FUNCTION_LINES_MAX = 70
FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "common", "manager", "misc"}
# Written in pieces, so that this file does not hold what it forbids.
REGISTRIES = re.compile(
    "|".join(
        (
            r"pypi\." + "org",
            r"pythonhosted\." + "org",
            r"registry\.npmjs",
            r"deb\.debian\." + "org",
            r"index-" + "url",
            r"--find-" + "links",
        )
    )
)
# The standard library's sleep is typed so; how long to wait is no money.
WAITING = re.compile(r"sleep: Callable\[\[float\], (None|Awaitable\[None\])\]")
HALF_DONE = re.compile(r"\b(TO" + "DO|FIX" + "ME|X" + "XX|NotImple" + r"mentedError)\b")


def files(*suffixes: str) -> list[Path]:
    found = (path for room in ROOMS for path in (ROOT / room).rglob("*"))
    return sorted(
        path for path in found if path.suffix in suffixes and "__pycache__" not in path.parts
    )


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


SOURCES = files(".py", ".vy", ".vyi")
PAGES = [
    path
    for pattern in ("*", "docs/**/*.md", "scripts/*", ".ci/*")
    for path in ROOT.glob(pattern)
    if path.is_file() and path.suffix not in {".png", ".whl"}
]


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_a_file_can_be_read_in_one_sitting(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) < FILE_LINES_MAX


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_a_function_fits_on_a_screen(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    lengths = _python_functions(text) if path.suffix == ".py" else _vyper_functions(text)
    assert [(found, lines) for found, lines in lengths if lines >= FUNCTION_LINES_MAX] == []


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_a_name_says_what_is_inside(path: Path) -> None:
    words = {part.removesuffix(path.suffix).lower() for part in path.relative_to(ROOT).parts}
    assert not words & FORBIDDEN_NAMES


@pytest.mark.parametrize("path", sorted({*SOURCES, *PAGES}), ids=name)
def test_no_file_names_a_registry_or_is_half_done(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert REGISTRIES.search(text) is None
    assert HALF_DONE.search(text) is None


@pytest.mark.parametrize(
    "path", [path for path in SOURCES if (ROOT / "client") in path.parents], ids=name
)
def test_no_float_near_money(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    found = {
        node.lineno
        for node in ast.walk(ast.parse(text))
        if (isinstance(node, ast.Constant) and isinstance(node.value, float))
        or (isinstance(node, ast.Name) and node.id == "float" and isinstance(node.ctx, ast.Load))
    }
    lines = text.splitlines()
    floats = {
        number: lines[number - 1] for number in found if not WAITING.search(lines[number - 1])
    }
    assert floats == {}, "lines that make or name a float"


def _python_functions(text: str) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, (node.end_lineno or node.lineno) - node.lineno + 1


def _vyper_functions(text: str) -> Iterator[tuple[str, int]]:
    """Yield the functions of a contract: each ends with its last indented line."""
    lines = text.splitlines()
    starts = [index for index, line in enumerate(lines) if line.startswith("def ")]
    for start in starts:
        end = start
        for index in range(start + 1, len(lines)):
            line = lines[index]
            if line.strip() and not line.startswith((" ", ")")):
                break
            if line.strip():
                end = index
        yield lines[start].split("(")[0].removeprefix("def "), end - start + 1


def test_functions_of_contracts_are_measured() -> None:
    text = (
        "@external\ndef a(\n    x: uint256,\n) -> uint256:\n    return x\n\n\ndef b():\n    pass\n"
    )
    assert list(_vyper_functions(text)) == [("a", 4), ("b", 2)]
