"""What people type into forms, read within bounds."""

from __future__ import annotations

import re

from tallystick.errors import InputError

__all__ = ["AMOUNT_CHARACTERS_MAX", "is_path", "minor_units"]

AMOUNT_CHARACTERS_MAX = 40
_AMOUNT = re.compile(r"([0-9]{1,24}|[0-9]{1,3}(?:[, ][0-9]{3}){1,7})(?:\.([0-9]{1,24}))?")


def minor_units(text: str, exponent: int) -> int:
    """Read an amount as people write it.

    Args:
        text: Main units, such as 1250.50 or 1,250.50.
        exponent: How many digits of an amount stand behind the point.

    Returns:
        Minor units, at least 1.

    Raises:
        InputError: INPUT:AMOUNT when it is none, is zero, or has more digits than the token.
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
    if not amount:
        raise InputError("INPUT:AMOUNT", "an amount is more than zero")
    return amount


def is_path(text: str) -> bool:
    """Say whether a text is a path of this node: nobody is led elsewhere by a link to it.

    Args:
        text: What a query says.

    Returns:
        Whether it is.
    """
    return text.startswith("/") and not text.startswith(("//", "/\\")) and text.isprintable()
