"""Numbers of other countries and passports, where the policy takes them."""

from __future__ import annotations

from datetime import date

import pytest

from tallystick.errors import InputError
from tallystick_node.kyc.providers.foreign_numbers import COUNTRIES, foreign_number
from tallystick_node.kyc.providers.identity_numbers import born_in, identity_number

ALL = frozenset({"*"})
TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("es:12345678-z", "ES:12345678Z"),
        ("US: 536-90-4399", "US:536904399"),
        ("PL：44051401458", "PL:44051401458"),
        ("passport:GB:123 456 789", "PASSPORT:GB:123456789"),
        ("110105 19491231 002x", "11010519491231002X"),
    ],
)
def test_a_number_names_its_country(text: str, number: str) -> None:
    assert identity_number(text, TODAY, ALL) == number


@pytest.mark.parametrize(
    ("text", "issuers", "code"),
    [
        ("ES:12345678A", ALL, "ID:FORM"),
        ("ES:12345678Z", frozenset({"CN"}), "ID:ISSUER"),
        ("QQ:12345678Z", ALL, "ID:ISSUER"),
        ("GB:123456789", ALL, "ID:ISSUER"),
        ("PASSPORT:GB:1", ALL, "ID:FORM"),
        ("PASSPORT:GB:ABCDEFG", ALL, "ID:FORM"),
        ("12345678Z", ALL, "ID:FORM"),
        ("11010519491231002X", frozenset({"ES"}), "ID:ISSUER"),
    ],
)
def test_what_is_no_such_number_is_refused(text: str, issuers: frozenset[str], code: str) -> None:
    with pytest.raises(InputError) as refusal:
        identity_number(text, TODAY, issuers)
    assert refusal.value.code == code
    assert "12345678" not in str(refusal.value)


@pytest.mark.parametrize("country", sorted(COUNTRIES))
def test_each_country_has_its_check(country: str) -> None:
    with pytest.raises(InputError, match="ID:FORM"):
        foreign_number(f"{country}:1", ALL)


def test_a_date_of_birth_is_read_from_chinese_numbers_alone() -> None:
    assert born_in("11010519491231002X") == date(1949, 12, 31)
    assert born_in("PL:44051401458") is None
