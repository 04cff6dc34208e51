"""Numbers on documents: of persons, companies, bank cards and telephones in China.

A refusal names the rule and never the number: sentences end up in logs. Check digits and the table
of regions come from python-stdnum; what it leaves out is done here: dates in the future, ages,
numbers of fifteen digits, cards of foreign residents, companies whose code begins with a letter.
Numbers are read as they are seen: any width of digits, without what is invisible.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import phonenumbers
from stdnum import luhn, numdb
from stdnum.cn import ric, uscc
from stdnum.exceptions import ValidationError

from tallystick.errors import InputError
from tallystick_node.kyc.providers.foreign_numbers import foreign_number
from tallystick_node.kyc.sanctions.scripts import visible

__all__ = [
    "CHINA_ALONE",
    "Holder",
    "PersonNumber",
    "age_on",
    "bank_card",
    "born_in",
    "company_number",
]
__all__ += ["identity_number", "mobile", "person_number"]

AGE_MIN = 18
AGE_MAX = 120
CARD_DIGITS_MIN, CARD_DIGITS_MAX = 12, 19
_LEGACY = re.compile(r"\d{15}", re.ASCII)
_PERSON = re.compile(r"\d{17}[\dX]", re.ASCII)
# GB 32100-2015: no I, O, S, V, Z; the standard lets the first two places be letters.
_COMPANY = re.compile(r"[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}", re.ASCII)
_MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)
_SPACES = re.compile(r"[\s\-\u2010-\u2015\u2212]+")
_FOREIGN = "9"
CHINA_ALONE = frozenset({"CN"})
# Of residents from Taiwan (since 2018); the table has those of Hong Kong and Macau.
_RESIDENTS = frozenset({"830000"})


class Holder(StrEnum):
    """Whose number it is."""

    CITIZEN = "citizen"
    FOREIGN_RESIDENT = "foreign_resident"


@dataclass(frozen=True, slots=True)
class PersonNumber:
    """An identity number of 18 places and what stands in it.

    region: six digits, of the place of first registration; for a foreign resident the digits after
    the 9 name province and nationality, and there is no region.
    """

    number: str
    holder: Holder
    born: date
    male: bool
    region: str | None

    def age(self, today: date) -> int:
        """Return the holder's age in whole years on a day.

        Args:
            today: The day.

        Returns:
            Completed years.
        """
        return age_on(self.born, today)


def age_on(born: date, day: date) -> int:
    """Return a person's age in whole years on a day.

    Args:
        born: The date of birth.
        day: A local date of the platform.

    Returns:
        Completed years; someone born on 29 February turns a year older on 1 March.
    """
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def person_number(text: str, today: date, age_min: int = AGE_MIN) -> PersonNumber:
    """Read an identity number (GB 11643-1999), or one of the older numbers of fifteen digits.

    Args:
        text: The number as it was typed; spaces and hyphens do not matter.
        today: The date of today, to check the age.
        age_min: The lowest age that is accepted, in years.

    Returns:
        The number of 18 places and what it says.

    Raises:
        InputError: ID:FORM, ID:CHECKSUM, ID:BIRTH_DATE, ID:REGION or ID:AGE (at most 120 years).
    """
    number = _bare(text)
    if _LEGACY.fullmatch(number):
        number = _lengthened(number)
    if not _PERSON.fullmatch(number):
        raise InputError(
            "ID:FORM", "an identity number has 17 digits and a digit or X, or 15 digits"
        )
    if number[-1] != ric.calc_check_digit(number):
        raise InputError("ID:CHECKSUM", "the last place of the identity number does not fit")
    born = _born(number, today)
    foreign = number.startswith(_FOREIGN)
    region = None if foreign else number[:6]
    if region is not None and not _known(region):
        raise InputError("ID:REGION", "the identity number begins with a region that never was")
    holder_number = PersonNumber(
        number,
        Holder.FOREIGN_RESIDENT if foreign else Holder.CITIZEN,
        born,
        int(number[16]) % 2 == 1,
        region,
    )
    if not age_min <= holder_number.age(today) <= AGE_MAX:
        raise InputError(
            "ID:AGE", f"the holder must be {age_min} to {AGE_MAX} years old on {today.isoformat()}"
        )
    return holder_number


def identity_number(text: str, today: date, issuers: frozenset[str] = CHINA_ALONE) -> str:
    """Read the identity number of a person of any country whose numbers the policy takes.

    Args:
        text: A Chinese number, or one with its country before it: `ES:12345678Z`,
            `passport:GB:123456789`; spaces and hyphens do not matter.
        today: The date of today, to check the age.
        issuers: Whose numbers are taken, as ISO 3166 codes; `*` for all.

    Returns:
        The 18 places of a Chinese number; any other with its country in front, in capitals.

    Raises:
        InputError: ID:ISSUER, or as `person_number` and `foreign_number` do.
    """
    foreign = foreign_number(_bare(text), issuers)
    if foreign is not None:
        return foreign
    number = person_number(text, today).number
    if not issuers & {"*", "CN"}:
        raise InputError("ID:ISSUER", "numbers of CN are not taken under this policy")
    return number


def born_in(number: str) -> date | None:
    """Return the date of birth that stands in an identity number.

    Args:
        number: As `identity_number` returns it.

    Returns:
        The date; None for numbers of other countries, which are not read for it.
    """
    if not _PERSON.fullmatch(number):
        return None
    return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))


def company_number(text: str) -> str:
    """Read a unified social credit code (GB 32100-2015).

    Args:
        text: The code as it was typed; spaces and hyphens do not matter.

    Returns:
        The code in 18 capital characters.

    Raises:
        InputError: USCC:FORM or USCC:CHECKSUM.
    """
    number = _bare(text)
    if not _COMPANY.fullmatch(number):
        raise InputError(
            "USCC:FORM",
            "a social credit code has 18 places: two, then six digits of a region, then ten;"
            " letters but I, O, S, V, Z",
        )
    if number[-1] != uscc.calc_check_digit(number):
        raise InputError("USCC:CHECKSUM", "the last place of the social credit code does not fit")
    return number


def bank_card(text: str) -> str:
    """Read a bank card's number (ISO/IEC 7812).

    Args:
        text: The number as it was typed; spaces and hyphens do not matter.

    Returns:
        12 to 19 digits.

    Raises:
        InputError: CARD:FORM or CARD:CHECKSUM (Luhn).
    """
    number = _bare(text)
    if not (number.isascii() and number.isdigit()) or not (
        CARD_DIGITS_MIN <= len(number) <= CARD_DIGITS_MAX
    ):
        raise InputError(
            "CARD:FORM", f"a card number has {CARD_DIGITS_MIN} to {CARD_DIGITS_MAX} digits"
        )
    if not number.strip("0"):
        raise InputError("CARD:FORM", "a card number is not all zeros")
    try:
        return str(luhn.validate(number))
    except ValidationError:
        raise InputError(
            "CARD:CHECKSUM", "the last digit of the card number does not fit"
        ) from None


def mobile(text: str, region: str = "CN") -> str:
    """Read a mobile number.

    Args:
        text: The number as it was typed, with or without its country code.
        region: The country, as two letters (ISO 3166).

    Returns:
        The number in E.164 form; in China +86 and eleven digits.

    Raises:
        InputError: PHONE:FORM when it is not the number of a mobile of that region.
    """
    try:
        parsed = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        parsed = None
    national = "" if parsed is None else phonenumbers.national_significant_number(parsed)
    if (
        parsed is None
        or phonenumbers.region_code_for_country_code(parsed.country_code or 0) != region
        or not phonenumbers.is_possible_number(parsed)
        or (region == "CN" and not _MOBILE.fullmatch(national))
    ):
        raise InputError("PHONE:FORM", f"this is not a mobile number in {region}")
    return str(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164))


def _lengthened(legacy: str) -> str:
    """Return the 18 places of a number of 15: the century, and the check digit."""
    body = legacy[:6] + "19" + legacy[6:]
    return body + str(ric.calc_check_digit(body + "0"))


def _born(number: str, today: date) -> date:
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        born = None
    if born is None or born > today:
        raise InputError(
            "ID:BIRTH_DATE",
            f"the identity number holds no date that had come by {today.isoformat()}",
        )
    return born


def _known(region: str) -> bool:
    """Whether a region is in the table down to its county, whatever years it was used in.

    A number is given where its holder first registers, which may be decades after the birth.
    """
    levels = numdb.get("cn/loc").info(region)
    return region in _RESIDENTS or any("county" in properties for _, properties in levels)


def _bare(text: str) -> str:
    """Return a number as it is seen: plain digits, capitals, nothing between them."""
    shown = _SPACES.sub("", visible(text)).upper()
    return "".join(str(unicodedata.decimal(character, character)) for character in shown)
