"""The room stands alone, and one applicant needs the standard library only."""

from __future__ import annotations

import ast
import subprocess
import sys

import pytest

from docs.rows import ROOT

SOURCES = sorted((ROOT / "node" / "tallystick_node" / "credit").glob("*.py"))


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_it_imports_nothing_else_of_the_node(path: object) -> None:
    tree = ast.parse(path.read_text("utf-8"))  # type: ignore[attr-defined]
    named = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    named |= {entry.name for node in ast.walk(tree) if isinstance(node, ast.Import)
              for entry in node.names}  # fmt: skip
    node = {name for name in named if name.split(".")[0] == "tallystick_node"}
    assert {name for name in node if not name.startswith("tallystick_node.credit")} == set()


def test_one_applicant_is_judged_without_numpy() -> None:
    program = (
        "import sys; sys.modules['numpy'] = None; sys.modules['scipy'] = None\n"
        "from tallystick_node.credit.applicant import Judge\n"
        "from tallystick_node.credit.default import default_card\n"
        "from tallystick_node.credit.pricing import PricePolicy, price_table\n"
        "card = default_card()\n"
        "found = Judge(card).judge(dict.fromkeys(card.features))\n"
        "assert 0 < found.p_default < 1 and found.reasons\n"
        "assert price_table(card, (36,), PricePolicy())\n"
    )
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False)
    assert ended.returncode == 0, ended.stderr.decode()
