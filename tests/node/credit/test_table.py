from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pytest

from tallystick_node.credit.refusal import CreditError
from tallystick_node.credit.table import Kind, column_of, read_table


def file(folder: Path, text: str, name: str = "t.csv") -> Path:
    path = folder / name
    path.write_bytes(gzip.compress(text.encode()) if name.endswith("gz") else text.encode())
    return path


@pytest.mark.parametrize("name", ["t.csv", "t.csv.gz"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_columns_are_typed_by_what_they_hold(tmp_path: Path, name: str, mark: str) -> None:
    lines = ["a,b,c,d", "1,x,2020-01,yes", ",none,2020-02,", "2.5,x,NA,no"]
    table = read_table(file(tmp_path, "\n".join(lines).replace(",", mark), name))
    kinds = {name: column.kind for name, column in table.columns.items()}
    expected = {"a": Kind.NUMBER, "b": Kind.CATEGORY, "c": Kind.DATE, "d": Kind.CATEGORY}
    assert kinds == expected
    assert table["a"].missing.tolist() == [False, True, False]
    assert table["b"].levels == ("none", "x")  # "none" is a category, not nothing
    assert table["c"].missing.tolist() == [False, False, True]
    assert table["d"].texts() == ["yes", "", "no"]


def test_a_few_words_among_numbers_are_counted_and_missing() -> None:
    column = column_of("a", [*map(str, range(199)), "n.a. today"])
    assert (column.kind, column.unread) == (Kind.NUMBER, 1)
    assert column.missing.sum() == 1


def test_many_words_among_numbers_make_categories() -> None:
    assert column_of("a", ["1", "2", "x", "y"]).kind is Kind.CATEGORY


def test_infinity_is_missing() -> None:
    assert column_of("a", ["1", "inf", "-inf"]).missing.tolist() == [False, True, True]


def test_an_empty_column_is_numbers_that_are_all_missing() -> None:
    column = column_of("a", ["", "NA", ""])
    assert column.kind is Kind.NUMBER
    assert bool(np.all(column.missing))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "CREDIT:FILE"),
        ("a,b\n", "CREDIT:ROWS"),
        ("a,a\n1,2\n", "CREDIT:FILE"),
        ("a,b\n1,2\n3\n", "CREDIT:FILE"),
        ('a,b\n"1,2\n', "CREDIT:FILE"),
        ("a\0,b\n1,2\n", "CREDIT:FILE"),
    ],
    ids=["empty", "no rows", "name twice", "ragged", "open quote", "not text"],
)
def test_what_is_no_table_is_refused(tmp_path: Path, text: str, code: str) -> None:
    with pytest.raises(CreditError) as refused:
        read_table(file(tmp_path, text))
    assert refused.value.code == code


def test_a_broken_archive_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "t.csv.gz"
    path.write_bytes(gzip.compress(b"a,b\n" + b"1,2\n" * 5_000)[:60])
    with pytest.raises(CreditError, match="CREDIT:FILE"):
        read_table(path)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CreditError, match="there is no file"):
        read_table(tmp_path / "nowhere.csv")
