"""Days and amounts as banks write them: in one way, or refused."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallystick.errors import InputError
from tallystick_node.cashflow.csv_notation import amount_form, day_form, is_day


@pytest.mark.parametrize(
    ("texts", "first"),
    [
        (["2026-01-31"], date(2026, 1, 31)), (["31.01.2026"], date(2026, 1, 31)),
        (["05.01.26"], date(2026, 1, 5)), (["1/31/2026"], date(2026, 1, 31)),
        (["31/1/2026"], date(2026, 1, 31)), (["20260131"], date(2026, 1, 31)),
        (["2026年1月31日"], date(2026, 1, 31)), (["31 Jan 2026"], date(2026, 1, 31)),
        (["2026/01/31"], date(2026, 1, 31)),
        (["01/02/2026", "02/02/2026", "01/03/2026"], date(2026, 2, 1)),
    ],
)  # fmt: skip
def test_a_day_is_read_in_the_order_of_its_file(texts: list[str], first: date) -> None:
    form = day_form([(text, 1) for text in texts])
    assert form.read(texts[0], 1) == first


@pytest.mark.parametrize("text", ["soon", "2026-13-01x", "", "12", "total 1/2"])
def test_what_is_no_day_does_not_look_like_one(text: str) -> None:
    assert not is_day(text)


def test_days_that_may_be_months_are_refused() -> None:
    with pytest.raises(InputError, match="BANKFILE:DAYS"):
        day_form([("01/02/2026", 1), ("03/01/2026", 2), ("02/03/2026", 3)])
    with pytest.raises(InputError, match="BANKFILE:DAYS"):
        day_form([("13/02/2026", 1), ("02/13/2026", 2)])


@given(st.integers(-(10**12), 10**12), st.sampled_from([".", ","]), st.booleans())
def test_an_amount_comes_back_however_it_is_written(
    minor: int, decimal: str, grouped: bool
) -> None:
    text = f"{abs(minor) / 100:,.2f}" if grouped else f"{abs(minor) // 100}.{abs(minor) % 100:02}"
    if grouped:
        whole, cents = divmod(abs(minor), 100)
        text = f"{whole:,}.{cents:02}"
    if decimal == ",":
        text = text.translate(str.maketrans(",.", ".,"))
    written = f"-{text}" if minor < 0 else text
    assert amount_form([(written, 1)]).read(written, "EUR", 1) == minor


@pytest.mark.parametrize("text", ["(1.50)", "1.50-", "-1.50", "1.50 DR", "€ -1.50", "−1.50"])
def test_what_left_is_negative_in_each_notation(text: str) -> None:
    if text.startswith("€"):
        with pytest.raises(InputError, match="BANKFILE:AMOUNT"):
            amount_form([(text, 1)]).read(text, "EUR", 1)
    else:
        assert amount_form([(text, 1)]).read(text, "EUR", 1) == -150


@pytest.mark.parametrize("text", ["1,23.00", "1.2.3,0", "(1.00", "1e5", "--1", "1,,0.00"])
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="BANKFILE:AMOUNT"):
        amount_form([("1,000.00", 1)]).read(text, "EUR", 1)


def test_a_mark_that_may_be_either_is_refused_unless_the_file_tells() -> None:
    with pytest.raises(InputError, match="BANKFILE:AMOUNTS"):
        amount_form([("1,234", 1)])
    form = amount_form([("1,234", 1), ("5.50", 2)])
    assert form.read("1,234", "EUR", 1) == 123_400
    assert form.read("", "EUR", 1) is None
