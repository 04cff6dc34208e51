"""Ways in which a name may be read, and names that nobody can be looked for by."""

from __future__ import annotations

import pytest

from tallystick_node.kyc.sanctions.names import (
    READINGS_MAX,
    letters,
    looked_for,
    name_defect,
    readings,
    simplified,
)


def test_a_chinese_name_is_read_family_name_first_in_one_word_and_in_several() -> None:
    assert readings("南宫娇娇") == {("NANGONG", "JIAO", "JIAO"), ("NANGONG", "JIAOJIAO")}
    assert {("SHAN", "XIONG", "XIN"), ("DAN", "XIONG", "XIN")} <= readings("单雄信")
    assert {("LV", "BU"), ("LU", "BU"), ("LYU", "BU")} <= readings("吕布")


def test_characters_beyond_the_first_plane_are_characters() -> None:
    assert simplified("王𬭎 x") == "王𬭎"
    assert ("WANG", "HONG") in readings("王𬭎")
    assert readings("王\U000323b0") == {("WANG",)}


def test_characters_with_many_readings_are_bounded() -> None:
    assert len(readings("王" + "行长乐" * 30)) <= 2 * 3 * (READINGS_MAX + 1)


def test_a_title_is_left_out_unless_a_single_name_is_left() -> None:
    assert readings("Dr. José O'Neill") == {("DR", "JOSE", "ONEILL"), ("JOSE", "ONEILL")}
    assert readings("Sheikh Umair") == {("SHEIKH", "UMAIR")}
    assert ("ACME",) in readings("Acme Ltd")
    assert letters("Ltd") == "LTD"


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("", "letters"),
        ("123", "letters"),
        ("\u200b", "letters"),
        ("A" * 301, "over 300"),
        ("A B " * 16, "over 30 words"),
        ("Q\u0416dir", "several scripts"),
        ("\ue000 Ali", "no letter"),
    ],
)
def test_a_name_that_nobody_can_be_looked_for_by_says_why(name: str, why: str) -> None:
    assert why in str(name_defect(name))


@pytest.mark.parametrize("name", ["Ali Karimi", "王𬭎", "أيمن", "A" * 300, "Q\u0430dir"])
def test_other_names_are_taken(name: str) -> None:
    assert name_defect(name) is None


@pytest.mark.parametrize("name", ["Qad11111irov Te7mur", "Q@dirov Temur", "Qadirov1 99Temur"])
def test_what_fills_a_word_up_is_read_away(name: str) -> None:
    assert ("QADIROV", "TEMUR") in readings(name)


def test_digits_of_a_companys_name_stay_in_one_reading() -> None:
    assert ("A123SYSTEMS",) in readings("A123Systems Ltd")


def test_signs_are_read_as_the_letters_that_they_look_like() -> None:
    for name in ("Temur Qad!rov", "Temur Qad1rov", "T3mur Q@dir0v", "T3mur Qad|rov"):
        assert ("TEMUR", "QADIROV") in readings(name)
    assert ("ABDULLAH",) in readings("Abdu||ah")
    assert ("ISSAM",) in readings("I$$am")


def test_initials_say_that_there_is_a_name_and_not_which() -> None:
    assert ("TEMUR", "QADIROV") in looked_for("Temur A. F. Qadirov")
    assert ("TEMUR", "QADIROV") not in readings("Temur A. F. Qadirov")
    assert looked_for("A. F.") == readings("A. F.")
