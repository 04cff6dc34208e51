"""Lists as files: the rows that are shown, exact amounts, and no formula out of anybody's text."""

from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import dataclass
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from babel import Locale

from tallystick_node.web.shown_list import (
    CellKind,
    ListColumn,
    ListFile,
    list_file,
    shown_list,
)
from tallystick_node.web.wording import Wording


@dataclass
class Line:
    name: str
    amount: int | None
    number: int | None = 1


COLUMNS: tuple[ListColumn[Line], ...] = (
    ListColumn("name", "Name", CellKind.TEXT, lambda line: line.name),
    ListColumn("amount", "Amount", CellKind.AMOUNT, lambda line: line.amount),
    ListColumn("number", "", CellKind.COUNT, lambda line: line.number),
    ListColumn("day", "", CellKind.DAY, lambda _: date(2026, 3, 10)),
    ListColumn("at", "", CellKind.MOMENT, lambda _: datetime(2026, 3, 10, 9, tzinfo=UTC)),
)
LINES = [Line("b", 1), Line("a", -250), Line("c", None), Line("d", 10**20 + 1)]
FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1", "＝1", '=HYPERLINK("x")']


def page(symbol: str = "TUSD") -> Any:
    return SimpleNamespace(wording=Wording(Locale("en"), symbol, 2))


def csv_of(lines: list[Line], **of: Any) -> list[dict[str, str]]:
    body = list_file(page(**of), shown_list("lines", COLUMNS, lines), ListFile.CSV).body
    return list(csv.DictReader(io.StringIO(bytes(body).decode("utf-8-sig"), newline="")))


def sheet_of(lines: list[Line]) -> str:
    response = list_file(page(), shown_list("lines", COLUMNS, lines), ListFile.XLSX)
    with zipfile.ZipFile(io.BytesIO(bytes(response.body))) as archive:
        names = [name for name in archive.namelist() if name.endswith((".xml", ".rels"))]
        return "".join(archive.read(name).decode() for name in names)


def test_amounts_are_exact_and_their_currency_is_apart() -> None:
    rows = csv_of(LINES)
    assert [row["amount"] for row in rows] == ["0.01", "-2.50", "", "1000000000000000000.01"]
    assert {row["currency"] for row in rows} == {"TUSD"}
    assert (rows[0]["day"], rows[0]["at"]) == ("2026-03-10", "2026-03-10T09:00:00Z")


@pytest.mark.parametrize("text", FORMULAS)
def test_no_text_becomes_a_formula(text: str) -> None:
    (row,) = csv_of([Line(text, 1)])
    assert row["name"] == "'" + text
    assert csv_of([Line("x", 1)], symbol=text)[0]["currency"] == "'" + text
    sheet = sheet_of([Line(text, 1)])
    assert "<f>" not in sheet
    assert "<hyperlink " not in sheet


def test_ordinary_text_stays_what_it_is() -> None:
    for text in ("a=b", "x", "", "张三", 'say "no", please'):
        assert csv_of([Line(text, 1)])[0]["name"] == text


def test_a_spreadsheet_has_numbers_as_far_as_it_keeps_them() -> None:
    sheet = sheet_of(LINES)
    assert "<v>-2.50</v>" in sheet
    assert "<v>1000000000000000000.01</v>" not in sheet
    assert "1000000000000000000.01" in sheet
    assert sheet == sheet_of(LINES)


def test_readers_sort_by_a_column_up_and_down() -> None:
    def names(sort: str) -> str:
        return "".join(line.name for line in shown_list("lines", COLUMNS, LINES, sort).rows)

    assert names("") == "bacd"
    assert names("amount") == "abdc"
    assert names("-amount") == "dbac"
    assert names("name") == "abcd"
    assert names("number") == names("nothing") == names("__class__") == "bacd"


def test_a_sum_is_of_what_is_shown() -> None:
    assert shown_list("lines", COLUMNS, LINES[:3]).total("amount") == -249
    assert shown_list("lines", COLUMNS, []).total("amount") == 0


def test_nobody_else_keeps_a_file() -> None:
    response = list_file(page(), shown_list("lines", COLUMNS, LINES), ListFile.CSV)
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["content-disposition"] == 'attachment; filename="lines.csv"'
