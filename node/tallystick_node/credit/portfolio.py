"""Loans on their way: roll rates between stages of delay, vintage curves, migration of grades."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Ints = NDArray[np.int64]

__all__ = ["STAGES", "early_signs", "migration", "roll_rates", "vintage_curves"]

# Days past due up to which a stage reaches: on time, then the tiers of servicing.
STAGES = (("on time", 0), ("1-30", 30), ("31-60", 60), ("61-90", 90), ("91+", None))


def _stage(days: Ints) -> Ints:
    limits = np.array([limit for _, limit in STAGES if limit is not None])
    return np.searchsorted(limits, days, side="left")


def roll_rates(loans: Sequence[str], months: Ints, days_past_due: Ints) -> dict[str, Any]:
    """Return how the loans of each stage stood one month later, in shares of their number.

    One entry per loan and month on book; months that are missing between two count as no step.

    Args:
        loans: The loan of each entry.
        months: The month on book of each entry, 0 for that of the loan.
        days_past_due: Of each entry, at least 0.

    Returns:
        The stages, the loans in each, and a table of shares from stage to stage.
    """
    order = np.lexsort((months, np.array(loans)))
    names, month, stage = np.array(loans)[order], months[order], _stage(days_past_due)[order]
    next_to = (names[1:] == names[:-1]) & (month[1:] == month[:-1] + 1)
    size = len(STAGES)
    moves = np.bincount(stage[:-1][next_to] * size + stage[1:][next_to], minlength=size**2)
    table = moves.reshape(size, size)
    shares = table / np.maximum(table.sum(axis=1, keepdims=True), 1)
    return {
        "stages": [name for name, _ in STAGES],
        "loans": table.sum(axis=1).tolist(),
        "shares": [[round(float(share), 4) for share in row] for row in shares],
    }


def vintage_curves(
    vintages: Sequence[str],
    loans: Sequence[str],
    months: Ints,
    days_past_due: Ints,
    *,
    over: int = 90,
) -> dict[str, list[float]]:
    """Return, by vintage, the share of loans that were ever past due too long by each month.

    "Ever", never mixed with "currently": the curves only rise. A curve ends with the last month
    that any loan of the vintage has been observed.

    Args:
        vintages: The vintage of each entry.
        loans: The loan of each entry.
        months: The month on book of each entry, 0 for that of the loan.
        days_past_due: Of each entry, at least 0.
        over: Beyond how many days past due a loan counts.

    Returns:
        Shares from month 0 on, by vintage.
    """
    first: dict[tuple[str, str], int] = {}
    size: dict[str, set[str]] = {}
    last: dict[str, int] = {}
    entries = zip(vintages, loans, months.tolist(), days_past_due.tolist(), strict=True)
    for vintage, loan, month, days in entries:
        size.setdefault(vintage, set()).add(loan)
        last[vintage] = max(last.get(vintage, 0), month)
        if days > over:
            key = (vintage, loan)
            first[key] = min(first.get(key, month), month)
    curves = {}
    for vintage in sorted(size):
        reached = np.zeros(last[vintage] + 1)
        for (of_vintage, _), month in first.items():
            if of_vintage == vintage:
                reached[month] += 1
        shares = np.cumsum(reached) / len(size[vintage])
        curves[vintage] = [round(float(share), 6) for share in shares]
    return curves


def early_signs(loans: Sequence[str], months: Ints, days_past_due: Ints) -> dict[str, float]:
    """Return early proxies of default: shares of loans late in month 1, and 30+ by month 3 and 6.

    Charge-offs need a year or more to show; these do not.

    Args:
        loans: The loan of each entry.
        months: The month on book of each entry, 0 for that of the loan.
        days_past_due: Of each entry, at least 0.

    Returns:
        Shares by name.
    """
    names = np.array(loans)
    everyone = len(np.unique(names))
    signs = {
        "late_in_month_1": (1, 0),
        "over_30_by_month_3": (3, 30),
        "over_30_by_month_6": (6, 30),
    }
    return {
        name: round(len(np.unique(names[(months <= month) & (days_past_due > days)])) / everyone, 6)
        for name, (month, days) in signs.items()
    }


def migration(before: Sequence[str], after: Sequence[str]) -> dict[str, Any]:
    """Return how many went from which grade to which, and the shares that rose, fell and stayed.

    Args:
        before: The grade of each row before.
        after: The grade of each row now.

    Returns:
        The grades, a table of counts from grade to grade, and the shares.
    """
    names = sorted({*before, *after})
    place = {name: at for at, name in enumerate(names)}
    table = np.zeros((len(names), len(names)), np.int64)
    for earlier, later in zip(before, after, strict=True):
        table[place[earlier], place[later]] += 1
    total = max(int(table.sum()), 1)
    return {
        "grades": names,
        "counts": table.tolist(),
        "better": round(float(np.tril(table, -1).sum()) / total, 6),
        "same": round(float(np.trace(table)) / total, 6),
        "worse": round(float(np.triu(table, 1).sum()) / total, 6),
    }
