"""A range of years is every year of it."""

from __future__ import annotations

import pytest

from tallystick_node.kyc.sanctions.births import about, between, years_of


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("12 Mar 1966", {1966}),
        ("01 Jan 1961 to 31 Dec 1965", {1961, 1962, 1963, 1964, 1965}),
        ("1960 to 1963.", {1960, 1961, 1962, 1963}),
        ("between 1960 and 1962", {1960, 1961, 1962}),
        ("1955-1957", {1955, 1956, 1957}),
        ("Mar 1970 to Apr 1971", {1970, 1971}),
        ("circa 1961", {1959, 1960, 1961, 1962, 1963}),
        ("circa 1961-1962", {1959, 1960, 1961, 1962, 1963, 1964}),
        ("2001-12-04", {2001}),
        ("unknown", set()),
        ("passport 19661234", set()),
        ("1800 to 1990", set()),
    ],
)
def test_a_range_is_not_read_by_its_first_number(text: str, years: set[int]) -> None:
    assert years_of(text) == years


def test_the_ends_of_a_range_may_stand_in_either_order() -> None:
    assert between(1963, 1960) == between(1960, 1963)
    assert about(frozenset({1960})) == between(1958, 1962)
