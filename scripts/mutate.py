"""Change the arithmetic of money one operator or number at a time and see that a test objects.

Prints every change that no test noticed, and exits 1 when there is one that
is not excused below.
"""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
MODULES = ("rounding", "dates", "schedule", "apr")
SECONDS_MAX = 120
# Changes that no input can tell from the original, with the reason.
EQUIVALENT = {
    ("schedule", "480 -> 481"): "no period of at most 12 months makes a term of 481",
    ("schedule", "10 -> 11"): "any scale this large finds the same payments",
    ("schedule", "36 -> 37"): "likewise",
    ("schedule", "0 -> 1"): "the level of a method that has none is never read",
}
_PAIRS: tuple[tuple[type[ast.AST], type[ast.AST]], ...] = (
    (ast.Add, ast.Sub),
    (ast.Mult, ast.FloorDiv),
    (ast.Lt, ast.LtE),
    (ast.Gt, ast.GtE),
    (ast.Eq, ast.NotEq),
    (ast.Is, ast.IsNot),
    (ast.And, ast.Or),
)
SWAPS = dict(_PAIRS) | {second: first for first, second in _PAIRS}


def mutants(source: str) -> Iterator[tuple[int, str, str]]:
    """Yield (line, what changed, the changed source) for each place that can change."""
    places = sum(1 for _ in _places(ast.parse(source)))
    for wanted in range(places):
        tree = ast.parse(source)
        node, field, position = next(p for i, p in enumerate(_places(tree)) if i == wanted)
        old = getattr(node, field)[position] if position is not None else getattr(node, field)
        new: object = SWAPS[type(old)]() if isinstance(old, ast.AST) else old + 1
        if position is None:
            setattr(node, field, new)
        else:
            getattr(node, field)[position] = new
        yield getattr(node, "lineno", 0), f"{_name(old)} -> {_name(new)}", ast.unparse(tree)


def _places(tree: ast.AST) -> Iterator[tuple[ast.AST, str, int | None]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.BinOp | ast.BoolOp | ast.AugAssign) and type(node.op) in SWAPS:
            yield node, "op", None
        elif isinstance(node, ast.Compare):
            yield from ((node, "ops", i) for i, op in enumerate(node.ops) if type(op) in SWAPS)
        elif isinstance(node, ast.Constant) and type(node.value) is int:
            yield node, "value", None


def _name(value: object) -> str:
    return type(value).__name__ if isinstance(value, ast.AST) else str(value)


def survives(module: str, changed: str, folder: Path) -> bool:
    """Whether every test of the module passes on the changed source."""
    package = folder / "tallystick"
    target = package / "loans" / f"{module}.py"
    original = target.read_text(encoding="utf-8")
    target.write_text(changed, encoding="utf-8")
    tests = [
        ROOT / "tests" / "client" / "loans" / f"test_{name}.py" for name in (module, "schedule")
    ]
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider"]
    try:
        ended = subprocess.run(
            [*command, *map(str, tests)],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            timeout=SECONDS_MAX,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return False
    finally:
        target.write_text(original, encoding="utf-8")
    return ended.returncode == 0


def main(modules: list[str]) -> int:
    """Run every mutant of the modules (all when none is named); return the exit code."""
    survivors = tried = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copytree(ROOT / "client" / "tallystick", folder / "tallystick")
        for module in modules or MODULES:
            source = (ROOT / "client" / "tallystick" / "loans" / f"{module}.py").read_text(
                encoding="utf-8"
            )
            if not survives(module, source, folder):
                sys.exit(f"error: the tests of {module} fail before anything was changed")
            for line, change, changed in mutants(source):
                tried += 1
                if survives(module, changed, folder) and (module, change) not in EQUIVALENT:
                    survivors += 1
                    print(
                        f"survived: client/tallystick/loans/{module}.py:{line}: {change}",
                        flush=True,
                    )
    print(f"{tried} mutants, {survivors} survived")
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
