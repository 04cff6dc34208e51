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
        given = ", ".join(f"{name}={value}" for name, value in self.values.items())
        super().__init__(code, f"{rule} (given {given})")

    def __reduce__(self) -> tuple[type[TermsError], tuple[str, str, dict[str, int | str]]]:
        return (type(self), (self.code, self.rule, self.values))


def div_floor(numerator: int, denominator: int) -> int:
    """Return numerator / denominator rounded towards minus infinity. Needs denominator > 0."""
    _require_positive(denominator)
    return numerator // denominator


def div_ceil(numerator: int, denominator: int) -> int:
    """Return numerator / denominator rounded towards plus infinity. Needs denominator > 0."""
    _require_positive(denominator)
    return -(-numerator // denominator)


def div_half_up(numerator: int, denominator: int) -> int:
    """Return numerator / denominator rounded to the nearest integer, an exact half upwards.

    floor((2a + b) / (2b)), so a half goes towards plus infinity for negative values too.
    Needs denominator > 0.
    """
    _require_positive(denominator)
    return (2 * numerator + denominator) // (2 * denominator)


def require_int(name: str, value: object, low: int, high: int, *, scope: str = "SCHED") -> int:
    """Return `value` when it is an integer with low <= value <= high.

    Raises TypeError naming the argument when it is not an integer (a float, a bool and a string
    are not), and TermsError with the code `<scope>:<NAME>` when it is out of bounds.
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
