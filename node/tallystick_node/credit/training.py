"""Training: a table in, a frozen card out, judged on loans that came after those it learned from.

The whole recipe (variables, shapes, pairs, stiffness) runs anew inside every fold. How stiff, and
whether pairs help, is chosen by the folds; so is the calibration. The card then learns from all.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import linalg

from tallystick_node.credit.binning import bins_of
from tallystick_node.credit.card import FORMAT, VERSION, Card, hash_of
from tallystick_node.credit.folds import FEW_ROWS, folds_of
from tallystick_node.credit.freezing import freeze
from tallystick_node.credit.grading import bands_of, grades_of
from tallystick_node.credit.learning import Learned, alone, drawn, learn, stiffened, with_pairs
from tallystick_node.credit.partial import partial_tables
from tallystick_node.credit.proportional_hazards import regression_report
from tallystick_node.credit.refusal import CreditError
from tallystick_node.credit.scale import SCALE
from tallystick_node.credit.table import Kind
from tallystick_node.credit.validation import (
    FoldScores,
    Setting,
    chosen_setting,
    level_of,
    slope_of,
    validated,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tallystick_node.credit.binning import Binned
    from tallystick_node.credit.folds import Fold
    from tallystick_node.credit.study import Study

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int32]

__all__ = ["Trained", "train"]

FIGURES = ("auc", "ks", "brier", "calibration_slope")
STIFFNESS = (1.0, 2.0, 4.0, 8.0)
# How much a pair must gain to be added, in each wider search for them.
SEARCHES = (2.0, 1.0)
# The share of what variables say alone that is tried where rows are few.
ALONE = 0.5


@dataclass(frozen=True, slots=True)
class Trained:
    """A card, what it was judged by, and the rows' scores and bins for further reports."""

    card: Card
    study: Study
    learned: Learned
    bins: dict[str, Ints]
    judged: list[FoldScores]
    scores: NDArray[np.int64]

    def beside(self, other: Trained) -> Trained:
        """Return the same, beside it how another was judged, with what this one excludes.

        Args:
            other: The card trained without the exclusion.

        Returns:
            The same with a new hash.
        """
        document = dict(self.card.document)
        figures = other.card.document["validation"]
        document["validation"] = document["validation"] | {
            "with_excluded": {name: figures[name] for name in FIGURES}
        }
        document["hash"] = hash_of(document)
        return replace(self, card=Card.of(document, "the trained card"))


def train(study: Study, asked: dict[str, bool] | None = None) -> Trained:
    """Return the card that a study leads to.

    Args:
        study: What is to be learned.
        asked: Columns whose risk must rise (True) or fall (False).

    Returns:
        The card, with what it was judged by.

    Raises:
        CreditError: CREDIT:FEATURES when no column has a message that lasts in validation;
            CREDIT:COLUMN or :TYPE when a direction is asked of a column without numbers;
            CREDIT:FIT when no card can be fitted.
    """
    asked = asked or {}
    _check_directions(study, asked)
    try:
        return _train(study, asked)
    except linalg.LinAlgError as broken:
        raise CreditError("CREDIT:FIT", f"the data fit no card: {broken}") from None


def _check_directions(study: Study, asked: dict[str, bool]) -> None:
    for name in sorted(asked):
        if name in study.left_out:
            raise CreditError(
                "CREDIT:COLUMN",
                f"risk is to follow {name!r}, which is left out: {study.left_out[name]}",
            )
        if name not in study.features.columns:
            raise CreditError(
                "CREDIT:COLUMN",
                f"risk is to follow {name!r}, which the data do not have as a feature",
            )
        if name in study.marks or study.features[name].kind is Kind.CATEGORY:
            raise CreditError(
                "CREDIT:TYPE", f"risk cannot rise or fall with {name!r}: it holds categories"
            )


