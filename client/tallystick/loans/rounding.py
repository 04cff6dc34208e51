"""Integer division that names its direction, and integers that are checked before they are used.

Money is whole minor units, rates are parts per million (ppm). No float is accepted anywhere.
"""

from __future__ import annotations

from collections.abc import Mapping

from tallystick.errors import TallystickError

__all__ = ["TermsError", "div_ceil", "div_floor", "div_half_up", "require_int"]


class TermsError(TallystickError, ValueError):
    """Raised when a value breaks a rule of the terms of a loan; nothing was computed or changed.

    `code` is stable and meant for programs, `rule` is the sentence for people, `values` are the
    values that broke it.
    """

    def __init__(self, code: str, rule: str, values: Mapping[str, int | str]) -> None:
        self.rule = rule
        self.values = dict(values)
        pairs = ", ".join(f"{name}={value}" for name, value in self.values.items())
        super().__init__(code, f"{rule} (given {pairs})")

    def __reduce__(self) -> tuple[type[TermsError], tuple[str, str, dict[str, int | str]]]:
        return (type(self), (self.code, self.rule, self.values))


def div_floor(numerator: int, denominator: int) -> int:
    """Return numerator / denominator rounded towards minus infinity.

    Args:
        numerator: Any integer.
        denominator: At least 1.

    Returns:
        The quotient, rounded down.

    Raises:
        ZeroDivisionError: When the denominator is 0 or negative.
    """
    _require_positive(denominator)
    return numerator // denominator


def div_ceil(numerator: int, denominator: int) -> int:
    """Return numerator / denominator rounded towards plus infinity.

    Args:
        numerator: Any integer.
        denominator: At least 1.

    Returns:
        The quotient, rounded up.

    Raises:
        ZeroDivisionError: When the denominator is 0 or negative.
    """
    _require_positive(denominator)
    return -(-numerator // denominator)


def div_half_up(numerator: int, denominator: int) -> int:
    """Return numerator / denominator rounded to the nearest integer, an exact half upwards.

    floor((2a + b) / (2b)), so a half goes towards plus infinity for negative values too.

    Args:
        numerator: Any integer.
        denominator: At least 1.

    Returns:
        The quotient, rounded half up.

    Raises:
        ZeroDivisionError: When the denominator is 0 or negative.
    """
    _require_positive(denominator)
    return (2 * numerator + denominator) // (2 * denominator)


def require_int(name: str, value: object, low: int, high: int, *, scope: str = "SCHED") -> int:
    """Return a value when it is an integer within its bounds.

    Args:
        name: What the value is called in the error.
        value: The value to check.
        low: The least value allowed.
        high: The greatest value allowed.
        scope: First part of the error's code.

    Returns:
        The value itself.

    Raises:
        TermsError: `<scope>:<NAME>` when the value is out of bounds.
        TypeError: When the value is not an integer; a float, a bool and a string are not.
    """
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"{name} must be an int, not {type(value).__name__}")
    if not low <= value <= high:
        raise TermsError(
            f"{scope}:{name.upper()}", f"{name} must be {low} to {high}", {name: value}
        )
    return value


def _require_positive(denominator: int) -> None:
    if denominator <= 0:
        raise ZeroDivisionError(f"denominator must be positive, not {denominator}")
