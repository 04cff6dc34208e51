"""Names wholly in Hangul, kana, Arabic and others are compared with lists in Latin letters."""

from __future__ import annotations

from datetime import date

import pytest

from tallystick_node.kyc.sanctions.lists import ListEntry, SanctionsList
from tallystick_node.kyc.sanctions.names import name_defect, readings
from tallystick_node.kyc.sanctions.other_scripts import (
    consonants,
    latin_readings,
    without_vowels,
)
from tallystick_node.kyc.sanctions.screening import BLOCK_PPM, Screen, ScreeningVerdict, Subject

BORN = 1962


def screen(name: str) -> Screen:
    entry = ListEntry("1", name, "individual", "X", birth_years=frozenset({BORN}))
    others = [
        ListEntry(str(number), other, "individual", "X")
        for number, other in enumerate(("SMITH, John", "PETROV, Ivan", "AZIZ, Tariq"), start=2)
    ]
    return Screen(SanctionsList("X", date(2026, 3, 8), "0" * 64, (entry, *others)))


def hits(listed: str, name: str, born: date | None = None) -> list[str]:
    screening = screen(listed).look_for(Subject(name, born))
    return [hit.entry.number for hit in screening.hits]


@pytest.mark.parametrize(
    ("listed", "name"),
    [
        ("KIM, Yong Chol", "김영철"),
        ("RI, Pyong Chol", "리병철"),
        ("PAK, Kun-hye", "박 근혜"),
        ("PARK, Geun-hye", "박근혜"),
        ("CHOE, Ryong Hae", "최룡해"),
        ("NAMGUNG, Min", "남궁민"),
        ("YAMADA, Taro", "やまだ たろう"),
        ("TANAKA, Ichiro", "タナカ・イチロウ"),
        ("USAMA BIN LADIN", "أسامة بن لادن"),
        ("HUSSEIN, Saddam", "صدام حسين"),
        ("NASRALLAH, Hasan", "حسن نصر الله"),
        ("SOLEIMANI, Qasem", "قاسم سلیمانی"),
        ("AL-TIKRITI, Muzahim Sa'b Hassan", "مزاحم صعب حسن التكريتي"),
        ("ABD AL-RAHMAN, Khalid", "خالد عبدالرحمن"),
        ("ABDULRAHMAN, Khaled", "خالد عبد الرحمن"),
        ("Mohammed Ali", "محمد علي"),
        ("NETANYAHU, Binyamin", "בנימין נתניהו"),
        ("SAAKASHVILI, Davit", "დავით სააკაშვილი"),
    ],
)
def test_a_listed_name_in_its_own_script_is_at_least_a_review(listed: str, name: str) -> None:
    assert "1" in hits(listed, name)
    assert name_defect(name) is None


@pytest.mark.parametrize(
    ("listed", "name"),
    [
        ("KIM, Yong Chol", "박지성"),
        ("YAMADA, Taro", "すずき いちろう"),
        ("USAMA BIN LADIN", "محمد علي"),
        ("HUSSEIN, Saddam", "صدام"),
        ("HUSSEIN, Saddam", "علي حسن"),
        ("SAAKASHVILI, Davit", "გიორგი"),
    ],
)
def test_another_name_of_the_script_is_clear(listed: str, name: str) -> None:
    assert hits(listed, name) == []


def test_a_birth_in_another_time_clears_and_the_same_one_never_blocks() -> None:
    listed = screen("HUSSEIN, Saddam")
    assert listed.look_for(Subject("صدام حسين", date(1990, 1, 1))).hits == ()
    same = listed.look_for(Subject("صدام حسين", date(BORN, 1, 1)))
    assert same.verdict is ScreeningVerdict.REVIEW
    assert same.hits[0].score_ppm < BLOCK_PPM


@pytest.mark.parametrize(("born", "count"), [(None, 1), (date(BORN, 1, 1), 0)])
def test_who_was_born_is_no_company_that_has_the_same_consonants(
    born: date | None, count: int
) -> None:
    entry = ListEntry("1", "SADDAM HUSSEIN TRADING", "entity", "X")
    listed = Screen(SanctionsList("X", date(2026, 3, 8), "0" * 64, (entry,)))
    assert len(listed.look_for(Subject("صدام حسين", born)).hits) == count


