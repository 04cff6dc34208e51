"""Whether a platform becomes smaller, less concentrated and less overdue: the three reductions."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from tallystick_node.risk.exposures import PPM

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tallystick.disclosure.report import Report

__all__ = ["MonthOfRisk", "month_of_risk", "reductions"]

LATE_DAYS = 90


@dataclass(frozen=True, slots=True)
class MonthOfRisk:
    """A month's end: scale in minor units, leverage as concentration, risk as what is overdue.

    herfindahl_ppm: of what borrowers owe. late_ppm: the share of what is outstanding that is more
    than 90 days past due or in default. Both rounded down; 0 where nothing is outstanding.
    """

    month: str
    outstanding: int
    herfindahl_ppm: int
    late_ppm: int


def month_of_risk(report: Report) -> MonthOfRisk:
    """Return what a monthly report says of the three.

    Args:
        report: The report.

    Returns:
        The month.
    """
    owed: Counter[str] = Counter()
    late = 0
    for loan in report.document["loans"]:
        amount = int(loan["outstanding"])
        owed[loan["borrower"]] += amount
        if loan["status"] != "active" or loan["days_past_due"] > LATE_DAYS:
            late += amount
    total = owed.total()
    month = report.subject.partition(":")[2]
    if total == 0:
        return MonthOfRisk(month, 0, 0, 0)
    squares = sum(amount * amount for amount in owed.values())
    return MonthOfRisk(month, total, squares * PPM // (total * total), late * PPM // total)


def reductions(months: Sequence[MonthOfRisk]) -> dict[str, bool]:
    """Return which of the three has not risen from any month to the next.

    Args:
        months: In their order.

    Returns:
        Scale, leverage and risk: whether each fell or stood; true for fewer than two months.
    """
    pairs = list(pairwise(months))
    return {
        "scale": all(after.outstanding <= before.outstanding for before, after in pairs),
        "leverage": all(after.herfindahl_ppm <= before.herfindahl_ppm for before, after in pairs),
        "risk": all(after.late_ppm <= before.late_ppm for before, after in pairs),
    }
