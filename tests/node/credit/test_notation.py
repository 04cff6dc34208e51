"""Decimal commas, days and months, encodings: decided for a column, or refused; never guessed."""

from __future__ import annotations

import random
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from tallystick_node.credit.event_times import times_of
from tallystick_node.credit.refusal import CreditError
from tallystick_node.credit.study import Wanted, study
from tallystick_node.credit.table import Kind, Table, column_of, read_table

CHANCE = random.Random(5)
DAYS = sorted(date(2016, 1, 1) + timedelta(days=CHANCE.randrange(900)) for _ in range(300))


def days(cells: list[str]) -> list[float]:
    column = column_of("made", cells)
    assert column.kind is Kind.DATE, column.levels[:3]
    return list(map(float, times_of(column)))


@pytest.mark.parametrize(
    ("cells", "values"),
    [
        (["52,0", "7,25", "13,56%"], [52.0, 7.25, 13.56]),
        (["69000", "48000,5", "1.234,56"], [69_000, 48_000.5, 1_234.56]),
        (["1.234", "52,5"], [1_234, 52.5]),  # groups where the column has decimal commas
        (["1,234", "12,345,678", "5"], [1_234, 12_345_678, 5]),
        (["1,234", "2,500"], [1_234, 2_500]),  # nothing says otherwise: groups of three
        (["1,234.5", "7"], [1_234.5, 7]),
        (["1 234,5", "1\u00a0000,25", "2\u202f000"], [1_234.5, 1_000.25, 2_000]),
        (["1'234.50", "10’000"], [1_234.5, 10_000]),
        (["-3,5", "+4,5", "−1,5", ",5"], [-3.5, 4.5, -1.5, 0.5]),
        (["€ 3,50", "4,25 EUR", "12,5 %"], [3.5, 4.25, 12.5]),
        (["1,5e3", "2,5"], [1_500, 2.5]),
        (["0,125", "0,5"], [0.125, 0.5]),
    ],
)
def test_a_decimal_comma_is_decided_for_the_column(cells: list[str], values: list[float]) -> None:
    column = column_of("a", cells)
    assert column.kind is Kind.NUMBER
    assert column.values.tolist() == pytest.approx(values)
    assert column.unread == 0


@pytest.mark.parametrize(
    "cells", [["52,0", "7.25"], ["1,234.5", "1.234,5"], ["1,5", "2.5", *["3"] * 50]]
)
def test_a_column_that_writes_decimals_in_two_ways_is_refused(cells: list[str]) -> None:
    with pytest.raises(CreditError, match=r"^CREDIT:TYPE: .*'a'.*comma.*point"):
        column_of("a", cells)


def test_words_with_a_few_numbers_in_two_ways_are_words() -> None:
    assert column_of("a", ["1,5", "2.5", *["word"] * 20]).kind is Kind.CATEGORY


