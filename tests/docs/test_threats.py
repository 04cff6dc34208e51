from __future__ import annotations

import re

import pytest

from docs.rows import ROOT, TableRow, is_a_test, table_rows

ROWS = table_rows(ROOT / "docs" / "explanation" / "threats.md", r"[0-9]+")
THREATS_KNOWN = 60


def test_every_threat_has_its_row_once_and_in_order() -> None:
    assert [int(row.id) for row in ROWS] == list(range(1, len(ROWS) + 1))
    assert len(ROWS) >= THREATS_KNOWN


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_a_threat_is_guarded_by_tests_that_exist_or_says_why_not(row: TableRow) -> None:
    if re.match(r"(open|cannot apply): \S", row.verdict):
        return
    assert row.test_ids, f"threat {row.id} has neither a test nor a reason: {row.verdict!r}"
    assert [test for test in row.test_ids if not is_a_test(test)] == []
