"""What an investor's money has earned: the effective annual rate of dated cash flows, exactly.

The rate x solves  sum of flow / (1 + x)^(days / 365) = 0  over flows dated by day, paid in
negative, received positive; it is rounded half up to a ppm. No float is involved.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Context, Decimal
from fractions import Fraction

from tallystick.rounding import require_int

__all__ = ["DatedFlow", "annual_return_ppm"]

PPM = 1_000_000
RATE_MAX_PPM = 10**12
DAYS_PER_YEAR = 365
AMOUNT_MAX = 10**24
DAY_MAX = 2_932_896

_SEARCH_DIGITS = 40
_DIGITS_MAX = 320
_SPOILT_DIGITS = 12
# Where a change of sign is looked for: growth a year from 10^-6 to 10^6 in quarters of a decade.
_GRID = tuple(
    Fraction(10) ** exponent * Fraction(quarter, 1000)
    for exponent in range(-6, 6)
    for quarter in (1000, 1778, 3162, 5623)
)


@dataclass(frozen=True, slots=True)
class DatedFlow:
    """Money on a day: paid in by the investor negative, received by him positive."""

    day: int
    amount: int

    def __post_init__(self) -> None:
        require_int("day", self.day, 0, DAY_MAX, scope="RETURN")
        require_int("amount", self.amount, -AMOUNT_MAX, AMOUNT_MAX, scope="RETURN")


def annual_return_ppm(flows: Iterable[DatedFlow]) -> int | None:
    """Return the effective annual rate of the flows in ppm, half up; None when it is undefined.

    Undefined: nothing paid in or nothing received, everything on one day, no rate between
    -999,999 and 10^12 ppm, or more than one.
    """
    net: dict[int, int] = {}
    for flow in flows:
        net[flow.day] = net.get(flow.day, 0) + flow.amount
    dated = sorted((day, amount) for day, amount in net.items() if amount)
    if len(dated) < 2 or not (any(a < 0 for _, a in dated) and any(a > 0 for _, a in dated)):
        return None
    worth = _Worth(dated)
    signs = [worth.is_positive(growth) for growth in _GRID]
    changes = [i for i in range(1, len(signs)) if signs[i] != signs[i - 1]]
    if len(changes) != 1:
        return None
    rising = signs[changes[0]]
    low = _ppm_below(_GRID[changes[0] - 1])
    high = _ppm_below(_GRID[changes[0]]) + 2
    # The greatest whole ppm whose lower half-way point is not above the rate.
    while high - low > 1:
        middle = (low + high) // 2
        reached = worth.is_positive(Fraction(2 * PPM + 2 * middle - 1, 2 * PPM)) != rising
        if reached:
            low = middle
        else:
            high = middle
    return low


def _ppm_below(growth: Fraction) -> int:
    return (growth.numerator * PPM) // growth.denominator - PPM


class _Worth:
    """The present value of dated flows, of which only the sign is asked."""

    def __init__(self, dated: list[tuple[int, int]]) -> None:
        self._dated = dated

    def is_positive(self, growth: Fraction) -> bool:
        """Whether the flows are worth at least 0 at a growth a year."""
        digits = _SEARCH_DIGITS
        while True:
            worth, size = self._value(growth, Context(prec=digits))
            if abs(worth) > size.scaleb(_SPOILT_DIGITS - digits) or digits >= _DIGITS_MAX:
                return worth >= 0
            digits *= 2

    def _value(self, growth: Fraction, context: Context) -> tuple[Decimal, Decimal]:
        """The value on the last day, and the sum of the sizes of what it was added from.

        Compounded forwards and scaled by a positive factor, which leaves the sign as it is.
        """
        base = context.divide(Decimal(growth.numerator), Decimal(growth.denominator))
        daily = context.power(base, context.divide(Decimal(1), Decimal(DAYS_PER_YEAR)))
        worth, size, last = Decimal(0), Decimal(0), self._dated[0][0]
        for day, amount in self._dated:
            factor = context.power(daily, Decimal(day - last))
            worth = context.add(context.multiply(worth, factor), Decimal(amount))
            size = context.add(context.multiply(size, factor), Decimal(abs(amount)))
            last = day
        return worth, size
