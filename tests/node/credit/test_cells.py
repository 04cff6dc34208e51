from __future__ import annotations

import math

import pytest

from tallystick_node.credit.cells import as_days, as_number
from tallystick_node.credit.notation import DateOrder


@pytest.mark.parametrize(
    ("cell", "value"),
    [("1", 1), ("-2.5e3", -2500), ("45.2%", 45.2), ("$1,200", 1200), (" 7 ", 7), ("€ 3.5", 3.5)],
)
def test_a_number_is_read_with_its_decoration(cell: str, value: float) -> None:
    assert as_number(cell) == value


@pytest.mark.parametrize("cell", ["inf", "-inf", "nan", "Infinity"])
def test_what_is_not_finite_is_missing(cell: str) -> None:
    number = as_number(cell)
    assert number is not None
    assert math.isnan(number)


@pytest.mark.parametrize("cell", ["none", "A", "1-2", "12 months", "1,2,x", "=1+1"])
def test_a_word_is_no_number(cell: str) -> None:
    assert as_number(cell) is None


@pytest.mark.parametrize(
    "cell",
    ["2007-12-01", "2007-12", "2007/12/1", "2007年12月1日", "2007年12月", "Dec-2007", "1 Dec 2007",
     "Dec-07", "2007-12-01T10:30:00Z"],
)  # fmt: skip
def test_a_date_is_read_in_any_of_its_forms(cell: str) -> None:
    assert as_days(cell) == 13_848


@pytest.mark.parametrize(
    ("cell", "order"),
    [("01.12.2007", DateOrder.DAY), ("12/01/2007", DateOrder.MONTH), ("1-12-07", DateOrder.DAY)],
)
def test_a_date_that_ends_with_its_year_is_read_in_the_order_of_its_column(
    cell: str, order: DateOrder
) -> None:
    assert as_days(cell, order) == 13_848
    assert as_days(cell) is None


@pytest.mark.parametrize(
    "cell", ["2007", "2007-13", "31.02.2007", "3007-01-01", "yesterday", "A1", "16-Dec", "3/4/2016"]
)
def test_what_is_no_day_is_no_date(cell: str) -> None:
    assert as_days(cell) is None
