"""Numbers of persons, companies, cards, telephones: what is read, and what is refused and why."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallystick.errors import InputError
from tallystick_node.kyc.providers.identity_numbers import (
    Holder,
    bank_card,
    company_number,
    mobile,
    person_number,
)

TODAY = date(2026, 11, 24)
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def checked(body: str) -> str:
    """Seventeen digits and the check digit, by the standard's own table."""
    total = sum(int(digit) * weight for digit, weight in zip(body, WEIGHTS, strict=True))
    return body + "10X98765432"[total % 11]


def company(body: str) -> str:
    total = sum(ALPHABET.index(entry) * pow(3, place, 31) for place, entry in enumerate(body))
    return body + ALPHABET[(31 - total % 31) % 31]


def code_of(refusal: pytest.ExceptionInfo[InputError]) -> str:
    return refusal.value.code


def test_a_citizens_number_is_read() -> None:
    number = person_number(" 110105 19491231 002x", TODAY)
    assert (number.number, number.holder) == ("11010519491231002X", Holder.CITIZEN)
    assert (number.born, number.male, number.region) == (date(1949, 12, 31), False, "110105")
    assert number.age(date(2026, 12, 30)) == 76
    assert number.age(date(2026, 12, 31)) == 77
    assert person_number("360426199101010071", TODAY).male


def test_fifteen_digits_become_eighteen() -> None:
    assert person_number("110105491231002", TODAY).number == "11010519491231002X"


def test_a_foreign_residents_card_is_read() -> None:
    number = person_number(checked("91144019900101001"), TODAY)
    assert (number.holder, number.region) == (Holder.FOREIGN_RESIDENT, None)


def test_a_region_that_is_no_more_is_known() -> None:
    # Hainan belonged to Guangdong (46 since 1988); Chongqing to Sichuan (50 since 1997).
    assert person_number(checked("51021219700101001"), TODAY).region == "510212"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "ID:FORM"),
        ("1101051949123100", "ID:FORM"),
        ("1101051949123100AX", "ID:FORM"),
        (checked("11999919491231002"), "ID:REGION"),
        (checked("84000019491231002"), "ID:REGION"),
        ("110105194912310021", "ID:CHECKSUM"),
        (checked("11010519490231002"), "ID:BIRTH_DATE"),
        (checked("11010529990101001"), "ID:BIRTH_DATE"),
        (checked("11010520261125001"), "ID:BIRTH_DATE"),
        (checked("11010520261124001"), "ID:AGE"),
        (checked("11010520081125001"), "ID:AGE"),
        (checked("11010519051124001"), "ID:AGE"),
        (checked("00010519491231002"), "ID:REGION"),
        (checked("99999919491231002"), None),
    ],
)
def test_what_is_no_persons_number_is_refused(text: str, code: str | None) -> None:
    if code is None:
        assert person_number(text, TODAY).holder is Holder.FOREIGN_RESIDENT
        return
    with pytest.raises(InputError) as refusal:
        person_number(text, TODAY)
    assert code_of(refusal) == code
    # The sentence goes to logs: it holds no part of the number.
    assert not text or text not in str(refusal.value)


def test_who_comes_of_age_today_is_of_age() -> None:
    assert person_number(checked("11010520081124001"), TODAY).age(TODAY) == 18


@given(st.integers(0, 16), st.integers(1, 9))
def test_no_single_wrong_digit_passes(place: int, added: int) -> None:
    number = "11010519491231002X"
    changed = number[:place] + str((int(number[place]) + added) % 10) + number[place + 1 :]
    with pytest.raises(InputError, match="ID:CHECKSUM"):
        person_number(changed, TODAY)


def test_a_companys_code_is_read() -> None:
    assert company_number("9111 0000 6000 3734 1l".upper()) == "91110000600037341L"
    # The remainder 0: whoever writes alphabet[31 - r] fails here.
    assert company_number("91110000MA000000F0") == "91110000MA000000F0"
    assert company_number(company("N2110000600037341"))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "USCC:FORM"),
        ("91110000600037341", "USCC:FORM"),
        ("9111000060003734IL", "USCC:FORM"),
        ("91AB0000600037341L", "USCC:FORM"),
        ("911100006000373410", "USCC:CHECKSUM"),
        ("91110000MA000000F1", "USCC:CHECKSUM"),
    ],
)
def test_what_is_no_companys_code_is_refused(text: str, code: str) -> None:
    with pytest.raises(InputError) as refusal:
        company_number(text)
    assert code_of(refusal) == code


@pytest.mark.parametrize("card", ["4111111111111111", "6228480402564890018"])
def test_a_bank_card_is_read(card: str) -> None:
    assert bank_card(f"{card[:4]} {card[4:8]}-{card[8:]}") == card


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "CARD:FORM"),
        ("41111111111", "CARD:FORM"),
        ("4" * 20, "CARD:FORM"),
        ("4111x11111111111", "CARD:FORM"),
        ("6222021234567890123", "CARD:CHECKSUM"),
        ("4111111111111112", "CARD:CHECKSUM"),
    ],
)
def test_what_is_no_card_is_refused(text: str, code: str) -> None:
    with pytest.raises(InputError) as refusal:
        bank_card(text)
    assert code_of(refusal) == code
    assert not text or text not in str(refusal.value)


@pytest.mark.parametrize("text", ["13800138000", "+86 138 0013 8000", "0086-13800138000"])
def test_a_mobile_is_read(text: str) -> None:
    assert mobile(text) == "+8613800138000"


@pytest.mark.parametrize(
    "text",
    ["", "12800138000", "1380013800", "138001380000", "+1 202 555 0123", "010 6552 9988", "x"],
)
def test_what_is_no_mobile_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="PHONE:FORM"):
        mobile(text)


@pytest.mark.parametrize("region", ["810000", "820000", "830000", "710000", "110103"])
def test_residents_from_beyond_the_mainland_have_their_regions(region: str) -> None:
    assert person_number(checked(f"{region}19900101001"), TODAY).region == region


@pytest.mark.parametrize(
    "text",
    [
        "１１０１０５１９４９１２３１００２Ｘ",
        "\u202d11010519491231002X\u202c",
        "110105\u200b19491231\u2013002x",
        "١١٠١٠٥١٩٤٩١٢٣١٠٠٢X",
    ],
)
def test_a_number_is_read_as_it_is_seen(text: str) -> None:
    assert person_number(text, TODAY).number == "11010519491231002X"


def test_a_card_number_is_read_as_it_is_seen() -> None:
    assert bank_card("\u202a４１１１ 1111\u00a01111\u20101111") == "4111111111111111"
