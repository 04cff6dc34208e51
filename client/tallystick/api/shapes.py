"""What records and calls of the node's API are made of: amounts as ints, parts of a path."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote

from pydantic import BaseModel, BeforeValidator, ConfigDict, PlainSerializer

from tallystick.errors import InputError

__all__ = ["Amount", "Record", "SignedAmount", "amount_text", "segment"]


def _amount(value: object) -> object:
    if isinstance(value, str) and value.isascii() and value.isdigit():
        return int(value)
    raise ValueError("an amount is a string of digits")


def _signed(value: object) -> object:
    if isinstance(value, str) and value.startswith("-"):
        return -int(str(_amount(value[1:])))
    return _amount(value)


# Minor units of the settlement token: a decimal string on the wire, an int in Python.
Amount = Annotated[int, BeforeValidator(_amount), PlainSerializer(str, when_used="json")]
SignedAmount = Annotated[int, BeforeValidator(_signed), PlainSerializer(str, when_used="json")]


class Record(BaseModel):
    """A response's record: frozen, and what a newer node says beyond it is passed over."""

    model_config = ConfigDict(frozen=True, extra="ignore")


def amount_text(name: str, amount: int) -> str:
    """Return an amount as the API takes it.

    Args:
        name: What the amount is called in the error.
        amount: In minor units, at least 0.

    Returns:
        Its decimal digits.

    Raises:
        InputError: INPUT:RANGE when it is negative.
        TypeError: When it is not an integer, such as a float.
    """
    if isinstance(amount, bool) or not isinstance(amount, int):
        raise TypeError(f"{name} must be an int of minor units, not {type(amount).__name__}")
    if amount < 0:
        raise InputError("INPUT:RANGE", f"{name} must not be negative, as {amount} minor units are")
    return str(amount)


def segment(value: object) -> str:
    """Return a value as one part of a path, whatever is in it.

    Args:
        value: The value.

    Returns:
        Its text, percent-encoded.

    Raises:
        InputError: INPUT:IDENTIFIER for one that would make another path, or is not text.
    """
    text = str(value)
    if text in {"", ".", ".."}:
        raise InputError("INPUT:IDENTIFIER", f"{text!r} identifies nothing; give the whole of it")
    try:
        return quote(text, safe="")
    except UnicodeEncodeError:
        raise InputError("INPUT:IDENTIFIER", "an identifier is text in UTF-8") from None
