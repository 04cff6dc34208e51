"""Vintages: what became of the loans of each month, by their age in months.

A cell is of the end of the month that lies so many months after the month of drawdown. `ever` is
the original principal of loans that were so late at the end of any day by then; `current` is the
outstanding principal of those that are so late then. Both stand over the cohort's original
principal; the two are never mixed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

from tallystick.disclosure.course import month_end, month_of_day

if TYPE_CHECKING:
    from tallystick.disclosure.course import Course

__all__ = ["vintages"]

MILLION = 1_000_000
LIMITS = (30, 90)


def vintages(courses: Sequence[Course], day: int) -> list[dict[str, object]]:
    """Return a row for each month of drawdown, with a cell for each age that is over by a day.

    Args:
        courses: The loans that were drawn down.
        day: The last local day to look at, in days since 1970-01-01.

    Returns:
        The rows for JSON: amounts in minor units and shares in ppm (rounded down) as strings.
    """
    cohorts: dict[int, list[Course]] = defaultdict(list)
    for course in courses:
        cohorts[month_of_day(course.issue_day)].append(course)
    return [_row(month, cohorts[month], month_of_day(day)) for month in sorted(cohorts)]


def cohort_name(month: int) -> str:
    """Return the name of a month.

    Args:
        month: The month's number, as `month_of_day` counts.

    Returns:
        The month as YYYY-MM.
    """
    return f"{month // 12:04d}-{month % 12 + 1:02d}"


def _row(month: int, cohort: Sequence[Course], last: int) -> dict[str, object]:
    principal = sum(course.principal for course in cohort)
    late = {limit: [(course, course.late(limit)) for course in cohort] for limit in LIMITS}
    cells = []
    for age in range(last - month + 1):
        end = month_end(month + age)
        cell: dict[str, object] = {"age": age}
        for limit in LIMITS:
            ever = current = 0
            for course, spans in late[limit]:
                if spans and spans[0][0] <= end:
                    ever += course.principal
                if any(first <= end <= until for first, until in spans):
                    step = course.at(end)
                    current += step.state.outstanding if step is not None else 0
            for kind, amount in (("ever", ever), ("current", current)):
                cell[f"{kind}_{limit}"] = str(amount)
                cell[f"{kind}_{limit}_ppm"] = str(amount * MILLION // principal)  # down
        cells.append(cell)
    return {
        "cohort": cohort_name(month),
        "loans": len(cohort),
        "denominator": str(principal),
        "cells": cells,
        "label": "provable",
    }
