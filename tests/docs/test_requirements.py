from __future__ import annotations

import re

import pytest

from docs.rows import ROOT, TableRow, is_a_test, table_rows

PAGE = ROOT / "docs" / "explanation" / "requirements.md"
ROW_ID = r"[A-P][0-9]+"
# How many rows each group has: rows are done or open, never dropped.
ROWS_OF_EACH = (24, 19, 25, 11, 16, 16, 17, 10, 10, 11, 14, 21, 8, 10, 9, 12)
ROWS_PER_GROUP = dict(zip("ABCDEFGHIJKLMNOP", ROWS_OF_EACH, strict=True))
ROWS = table_rows(PAGE, ROW_ID)
SPECIFICATION = ROOT.parent / "shared" / "spec" / "requirements.md"


def test_every_requirement_has_its_row_once_and_in_order() -> None:
    expected = [
        f"{group}{number}"
        for group, rows in ROWS_PER_GROUP.items()
        for number in range(1, rows + 1)
    ]
    assert [row.id for row in ROWS] == expected


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_a_row_is_open_or_names_tests_that_exist(row: TableRow) -> None:
    assert row.cells[1], "a row says what is required"
    if row.verdict == "open":
        return
    assert row.test_ids, f"{row.id} is neither open nor shown by a test: {row.verdict!r}"
    assert [test for test in row.test_ids if not is_a_test(test)] == []


@pytest.mark.skipif(not SPECIFICATION.exists(), reason="the specification is not beside us")
def test_no_row_of_the_specification_is_missing() -> None:
    text = SPECIFICATION.read_text(encoding="utf-8")
    specified = re.findall(rf"^\|({ROW_ID})\|", text, re.MULTILINE)
    assert set(specified) <= {row.id for row in ROWS}
    assert len(specified) == sum(rows for group, rows in ROWS_PER_GROUP.items() if group != "P")
