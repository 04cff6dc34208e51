"""How deep a JSON text from a stranger may nest.

The EVM raises the interpreter's recursion limit, so the reader of JSON would not stop by itself
before the stack is exhausted and the process is gone.
"""

from __future__ import annotations

import re

__all__ = ["NESTING_MAX", "bound_nesting"]

NESTING_MAX = 32
# A string that does not end counts to the end of the text, or its quotes would be tried in turn.
_STRING = re.compile(r'"(?:[^"\\]|\\.)*+(?:"|\\?\Z)', re.DOTALL)
_BRACKET = re.compile(r"[\[\]{}]")


def bound_nesting(text: str) -> None:
    """Require that the values of a JSON text do not nest too deep to be read safely.

    Args:
        text: The JSON text; it is not checked otherwise.

    Raises:
        ValueError: When they nest deeper than 32 levels.
    """
    if text.count("[") + text.count("{") <= NESTING_MAX:
        return
    depth = 0
    for bracket in _BRACKET.finditer(_STRING.sub("", text)):
        depth += 1 if bracket[0] in "[{" else -1
        if depth > NESTING_MAX:
            raise ValueError("nested too deep")