@pytest.mark.parametrize("name", ["Kim Yong Chol", "Пётр Иванов", "Ελένη", "欧阳明", "", "123"])
def test_what_was_read_before_is_read_as_before(name: str) -> None:
    assert latin_readings(name) == frozenset()
    assert consonants(name) == frozenset()


def test_a_name_in_two_scripts_is_written_out_word_by_word() -> None:
    assert ("TANAKA", "ICHIRO") in {
        tuple(word.removesuffix("U") for word in way) for way in readings("Tanaka イチロウ")
    }
    assert consonants("Saddam حسين") == {("SDM", "HSN"), ("HSN",)}


@pytest.mark.parametrize(
    ("spelt", "also"),
    [
        (("MOHAMMED",), ("MUHAMMAD",)), (("QASEM",), ("KASSEM",)), (("JAMAL",), ("GAMAL",)),
        (("JAMAL",), ("DJAMEL",)), (("ABDULRAHMAN",), ("ABD", "AL", "RAHMAN")),
        (("OSAMA", "BIN", "LADEN"), ("USAMA", "IBN", "LADIN")), (("FATIMAH",), ("FATIMA",)),
    ],
)  # fmt: skip
def test_spellings_of_one_name_have_the_same_consonants(
    spelt: tuple[str, ...], also: tuple[str, ...]
) -> None:
    assert without_vowels(spelt) == without_vowels(also) != ()
    assert without_vowels(spelt) != without_vowels(("SMITH",))


BESIDE = ("{} A", "{} 1", "{} Mr", "A {}", "{} Kim", "{}1")


@pytest.mark.parametrize("beside", BESIDE)
@pytest.mark.parametrize(
    ("listed", "name"),
    [
        ("KIM, Jong Sik", "김정식"), ("ZAWAHIRI, Ayman", "أيمن الظواهري"),
        ("NETANYAHU, Binyamin", "בנימין נתניהו"), ("AZIZ, Tariq", "طارق عزيز"),
    ],
)  # fmt: skip
def test_a_word_or_digit_beside_another_script_hides_nobody(
    listed: str, name: str, beside: str
) -> None:
    assert "1" in hits(listed, beside.format(name))
    assert "1" not in hits("SOMEBODY, Other Wise", beside.format(name))


@pytest.mark.parametrize(
    ("listed", "name", "other"),
    [
        ("ZAWAHIRI, Ayman", "Ayman الظواهري", "Ayman حسين"),
        ("KIM, Jong Sik", "Kim 정식", "Kim 영희"),
        ("KIM, Jong Sik", "김정식 KIM JONG SIK", "박영희 PARK YOUNG HEE"),
    ],
)
def test_a_name_half_in_another_script_is_read_word_by_word(
    listed: str, name: str, other: str
) -> None:
    assert "1" in hits(listed, name)
    assert hits(listed, other) == []


@pytest.mark.parametrize(
    ("listed", "name", "other"),
    [
        ("SAEED, Hafiz Muhammad", "حافِظ مُحَمَّد سَعِيد", "فَاطِمَة زَهْرَة"),
        ("NETANYAHU, Binyamin", "בִּנְיָמִין נְתַנְיָהוּ", "דָּוִד לֵוִי"),
        ("DAUD, Ibrahim", "दाऊद इब्राहिम", "राहुल शर्मा"),
        ("SAYID, Hafiz", "हाफिज सईद", "संजय कुमार"),
        ("LADEN, Osama Bin", "ओसामा बिन लादेन", "राहुल शर्मा"),
        ("RAHMAN, Mohammad", "মোহাম্মদ রহমান", "সুব্রত দাস"),
    ],
)
def test_marks_do_not_split_words(listed: str, name: str, other: str) -> None:
    assert "1" in hits(listed, name)
    assert hits(listed, other) == []


@pytest.mark.parametrize("name", ["தாவூத் இப்ராஹிம்", "ဒေါ်စု ခင်ကြည်", "ហ៊ុន សែន", "ชื่อ ดี", "दाऊद इब्राहिम"])
def test_each_word_with_marks_is_one_word(name: str) -> None:
    assert {len(way) for way in latin_readings(name)} == {len(name.split())}
