"""Ordered logistic regression on binned variables, fitted by Newton steps, with penalties.

Each variable is a block: the bin of each row, and a basis that turns the block's coefficients into
one effect per bin. Sums over rows are counts over bins, so a fit costs little however many columns
the bases have. The penalty is a quadratic form; some coefficients may be bound to be >= 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from tallystick_node.credit.likelihood import Curvature, curvature, solved, start

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

__all__ = ["Block", "Fit", "fit"]

ROUNDS_MAX = 60
TOLERANCE = 1e-7
# The curvature over all pairs of blocks is the costly part: it is taken anew only while it moves.
CURVATURES_MAX = 4
JITTER = 1e-8


@dataclass(frozen=True, slots=True)
class Block:
    """One variable in the regression.

    bins: the bin of each row, 0 ... basis.shape[0] - 1. basis: (bins, coefficients). penalty:
    (coefficients, coefficients). bound: which coefficients may not be negative.
    """

    bins: NDArray[np.int32]
    basis: Floats
    penalty: Floats
    bound: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Fit:
    """The maximum: coefficients of each block, effects of each bin, thresholds.

    information: the penalised information of (all coefficients, thresholds) in that order, and
    likelihood_information: without the penalty.
    """

    coefficients: tuple[Floats, ...]
    effects: tuple[Floats, ...]
    thresholds: Floats
    log_likelihood: float
    information: Floats
    likelihood_information: Floats


class _Problem:
    """The blocks laid side by side; none at all leaves the thresholds."""

    def __init__(self, blocks: list[Block], classes: NDArray[np.intp], count: int) -> None:
        self.blocks, self.classes, self.count = blocks, classes, count
        ends = np.cumsum([0, *(block.basis.shape[1] for block in blocks)])
        self.slices = [slice(int(a), int(b)) for a, b in pairwise(ends)]
        self.size = int(ends[-1])
        self.penalty = np.zeros((self.size, self.size))
        for block, part in zip(blocks, self.slices, strict=True):
            self.penalty[part, part] = block.penalty
        bounds = [np.empty(0, np.bool_), *(block.bound for block in blocks)]
        self.bound = np.concatenate(bounds)

    def risk(self, coefficients: Floats) -> Floats:
        risk = np.zeros(len(self.classes))
        for block, part in zip(self.blocks, self.slices, strict=True):
            risk += (block.basis @ coefficients[part])[block.bins]
        return risk

    def gradient(self, at: Curvature, coefficients: Floats) -> Floats:
        parts = [np.empty(0)] + [
            block.basis.T @ np.bincount(block.bins, at.slope, block.basis.shape[0])
            for block in self.blocks
        ]
        inner = np.concatenate(parts) - self.penalty @ coefficients
        return np.concatenate([inner, at.threshold_slope])

    def information(self, at: Curvature) -> Floats:
        """Return the information of the likelihood, thresholds last."""
        whole = np.zeros((self.size + self.count - 1,) * 2)
        for number, (block, part) in enumerate(zip(self.blocks, self.slices, strict=True)):
            rows = block.basis.shape[0]
            counts = np.bincount(block.bins, at.weight, rows)
            whole[part, part] = (block.basis.T * counts) @ block.basis
            wide = block.bins.astype(np.int64)
            for other in range(number + 1, len(self.blocks)):
                second, place = self.blocks[other], self.slices[other]
                columns = second.basis.shape[0]
                joint = np.bincount(wide * columns + second.bins, at.weight, rows * columns)
                product = block.basis.T @ joint.reshape(rows, columns) @ second.basis
                whole[part, place] = product
                whole[place, part] = product.T
            for k in range(self.count - 1):
                cross = np.where(self.classes == k + 1, at.upper, 0)
                cross = cross + np.where(self.classes == k, at.lower, 0)
                column = block.basis.T @ np.bincount(block.bins, cross, rows)
                whole[part, self.size + k] = whole[self.size + k, part] = column
        whole[self.size :, self.size :] = at.threshold_weight
        return whole

    def penalised(self, information: Floats) -> Floats:
        matrix = information.copy()
        matrix[: self.size, : self.size] += self.penalty
        matrix[np.diag_indices_from(matrix)] += JITTER
        return matrix


def fit(
    blocks: list[Block],
    classes: NDArray[np.intp],
    count: int,
    first: Fit | None = None,
) -> Fit:
    """Return the coefficients of highest penalised likelihood.

    Args:
        blocks: The variables; none at all leaves the thresholds.
        classes: The class of each row, 0 (best) to count - 1 (worst), shape (rows,).
        count: How many classes there are, at least 2.
        first: A fit of the same blocks' shapes to start from.

    Returns:
        The fit.
    """
    problem = _Problem(blocks, classes, count)
    theta = np.zeros(problem.size + count - 1)
    theta[problem.size :] = start(classes, count)
    if first is not None:
        theta = np.concatenate([*first.coefficients, first.thresholds])
    at = curvature(problem.risk(theta[: problem.size]), theta[problem.size :], classes)
    information = np.zeros((0, 0))
    # A warm start is near: its curvature hardly moves.
    taken, settled = (0 if first is None else CURVATURES_MAX - 1), False
    for rounds in range(ROUNDS_MAX):
        if taken < CURVATURES_MAX and not settled:
            information = problem.information(at)
            taken += 1
        step = _step(problem, information, problem.gradient(at, theta[: problem.size]), theta)
        moved, reached, size = _move(problem, theta, step, at)
        gain = _objective(problem, moved, reached) - _objective(problem, theta, at)
        theta, at = moved, reached
        settled = size > 0 and float(np.max(np.abs(step), initial=0)) < 0.05
        if gain < TOLERANCE * max(1.0, abs(at.value)) and (rounds > 0 or first is None):
            break
    inner = theta[: problem.size]
    parts = tuple(inner[part] for part in problem.slices)
    effects = tuple(block.basis @ own for block, own in zip(blocks, parts, strict=True))
    return Fit(
        parts, effects, theta[problem.size :], at.value, problem.penalised(information), information
    )


def _objective(problem: _Problem, theta: Floats, at: Curvature) -> float:
    inner = theta[: problem.size]
    return at.value - 0.5 * float(inner @ problem.penalty @ inner)


def _step(problem: _Problem, information: Floats, gradient: Floats, theta: Floats) -> Floats:
    """Return the Newton step; bound coefficients that would turn negative stay at zero."""
    matrix = problem.penalised(information)
    held = np.zeros(len(theta), np.bool_)
    step = np.zeros(len(theta))
    for _ in range(problem.size + 1):
        free = ~held
        step[:] = 0
        step[held] = -theta[held]
        right = gradient[free] - matrix[np.ix_(free, held)] @ step[held]
        step[free] = solved(matrix[np.ix_(free, free)], right)
        broken = np.zeros(len(theta), np.bool_)
        broken[: problem.size] = problem.bound & (theta[: problem.size] + step[: problem.size] < 0)
        broken &= ~held
        if not np.any(broken):
            break
        held |= broken
    return step


def _move(
    problem: _Problem, theta: Floats, step: Floats, at: Curvature
) -> tuple[Floats, Curvature, float]:
    """Go the whole step, or half of it as often as it takes to gain."""
    before = _objective(problem, theta, at)
    size = 1.0
    while size > 1e-4:
        moved = theta + size * step
        if np.all(np.diff(moved[problem.size :]) < 0):
            reached = curvature(
                problem.risk(moved[: problem.size]), moved[problem.size :], problem.classes
            )
            if _objective(problem, moved, reached) >= before - 1e-9:
                return moved, reached, size
        size /= 2
    return theta, at, 0.0
