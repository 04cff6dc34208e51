"""When loans were made: dates, or years, months and days that are written as one number."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tallystick_node.credit.refusal import CreditError
from tallystick_node.credit.table import Kind

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tallystick_node.credit.table import Column

__all__ = ["times_of"]


def times_of(column: Column) -> NDArray[np.float64]:
    """Return a column of times as numbers that rise with time.

    Args:
        column: Dates, or numbers such as 201612.

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
    if column.kind is Kind.NUMBER and not np.all(_tells_time(known)):
        raise CreditError(
            "CREDIT:TYPE",
            f"the time column {column.name!r} holds numbers that are no times, such as"
            f" {known[~_tells_time(known)][0]:g}: a year is 2016, a month 201612, a day 20161231",
        )
    return column.values


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