def test_one_column_tells_how_the_others_of_its_table_are_written(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("rate;income\n52,0;1.234\n7,5;2.500\n", "utf-8-sig")
    assert read_table(path)["income"].values.tolist() == [1_234, 2_500]
    path.write_text("rate;income\n52.0;1.234\n7.5;2.500\n", "utf-8")
    assert read_table(path)["income"].values.tolist() == [1.234, 2.5]


@pytest.mark.parametrize(
    "form",
    ["%Y-%m-%d", "%d/%m/%Y", "%m/%d/%Y", "%d/%m/%y", "%m/%d/%y", "%d-%m-%Y", "%m-%d-%y",
     "%d.%m.%Y", "%d.%m.%y", "%d-%b-%y", "%d %B %Y", "%Y年%m月%d日", "%Y/%m/%d",
     "%Y-%m-%dT00:00:00.000Z"],
)  # fmt: skip
def test_dates_of_any_form_keep_their_order(form: str) -> None:
    assert days([day.strftime(form) for day in DAYS]) == [
        float((day - date(1970, 1, 1)).days) for day in DAYS
    ]


@pytest.mark.parametrize("form", ["%Y年%m月", "%Y-%m", "%b-%Y", "%b-%y"])
def test_months_keep_their_order(form: str) -> None:
    values = days([day.strftime(form) for day in DAYS])
    assert values == sorted(values)
    assert len(set(values)) == len({(day.year, day.month) for day in DAYS})


def test_quarters_keep_their_order() -> None:
    values = days([f"{day.year}Q{(day.month - 1) // 3 + 1}" for day in DAYS])
    assert values == sorted(values)


AMBIGUOUS = ["%d/%m/%Y", "%m-%d-%y", "%y-%b"]


@pytest.mark.parametrize("form", AMBIGUOUS)
def test_a_time_that_could_be_read_in_two_ways_is_refused(form: str) -> None:
    cells = [day.replace(day=min(day.day, 12)).strftime(form) for day in DAYS]
    column = column_of("made", cells)
    assert column.kind is Kind.CATEGORY
    with pytest.raises(CreditError, match=r"^CREDIT:TYPE: .*'made'"):
        times_of(column)


def test_words_are_no_time(tmp_path: Path) -> None:
    chance = np.random.default_rng(3)
    lines = ["x,made,bad"] + [
        f"{chance.normal():.3f},{('first', 'second', 'third')[row % 3]},{int(row % 4 == 0)}"
        for row in range(400)
    ]
    path = tmp_path / "t.csv"
    path.write_text("\n".join(lines), "utf-8")
    with pytest.raises(CreditError, match=r"^CREDIT:TYPE: .*'made'.*'first', 'second'"):
        study(read_table(path), Wanted("bad", time="made"))


def test_letters_of_another_encoding_are_refused_unless_told(tmp_path: Path) -> None:
    text = "id,province\n1,北京\n2,上海\n3,广东\n"
    path = tmp_path / "t.csv"
    path.write_bytes(text.encode("gbk"))
    with pytest.raises(CreditError, match=r"^CREDIT:FILE: .*not written in utf-8.*gb18030"):
        read_table(path)
    assert read_table(path, encoding="gb18030")["province"].levels == ("上海", "北京", "广东")
    path.write_bytes(text.encode("utf-8-sig"))
    assert read_table(path)["province"].levels == ("上海", "北京", "广东")
    with pytest.raises(CreditError, match="none of the encodings"):
        read_table(path, encoding="rot13")


def table(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "loans.csv"
    path.write_text(text, "utf-8")
    return path


@pytest.mark.parametrize(
    "text",
    [
        "id;amount;apr\n1;5.000;13,567\n",  # both may be a thousand, or a little over five
        "id;amount\n1;5.000\n2;7\n",
        "id,amount\n1,999\n2,1.234\n",  # 1.234 is more than 999, or less
    ],
)
def test_a_number_that_nothing_decides_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(CreditError, match=r"^CREDIT:TYPE: .*may be a thousand"):
        read_table(table(tmp_path, text))


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("id;amount;apr\n1;5.000;13,567\n2;6.000;7,25\n", [5_000, 6_000]),  # apr tells
        ("id,amount,apr\n1,999,3.5\n2,1.234,4.5\n", [999, 1.234]),
        ("id,amount\n1,0.125\n2,2.375\n", [0.125, 2.375]),  # no whole number beside them
        ("id;amount\n1;5000\n2;7\n", [5_000, 7]),
        ("id;share\n1;0,125\n2;0,5\n", None),
    ],
)
def test_a_number_that_something_decides_is_read(
    tmp_path: Path, text: str, values: list[float] | None
) -> None:
    read = read_table(table(tmp_path, text))
    if values is not None:
        assert read["amount"].values.tolist() == values
    else:
        assert read["share"].values.tolist() == [0.125, 0.5]


def test_amounts_are_no_times() -> None:
    with pytest.raises(CreditError, match=r"^CREDIT:TYPE: .*'amount'.*no times, such as 8999"):
        times_of(column_of("amount", ["8999", "2016"]))


@pytest.mark.parametrize("cells", [["2016", "2017"], ["201612", "201701"], ["20161231", ""]])
def test_years_months_and_days_as_one_number_are_times(cells: list[str]) -> None:
    assert len(times_of(column_of("made", cells))) == 2


@pytest.mark.parametrize("name", ["t_kdays", "day", "Months", "issue_time", "t"])
def test_numbers_that_count_time_are_times_when_their_name_says_so(name: str) -> None:
    assert times_of(column_of(name, ["1.846", "2.187"])).tolist() == [1.846, 2.187]


@pytest.mark.parametrize("name", ["amount", "rate", "ninety_daysy", "at"])
def test_other_numbers_are_no_times_by_their_name(name: str) -> None:
    with pytest.raises(CreditError, match=r"^CREDIT:TYPE: .*no times, such as 1.846"):
        times_of(column_of(name, ["1.846", "2.187"]))


def test_digits_that_cannot_be_read_are_told_as_such() -> None:
    chance = random.Random(6)
    bad = [chance.random() < 0.3 for _ in range(600)]
    cells = [f"({number})" for number in range(600)]
    columns = {
        "target": column_of("target", [str(int(each)) for each in bad]),
        "a": column_of("a", [str(chance.random()) for _ in bad]),
        "odd": column_of("odd", cells),
    }
    studied = study(Table(columns, 600), Wanted("target"))
    assert (
        "hold digits and are no numbers that can be read, such as '(0)'" in studied.left_out["odd"]
    )
