"""The association's items: those of the report, with their parts, or no file at all."""

from __future__ import annotations

import csv
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from node.supervision.builders import loan_of, report_of, statement_of
from tallystick.errors import InputError
from tallystick_node.supervision.nifa_layout import COLUMNS, Institution, nifa_file

if TYPE_CHECKING:
    from tallystick.disclosure.report import Report

ABACUS = Institution("算盘网络科技有限公司", "算盘")
MADE_ON = date(2027, 1, 5)


def rows_of(report: Report) -> dict[str, dict[str, str]]:
    file = nifa_file(report, ABACUS, MADE_ON)
    assert file.ending == "csv"
    return {row["code"]: row for row in csv.DictReader(file.content.decode().splitlines())}


def three_loans() -> list[Any]:
    stated = statement_of(1)
    return [
        loan_of(1, stated),
        loan_of(2, stated, overdue=9_000, days_past_due=90),
        loan_of(3, stated, overdue=40_000, days_past_due=91),
        loan_of(4, stated, overdue=60_000, days_past_due=181, interest_left=0),
    ]


def test_every_item_is_there_with_its_value() -> None:
    rows = rows_of(report_of(three_loans()))
    assert tuple(rows["M01"]) == COLUMNS
    assert {code for code in rows if code[0] == "M"} == {
        *(f"M{number:02}" for number in range(1, 19)), "M12C",
    }  # fmt: skip
    assert (rows["C01"]["value"], rows["C02"]["value"]) == (ABACUS.name, ABACUS.short_name)
    assert (rows["C03"]["value"], rows["C04"]["value"]) == ("2026-12-31", "2027-01-05")
    assert (rows["M03"]["item"], rows["M03"]["value"]) == ("借贷余额", "2400000")
    assert (rows["M15"]["value"], rows["M16"]["value"]) == ("1200000", "2")
    assert rows["P01"]["value"] == "2000000"


def test_what_is_overdue_falls_into_three_tiers_that_add_up() -> None:
    rows = rows_of(report_of(three_loans()))
    amounts = [int(rows[f"T{tier}A"]["numerator"]) for tier in (1, 2, 3)]
    assert amounts == [9_000, 40_000, 60_000]
    assert sum(amounts) == int(rows["M13"]["value"])
    assert [rows[f"T{tier}C"]["numerator"] for tier in (1, 2, 3)] == ["1", "1", "1"]
    assert rows["T2A"]["denominator"] == rows["R01"]["denominator"] == "2490000"
    assert rows["T2A"]["value"] == str(40_000 * 1_000_000 // 2_490_000)


def test_a_platform_without_loans_has_shares_of_nothing() -> None:
    rows = rows_of(report_of([]))
    assert (rows["M10"]["value"], rows["P01"]["value"], rows["T1A"]["value"]) == ("", "", "")


@pytest.mark.parametrize(
    ("code", "value"),
    [("M01", 1), ("M02", 9), ("M03", 1), ("M04", 0), ("M13", 1), ("M15", 10**9), ("M08", 10),
     ("M12", 10**9)],
)  # fmt: skip
def test_a_report_that_contradicts_itself_makes_no_file(code: str, value: int) -> None:
    with pytest.raises(InputError, match=f"FILES:INVALID.*{code}"):
        nifa_file(report_of(three_loans(), changed={code: value}), ABACUS, MADE_ON)
