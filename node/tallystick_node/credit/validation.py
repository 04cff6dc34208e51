"""What the folds show: which setting, how much to spread the score, and how good it then is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from tallystick_node.credit import measures
from tallystick_node.credit.lasting import (
    Forecast,
    Vintage,
    as_figures,
    forecast,
    shift_of,
    slope_in,
    vintages_of,
)
from tallystick_node.credit.likelihood import class_probabilities, sigmoid, thresholds_at

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

__all__ = [
    "FoldScores",
    "Lasting",
    "Setting",
    "chosen_setting",
    "level_of",
    "slope_of",
    "validated",
]

# How far pairs are searched (0 not at all), how stiff everything is, and the share of each effect
# that is what its variable says alone.
Setting = tuple[int, float, float]
SLOPE_MIN, SLOPE_MAX = 0.3, 3.0
SLOPE_ERROR = 0.2
# How far the slopes of times differ: 0.053 between eleven parts of real loans that came later than
# those learned from, around 1.000 with a standard error of 0.022 (docs, "Calibration that lasts").
SLOPE_TIMES = 0.05
# Folds learn from fewer rows than the card and judge few times: their slopes are this sure at best.
FOLDS_ERROR = 0.1
# Never narrower than by this share: on few rows the error tells of the rows, not of the times.
CAUTION_MAX = 0.04


@dataclass(frozen=True, slots=True)
class FoldScores:
    """The rows that a fold judged, and the risk of each in every setting tried.

    own_risks and own_classes: of the rows that it learned from, to set the thresholds again when a
    score is spread. time: of the rows judged, None where time does not part them. loans: how many
    there are in all.
    """

    rows: NDArray[np.intp]
    classes: NDArray[np.intp]
    default_class: int
    risks: dict[Setting, Floats]
    thresholds: dict[Setting, Floats]
    own_risks: dict[Setting, Floats]
    own_classes: NDArray[np.intp]
    learned_from: int
    time: Floats | None
    loans: int
    chosen: Setting = (0, 1.0, 0.0)

    @property
    def bad(self) -> NDArray[np.bool_]:
        """Which of the rows defaulted."""
        return self.classes >= self.default_class

    @property
    def risk(self) -> Floats:
        """The risk in the chosen setting."""
        return self.risks[self.chosen]

    @property
    def chances(self) -> Floats:
        """The chance of each class in the chosen setting."""
        return class_probabilities(self.risk, self.thresholds[self.chosen])

    @property
    def p_default(self) -> Floats:
        """The chance of default in the chosen setting."""
        return sigmoid(self.risk + self.thresholds[self.chosen][self.default_class - 1])

    def at(self, setting: Setting, slope: float) -> FoldScores:
        """Return the same in one setting, its risk spread by the slope, as the card's will be.

        Args:
            setting: The setting.
            slope: By how much the risk is spread.

        Returns:
            The fold in that setting.
        """
        own, count = slope * self.own_risks[setting], len(self.thresholds[setting]) + 1
        return replace(
            self,
            risks={setting: slope * self.risks[setting]},
            thresholds={setting: thresholds_at(own, self.own_classes, count)},
            own_risks={},
            chosen=setting,
        )

    def moved(self, level: float) -> FoldScores:
        """Return the same in the chosen setting, the level of its log-odds moved.

        Args:
            level: What is added.

        Returns:
            The fold with other thresholds.
        """
        return replace(self, thresholds={self.chosen: self.thresholds[self.chosen] + level})


@dataclass(frozen=True, slots=True)
class Lasting:
    """A figure that is to hold for the loans to come, the forecast and vintages it rests on."""

    value: float
    foreseen: Forecast | None
    seen: tuple[Vintage, ...]


def chosen_setting(judged: list[FoldScores]) -> Setting:
    """Return the setting whose score, once calibrated in each fold, has the least log loss.

    A fold counts by the cube of the rows it learned from: the later ones are nearer to the card
    itself, in what they know and in time. Of equals the narrower search and the softer penalty win.
    What variables say alone must gain a whole unit of log likelihood over all rows judged: the
    price of one more freedom (Akaike 1974).

    Args:
        judged: The folds.

    Returns:
        The setting.
    """
    weights = [len(fold.rows) * float(fold.learned_from) ** 3 for fold in judged]
    losses = {
        setting: float(
            np.average([np.mean(_losses(fold, setting)) for fold in judged], weights=weights)
        )
        for setting in judged[0].risks
    }
    together = [setting for setting in losses if not setting[2]]
    best = min(together, key=lambda setting: (losses[setting], setting))
    least = min(losses, key=lambda setting: (losses[setting], setting))
    return least if losses[best] - losses[least] > 1 / _rows_judged(judged) else best


def _losses(fold: FoldScores, setting: Setting) -> Floats:
    """Return the log loss of each row after the best intercept and slope of the fold.

    Calibrated within the fold, so that only the order and the shape of the score count.
    """
    risk = fold.risks[setting]
    intercept, slope = measures.calibration(fold.bad, risk)
    if not slope:
        intercept = float(measures.log_odds(np.array([np.mean(fold.bad)]))[0])
    chance = sigmoid(intercept + slope * risk)
    losses: Floats = -np.log(np.where(fold.bad, chance, 1 - chance) + 1e-12)
    return losses


def slope_of(judged: list[FoldScores], setting: Setting, likely: float = 1.0) -> Lasting:
    """Return by how much the score is to be spread: what is likely, moved by what the folds show.

    With the stiffness of highest likelihood a score needs no spreading; a stiffer one needs as much
    as it has lost in spread. That is the expectation: sure to SLOPE_TIMES from one time to a later
    one, which is more than a few vintages can tell, and to SLOPE_ERROR where parts are drawn by
    lot. The calibration slopes of the vintages that the folds judged count against it, each with a
    level of its own, against the spread of its own fold, and by the rows that its fold learned
    from: the more, the nearer to what the card itself learns from. Of the spreads that these cannot
    tell apart the narrowest is taken, one standard error below the best (Breiman and others 1984)
    but at most 4 %: chances spread too wide promise too much at both ends. Where a line in time is
    followed it is the caution.

    Args:
        judged: The folds.
        setting: The setting.
        likely: How much wider than the card's own the score of highest likelihood is.

    Returns:
        A factor of 0.3 to 3, with what it rests on.
    """
    seen = []
    for fold in judged:
        risk = fold.risks[setting]
        spread = float(np.std(risk))
        if not spread:
            continue
        wider = float(np.std(fold.risks[setting[0], 1.0, 0.0])) / (spread * likely) or 1.0
        for rows in vintages_of(fold.time, fold.bad):
            slope, information = slope_in(fold.bad[rows], wider * risk[rows])
            if slope > 0:
                seen.append(_vintage(fold, rows, slope, information))
    foreseen = forecast(seen, _ahead(judged))
    if foreseen is None:
        return Lasting(likely, None, ())
    # A row that is judged several times over tells no more than once.
    error = foreseen.error * np.sqrt(sum(len(fold.rows) for fold in judged) / _rows_judged(judged))
    foreseen = replace(foreseen, error=float(error))
    steady = any(fold.time is not None for fold in judged) and not foreseen.drifting
    sure = likely * (SLOPE_TIMES if steady else SLOPE_ERROR)
    shown = max(foreseen.error, likely * FOLDS_ERROR) if steady else foreseen.error
    known, prior = 1 / shown**2, 1 / sure**2
    blended = (known * foreseen.value + prior * likely) / (known + prior)
    error = 1 / float(np.sqrt(known + prior))
    caution = 0.0 if foreseen.drifting else min(error, CAUTION_MAX * blended)
    return Lasting(min(max(blended - caution, SLOPE_MIN), SLOPE_MAX), foreseen, tuple(seen))


def level_of(chosen: list[FoldScores]) -> Lasting:
    """Return by how much the level of the log-odds is to be moved, for the loans to come.

    The level is that of all loans learned from. It is moved only where later vintages contradict it
    for sure, and only as far as their interval does: a few good months are no reason.

    Args:
        chosen: The folds in the chosen setting, spread as the card's score is.

    Returns:
        What is to be added, mostly 0, with what it rests on.
    """
    seen = []
    for fold in chosen:
        if fold.time is not None:
            odds = fold.risk + fold.thresholds[fold.chosen][fold.default_class - 1]
            for rows in vintages_of(fold.time, fold.bad):
                shift, information = shift_of(fold.bad[rows], odds[rows])
                seen.append(_vintage(fold, rows, shift, information))
    foreseen = forecast(seen)
    if foreseen is None:
        return Lasting(0.0, None, ())
    low, high = foreseen.interval
    return Lasting(max(low, 0.0) + min(high, 0.0), foreseen, tuple(seen))


def _vintage(fold: FoldScores, rows: NDArray[np.intp], value: float, information: float) -> Vintage:
    at = float(np.mean(fold.rows[rows])) / fold.loans
    return Vintage(at, value, information, fold.learned_from)


def _ahead(judged: list[FoldScores]) -> float:
    """Return the middle of the loans to come, if they are as many as those judged last."""
    last = judged[-1]
    return 1 + len(last.rows) / last.loans / 2


def validated(
    judged: list[FoldScores], method: str, spread: Lasting, level: Lasting
) -> dict[str, Any]:
    """Return the figures over all judged rows, over each fold, and what was made to last.

    Args:
        judged: The folds in the chosen setting, without the move of the level.
        method: How the folds were made, `time` or `stratified`.
        spread: By how much the score was spread.
        level: By how much the level was moved.

    Returns:
        The figures, rounded to six digits.
    """
    bad = np.concatenate([fold.bad for fold in judged])
    chance = np.concatenate([fold.p_default for fold in judged])
    classes = np.concatenate([fold.classes for fold in judged])
    chances = np.concatenate([fold.chances for fold in judged])
    interval = measures.auc_interval(bad, chance)
    figures = {
        "method": method,
        "rows": len(bad),
        "auc_low": interval.low,
        "auc_high": interval.high,
        "expected_over_observed": float(np.mean(chance) / np.mean(bad)),
        "calibration_error": measures.calibration_error(bad, chance),
        "ranked_probability_score": measures.ranked_probability_score(classes, chances),
        **_figures(bad, chance),
    }
    folds = [
        {"learned_from": fold.learned_from, "rows": len(fold.rows),
         **_rounded(_figures(fold.bad, fold.p_default))}
        for fold in judged
    ]  # fmt: skip
    lasting = {"spread": _made(spread), "level": _made(level)}
    return {**_rounded(figures), "folds": folds, "lasting": lasting}


def _made(lasting: Lasting) -> dict[str, Any]:
    """Return a lasting figure as the card states it: `used`, and what later vintages showed."""
    shown = None if lasting.foreseen is None else as_figures(lasting.foreseen)
    return {"used": round(lasting.value, 6), "vintages": len(lasting.seen), "shown": shown}


def _rows_judged(judged: list[FoldScores]) -> int:
    """Return how many rows the folds judged, each counted once."""
    return len(np.unique(np.concatenate([fold.rows for fold in judged])))


def _figures(bad: NDArray[np.bool_], chance: Floats) -> dict[str, Any]:
    return {
        "auc": measures.auc(bad, chance),
        "ks": measures.ks(bad, chance),
        "brier": measures.brier(bad, chance),
        "calibration_slope": measures.calibration(bad, measures.log_odds(chance))[1],
    }


def _rounded(figures: dict[str, Any]) -> dict[str, Any]:
    return {
        key: round(value, 6) if isinstance(value, float) else value
        for key, value in figures.items()
    }