def _train(study: Study, asked: dict[str, bool]) -> Trained:
    columns = study.features.columns
    binned = [study.binned(name) for name in columns]
    bins = {
        candidate.variable.name: bins_of(candidate.variable, columns[candidate.variable.name])
        for candidate in binned
    }
    folds, method = folds_of(study)
    judged = [_judge(study, binned, bins, fold, asked) for fold in folds]
    setting = chosen_setting(judged)
    searches, stiffness, share = setting
    learned = learn(binned, bins, study.classes, study.count, asked)
    for gain_min in SEARCHES[:searches]:
        learned = with_pairs(learned, study.classes, study.count, gain_min)
    likely = float(np.std(learned.risk(bins)))
    learned = stiffened(learned, study.classes, study.count, stiffness)
    if share:
        effects = alone(learned, study.classes, study.count)
        learned = drawn(learned, effects, study.classes, study.count, share)
    held = float(np.std(learned.risk(bins)))
    spread = slope_of(judged, setting, likely / held if likely and held else 1.0)
    chosen = [fold.at(setting, spread.value) for fold in judged]
    level = level_of(chosen)
    frozen = freeze(learned, bins, study, spread.value, level.value)
    if not frozen.variables:
        raise CreditError(
            "CREDIT:FEATURES", "no column says anything about the target that lasts in validation"
        )
    moved = [fold.moved(level.value) for fold in chosen]
    regression, test = regression_report(frozen, bins, study)
    partial: list[dict[str, Any]] = []
    thresholds = frozen.thresholds
    if test is not None:
        partial, thresholds = partial_tables(frozen, bins, study, test, chosen[-1].rows)
    thresholds = [round(threshold + level.value, 9) for threshold in thresholds]
    document: dict[str, Any] = {
        "format": FORMAT,
        "version": VERSION,
        "kind": "ordered" if study.count > 2 else "binary",
        "scale": {"doubling": SCALE.doubling, "points": SCALE.points, "odds": SCALE.odds},
        "default_class": study.default_class,
        "thresholds": thresholds,
        "base": frozen.base,
        "variables": frozen.variables,
        "pairs": frozen.pairs,
        "partial": partial,
        "bands": bands_of(frozen.scores),
        "grades": grades_of(frozen.scores, study.bad, moved, thresholds, study),
        "lost_by_class": _lost(study),
        "recipe": _recipe(setting, spread.value),
        "data": _summary(study),
        "validation": validated(chosen, method, spread, level),
        "regression": regression,
    }
    document["hash"] = hash_of(document)
    card = Card.of(document, "the trained card")
    return Trained(card, study, learned, bins, chosen, frozen.scores)


def _judge(
    study: Study, binned: list[Binned], bins: dict[str, Ints], fold: Fold, asked: dict[str, bool]
) -> FoldScores:
    """Learn on one part of a fold and predict the other, in every setting."""
    classes = study.classes[fold.learning]
    earlier = {name: rows[fold.learning] for name, rows in bins.items()}
    later = {name: rows[fold.judged] for name, rows in bins.items()}
    risks: dict[Setting, Floats] = {}
    thresholds: dict[Setting, Floats] = {}
    own: dict[Setting, Floats] = {}
    learned = learn(binned, earlier, classes, study.count, asked)
    few = len(study.classes) < FEW_ROWS
    effects = alone(learned, classes, study.count) if few else ()
    # By time every learner is earlier; parts that are drawn by lot are of all times.
    forward = study.time is not None and fold.learning[-1] < fold.judged[0]
    time = study.time[fold.judged] if study.time is not None and forward else None
    before = -1
    for search in range(len(SEARCHES) + 1):
        if search:
            learned = with_pairs(learned, classes, study.count, SEARCHES[search - 1])
        for stiffness in STIFFNESS:
            at = (search, stiffness, 0.0)
            if len(learned.pairs) == before:
                same = (search - 1, stiffness, 0.0)
                risks[at], thresholds[at], own[at] = risks[same], thresholds[same], own[same]
                continue
            tried = {at: stiffened(learned, classes, study.count, stiffness)}
            if few and not search:
                leaning = drawn(tried[at], effects, classes, study.count, ALONE)
                tried[search, stiffness, ALONE] = leaning
            for setting, fitted in tried.items():
                risks[setting], thresholds[setting] = fitted.risk(later), fitted.fit.thresholds
                own[setting] = fitted.risk(earlier)
        before = len(learned.pairs)
    return FoldScores(
        fold.judged, study.classes[fold.judged], study.default_class, risks, thresholds, own,
        classes, len(fold.learning), time, len(study.classes),
    )  # fmt: skip


def _recipe(setting: Setting, slope: float) -> dict[str, Any]:
    """Return what the folds chose; `alone` only where it was."""
    searches, stiffness, share = setting
    recipe = {"stiffness": stiffness, "searches": searches, "slope": round(slope, 6)}
    return recipe | ({"alone": share} if share else {})


def _lost(study: Study) -> list[float] | None:
    """Return the mean share of principal lost in each class, None when it is not known."""
    if study.lost is None:
        return None
    known = np.isfinite(study.lost)
    rows = np.bincount(study.classes[known], minlength=study.count)
    total = np.bincount(study.classes[known], study.lost[known], study.count)
    return [round(float(share), 6) for share in total / np.maximum(rows, 1)]


def _summary(study: Study) -> dict[str, Any]:
    """Return what the card states of the data that it learned from."""
    time = study.time
    return {
        "rows": len(study.classes),
        "bad": int(np.sum(study.bad)),
        "class_rows": np.bincount(study.classes, minlength=study.count).tolist(),
        "without_outcome": study.unlabelled,
        "features": list(study.features.columns),
        "left_out": study.left_out,
        "time_column": study.time_column,
        "time": None if time is None else [float(np.min(time)), float(np.max(time))],
        "missing_share": {
            name: round(float(np.mean(column.missing)), 4)
            for name, column in study.features.columns.items()
        },
    }
