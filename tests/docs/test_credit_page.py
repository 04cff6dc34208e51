"""The page on credit: every refusal, every command, and figures that are those of the code."""

from __future__ import annotations

import re

from docs.rows import ROOT, table_rows
from tallystick_node.credit import binning, learning, scale, score_reasons, study, table
from tallystick_node.credit.term_risk import LOST_DEFAULT

PAGE = ROOT / "docs" / "reference" / "credit.md"
TEXT = " ".join(PAGE.read_text("utf-8").split())
SOURCES = sorted((ROOT / "node" / "tallystick_node" / "credit").glob("*.py"))
CODE = re.compile(r'"(CREDIT:[A-Z]+)"')
COMMANDS = ("credit_command.py", "credit_prices_command.py")
COMMAND = re.compile(r"@app\.command\(\)\ndef (\w+)\(")


def test_every_refusal_is_on_the_page_and_no_other() -> None:
    raised = {code for path in SOURCES for code in CODE.findall(path.read_text("utf-8"))}
    listed = [row.id.strip("`") for row in table_rows(PAGE, r"`CREDIT:[A-Z]+`")]
    assert sorted(listed) == sorted(raised)


def test_every_command_is_on_the_page() -> None:
    folder = ROOT / "node" / "tallystick_node" / "entrypoints"
    names = [
        name for file in COMMANDS for name in COMMAND.findall((folder / file).read_text("utf-8"))
    ]
    assert len(names) == 9
    assert [
        name for name in names if f"`{name}`" not in TEXT and f"credit {name}" not in TEXT
    ] == []


def test_the_bounds_are_those_of_the_code() -> None:
    assert f"{table.COLUMNS_MAX:,} columns, {table.BYTES_MAX // 10**9} GB" in TEXT
    assert f"or over {table.ROWS_MAX:,}" in TEXT
    assert f"under {study.ROWS_MIN}, under {study.OUTCOMES_MIN} of an outcome" in TEXT
    assert (binning.BINS_MAX, binning.LEVELS_MAX, study.CLASSES_MAX) == (20, 60, 10)
    assert f"{learning.PAIRS_MAX} pairs, four reasons" in TEXT
    assert score_reasons.REASONS_MAX == 4
    assert f"AUC over {study.LEAK_AUC}" in TEXT
    kept = scale.SCALE
    assert (
        f"{kept.doubling} points double the odds of paying, {kept.points} are {kept.odds}:1" in TEXT
    )
    assert " / ".join(f"{loan:g}" for loan in LOST_DEFAULT) in TEXT
