"""What can be stated about a person: each field with its rule and the one way it is written."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from enum import StrEnum
from unicodedata import decomposition

from tallystick.errors import InputError
from tallystick.loans.dates import iso_day
from tallystick_node.kyc.providers.identity_numbers import (
    CHINA_ALONE,
    bank_card,
    company_number,
    identity_number,
    mobile,
)
from tallystick_node.kyc.sanctions.countries import country_key
from tallystick_node.kyc.sanctions.names import name_defect
from tallystick_node.kyc.sanctions.scripts import visible

__all__ = ["FINDABLE", "SOLE", "Field", "PersonKind", "masked", "read_field"]

TEXT_MAX = 300
AMOUNT_MAX = 10**15
EMAIL_CHARACTERS_MAX = 254
_EMAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,63}")
# What is shown of a number: enough for its owner to recognise it.
_SHOWN = {"id_number": (3, 2), "company_number": (2, 2), "phone": (3, 4), "card": (4, 4)}


class PersonKind(StrEnum):
    """What a person is in law."""

    NATURAL = "natural"
    LEGAL = "legal"


class Field(StrEnum):
    """What is known of a person, by name."""

    NAME = "name"
    ID_NUMBER = "id_number"
    COMPANY_NUMBER = "company_number"
    BIRTH_DATE = "birth_date"
    ADDRESS = "address"
    COUNTRY = "country"
    JOB = "job"
    INCOME = "income"
    PHONE = "phone"
    CARD = "card"
    EMAIL = "email"


# Values of one person alone; a second one with them is the same person, or an impostor.
SOLE = frozenset({Field.ID_NUMBER, Field.COMPANY_NUMBER, Field.PHONE})
BIRTH_YEAR_MIN = 1850
_FIGURES = frozenset({Field.INCOME, Field.BIRTH_DATE})
FINDABLE = SOLE | {Field.CARD}


def read_field(field: Field, text: str, today: date, issuers: frozenset[str] = CHINA_ALONE) -> str:
    """Return a value in the one form in which it is kept, without what cannot be seen.

    Args:
        field: Which field.
        text: The value as it was typed: income in minor units a year, as digits; birth_date as
            YYYY-MM-DD; country as two letters (ISO 3166).
        today: The date of today, which no date of birth lies after.
        issuers: Whose identity numbers are taken, as ISO 3166 codes; `*` for all.

    Returns:
        The value.

    Raises:
        InputError: FIELD:… or the code of the number's own rule; it names the rule, never the
            value.
    """
    seen = visible(text).strip()
    if len(text) > TEXT_MAX or not 0 < len(seen) <= TEXT_MAX:
        raise InputError(f"FIELD:{field.name}", f"{field} is a text of 1 to {TEXT_MAX} characters")
    if field is Field.ID_NUMBER:
        return identity_number(seen, today, issuers)
    if field in _FIGURES and any(map(_is_raised, text)):
        seen = text  # 10² is not 102: the field's own rule refuses it
    return _READERS[field](seen, today)


def masked(field: Field, value: str) -> str:
    """Return a value as it may be shown: `6222****1234`; of other fields the first character.

    Args:
        field: Which field.
        value: The value in the form that `read_field` returns.

    Returns:
        The masked value.
    """
    first, last = _SHOWN.get(field, (1, 0))
    if field is Field.PHONE:
        value = value.removeprefix("+86")
    shown = value[len(value) - last :] if last and len(value) > first + last else ""
    return f"{value[:first]}****{shown}"


def _is_raised(character: str) -> bool:
    """Whether a figure is written above, below or around others, which makes it another one."""
    return decomposition(character).startswith(("<super>", "<sub>", "<circle>", "<fraction>"))


def _date(text: str, today: date) -> str:
    try:
        born = iso_day(text)
    except ValueError:
        born = None
    if born is None or born > today or born.year < BIRTH_YEAR_MIN:
        raise InputError(
            "FIELD:BIRTH_DATE",
            f"birth_date is a day that has come, of {BIRTH_YEAR_MIN} or later, as YYYY-MM-DD",
        )
    return text


def _amount(text: str, _: date) -> str:
    if not (text.isascii() and text.isdigit()) or int(text) > AMOUNT_MAX:
        raise InputError(
            "FIELD:INCOME", f"income is minor units a year in digits, at most {AMOUNT_MAX}"
        )
    return str(int(text))


def _country(text: str, _: date) -> str:
    two = len(text) == 2 and text.isascii() and text.isalpha()
    if not two or country_key(text) is None:
        raise InputError("FIELD:COUNTRY", "country is a code of ISO 3166 in two letters")
    return text.upper()


def _name(text: str, _: date) -> str:
    wrong = name_defect(text)
    if wrong is not None:
        raise InputError("FIELD:NAME", wrong)
    return " ".join(text.split())


def _words(text: str, _: date) -> str:
    return " ".join(text.split())


def _email(text: str, _: date) -> str:
    if len(text) > EMAIL_CHARACTERS_MAX or not _EMAIL.fullmatch(text):
        raise InputError("FIELD:EMAIL", "email is an address with one @ and a domain, in ASCII")
    return text


_READERS: dict[Field, Callable[[str, date], str]] = {
    Field.NAME: _name,
    Field.COMPANY_NUMBER: lambda text, _: company_number(text),
    Field.BIRTH_DATE: _date,
    Field.ADDRESS: _words,
    Field.COUNTRY: _country,
    Field.JOB: _words,
    Field.INCOME: _amount,
    Field.PHONE: lambda text, _: mobile(text),
    Field.CARD: lambda text, _: bank_card(text),
    Field.EMAIL: _email,
}
