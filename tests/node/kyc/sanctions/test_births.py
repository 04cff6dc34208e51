"""A range of years is every year of it."""

from __future__ import annotations

import pytest

from tallystick_node.kyc.sanctions.births import about, all_years, between, years_of


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


RANGES = """1961 through 1975|1961—1975|01.01.1961-31.12.1975|1961 until 1975|1961 till 1975|
1961~1975|1961\u20111975|1961\u22121975|1961至1975|1961-75|1961 thru 1975|from 1961 to 1975|
Jan 1961 - 31 Dec 1975|1961/1975|1961...1975|1961, 1975|1961, 1970, 1975|1961 \u2013 1975"""


@pytest.mark.parametrize("text", RANGES.replace("\n", "").split("|"))
def test_a_range_however_it_is_written_is_every_year_of_it(text: str) -> None:
    assert years_of(text) == between(1961, 1975)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("1960s", 1960, 1969), ("1961-68", 1961, 1968), ("1998-03", 1998, 2003),
        ("(aged 40 as of 2005)", 1964, 1965), ("40 years old as of 2007", 1966, 1967),
        ("aged 40 as of 12 May 2005", 1964, 1965),
        ("ca. 1961", 1959, 1963), ("c1961", 1959, 1963), ("1961 ±2", 1959, 1963),
        ("1961 +/- 3 years", 1958, 1964), ("1961?", 1959, 1963), ("mid-1960s", 1958, 1971),
        ("1961-03", 1961, 1961), ("12.03.1961", 1961, 1961), ("1961/03/12", 1961, 1961),
        ("March 12th, 1961.", 1961, 1961), ("1961-03-12 from false passport", 1961, 1961),
        ("Between Aug. and Sep. 1961", 1961, 1961),
    ],
)  # fmt: skip
def test_decades_ages_and_what_is_approximate_are_ranges(text: str, first: int, last: int) -> None:
    assert years_of(text) == between(first, last)


UNKNOWN = """before 1965|after 1961|to 1961|from 1961|1961 to|1961 bis 1975|
24/06/1402 (Hijri Calendar)|
30-35 years old|1961-13|not 1961|1961 or later|1961 or 62|1961, 1900 to 2005"""


@pytest.mark.parametrize("text", UNKNOWN.replace("\n", "").split("|"))
def test_what_is_not_understood_says_nothing(text: str) -> None:
    assert years_of(text) == frozenset()
    assert all_years(["1950", text]) == frozenset(), "it could be any year, whatever else is said"


def test_what_names_no_year_at_all_leaves_the_others_as_they_are() -> None:
    assert all_years(["1950", "unknown", "", "1961 or 1963"]) == {1950, 1961, 1963}
    assert all_years([]) == frozenset()


def test_a_very_long_statement_takes_no_time() -> None:
    for text in ("1 1961 " * 40 + "x", "1961 " * 100_000, "or " * 90 + "1961", "c" * 299 + "1"):
        assert years_of(text) == frozenset()
