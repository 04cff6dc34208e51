"""Numbers that could be misread are refused for their column, and are no categories either."""

from __future__ import annotations

import pytest

from tallystick_node.credit.refusal import CreditError
from tallystick_node.credit.table import Kind, column_of

PLAIN = ["1200", "950", "3100", "18.5"]


@pytest.mark.parametrize(
    "odd",
    ["2.5k", "2.5K", "3M", "2.5万", "1.2亿", "¥2.5万", "2.5 lakh", "1 crore", "(5)", "(1,200)",
     "($5)", "（5）", "5-", "5−", "1,00,000", "12,34,567.50", ">5", "<5", "≥5", "~5", "5+", "> $5",
     "100 cr", "5dr"],
)  # fmt: skip
@pytest.mark.parametrize("share", [1, 4], ids=["some", "half"])
def test_a_number_that_could_be_misread_is_refused_with_its_cell(odd: str, share: int) -> None:
    with pytest.raises(CreditError, match="CREDIT:TYPE: the column 'x' has ") as refused:
        column_of("x", [*PLAIN, *[odd] * share])
    assert repr(odd) in str(refused.value)


@pytest.mark.parametrize("odd", ["2.5k", "2.5万", "5-", "1,00,000"])
def test_a_whole_column_of_them_is_refused_too(odd: str) -> None:
    with pytest.raises(CreditError, match="CREDIT:TYPE"):
        column_of("x", [odd] * 3)


@pytest.mark.parametrize(
    "cells",
    [["<5", ">5", "<5"], ["18-25", "26-35", "60+"], ["< 1 year", "10+ years", "3 years"],
     ["<0", "0<=X<200", ">=200", "no checking"], ["3M bank", "5k run"], ["A11", "A12"],
     ["kilo", "mega", "k", "m"]],
    ids=range(7),
)  # fmt: skip
def test_words_and_bands_stay_categories(cells: list[str]) -> None:
    assert column_of("x", cells).kind is Kind.CATEGORY


def test_one_in_a_hundred_is_named_as_before() -> None:
    column = column_of("x", [*["7.5"] * 99, "2.5k"])
    assert (column.kind, column.unread) == (Kind.NUMBER, 1)


@pytest.mark.parametrize(
    "cells", [["60.3%", "0.603", "5%"], ["0.5", "5‰"], ["5%", "5‰"], ["1%", "2％", "0.3"]]
)
def test_per_cent_on_some_alone_is_refused(cells: list[str]) -> None:
    with pytest.raises(CreditError, match=r"CREDIT:TYPE.*per cent, or none"):
        column_of("x", cells)


@pytest.mark.parametrize("cells", [["€5", "$5", "¥5"], ["5 EUR", "£5"], ["R$5", "$5"]])
def test_two_currencies_are_refused(cells: list[str]) -> None:
    with pytest.raises(CreditError, match=r"CREDIT:TYPE.*in one currency"):
        column_of("x", cells)


@pytest.mark.parametrize(
    ("cells", "values"),
    [(["60.3%", "5 %", "0", "7％", "52"], [60.3, 5.0, 0.0, 7.0, 52.0]),
     (["$5", "6", "USD 7", "-$8", "$-9", "−$10"], [5.0, 6.0, 7.0, -8.0, -9.0, -10.0]),
     (["¥5", "￥6", "7元", "CNY 8"], [5.0, 6.0, 7.0, 8.0]),
     (["−5", "6", "–7", "－8"], [-5.0, 6.0, -7.0, -8.0]),
     (["0,950", "0,5"], [0.95, 0.5]), (["0,950", "0,125"], [0.95, 0.125]),
     (["1,950", "12,125.5"], [1950.0, 12125.5])],
    ids=range(7),
)  # fmt: skip
def test_what_a_column_agrees_on_is_read(cells: list[str], values: list[float]) -> None:
    column = column_of("x", cells)
    assert (column.kind, column.values.tolist()) == (Kind.NUMBER, values)


def test_a_nought_before_three_figures_contradicts_decimal_points() -> None:
    with pytest.raises(CreditError, match=r"decimals with a comma \(0,950\)"):
        column_of("x", ["0,950", "0.5"])
