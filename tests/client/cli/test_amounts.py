"""Amounts in the token's units, rates in percent: no digit is lost."""

from __future__ import annotations

import pytest

from tallystick.cli.amounts import TokenAmounts, percent, yearly
from tallystick.cli.exits import CannotRunError


@pytest.mark.parametrize(
    ("minor", "decimals", "text"),
    [
        (0, 6, "0.00"), (1, 6, "0.000001"), (1_234_500_000, 6, "1,234.50"), (-5, 2, "-0.05"),
        (7, 0, "7"), (12, 1, "1.2"), (100_000_000, 8, "1.00"), (10**24, 6, f"{10**18:,}.00"),
    ],
)  # fmt: skip
def test_amounts(minor: int, decimals: int, text: str) -> None:
    assert TokenAmounts("T", decimals)(minor) == text


@pytest.mark.parametrize(
    ("sentence", "worded"),
    [
        ("asks for 1000 minor units, or", "asks for 0.001 T, or"),
        ("has 1000 of the 1001 minor units", "has 0.001 of the 0.001001 T"),
        ("a withdrawal of 100, not 2000000 minor units", "a withdrawal of 0.0001, not 2.00 T"),
        ("9000000 is not 1 to 8000000 minor units", "9.00 is not 0.000001 to 8.00 T"),
        ("-5 minor units", "-0.000005 T"),
        ("loan 7 of 3 days", "loan 7 of 3 days"),
        ("counted in minor units", "counted in minor units"),
    ],
)
def test_amounts_of_a_refusal_are_written_in_the_tokens_units(sentence: str, worded: str) -> None:
    assert TokenAmounts("T", 6).worded(sentence) == worded


@pytest.mark.parametrize(
    ("text", "decimals", "minor"),
    [
        ("0", 6, 0), ("100", 6, 100_000_000), ("1,234.50", 6, 1_234_500_000), ("0.000001", 6, 1),
        ("1234.5", 2, 123_450), ("7", 0, 7), (f"{10**18:,}.00", 6, 10**24),
    ],
)  # fmt: skip
def test_an_amount_that_is_read_is_the_one_that_is_printed(
    text: str, decimals: int, minor: int
) -> None:
    money = TokenAmounts("T", decimals)
    assert money.read(text) == minor
    assert money.read(money(minor)) == minor


@pytest.mark.parametrize(
    "text",
    [
        "", "-1", "+1", "1.", ".5", "1e3", "1,00", "12,34.50", "1,2345", "0.0000001", "1 000", "１",
        "1,234,56", "one", "1.2.3", "0x1", " 1", "1\n", "9" * 79,
    ],
)  # fmt: skip
def test_what_is_no_amount_is_refused_and_not_rounded(text: str) -> None:
    with pytest.raises(CannotRunError, match="^CLI:AMOUNT:"):
        TokenAmounts("T", 6).read(text)


@pytest.mark.parametrize(
    ("ppm", "text"),
    [
        (None, "–"), (0, "0.00 %"), (82_500, "8.25 %"), (88_053, "8.8053 %"), (1, "0.0001 %"),
        (-10_000, "-1.00 %"), (1_000_000, "100.00 %"),
    ],
)  # fmt: skip
def test_rates(ppm: int | None, text: str) -> None:
    assert percent(ppm) == text


def test_a_yearly_rate_that_is_not_defined_is_no_rate_of_a_year() -> None:
    assert yearly(82_500, "not defined yet") == "8.25 % a year"
    assert yearly(0, "not defined yet") == "0.00 % a year"
    assert yearly(None, "not defined yet") == "not defined yet"
