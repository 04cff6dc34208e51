"""What people type into forms, read within bounds; what is refused comes back with the form."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, TypeVar
from urllib.parse import parse_qs

from fastapi import Depends, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError

from tallystick.errors import InputError, TallystickError
from tallystick_node.api.problems import refusal
from tallystick_node.api.shapes import is_plain

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "AMOUNT_CHARACTERS_MAX", "FORM_FIELDS_MAX", "REFUSALS", "Mistake", "Typed", "entry_number",
    "is_path", "minor_units", "mistake_of", "percent_ppm", "read_form", "shaped", "whole",
]  # fmt: skip

AMOUNT_CHARACTERS_MAX = 40
FORM_FIELDS_MAX = 64
_PLACES, _ENTRY_DIGITS_MAX = 4, 18
FORM = "application/x-www-form-urlencoded"
# What a form comes back for, with what was typed; whatever else is raised is a page of its own.
REFUSALS = (TallystickError, RequestValidationError)
Shape = TypeVar("Shape", bound=BaseModel)
_AMOUNT = re.compile(r"([0-9]{1,24}|[0-9]{1,3}(?:[, ][0-9]{3}){1,7})(?:\.([0-9]{1,24}))?")


@dataclass(frozen=True, slots=True)
class Mistake:
    """Why a form was refused: the API's code and sentence, and the rule of each field in it."""

    status: int
    code: str
    sentence: str
    fields: Mapping[str, str]


async def read_form(request: Request) -> dict[str, str]:
    """Return what was typed into a form.

    Args:
        request: Its body is bounded before it comes here.

    Returns:
        The texts by their fields' names, without white space around them.

    Raises:
        InputError: INPUT:FORM when it is no form, has too many fields or one twice, or has text
            that cannot be kept.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
        raise InputError("INPUT:FORM", f"a form is sent as {FORM}")
    try:
        parsed = parse_qs(
            (await request.body()).decode("ascii"), keep_blank_values=True,
            max_num_fields=FORM_FIELDS_MAX, errors="strict",
        )  # fmt: skip
    except ValueError as wrong:
        raise InputError(
            "INPUT:FORM", f"a form is URL-encoded UTF-8 with at most {FORM_FIELDS_MAX} fields"
        ) from wrong
    if any(len(texts) > 1 for texts in parsed.values()):
        raise InputError("INPUT:FORM", "a form has each field once")
    typed = {name: texts[0].strip() for name, texts in parsed.items()}
    if not all(is_plain(part) for pair in typed.items() for part in pair):
        raise InputError("INPUT:FORM", "a form has no character U+0000")
    return typed


Typed = Annotated[dict[str, str], Depends(read_form)]


def shaped(shape: type[Shape], **values: Any) -> Shape:
    """Return a request as the API takes it.

    Args:
        shape: The API's shape.
        **values: Its fields.

    Returns:
        The request.

    Raises:
        RequestValidationError: When a field breaks a rule, as the API refuses it.
    """
    try:
        return shape(**values)
    except ValidationError as wrong:
        raise RequestValidationError(wrong.errors()) from wrong


def mistake_of(request: Request, error: Exception) -> Mistake:
    """Return why a form was refused, as the API says it.

    Args:
        request: What was sent.
        error: One of `REFUSALS`.

    Returns:
        Status, code, sentence and fields.
    """
    answer = refusal(request, error)
    problem = json.loads(bytes(answer.body))
    fields = {defect["field"]: defect["detail"] for defect in problem["errors"]}
    return Mistake(answer.status_code, problem["code"], problem["detail"], fields)


def minor_units(text: str, exponent: int, *, least: int = 1) -> int:
    """Read an amount as people write it.

    Args:
        text: Main units, such as 1250.50 or 1,250.50.
        exponent: How many digits of an amount stand behind the point.
        least: The least that is taken, 0 or 1.

    Returns:
        Minor units.

    Raises:
        InputError: INPUT:AMOUNT when it is none, is below the least, or has more digits than the
            token.
    """
    written = _AMOUNT.fullmatch(text.strip())
    if written is None:
        raise InputError("INPUT:AMOUNT", "an amount is written as 1250.50 or 1,250.50")
    behind = (written[2] or "").rstrip("0")
    if len(behind) > exponent:
        raise InputError(
            "INPUT:AMOUNT", f"an amount has at most {exponent} digits behind the point"
        )
    amount = int(re.sub("[, ]", "", written[1]) + behind.ljust(exponent, "0"))
    if amount < least:
        raise InputError("INPUT:AMOUNT", "an amount is more than zero")
    return amount


def whole(name: str, text: str, least: int, most: int) -> int:
    """Read a whole number as people write it.

    Args:
        name: What it counts.
        text: Digits.
        least: The least that is taken.
        most: The greatest.

    Returns:
        The number.

    Raises:
        InputError: INPUT:NUMBER when it is none within the bounds.
    """
    text = text.strip()
    digits = len(str(most))
    if not (text.isascii() and text.isdigit() and len(text) <= digits and int(text) >= least):
        raise InputError("INPUT:NUMBER", f"{name} are a whole number, {least} to {most}")
    if int(text) > most:
        raise InputError("INPUT:NUMBER", f"{name} are a whole number, {least} to {most}")
    return int(text)


def entry_number(text: str) -> int:
    """Read the number of a row that a form names out of sight.

    Args:
        text: What the form has sent.

    Returns:
        The number.

    Raises:
        InputError: INPUT:FORM when it names none.
    """
    if not (text.isascii() and text.isdigit() and len(text) <= _ENTRY_DIGITS_MAX):
        raise InputError("INPUT:FORM", "open the form anew; it names no entry")
    return int(text)


def percent_ppm(text: str) -> int:
    """Read a percentage as people write it.

    Args:
        text: Such as 7.5, with at most four decimals.

    Returns:
        Parts per million.

    Raises:
        InputError: INPUT:RATE when it is none.
    """
    whole, _, rest = text.strip().replace(",", ".").partition(".")
    digits = whole + rest
    if not whole or len(rest) > _PLACES or not (digits.isascii() and digits.isdigit()):
        raise InputError("INPUT:RATE", "a percentage has at most 4 decimals, as 7.5")
    return int(whole + rest.ljust(_PLACES, "0"))


def is_path(text: str) -> bool:
    """Say whether a text is a path of this node: nobody is led elsewhere by a link to it.

    Args:
        text: What a query says.

    Returns:
        Whether it is.
    """
    return text.startswith("/") and not text.startswith(("//", "/\\")) and text.isprintable()
