"""One-year default rates as in Delegated Regulation (EU) 2022/2115, Articles 1 and 2.

Windows of twelve months that do not overlap, the first from the end of the month of the first
drawdown, and only whole ones: a window that was published does not change. In the denominator are
the loans that at the beginning owed principal, were not in default, and had a payment scheduled in
the window; in the numerator those of them that came into default in it. In default is who is more
than 90 days past due, or declared so. The headline is the simple average of the windows' rates.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tallystick.disclosure.course import month_end, month_of_day
from tallystick.loans.dates import date_from_day
from tallystick.loans.instalments import rows_ahead

if TYPE_CHECKING:
    from tallystick.disclosure.course import Course

__all__ = ["DefaultRate", "default_rates"]

MILLION = 1_000_000
DEFAULT_DAYS = 90
LEVELS = 5


@dataclass(frozen=True, slots=True)
class DefaultRate:
    """One window, of one risk level or of all (0); `begins` is the day at whose end it begins."""

    begins: int
    ends: int
    risk_level: int
    loans: int
    defaulted: int

    @property
    def rate_ppm(self) -> int | None:
        """Defaulted loans in all, rounded down; None without loans."""
        return self.defaulted * MILLION // self.loans if self.loans else None

    def document(self) -> dict[str, object]:
        """Return the row as it is published; a window without loans has no rate.

        Returns:
            Its fields for JSON: counts and the rate in ppm as strings, the rate rounded down.
        """
        ends = date_from_day(self.ends).isoformat()
        rate = self.rate_ppm
        return {
            "id": f"{ends}/{self.risk_level or 'all'}",
            "from": date_from_day(self.begins + 1).isoformat(),
            "until": ends,
            "risk_level": self.risk_level or None,
            "numerator": str(self.defaulted),
            "denominator": str(self.loans),
            "rate_ppm": None if rate is None else str(rate),
            "label": "provable",
        }


def default_rates(courses: Sequence[Course], day: int) -> list[DefaultRate]:
    """Return every whole window of twelve months up to the end of a month.

    Args:
        courses: The loans that were drawn down.
        day: The last local day of the month, in days since 1970-01-01.

    Returns:
        The windows in order, each for all loans and then for every risk level that has some.
    """
    if not courses:
        return []
    first = month_of_day(min(course.issue_day for course in courses))
    late = {course.number: course.late(DEFAULT_DAYS) for course in courses}
    rates = []
    for month in range(first, month_of_day(day) - 11, 12):
        begins, ends = month_end(month), month_end(month + 12)
        counted = [
            course for course in courses if _counts(course, late[course.number], begins, ends)
        ]
        fallen = {
            course.number
            for course in counted
            if any(begins < since <= ends for since, _ in late[course.number])
        }
        for level in range(LEVELS + 1):
            of_level = [course for course in counted if level in {0, course.risk_level}]
            defaulted = sum(1 for course in of_level if course.number in fallen)
            if not level or of_level:
                rates.append(DefaultRate(begins, ends, level, len(of_level), defaulted))
    return rates


def _counts(course: Course, late: Sequence[tuple[int, int]], begins: int, ends: int) -> bool:
    step = course.at(begins)
    if step is None or not step.state.outstanding:
        return False
    if any(first <= begins <= last for first, last in late):
        return False
    return any(row.payment and begins < row.due <= ends for row in rows_ahead(step.state))
