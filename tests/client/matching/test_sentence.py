"""A mandate's sentence: printed and read to the same words, and what cannot be read is shown."""

from __future__ import annotations

import contextlib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallystick.errors import InputError
from tallystick.loans.dates import day_from_date
from tallystick.loans.mandates import Limits
from tallystick.matching.grammar import SentenceLanguage
from tallystick.matching.sentence import (
    SENTENCE_CHARACTERS_MAX,
    SentenceGround,
    parse_sentence,
    print_sentence,
)
from tallystick.matching.words import NO_LIMIT, MandateWords, limits_of_words, words_of

EN, ZH = SentenceLanguage.EN, SentenceLanguage.ZH
NOW = day_from_date(date(2026, 11, 30)) * 86_400 + 1
CENTS = SentenceGround(2, now=NOW)
END = day_from_date(date(2027, 1, 1)) * 86_400 - 1
ISSUES = (
    "Lend 50–250 each to grades A–C at 9 % or more, 24 months or less, at most 2 % a person,"
    " keep 500 free, until 31 December"
)
WORDS = MandateWords(
    ticket=5_000, each_max=25_000, level_max=3, rate_min_ppm=90_000, days_max=744,
    person_ppm=20_000, cash_floor=50_000, expiry=END,
)  # fmt: skip


def test_the_sentence_of_the_plan_is_read_and_printed() -> None:
    assert parse_sentence(ISSUES, CENTS) == WORDS
    assert print_sentence(WORDS, CENTS) == ISSUES + " 2026."
    chinese = print_sentence(WORDS, CENTS, ZH)
    assert chinese == (
        "每位借款人出借50至250，等级A至C，年利率不低于9%，期限不超过24个月，每人不超过2%，"
        "账户保留500，有效期至2026年12月31日。"
    )
    assert parse_sentence(chinese, CENTS, ZH) == WORDS


def test_clauses_stand_in_any_order_and_other_spellings_are_read() -> None:
    loose = (
        "until 31 December 2026; keep 500.00 free and no more than 2% per borrower, at most 744"
        " days, at least 9.0 %, in grades a to c, lend 50 - 250 each"
    )
    assert parse_sentence(loose, CENTS) == WORDS
    chinese = (
        "截至12月31日，每人最多2%、等级A到C、利率9%以上、期限24个月以内、保留500、"
        "每位借款人出借50到250"
    )
    assert parse_sentence(chinese, CENTS, ZH) == WORDS


_amounts = st.integers(0, NO_LIMIT)
_spoken = st.none() | st.integers(0, NO_LIMIT)


@st.composite
def spoken(draw: st.DrawFn) -> MandateWords:
    ticket = draw(st.integers(1, NO_LIMIT))
    return MandateWords(
        ticket=ticket, each_max=draw(st.integers(ticket, NO_LIMIT)),
        level_max=draw(st.integers(1, 5)), expiry=draw(st.integers(10**8, 2**32 - 1)),
        statement=draw(st.none() | st.integers(1, 5)), rate_min_ppm=draw(st.integers(0, 10**6)),
        days_max=draw(st.integers(1, 16_383)), person_ppm=draw(st.none() | st.integers(0, 10**6)),
        person_max=draw(_spoken), group_max=draw(_spoken), day_max=draw(_spoken),
        exposure_max=draw(_spoken), lifetime_max=draw(_spoken), cash_floor=draw(_amounts),
    )  # fmt: skip


@given(spoken(), st.integers(0, 8), st.integers(-43_200, 50_400), st.sampled_from([EN, ZH]))
def test_words_survive_their_sentence(
    words: MandateWords, exponent: int, offset: int, language: SentenceLanguage
) -> None:
    ground = SentenceGround(exponent, offset, NOW)
    assert parse_sentence(print_sentence(words, ground, language), ground, language) == words


@st.composite
def signable(draw: st.DrawFn) -> Limits:
    ticket = draw(st.integers(1, NO_LIMIT))
    return Limits(
        level_max=draw(st.integers(1, 5)), statement=draw(st.integers(1, 5)),
        rate_min_ppm=draw(st.integers(0, 10**6)), days_max=draw(st.integers(1, 16_383)),
        ticket=ticket, person_max=draw(st.integers(ticket, NO_LIMIT)), group_max=draw(_amounts),
        day_max=draw(_amounts), exposure_max=draw(_amounts), lifetime_max=draw(_amounts),
        cash_floor=draw(_amounts), expiry=draw(st.integers(10**8, 2**32 - 1)),
    )  # fmt: skip


@given(signable(), st.sampled_from([EN, ZH]), st.integers(0, NO_LIMIT))
def test_limits_survive_their_sentence_whatever_the_funds(
    limits: Limits, language: SentenceLanguage, funds: int
) -> None:
    text = print_sentence(words_of(limits), CENTS, language)
    assert limits_of_words(parse_sentence(text, CENTS, language), funds) == limits


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        ("Lend 50 each to grade A, sometimes", "MANDATE:SENTENCE", '"sometimes" at character 26'),
        ("Lend 50 each, lend 60 each", "MANDATE:TWICE", '"lend 60 each" at character 15'),
        ("Lend 50 each to grades B–C", "MANDATE:GRADES", "at character 14"),
        ("Lend 250–50 each", "MANDATE:AMOUNT", "at character 1"),
        ("Lend 0 each", "MANDATE:AMOUNT", "at character 1"),
        ("Lend 1.005 each", "MANDATE:AMOUNT", "more digits"),
        ("Lend 50 each, at 101 % or more", "MANDATE:RATE", "at character 15"),
        ("Lend 50 each, at 9.00001 % or more", "MANDATE:RATE", "4 decimals"),
        ("Lend 50 each, 0 days or less", "MANDATE:TERM", "at character 15"),
        ("Lend 50 each, until 31 February", "MANDATE:DATE", "at character 15"),
        ("Lend 50 each, until 1 May 2027 at 24:00:00", "MANDATE:DATE", "time of day"),
        ("Lend 50 each to grade A", "MANDATE:MISSING", "until when"),
        ("until 1 May to grade A", "MANDATE:MISSING", "how much"),
        ("Lend 50 each until 1 May", "MANDATE:MISSING", "the grades"),
        ("", "MANDATE:MISSING", "how much"),
        ("x" * (SENTENCE_CHARACTERS_MAX + 1), "MANDATE:LONG", "at most"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(text: str, code: str, place: str) -> None:
    with pytest.raises(InputError) as refused:
        parse_sentence(text, CENTS)
    assert refused.value.code == code
    assert place in refused.value.sentence


@given(st.text(max_size=80), st.sampled_from([EN, ZH]))
def test_any_text_is_read_or_refused(text: str, language: SentenceLanguage) -> None:
    with contextlib.suppress(InputError):
        parse_sentence(text, CENTS, language)


def test_a_share_is_of_the_funds_rounded_down_and_below_the_least_refused() -> None:
    limits = limits_of_words(WORDS, 1_000_049)
    assert (limits.person_max, limits.group_max) == (20_000, 20_000)
    assert limits_of_words(WORDS, 10**9).person_max == 25_000
    with pytest.raises(InputError, match="MANDATE:EACH"):
        limits_of_words(WORDS, 249_999)


def test_a_leap_day_is_looked_for_in_the_years_to_come() -> None:
    words = parse_sentence("Lend 50 each to grade A until 29 February", CENTS)
    assert words.expiry == day_from_date(date(2028, 3, 1)) * 86_400 - 1
