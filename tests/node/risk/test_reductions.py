"""Scale, concentration and what is overdue, by month: each falls, stands, or has risen."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from tallystick_node.risk.reductions import MonthOfRisk, month_of_risk, reductions


def report(*loans: tuple[str, int, str, int]) -> Any:
    rows = [
        {
            "borrower": borrower, "outstanding": str(owed), "status": status, "days_past_due": days,
        }
        for borrower, owed, status, days in loans
    ]  # fmt: skip
    return SimpleNamespace(subject="monthly:2025-01", document={"loans": rows})


def test_a_month_is_what_its_report_says() -> None:
    month = month_of_risk(
        report(("a", 400, "active", 90), ("b", 300, "active", 91), ("b", 0, "repaid", 0),
               ("c", 200, "defaulted", 0), ("d", 100, "active", 0))
    )  # fmt: skip
    assert month == MonthOfRisk("2025-01", 1_000, 300_000, 500_000)
    assert month_of_risk(report()) == MonthOfRisk("2025-01", 0, 0, 0)


def test_each_of_the_three_is_judged_alone() -> None:
    first = MonthOfRisk("1", 100, 50, 20)
    assert reductions([first]) == {"scale": True, "leverage": True, "risk": True}
    assert reductions([first, first]) == {"scale": True, "leverage": True, "risk": True}
    for place, name in enumerate(("scale", "leverage", "risk")):
        figures = [100, 50, 20]
        figures[place] += 1
        risen = reductions([first, MonthOfRisk("2", *figures), first])
        assert [key for key, fell in risen.items() if not fell] == [name]
