"""Calibration that lasts: what vintages that came later say of a score's spread and level.

Every part that a fold judged is cut into vintages, at changes of time. Each vintage has a slope (by
how much the log-odds should have been spread) and a shift (by how much they were too low), each
with its information. Vintages differ by more than chance, so they are summed up as draws around a
mean (DerSimonian and Laird 1986, Controlled Clinical Trials 7), the recent counting for more; where
they follow a line in time beyond doubt, the line is followed one part further.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import stats

from tallystick_node.credit import measures
from tallystick_node.credit.likelihood import sigmoid

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Rows = NDArray[np.intp]

__all__ = ["Forecast", "Vintage", "as_figures", "forecast", "shift_of", "slope_in", "vintages_of"]

VINTAGES = 4
BAD_MIN = 20
# A line in time is followed when its rise is so many times its error, and vintages are so many.
SURE, LINE_MIN = 3.0, 5
ROUNDS_MAX = 50


@dataclass(frozen=True, slots=True)
class Vintage:
    """A figure of the loans of one time. at: when, as the share of rows made before its middle."""

    at: float
    value: float
    information: float
    weight: float


@dataclass(frozen=True, slots=True)
class Forecast:
    """What the loans to come are expected to show.

    error: its standard error. freedom: how many vintages are left to tell it by. between: how far
    vintages differ beyond chance, as a standard deviation. drifting: whether a line in time was
    followed.
    """

    value: float
    error: float
    freedom: int
    between: float
    drifting: bool

    @property
    def interval(self) -> tuple[float, float]:
        """The ends of its 95 % confidence interval, by Student's t: vintages are few."""
        if self.freedom < 1:
            return -np.inf, np.inf
        reach = float(stats.t.ppf(0.975, self.freedom)) * self.error
        return self.value - reach, self.value + reach


def vintages_of(time: Floats | None, bad: NDArray[np.bool_]) -> list[Rows]:
    """Return the rows of each vintage, in order of time.

    Args:
        time: When each loan was made, rising, shape (rows,); None makes one vintage of all.
        bad: Which rows defaulted, shape (rows,).

    Returns:
        Up to four parts of about as many rows, cut at changes of time, each with at least twenty of
        either outcome.
    """
    rows = len(bad)
    if time is None:
        return [np.arange(rows)]
    changes = np.flatnonzero(np.diff(time) > 0) + 1
    ends = [int(changes[np.argmin(np.abs(changes - rows * part / VINTAGES))])
            for part in range(1, VINTAGES)] if len(changes) else []  # fmt: skip
    parts: list[Rows] = []
    held = 0
    for end in sorted({*ends, rows}):
        bads = int(np.sum(bad[held:end]))
        if min(bads, end - held - bads) >= BAD_MIN:
            parts.append(np.arange(held, end))
            held = end
    if held < rows:
        # What is left at the end is too little to stand alone.
        first = int(parts.pop()[0]) if parts else 0
        parts.append(np.arange(first, rows))
    return parts


def slope_in(bad: NDArray[np.bool_], odds: Floats) -> tuple[float, float]:
    """Return the calibration slope of a vintage and its information, its level left free.

    Args:
        bad: Which rows defaulted, shape (rows,).
        odds: The predicted log-odds, shape (rows,).

    Returns:
        Slope and information (one over its variance); (0, 0) when it cannot be foreseen.
    """
    intercept, slope = measures.calibration(bad, odds)
    if not slope:
        return 0.0, 0.0
    chance = sigmoid(intercept + slope * odds)
    weight = chance * (1 - chance)
    if not np.sum(weight) > 0:
        return 0.0, 0.0
    centre = np.average(odds, weights=weight)
    return slope, float(np.sum(weight * (odds - centre) ** 2))


