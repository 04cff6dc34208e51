"""What lenders have earned: the net annualised return of all, and the dated return of each month.

The net annualised return is LendingClub's: for each month what reached lenders as interest and
charges, net of the platform's share, less the principal of loans that defaulted in it, plus what
came after default (recoveries and covers), over the principal of loans not in default at its
beginning; (1 + sum of numerators / sum of denominators)^12 - 1. Cash not lent does not count.
The dated return (XIRR) of a cohort takes the drawdown as paid in, everything that reached lenders
on its day, and what is outstanding of loans not in default at its face on the last day.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from tallystick.disclosure.course import month_end, month_of_day
from tallystick.disclosure.vintages import cohort_name
from tallystick.loans.returns import DatedFlow, annual_return_ppm
from tallystick.loans.rounding import div_half_up
from tallystick.loans.state import Status

if TYPE_CHECKING:
    from tallystick.disclosure.course import Course
    from tallystick.replay.history import HistoryStep

__all__ = ["net_annualised_ppm", "returns"]

MILLION = 1_000_000
YEAR = 12


def net_annualised_ppm(numerator: int, denominator: int) -> int | None:
    """Return (1 + numerator / denominator)^12 - 1.

    Args:
        numerator: What was earned in some months, in minor units; negative for a loss.
        denominator: Principal at the beginnings of these months together, in minor units.

    Returns:
        The rate in ppm a year, rounded half up; None without principal, or when more was lost than
        was there.
    """
    if denominator <= 0 or denominator + numerator < 0:
        return None
    growth = (denominator + numerator) ** YEAR * MILLION
    return int(div_half_up(growth, denominator**YEAR)) - MILLION


def returns(courses: Sequence[Course], day: int) -> list[dict[str, object]]:
    """Return the rows of returns: net since the beginning and of the last year, then by cohort.

    Args:
        courses: The loans that were drawn down.
        day: The last local day to look at, in days since 1970-01-01.

    Returns:
        The rows for JSON: amounts in minor units and rates in ppm (half up) as strings.
    """
    months = _months(courses, day)
    rows = [
        _net("nar", months, "since the beginning"),
        _net("nar-12", months[-YEAR:], "of the last 12 months"),
    ]
    cohorts: dict[int, list[Course]] = defaultdict(list)
    for course in courses:
        cohorts[month_of_day(course.issue_day)].append(course)
    return rows + [_dated(month, cohorts[month], day) for month in sorted(cohorts)]


def _net(identity: str, months: Sequence[tuple[int, int]], span: str) -> dict[str, object]:
    numerator, denominator = sum(n for n, _ in months), sum(d for _, d in months)
    return {
        "id": identity,
        "name": f"net annualised return {span}",
        "numerator": str(numerator),
        "denominator": str(denominator),
        "months": len(months),
        "value_ppm": _shown(net_annualised_ppm(numerator, denominator)),
        "label": "provable",
    }


def _months(courses: Sequence[Course], day: int) -> list[tuple[int, int]]:
    """Return (numerator, denominator) of each month from the first drawdown to a day's month."""
    if not courses:
        return []
    first, last = month_of_day(min(course.issue_day for course in courses)), month_of_day(day)
    earned = [0] * (last - first + 1)
    lent = [0] * (last - first + 1)
    for course in courses:
        for before, step in pairwise(course.steps):
            earned[month_of_day(step.day) - first] += _earned(before, step)
        for place in range(month_of_day(course.issue_day) - first + 1, last - first + 1):
            start = course.at(month_end(first + place - 1))
            if start is not None and start.state.status is Status.ACTIVE:
                lent[place] += start.state.outstanding
    return list(zip(earned, lent, strict=True))


def _earned(before: HistoryStep, step: HistoryStep) -> int:
    """Return what one step earned: what came in, less what it took off the principal lent.

    A default takes off all of it. So does a prepayment what interest paid ahead has lowered.
    """
    came = step.interest - before.interest + step.principal - before.principal
    if before.state.status is not Status.ACTIVE:
        return came
    left = step.state.outstanding if step.state.status is Status.ACTIVE else 0
    return came - (before.state.outstanding - left)


def _dated(month: int, cohort: Sequence[Course], day: int) -> dict[str, object]:
    flows: list[DatedFlow] = []
    received = left = 0
    for course in cohort:
        flows.append(DatedFlow(course.issue_day, -course.principal))
        for before, step in pairwise(course.steps):
            paid = step.principal + step.interest - before.principal - before.interest
            if paid:
                flows.append(DatedFlow(step.day, paid))
                received += paid
        state = course.steps[-1].state
        if state.status is Status.ACTIVE:
            left += state.outstanding
    if left:
        flows.append(DatedFlow(day, left))
    return {
        "id": f"xirr/{cohort_name(month)}",
        "name": f"dated return of the loans of {cohort_name(month)}",
        "paid_in": str(sum(course.principal for course in cohort)),
        "received": str(received),
        "outstanding": str(left),
        "value_ppm": _shown(annual_return_ppm(flows)),
        "label": "provable",
    }


def _shown(value: int | None) -> str | None:
    return None if value is None else str(value)
