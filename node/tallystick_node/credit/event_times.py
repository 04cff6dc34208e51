"""When loans were made: dates, years, months and days as one number, or counts from an origin."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from tallystick_node.credit.refusal import CreditError
from tallystick_node.credit.table import Kind

if TYPE_CHECKING:
    from datetime import date

    from numpy.typing import NDArray

    from tallystick_node.credit.table import Column

__all__ = ["is_mature", "times_of"]

MATURE_MAX = 600
EPOCH_YEAR = 1970

# A number counted from an origin that nobody states (days, thousands of days, seconds) has an order
# all the same; that it is a time, only its column's name can say.
COUNTED = re.compile(
    r"(?:^|[^a-z])(?:t|time|timestamp|date|k?days?|weeks?|months?|quarters?|years?|epoch|seconds?"
    r"|vintage|cohort)(?:[^a-z]|$)"
)


def times_of(column: Column) -> NDArray[np.float64]:
    """Return a column of times as numbers that rise with time.

    Args:
        column: Dates, or numbers such as 201612; any numbers where the column's name says that they
            count time (`t_kdays`, `day`).

    Returns:
        Shape (rows,), NaN for missing.

    Raises:
        CreditError: CREDIT:TYPE when the column holds words, or numbers that are no times.
    """
    if column.kind is Kind.CATEGORY:
        shown = ", ".join(repr(level) for level in column.levels[:3])
        raise CreditError(
            "CREDIT:TYPE",
            f"the time column {column.name!r} holds no dates that can be put in order ({shown}):"
            " write 2016-12-31, or 31/12/2016 with a day over 12 in it",
        )
    known = column.values[np.isfinite(column.values)]
    counted = COUNTED.search(column.name.lower()) is not None
    if column.kind is Kind.NUMBER and not counted and not np.all(_tells_time(known)):
        raise CreditError(
            "CREDIT:TYPE",
            f"the time column {column.name!r} holds numbers that are no times, such as"
            f" {known[~_tells_time(known)][0]:g}: a year is 2016, a month 201612, a day 20161231;"
            " a count from an origin is called time, day or the like",
        )
    return column.values


def is_mature(column: Column, months: int, as_of: date | None) -> NDArray[np.bool_]:
    """Return which loans are old enough for their outcome to be known.

    Younger ones are to be left out whatever became of them: of those only defaults are known yet.

    Args:
        column: When loans were made: dates, or numbers such as 201612.
        months: How many months a loan must be old.
        as_of: The day at which they must be so old; None is the time of the last loan.

    Returns:
        Shape (rows,), False for a missing time.

    Raises:
        CreditError: CREDIT:TYPE when the column holds no times; CREDIT:COLUMN when the months are
            not 1 to 600.
    """
    if not 1 <= months <= MATURE_MAX:
        raise CreditError(
            "CREDIT:COLUMN", f"loans are mature after 1 to {MATURE_MAX} months, not {months}"
        )
    times = times_of(column)
    known = np.isfinite(times)
    held = np.where(known, times, 0)
    if column.kind is Kind.DATE:
        day = held.astype(np.int64).astype("datetime64[D]")
        issued = day.astype("datetime64[M]").astype(np.float64) + 12 * EPOCH_YEAR
    else:
        month = np.where(held >= 10**6, held // 100, held)
        issued = np.where(month >= 10**4, 12 * (month // 100) + month % 100 - 1, 12 * month)
    end = np.max(issued[known], initial=0) if as_of is None else 12 * as_of.year + as_of.month - 1
    return known & (end - issued >= months)


def _tells_time(numbers: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which numbers are years, months or days written as one number."""
    days = np.where(numbers >= 10**6, numbers % 100, 1)
    months = np.where(numbers >= 10**6, numbers // 100, numbers)
    month = np.where(months >= 10**4, months % 100, 1)
    years = np.where(months >= 10**4, months // 100, months)
    sure: NDArray[np.bool_] = (
        (numbers == np.floor(numbers)) & (years >= 1900) & (years < 2200)
        & (month >= 1) & (month <= 12) & (days >= 1) & (days <= 31)
    )  # fmt: skip
    return sure
