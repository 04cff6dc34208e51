"""Which rows learn and which judge: by time where there is a time, else repeated and stratified."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tallystick_node.credit.suspects import groups_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tallystick_node.credit.study import Study

    Rows = NDArray[np.intp]

__all__ = ["FEW_ROWS", "Fold", "folds_of"]

CUTS = (0.55, 0.70, 0.85)
PARTS = 5
SEED = 20_110
# A table of so few rows is judged several times over.
FEW_ROWS, REPEATS = 5_000, 3
JUDGED_BAD_MIN = 20
# From so many rows on, the last part judges alone: it has rows enough, and each part costs a fit.
ALONE_ROWS = 300_000


@dataclass(frozen=True, slots=True)
class Fold:
    """Rows that learn and rows that judge; by time, every learner is earlier than every judge."""

    learning: Rows
    judged: Rows


def folds_of(study: Study) -> tuple[list[Fold], str]:
    """Return the rows that learn and those that judge.

    By time: up to three cuts, each at a change of time, judging the rows up to the next cut. Rows
    of one time are never on both sides. When time does not vary, as without one. In a table of
    300,000 rows and more the last part alone judges.

    Args:
        study: What is to be learned.

    Returns:
        The folds, and their method: `time` or `stratified`.
    """
    if study.time is not None:
        folds = _by_time(study.time, study.bad)
        if folds:
            return folds, "time"
    groups = groups_of(study.features, study.classes)
    if groups is None:
        return _stratified(study.bad), "stratified"
    # A loan that stands there twice is on one side, or it would judge what it has taught.
    first = np.flatnonzero(np.diff(groups, prepend=-1))
    return [
        Fold(np.flatnonzero(np.isin(groups, fold.learning)),
             np.flatnonzero(np.isin(groups, fold.judged)))
        for fold in _stratified(study.bad[first])
    ], "stratified"  # fmt: skip


def _by_time(time: NDArray[np.float64], bad: NDArray[np.bool_]) -> list[Fold]:
    rows = len(time)
    changes = np.flatnonzero(np.diff(time) > 0) + 1
    if not len(changes):
        return []
    cuts = sorted({int(changes[np.argmin(np.abs(changes - cut * rows))]) for cut in CUTS})
    folds = []
    for begin, end in zip(cuts, [*cuts[1:], rows], strict=True):
        both = min(np.sum(bad[begin:end]), np.sum(~bad[begin:end]))
        earlier = min(np.sum(bad[:begin]), np.sum(~bad[:begin]))
        if both >= JUDGED_BAD_MIN and earlier >= JUDGED_BAD_MIN:
            folds.append(Fold(np.arange(begin), np.arange(begin, end)))
    return folds[-1:] if rows >= ALONE_ROWS else folds


def _stratified(bad: NDArray[np.bool_]) -> list[Fold]:
    chance = np.random.default_rng(SEED)
    folds = []
    for _ in range(REPEATS if len(bad) < FEW_ROWS else 1):
        part = np.empty(len(bad), np.intp)
        for kind in (bad, ~bad):
            rows = np.flatnonzero(kind)
            part[rows] = chance.permutation(np.arange(len(rows)) % PARTS)
        parts = range(PARTS - 1, PARTS) if len(bad) >= ALONE_ROWS else range(PARTS)
        folds += [Fold(np.flatnonzero(part != k), np.flatnonzero(part == k)) for k in parts]
    return folds
