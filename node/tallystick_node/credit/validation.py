"""What the folds show: which setting, how much to spread the score, and how good it then is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from tallystick_node.credit import measures
from tallystick_node.credit.likelihood import class_probabilities, sigmoid, thresholds_at

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

__all__ = ["FoldScores", "Setting", "chosen_setting", "slope_of", "validated"]

# How far pairs are searched (0 not at all), how stiff everything is, and the share of each effect
# that is what its variable says alone.
Setting = tuple[int, float, float]
SLOPE_MIN, SLOPE_MAX = 0.3, 3.0
SLOPE_ERROR = 0.2


@dataclass(frozen=True, slots=True)
class FoldScores:
    """The rows that a fold judged, and the risk of each in every setting tried.

    own_risks and own_classes: of the rows that it learned from, to set the thresholds again when a
    score is spread.
    """

    rows: NDArray[np.intp]
    classes: NDArray[np.intp]
    default_class: int
    risks: dict[Setting, Floats]
    thresholds: dict[Setting, Floats]
    own_risks: dict[Setting, Floats]
    own_classes: NDArray[np.intp]
    learned_from: int
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


def slope_of(judged: list[FoldScores], setting: Setting) -> float:
    """Return by how much the score is to be spread: what the folds show, held to what is likely.

    With the stiffness of highest likelihood a score needs no spreading; a stiffer one needs as much
    as it has lost in spread. That is the expectation, sure to SLOPE_ERROR. The folds' calibration
    slope counts against it by its own information, each fold with an intercept of its own and by
    the rows it learned from: the more, the nearer to what the card itself learns from.

    Args:
        judged: The folds.
        setting: The setting.

    Returns:
        A factor of 0.3 to 3.
    """
    slopes, expected, information, weights = [], [], [], []
    for fold in judged:
        risk = fold.risks[setting]
        intercept, slope = measures.calibration(fold.bad, risk)
        spread = float(np.std(risk))
        if slope <= 0 or not spread:
            continue
        chance = sigmoid(intercept + slope * risk)
        weight = chance * (1 - chance)
        centre = np.average(risk, weights=weight)
        slopes.append(slope)
        expected.append(float(np.std(fold.risks[setting[0], 1.0, 0.0])) / spread)
        information.append(float(np.sum(weight * (risk - centre) ** 2)))
        weights.append(information[-1] * fold.learned_from)
    if not slopes:
        return 1.0
    times = sum(len(fold.rows) for fold in judged) / _rows_judged(judged)
    known, likely = sum(information) / times, float(np.mean(expected))
    prior = 1 / (SLOPE_ERROR * likely) ** 2
    blended = (known * float(np.average(slopes, weights=weights)) + prior * likely) / (
        known + prior
    )
    return min(max(blended, SLOPE_MIN), SLOPE_MAX)


def validated(judged: list[FoldScores], method: str) -> dict[str, Any]:
    """Return the figures over all judged rows, and over each fold.

    Args:
        judged: The folds in the chosen setting.
        method: How the folds were made, `time` or `stratified`.

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
    return {**_rounded(figures), "folds": folds}


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
