"""How a card judged loans whose outcome is known: over time, by grade, and in money."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from tallystick_node.credit import measures
from tallystick_node.credit.event_times import times_of
from tallystick_node.credit.table import Kind

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tallystick_node.credit.table import Column

    Floats = NDArray[np.float64]
    Truths = NDArray[np.bool_]

__all__ = ["Lost", "by_grade", "by_period", "in_money", "overall", "periods_of", "trade_off"]

PERIODS_MAX = 60
EPOCH = date(1970, 1, 1)
CUTS = tuple(range(10, 101, 10))


@dataclass(frozen=True, slots=True)
class Lost:
    """What became of each loan: share of principal lost, and what the card expected."""

    share: Floats
    expected: Floats


def periods_of(column: Column) -> tuple[NDArray[np.intp], list[str]]:
    """Return the period of each row: months of dates, else ten equal parts of numbers.

    Args:
        column: The column of times.

    Returns:
        The place of each row's period, shape (rows,), and the names of the periods.

    Raises:
        CreditError: CREDIT:TYPE when the column holds neither dates nor numbers: words have no
            order in time.
    """
    times = times_of(column)
    if column.kind is Kind.DATE:
        days = np.nan_to_num(column.values).astype(np.int64).tolist()
        names = [f"{EPOCH + timedelta(days=day):%Y-%m}" for day in days]
    else:
        names = []
    periods = sorted(set(names))
    if names and len(periods) <= PERIODS_MAX:
        place = {name: at for at, name in enumerate(periods)}
        return np.array([place[name] for name in names], np.intp), periods
    ranks = np.argsort(np.argsort(times, kind="stable"), kind="stable")
    parts = 10
    return ranks * parts // len(column), [f"part {part}" for part in range(1, parts + 1)]


def overall(bad: Truths, chance: Floats) -> dict[str, Any]:
    """Return separation and calibration, with the interval of the AUC.

    Args:
        bad: Which rows defaulted, shape (rows,).
        chance: The predicted chance of default of each row, shape (rows,).

    Returns:
        Figures by name, rounded to six digits, None where undefined.
    """
    interval = measures.auc_interval(bad, chance)
    observed = float(np.mean(bad))
    _, slope = measures.calibration(bad, measures.log_odds(chance))
    return {
        "rows": len(bad),
        "bad": int(np.sum(bad)),
        "auc": _held(interval.value),
        "auc_low": _held(interval.low),
        "auc_high": _held(interval.high),
        "gini": _held(2 * interval.value - 1),
        "ks": _held(measures.ks(bad, chance)),
        "brier": _held(measures.brier(bad, chance)),
        "calibration_slope": _held(slope),
        "expected": _held(float(np.mean(chance))),
        "observed": _held(observed),
        "expected_over_observed": _held(float(np.mean(chance)) / observed if observed else None),
    }


def by_period(
    periods: NDArray[np.intp], names: list[str], bad: Truths, chance: Floats
) -> list[dict[str, Any]]:
    """Return the figures of each period; wide intervals show that a month is few loans.

    Args:
        periods: The place of each row's period, shape (rows,).
        names: The names of the periods.
        bad: Which rows defaulted, shape (rows,).
        chance: The predicted chance of default of each row, shape (rows,).

    Returns:
        One object a period with rows, as of `overall`.
    """
    figures = []
    for at, name in enumerate(names):
        rows = periods == at
        if np.any(rows):
            figures.append({"period": name, **overall(bad[rows], chance[rows])})
    return figures


def by_grade(grades: list[str], bad: Truths, chance: Floats) -> list[dict[str, Any]]:
    """Return expected against realised default of each grade.

    Args:
        grades: The grade of each row.
        bad: Which rows defaulted, shape (rows,).
        chance: The predicted chance of default of each row, shape (rows,).

    Returns:
        One object a grade, best first.
    """
    own = np.array(grades)
    figures = []
    for name in sorted(set(grades)):
        rows = own == name
        observed = float(np.mean(bad[rows]))
        figures.append(
            {
                "grade": name,
                "rows": int(np.sum(rows)),
                "expected": _held(float(np.mean(chance[rows]))),
                "observed": _held(observed),
                "brier": _held(measures.brier(bad[rows], chance[rows])),
            }
        )
    return figures


def in_money(chance: Floats, lost: Lost, rival: Floats | None) -> dict[str, Any]:
    """Return expected against realised loss, over all and by fifths of risk.

    Args:
        chance: The predicted chance of default of each row, shape (rows,).
        lost: What became of each loan.
        rival: The platform's own view, larger is riskier, sorted the same way beside ours.

    Returns:
        Shares of principal.
    """
    known = np.isfinite(lost.share)
    money = {
        "expected_loss": _held(float(np.mean(lost.expected[known]))),
        "realised_loss": _held(float(np.mean(lost.share[known]))),
        "fifths": _fifths(chance[known], lost.share[known]),
    }
    if rival is not None:
        money["fifths_of_rival"] = _fifths(rival[known], lost.share[known])
    return money


def trade_off(
    risk: Floats, bad: Truths, lost: Floats | None, paid: Floats | None
) -> list[dict[str, Any]]:
    """Return bad rate, loss and paid back over lent, for approving the best 10 to 100 %.

    Args:
        risk: What the rows are sorted by, larger is riskier, shape (rows,).
        bad: Which rows defaulted, shape (rows,).
        lost: The share of principal lost on each loan, None when not known.
        paid: What was paid back over what was lent, None when not known.

    Returns:
        One object for each share approved.
    """
    order = np.argsort(risk, kind="stable")
    lines = []
    for cut in CUTS:
        rows = order[: max(1, len(order) * cut // 100)]
        line: dict[str, Any] = {"approved": cut / 100, "bad_rate": _held(float(np.mean(bad[rows])))}
        if lost is not None:
            line["loss"] = _held(float(np.nanmean(lost[rows])))
        if paid is not None:
            line["paid_over_lent"] = _held(float(np.nanmean(paid[rows])))
        lines.append(line)
    return lines


def _fifths(risk: Floats, share: Floats) -> list[float]:
    order = np.argsort(risk, kind="stable")
    return [round(float(np.mean(share[rows])), 4) for rows in np.array_split(order, 5) if len(rows)]


def _held(value: float | None) -> float | None:
    """Return a figure at six digits, None when there is none."""
    return None if value is None or not np.isfinite(value) else round(float(value), 6)
