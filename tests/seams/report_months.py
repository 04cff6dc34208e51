"""The months of a whole life: their last days, and the last blocks of those."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from tallystick.loans.dates import date_from_day, day_from_date, local_day

if TYPE_CHECKING:
    from seams.audit_life import Life

__all__ = ["block_of", "month_ends"]


def block_of(life: Life, day: int) -> int:
    """The last block of a local day."""
    connection = life.platform.connection
    low, high = 0, connection.block_number()
    while low < high:
        middle = (low + high + 1) // 2
        block = connection.block(middle)
        assert block is not None
        low, high = (middle, high) if local_day(block.timestamp, 0) <= day else (low, middle - 1)
    return low


def month_ends(life: Life) -> list[int]:
    """The last days of the months that are over, from the deployment on."""
    first = life.platform.connection.block(life.platform.deployment.block)
    assert first is not None
    begun, now = date_from_day(local_day(first.timestamp, 0)), life.platform.now() // 86_400
    rows: list[int] = []
    month = date(begun.year, begun.month, 1)
    while True:
        month = (month + timedelta(31)).replace(day=1)
        if day_from_date(month) > now:
            return rows
        rows.append(day_from_date(month) - 1)
