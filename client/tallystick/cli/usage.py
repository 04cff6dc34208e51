"""A line that cannot be read, said in the program's own words and with the value that is wrong."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from tallystick.cli.amounts import printable

if TYPE_CHECKING:
    import typer

__all__ = ["usage_sentence"]

_SHOWN_MAX = 40
_ONE_OF = re.compile(r"is not one of (.+?)\.?\Z", re.DOTALL)
_WHOLE = "must be a whole number"
_RULES = {
    "int_parsing": _WHOLE,
    "int_parsing_size": _WHOLE,
    "int_from_float": _WHOLE,
    "int_type": _WHOLE,
    "float_parsing": "must be a number",
    "bool_parsing": "must be yes or no",
    "greater_than": "must be more than {gt}",
    "greater_than_equal": "must be at least {ge}",
    "less_than": "must be less than {lt}",
    "less_than_equal": "must be at most {le}",
}


def usage_sentence(usage: typer.TyperException) -> str:
    """Return what is wrong with a line.

    Args:
        usage: What typer says about it.

    Returns:
        A sentence; of a value that is of no use, its option, the rule and the value.
    """
    param = getattr(usage, "param", None)
    # The library that reads values keeps what it found, where it found anything.
    errors = getattr(usage.__cause__, "errors", None)
    if param is None or errors is None:
        return usage.format_message()
    defect: dict[str, Any] = errors(include_url=False)[0]
    rule = _RULES.get(defect["type"])
    known = _ONE_OF.search(str(defect["msg"]))
    if known is not None:
        rule = f"must be one of {known[1]}"
    if rule is None:
        return usage.format_message().replace("Value error, ", "")
    name = (
        param.opts[0] if param.opts[0].startswith("-") else param.metavar or param.opts[0].upper()
    )
    text = printable(str(defect["input"]))
    shown = text if len(text) <= _SHOWN_MAX else f"{text[:_SHOWN_MAX]}…"
    return f"{name} {rule.format(**defect.get('ctx', {}))}, not {shown!r}"
