"""Amounts as a reader sees them: exact, by the marks of their language, points in a line."""

from __future__ import annotations

import re

import pytest
from babel import Locale

from tallystick_node.web.wording import Wording

EURO, CENTS = Wording(Locale("en"), "EURC", 6), Wording(Locale("en"), "EUR", 2)


@pytest.mark.parametrize(
    ("minor", "text"),
    [
        (0, "0.00"),
        (25_000_000, "25.00"),
        (343_925_580, "343.92558"),
        (-12_345, "\N{MINUS SIGN}0.012345"),
        (1_234_567_890_123, "1,234,567.890123"),
    ],
)
def test_an_amount_is_exact_and_has_two_places(minor: int, text: str) -> None:
    assert EURO.amount(minor) == text
    assert f">{text} EURC</data>" in EURO.money(minor)


@pytest.mark.parametrize("minor", [0, 1, 10, 100, 25_000_000, 343_925_580, -12_345, -(10**9)])
def test_points_of_a_column_stand_in_a_line(minor: int) -> None:
    shown = re.sub("<[^>]+>", "", str(EURO.units(minor)))
    assert len(shown.partition(".")[2]) == EURO.exponent
    assert shown.startswith(EURO.amount(minor))


def test_nothing_is_filled_up_where_nothing_is_missing() -> None:
    assert "filling" not in CENTS.units(1_230)
    assert "filling" not in EURO.units(1_000_001)
    assert EURO.units(None) == EURO.money(None)
