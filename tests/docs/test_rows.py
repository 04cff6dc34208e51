from __future__ import annotations

from typing import TYPE_CHECKING

from docs.rows import is_a_test, table_rows

if TYPE_CHECKING:
    from pathlib import Path

HERE = "tests/docs/test_rows.py"


class TestInsideAClass:
    def test_of_a_class(self) -> None:
        assert is_a_test(f"{HERE}::TestInsideAClass::test_of_a_class")
        assert is_a_test(f"{HERE}::TestInsideAClass")


def test_a_test_that_exists_is_found() -> None:
    assert is_a_test(f"{HERE}::test_a_test_that_exists_is_found")


def test_what_does_not_exist_is_not() -> None:
    assert not is_a_test(f"{HERE}::test_nowhere")
    assert not is_a_test("tests/docs/test_nowhere.py::test_nowhere")
    assert not is_a_test(f"{HERE}::TestInsideAClass::test_nowhere")
    assert not is_a_test(HERE)
    assert not is_a_test(f"{HERE}::HERE")


def test_a_table_is_read_by_its_first_and_last_cells(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("| # | a | b |\n|---|---|---|\n| 1 | x \\| y | `tests/a.py::test_b` |\n")
    (row,) = table_rows(page, r"[0-9]+")
    assert (row.id, row.cells[1], row.test_ids) == ("1", r"x \| y", ["tests/a.py::test_b"])
