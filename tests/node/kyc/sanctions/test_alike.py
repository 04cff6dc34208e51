"""Words are paired whatever their order, joined or not; what is left out costs little."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallystick_node.kyc.sanctions.alike import (
    FULL_PPM,
    SHARED_PPM,
    alike_ppm,
    joined,
    sound,
    sounds_alike,
    spelling,
    turned,
    word_alike,
)

BLOCK = 920_000
WORDS = st.lists(st.text("ABCDEI", min_size=1, max_size=6), min_size=1, max_size=5).map(tuple)


def alike(name: str, other: str, *, person: bool = True) -> int:
    return alike_ppm(
        tuple(name.upper().split()), tuple(other.upper().split()), person=person, block_ppm=BLOCK
    )


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("Ali Karimi", "Karimi Ali"),
        ("Wang Xiao Ming", "Wang Xiaoming"),
        ("Wangxiaoming", "Wang Xiao Ming"),
        ("Xiaomingwang", "Wang Xiao Ming"),
        ("Yong Cholkim", "Kim Yong Chol"),
        ("Abdal Karim Said", "Abd Al Karim Said"),
    ],
)
def test_word_boundaries_and_order_do_not_decide(name: str, other: str) -> None:
    assert alike(name, other) == FULL_PPM


def test_first_and_last_of_a_long_name_are_enough() -> None:
    long = "Hosseini Karimi Sayyid Ali Reza Javad"
    assert alike("Ali Karimi", long) == 880_000
    assert alike("Ali Karimi", long, person=False) == 760_000
    assert alike("Ali", long) == 0


def test_one_word_alone_is_no_name() -> None:
    assert alike("Mariam Abdel Rahman", "Abdelrahman") == 0
    assert alike("Ibrahim Said", "Sa Id") == 0
    assert alike("Na Li", "Kinayeh Lina") == 0
    assert alike("Said", "Sa Id") == FULL_PPM


def test_one_wrong_letter_of_twelve_is_alike_wherever_it_stands() -> None:
    name = "ABU TAREK HASSAN"
    for place in range(len(name)):
        if name[place] != " ":
            assert alike(f"{name[:place]}X{name[place + 1 :]}", name) >= 820_000


@pytest.mark.parametrize("more", [3, 4, 20])
def test_further_words_do_not_hide_a_listed_name(more: int) -> None:
    name = "Temurbek Kadirov"
    assert alike(" ".join([name, *("Xyzzy" for _ in range(more))]), name) >= 820_000
    assert alike(" ".join([name] * more), name) >= 820_000
    assert alike(" ".join(["Temurbek", *("Xyzzy" for _ in range(more))]), name) < 820_000


@pytest.mark.parametrize(
    ("word", "other"),
    [("TIKRITI", "TYKRYTY"), ("HAMEED", "HAMID"), ("MUGABE", "MOUGABE"), ("QASIM", "KASIM"),
     ("SHAHIN", "SCHAHIN"), ("KATYR", "QATIR"), ("WALEED", "VALID")],
)  # fmt: skip
def test_what_another_language_spells_otherwise_is_alike(word: str, other: str) -> None:
    assert spelling(word) == spelling(other) != ""
    assert word_alike(word, other) >= 0.66


@pytest.mark.parametrize("word", ["CHEN", "ALI", "ايمن", "LI"])
def test_short_words_and_other_scripts_have_no_other_spelling(word: str) -> None:
    assert spelling(word) == ""


def test_two_names_of_a_listed_person_among_others_take_a_birth_to_be_a_hit() -> None:
    assert alike("Hamid Kwame Tikriti Pierre", "Tikriti Hamid Raja Shalah") == SHARED_PPM < 820_000
    assert alike("Ali Kwame Omar Pierre", "Omar Ali Raja Shalah") < SHARED_PPM


def test_other_names_are_not_alike() -> None:
    assert alike("Maria Gonzalez", "Mario Garza") < 820_000
    assert alike("Zhang Wei", "Zhao Wen") < 820_000


def test_a_short_name_that_is_not_the_same_does_not_block() -> None:
    assert 820_000 <= alike("Li Na", "Li Na Xi") < BLOCK
    assert alike("Li Na", "Na Li") == FULL_PPM


def test_words_are_alike_by_letters_or_by_sound() -> None:
    assert word_alike("QADIROV", "QADIROV") == 1
    assert word_alike("MOHAMMED", "MUHAMMAD") == 0.8
    assert word_alike("MOHAMMED", "MAHMOUD") == 0
    assert word_alike("ALI", "ALU") > 0.66
    assert word_alike("ALI", "OMAR") == 0
    assert sounds_alike("MOHAMMED", "MXYZNNTD") == 0
    assert (sound("MOHAMMED"), sound("ALI"), sound("ايمنن")) == ("M530", "", "")


def test_runs_of_words_go_round() -> None:
    assert ("CA", (2, 0)) in set(joined(("A", "B", "C")))
    assert turned(("A", "B")) == {"AB", "BA"}


@given(WORDS, WORDS)
def test_the_score_lies_between_nothing_and_the_same(
    name: tuple[str, ...], other: tuple[str, ...]
) -> None:
    assert 0 <= alike_ppm(name, other, person=True, block_ppm=BLOCK) <= FULL_PPM
    assert alike_ppm(name, name, person=True, block_ppm=BLOCK) == FULL_PPM


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("Ikm Jong Sik", "Kim Jong Sik"), ("Tayeb Nial", "Nail Tayeb"),
        ("Osama Bin Laedn", "Osama Bin Laden"), ("Hafzi Saeed", "Hafiz Saeed"),
    ],
)  # fmt: skip
def test_two_neighbours_swapped_hide_nobody(name: str, other: str) -> None:
    assert 820_000 <= alike(name, other) < FULL_PPM


def test_letters_that_are_no_neighbours_are_two_wrong_ones() -> None:
    assert word_alike("KAMIR", "KIMAR") == word_alike("KXMYR", "KIMAR")
    assert alike("Mik Jong Sik", "Kim Jong Sik") < alike("Ikm Jong Sik", "Kim Jong Sik")
