"""Names are compared as they are read: nothing invisible, nothing that only looks Latin."""

from __future__ import annotations

import pytest

from tallystick_node.kyc.sanctions.names import letters, readings
from tallystick_node.kyc.sanctions.scripts import folded_words, unreadable, visible


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Đorđe Łukasz", ["DORDE", "LUKASZ"]),
        ("Øystein Ærø", ["OYSTEIN", "AERO"]),
        ("Weiß Þór Œuvre", ["WEISS", "THOR", "OEUVRE"]),
        ("Nguyễn Văn Ðạt", ["NGUYEN", "VAN", "DAT"]),
        ("ısmail ŋala", ["ISMAIL", "NGALA"]),
        ("Ｌｉ\u3000Ｎａ", ["LI", "NA"]),
        ("O\u2019Neill Sa\u02bfid", ["ONEILL", "SAID"]),
        ("Jean\u2011Luc", ["JEAN", "LUC"]),
    ],
)
def test_letters_without_an_accent_to_take_off_are_written_out(name: str, words: list[str]) -> None:
    assert folded_words(name) == words


@pytest.mark.parametrize(
    "hidden",
    ["\u200b", "\u00ad", "\u202c", "\ufeff", "\u2060", "\ufe0f", "\u034f", "\u3164", "\x00"],
)
def test_an_invisible_letter_makes_no_other_name(hidden: str) -> None:
    assert letters(f"Tem{hidden}urbek Qadirov") == letters("Temurbek Qadirov")


def test_an_invisible_letter_is_not_kept() -> None:
    assert visible("Tem\u200bur\u202c") == "Temur"
    assert visible("a\u00a0b\tc") == "a b c"


@pytest.mark.parametrize("name", ["Temurbek Q\u0430dirov", "T\u0435murb\u0435k Q\u0391dirov"])
def test_a_letter_that_looks_latin_is_taken_so(name: str) -> None:
    assert letters(name) == letters("Temurbek Qadirov")


def test_letters_of_lisu_are_read_as_they_look() -> None:
    name = "\ua4e3\ua4ee\ua4df\ua4dc\ua4ee\ua4e0 \ua4d7\ua4ee\ua4d3\ua4ec\ua4e3\ua4f3\ua4e6"
    assert folded_words(name, as_seen=True) == ["RAMZAN", "KADYROV"]


def test_a_word_of_another_script_is_transliterated_and_taken_as_seen() -> None:
    assert folded_words("Иван Щукин") == ["IVAN", "SHCHUKIN"]
    assert folded_words("Αλέξης") == ["ALEXIS"]
    assert ("COCO", "SMITH") in readings("\u0421\u041e\u0421\u041e Smith")
    assert folded_words("أيمن") == ["ايمن"]


@pytest.mark.parametrize(
    "name",
    [
        "Q\u0416dirov Temur",
        "Temur \ue000",
        "Temur \ufffd",
        "Te\u0378mur",
        "Q\U0001f170dirov",
        "Q\U0001f150dirov",
        "Q\U0001f1e6dirov",
        "Qad\xa5rov",
        "Q\u2200dirov",
        "R\uab64mzan",
        "R\u0252mzan",
        "Ra\u0903mzan",
        "R\u4ebamzan",
        "Q##dirov",
        "Q_dirov",
        "Qad?rov",
        "*mar",
        "V-kt-r B--t",
        "Vkt'r",
        "V1kt1r",
        "B.ndr",
    ],
)
def test_what_nobody_can_read_is_said(name: str) -> None:
    assert unreadable(name) is not None


@pytest.mark.parametrize(
    "name",
    [
        "Temurbek Qadirov",
        "王𬭎",
        "Иван Petrov",
        "\U000323b0 王",
        "Łukasz O'Neill",
        "Q\u0430dir",
        "Ñandú & Sons A&B",
        "B2B Trading",
        "A123Systems @Home",
        "王 Wang",
        "Hawai\u02bbi",
        "Jean\xb7Luc",
        "C+S GmbH",
        "J.R.R. Tolkien",
        "P.T.K. Ltd",
        "Yahoo! Inc",
        'Juan "Chuey" Perez',
        "Ng'ang'a",
        "St-Cyr",
        "B2B",
    ],
)
def test_what_can_be_read_is_not_refused(name: str) -> None:
    assert unreadable(name) is None
