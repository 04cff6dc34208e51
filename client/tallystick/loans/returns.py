"""What an investor's money has earned: the effective annual rate of dated cash flows, exactly.

The rate x solves  sum of flow / (1 + x)^(days / 365) = 0  over flows dated by day, paid in
negative, received positive; it is rounded half up to a ppm. No float is involved.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal
from fractions import Fraction
from functools import lru_cache

from tallystick.loans.rounding import require_int

__all__ = ["DatedFlow", "annual_return_ppm"]

PPM = 1_000_000
DAYS_PER_YEAR = 365
AMOUNT_MAX = 10**24
DAY_MAX = 2_932_896

_SEARCH_DIGITS = 40
_DIGITS_MAX = 320
_SPOILT_DIGITS = 12
# Where a change of sign is looked for: growth a year from 10^-6 to 10^7 in quarters of a decade.
_GRID = tuple(
    Fraction(10) ** exponent * Fraction(quarter, 1000)
    for exponent in range(-6, 7)
    for quarter in (1000, 1778, 3162, 5623)
)


@dataclass(frozen=True, slots=True)
class DatedFlow:
    """Money on a day, in minor units: paid in by the investor negative, received positive."""

    day: int
    amount: int

    def __post_init__(self) -> None:
        require_int("day", self.day, 0, DAY_MAX, scope="RETURN")
        require_int("amount", self.amount, -AMOUNT_MAX, AMOUNT_MAX, scope="RETURN")


def annual_return_ppm(flows: Iterable[DatedFlow]) -> int | None:
    """Return the effective annual rate of dated cash flows.

    The rate x solves  sum of flow / (1 + x)^(days / 365) = 0.

    Args:
        flows: The investor's flows, in any order.

    Returns:
        The rate in ppm a year, rounded half up. None when it is undefined: nothing paid in or
        nothing received, everything on one day, no rate between -999,999 and about 5 x 10^12 ppm,
        or more than one.
    """
    net: dict[int, int] = {}
    for flow in flows:
        net[flow.day] = net.get(flow.day, 0) + flow.amount
    dated = sorted((day, amount) for day, amount in net.items() if amount)
    if len(dated) < 2 or not (any(a < 0 for _, a in dated) and any(a > 0 for _, a in dated)):
        return None
    return _solved(tuple(dated))


@lru_cache(maxsize=4_096)
def _solved(dated: tuple[tuple[int, int], ...]) -> int | None:
    """Solve flows netted by day; kept, because what has ended is asked for every month again."""
    worth = _Worth(dated)
    bracket = _bracket(worth) if _conventional(dated) else _only_bracket(worth)
    if bracket is None:
        return None
    lower, upper, after = bracket
    low, high = _ppm_below(lower), _ppm_below(upper) + 2
    # The greatest whole ppm whose lower half-way point is not above the rate.
    while high - low > 1:
        middle = (low + high) // 2
        if worth.sign(Fraction(2 * PPM + 2 * middle - 1, 2 * PPM)) != after:
            low = middle
        else:
            high = middle
    return low


def _conventional(dated: Sequence[tuple[int, int]]) -> bool:
    """Whether the flows change their sign once: then one rate solves them (Descartes' rule)."""
    return (
        sum((earlier < 0) != (later < 0) for (_, earlier), (_, later) in itertools.pairwise(dated))
        == 1
    )


def _bracket(worth: _Worth) -> tuple[Fraction, Fraction, int] | None:
    """Return the two points of the grid around the one rate, and the sign after it, by halving."""
    before, after = worth.sign(_GRID[0]), worth.sign(_GRID[-1])
    low, high = 0, len(_GRID) - 1
    if 0 in {before, after}:
        return _only_bracket(worth)
    if before == after:
        return None
    while high - low > 1:
        middle = (low + high) // 2
        sign = worth.sign(_GRID[middle])
        if sign == 0:
            return _only_bracket(worth)
        low, high = (middle, high) if sign == before else (low, middle)
    return _GRID[low], _GRID[high], after


def _only_bracket(worth: _Worth) -> tuple[Fraction, Fraction, int] | None:
    """Return the two points between which the sign changes; None when it does so twice, or never.

    A point that is itself the answer has no sign and lies between its neighbours.
    """
    signs = [(growth, sign) for growth in _GRID if (sign := worth.sign(growth))]
    changes = [(below, above) for below, above in itertools.pairwise(signs) if below[1] != above[1]]
    if len(changes) != 1:
        return None
    (lower, _), (upper, after) = changes[0]
    return lower, upper, after


def _ppm_below(growth: Fraction) -> int:
    return (growth.numerator * PPM) // growth.denominator - PPM


class _Worth:
    """The present value of dated flows, of which only the sign is asked."""

    def __init__(self, dated: Sequence[tuple[int, int]]) -> None:
        self._dated = dated

    def sign(self, growth: Fraction) -> int:
        """Return 1, 0 or -1 as the flows are worth more than, exactly or less than nothing.

        0 when no difference shows in hundreds of digits, which only a true tie does.
        """
        digits = _SEARCH_DIGITS
        while digits <= _DIGITS_MAX:
            worth, size = self._value(growth, Context(prec=digits))
            if abs(worth) > size.scaleb(_SPOILT_DIGITS - digits):
                return 1 if worth > 0 else -1
            digits *= 2
        return 0

    def _value(self, growth: Fraction, context: Context) -> tuple[Decimal, Decimal]:
        """The value on the last day, and the sum of the sizes of what it was added from.

        Compounded forwards and scaled by a positive factor, which leaves the sign as it is.
        """
        base = context.divide(Decimal(growth.numerator), Decimal(growth.denominator))
        daily = context.power(base, context.divide(Decimal(1), Decimal(DAYS_PER_YEAR)))
        worth, size, last = Decimal(0), Decimal(0), self._dated[0][0]
        factors: dict[int, Decimal] = {}  # the same gaps between days come again and again
        for day, amount in self._dated:
            gap = day - last
            factor = factors.get(gap)
            if factor is None:
                factor = factors[gap] = context.power(daily, Decimal(gap))
            worth = context.add(context.multiply(worth, factor), Decimal(amount))
            size = context.add(context.multiply(size, factor), Decimal(abs(amount)))
            last = day
        return worth, size