def shift_of(bad: NDArray[np.bool_], odds: Floats) -> tuple[float, float]:
    """Return by how much log-odds were too low on the whole, and the information on it.

    Args:
        bad: Which rows defaulted, shape (rows,).
        odds: The predicted log-odds, shape (rows,).

    Returns:
        The shift of highest likelihood and its information; (0, 0) when one outcome is absent.
    """
    if not 0 < np.sum(bad) < len(bad):
        return 0.0, 0.0
    shift = 0.0
    for _ in range(ROUNDS_MAX):
        chance = sigmoid(odds + shift)
        step = float(np.sum(bad - chance) / np.maximum(np.sum(chance * (1 - chance)), 1e-12))
        shift += min(max(step, -2.0), 2.0)
        if abs(step) < 1e-10:
            break
    chance = sigmoid(odds + shift)
    return shift, float(np.sum(chance * (1 - chance)))


def forecast(seen: list[Vintage], ahead: float | None = None) -> Forecast | None:
    """Return what the loans to come are expected to show.

    Args:
        seen: What vintages have shown.
        ahead: When the loans to come are made, on the scale of `Vintage.at`; None follows no line,
            for what goes up and down with the times.

    Returns:
        The forecast; None when no vintage tells anything.
    """
    known = [vintage for vintage in seen if vintage.information > 0]
    if not known:
        return None
    at = np.array([vintage.at for vintage in known])
    value = np.array([vintage.value for vintage in known])
    chance = 1 / np.array([vintage.information for vintage in known])
    recent = np.array([vintage.weight for vintage in known])
    between = _between(value, chance, np.ones((len(known), 1)))
    level = _fitted(value, chance + between, recent, np.ones((len(known), 1)), np.ones(1))
    if ahead is not None and len(known) >= LINE_MIN and np.ptp(at) > 0:
        design = np.column_stack([np.ones(len(at)), at - ahead])
        beyond = _between(value, chance, design)
        rise = _fitted(value, chance + beyond, recent, design, np.array([0.0, 1.0]))
        if abs(rise[0]) > SURE * rise[1]:
            end = _fitted(value, chance + beyond, recent, design, np.array([1.0, 0.0]))
            return Forecast(*end, len(known) - 2, float(np.sqrt(beyond)), drifting=True)
    return Forecast(*level, len(known) - 1, float(np.sqrt(between)), drifting=False)


def _between(value: Floats, chance: Floats, design: Floats) -> float:
    """Return the variance between vintages that chance does not explain, by moments."""
    weight = 1 / chance
    normal = np.linalg.pinv((design.T * weight) @ design)
    left = value - design @ (normal @ (design.T @ (weight * value)))
    free = len(value) - design.shape[1]
    trace = np.sum(weight) - np.trace(normal @ ((design.T * weight**2) @ design))
    if free < 1 or not trace > 0:
        return 0.0
    return max(0.0, float((np.sum(weight * left**2) - free) / trace))


def _fitted(
    value: Floats, variance: Floats, recent: Floats, design: Floats, asked: Floats
) -> tuple[float, float]:
    """Return a sum of the coefficients of weighted least squares, with its standard error."""
    weight = recent / variance
    normal = np.linalg.pinv((design.T * weight) @ design)
    error = normal @ ((design.T * (weight**2 * variance)) @ design) @ normal
    return (
        float(asked @ normal @ (design.T @ (weight * value))),
        float(np.sqrt(max(0.0, float(asked @ error @ asked)))),
    )


def as_figures(foreseen: Forecast) -> dict[str, Any]:
    """Return a forecast as it is written down.

    Args:
        foreseen: The forecast.

    Returns:
        Value, ends of the interval, spread between vintages, and whether a line was followed.
    """
    low, high = foreseen.interval
    return {
        "value": round(foreseen.value, 6),
        "low": round(low, 6) if np.isfinite(low) else None,
        "high": round(high, 6) if np.isfinite(high) else None,
        "between": round(foreseen.between, 6),
        "drifting": foreseen.drifting,
    }
