"""What every file of the repository keeps to."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

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
# Seconds of sockets, and nothing else.
TIMED = ROOT / "client" / "tallystick" / "exchanges"
MADE = re.compile(r"^# Made by scripts/contract_classes\.py", re.MULTILINE)
HALF_DONE = re.compile(r"\b(TO" + "DO|FIX" + "ME|X" + "XX|NotImple" + r"mentedError)\b")


def files(*suffixes: str) -> list[Path]:
    there = (path for room in ROOMS for path in (ROOT / room).rglob("*"))
    return sorted(
        path for path in there if path.suffix in suffixes and "__pycache__" not in path.parts
    )


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


SOURCES = files(".py", ".vy", ".vyi")
PAGES = [
    path
    for pattern in ("*", "docs/**/*.md", "scripts/*", ".ci/*")
    for path in ROOT.glob(pattern)
    if path.is_file()
    and path.suffix not in {".png", ".whl"}
    and not path.name.startswith(".coverage")
]


def test_a_file_can_be_read_in_one_sitting() -> None:
    # What a script makes is read by its parts, like a dictionary.
    lengths = {
        name(path): len(text(path).splitlines()) for path in SOURCES if not MADE.search(text(path))
    }
    assert {at: lines for at, lines in lengths.items() if lines > FILE_LINES_MAX} == {}


def test_a_function_fits_on_a_screen() -> None:
    long = {}
    for path in SOURCES:
        lengths = _python_functions if path.suffix == ".py" else _vyper_functions
        for function, lines in lengths(text(path)):
            if lines >= FUNCTION_LINES_MAX:
                long[f"{name(path)}: {function}"] = lines
    assert long == {}


def test_a_name_says_what_is_inside() -> None:
    vague = [
        name(path)
        for path in SOURCES
        if FORBIDDEN_NAMES
        & {part.removesuffix(path.suffix).lower() for part in path.relative_to(ROOT).parts}
    ]
    assert vague == []


def test_no_file_names_a_registry_or_is_half_done() -> None:
    broken = {
        name(path): match[0]
        for path in {*SOURCES, *PAGES}
        for rule in (REGISTRIES, HALF_DONE)
        if (match := rule.search(text(path)))
    }
    assert broken == {}


def test_no_float_near_money() -> None:
    floats = {}
    for path in SOURCES:
        if path.suffix != ".py" or ROOT / "client" not in path.parents:
            continue
        if TIMED in path.parents:
            continue
        lines = text(path).splitlines()
        for node in ast.walk(ast.parse(text(path))):
            if isinstance(node, ast.Constant) and not isinstance(node.value, float):
                continue
            if isinstance(node, ast.Constant) or (
                isinstance(node, ast.Name) and node.id == "float" and isinstance(node.ctx, ast.Load)
            ):
                line = lines[node.lineno - 1]
                if not WAITING.search(line):
                    floats[f"{name(path)}:{node.lineno}"] = line
    assert floats == {}, "lines that make or name a float"


def _python_functions(source: str) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            documented = ast.get_docstring(node, clean=False)
            lines_said = documented.count("\n") + 1 if documented else 0
            yield node.name, (node.end_lineno or node.lineno) - node.lineno + 1 - lines_said


def _vyper_functions(source: str) -> Iterator[tuple[str, int]]:
    """Yield the functions of a contract: each ends with its last indented line."""
    source = re.sub(r'^ +""".*?"""\n', "", source, flags=re.DOTALL | re.MULTILINE)
    lines = source.splitlines()
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
    source = (
        "@external\ndef a(\n    x: uint256,\n) -> uint256:\n    return x\n\n\ndef b():\n    pass\n"
    )
    assert list(_vyper_functions(source)) == [("a", 4), ("b", 2)]
