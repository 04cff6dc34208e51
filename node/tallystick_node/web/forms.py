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
from tallystick_node.api.problems import DEFECTS_MAX, FIELD_CHARACTERS_MAX, refusal
from tallystick_node.api.shapes import is_plain
from tallystick_node.web.sentences import RULE, FormDefect

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from fastapi import Response

__all__ = [
    "AMOUNT_CHARACTERS_MAX", "FORM_FIELDS_MAX", "REFUSALS", "Mistake", "Typed", "chosen_act",
    "entry_number", "is_path", "minor_units", "mistake_of", "percent_ppm", "read_form", "shaped",
    "whole",
]  # fmt: skip

AMOUNT_CHARACTERS_MAX = 40
FORM_FIELDS_MAX = 64
_PLACES, _ENTRY_DIGITS_MAX = 4, 18
FORM = "application/x-www-form-urlencoded"
# What a form comes back for, with what was typed; whatever else is raised is a page of its own.
REFUSALS = (TallystickError, RequestValidationError)
# Of a request, as the framework names the part that a field came in.
_PARTS = frozenset({"body", "cookie", "header", "path", "query"})
# Rules that a page checks itself, with the code under which it says them.
_OWN_RULES = {"amount": "INPUT:AMOUNT"}
Shape = TypeVar("Shape", bound=BaseModel)
_AMOUNT = re.compile(r"([0-9]+|[0-9]{1,3}(?:[, ][0-9]{3})+)(?:\.([0-9]+))?")
_AMOUNT_DIGITS_MAX = 24


@dataclass(frozen=True, slots=True)
class Mistake:
    """Why a request was refused: the API's code and sentence, and what is wrong with each field."""

    status: int
    code: str
    sentence: str
    fields: Mapping[str, FormDefect]


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


def chosen_act(
    acts: Mapping[str, Callable[[], object]], typed: Mapping[str, str]
) -> Callable[[], object]:
    """Return the act that a form names.

    Args:
        acts: What may be done, by name.
        typed: What was typed; `act` names it.

    Returns:
        The act.

    Raises:
        InputError: INPUT:FORM when there is none of that name.
    """
    act = acts.get(typed.get("act", ""))
    if act is None:
        raise InputError("INPUT:FORM", "open the form anew; it names no act")
    return act


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


def mistake_of(request: Request, error: Exception, answer: Response | None = None) -> Mistake:
    """Return why a form was refused, as the API says it.

    Args:
        request: What was sent.
        error: What was raised; for a form one of `REFUSALS`.
        answer: The API's, where it was asked already.

    Returns:
        Status, code, sentence and fields.
    """
    answer = answer or refusal(request, error)
    problem = json.loads(bytes(answer.body))
    of_field = request.path_params.get("field")
    defects = error.errors()[:DEFECTS_MAX] if isinstance(error, RequestValidationError) else ()
    fields = {defect.name: defect for defect in (_defect(raw, of_field) for raw in defects)}
    return Mistake(answer.status_code, problem["code"], problem["detail"], fields)


def _defect(raw: Mapping[str, Any], of_field: Any) -> FormDefect:
    """A field's defect, from what pydantic says of it."""
    bounds = dict(raw.get("ctx") or {})
    own, sentence, code = bounds.pop("error", None), "", RULE
    if isinstance(own, TallystickError):
        sentence, code = own.sentence, own.code
    elif own is not None and raw["type"] == "value_error":
        sentence = str(own)
    elif raw["type"] in _OWN_RULES:
        sentence, code = str(raw["msg"]), _OWN_RULES[raw["type"]]
    typed = raw.get("input")
    place = raw["loc"][1:] if raw["loc"] and raw["loc"][0] in _PARTS else raw["loc"]
    name = ".".join(map(str, place or raw["loc"]))[:FIELD_CHARACTERS_MAX]
    return FormDefect(
        name, str(raw["type"]), bounds, typed if isinstance(typed, str) else None, sentence, code,
        None if of_field is None else str(of_field),
    )  # fmt: skip


def minor_units(text: str, exponent: int, *, least: int = 1, most: int | None = None) -> int:
    """Read an amount as people write it.

    Args:
        text: Main units, such as 1250.50 or 1,250.50.
        exponent: How many digits of an amount stand behind the point.
        least: The least that is taken, 0 or 1.
        most: The most that is taken, in minor units; any amount without it.

    Returns:
        Minor units.

    Raises:
        InputError: INPUT:AMOUNT when it is none, is out of these bounds, or has more digits than
            the token.
    """
    if not text.strip():
        raise InputError("INPUT:AMOUNT", "an amount has to be filled in; it is empty")
    written, typed = _AMOUNT.fullmatch(text.strip()), _cut(text)
    if written is None:
        raise InputError(
            "INPUT:AMOUNT", f"an amount is written as 1250.50 or 1,250.50, not {typed}"
        )
    if (
        len(text) > AMOUNT_CHARACTERS_MAX
        or len(re.sub("[, ]", "", written[1])) > _AMOUNT_DIGITS_MAX
    ):
        raise InputError(
            "INPUT:AMOUNT", f"an amount has at most {_AMOUNT_DIGITS_MAX} digits before the point"
        )
    behind = (written[2] or "").rstrip("0")
    if len(behind) > exponent:
        raise InputError(
            "INPUT:AMOUNT", f"an amount has at most {exponent} digits behind the point, not {typed}"
        )
    amount = int(re.sub("[, ]", "", written[1]) + behind.ljust(exponent, "0"))
    if amount < least:
        raise InputError("INPUT:AMOUNT", f"an amount is more than zero, not {typed}")
    if most is not None and amount > most:
        highest = f"{most // 10**exponent:,}"
        raise InputError("INPUT:AMOUNT", f"an amount here is {highest} at most, not {typed}")
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
    typed = text.strip()
    plain = typed.isascii() and typed.isdigit() and len(typed) <= len(str(most))
    if not plain or not least <= int(typed) <= most:
        raise InputError(
            "INPUT:NUMBER", f"{name} are a whole number, {least} to {most}, not {_cut(text)}"
        )
    return int(typed)


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
    if (
        not whole
        or len(rest) > _PLACES
        or len(whole) > _ENTRY_DIGITS_MAX
        or not (digits.isascii() and digits.isdigit())
    ):
        raise InputError(
            "INPUT:RATE", f"a percentage has at most 4 decimals, as 7.5, not {_cut(text)}"
        )
    return int(whole + rest.ljust(_PLACES, "0"))


def is_path(text: str) -> bool:
    """Say whether a text is a path of this node: nobody is led elsewhere by a link to it.

    Args:
        text: What a query says.

    Returns:
        Whether it is.
    """
    return text.startswith("/") and not text.startswith(("//", "/\\")) and text.isprintable()


def _cut(text: str) -> str:
    """What was typed, to be read back; a long text is cut."""
    typed = text.strip()
    short = typed[:AMOUNT_CHARACTERS_MAX]
    return f"“{short}”" if short == typed else f"“{short}…”"
