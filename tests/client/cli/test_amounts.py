"""Amounts in the token's units, rates in percent: no digit is lost."""

from __future__ import annotations

import pytest

from tallystick.cli.amounts import TokenAmounts, percent


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
    ("ppm", "text"),
    [
        (None, "–"), (0, "0.00 %"), (82_500, "8.25 %"), (88_053, "8.8053 %"), (1, "0.0001 %"),
        (-10_000, "-1.00 %"), (1_000_000, "100.00 %"),
    ],
)  # fmt: skip
def test_rates(ppm: int | None, text: str) -> None:
    assert percent(ppm) == text
