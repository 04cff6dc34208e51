"""How stiff each variable is: penalties on steps between neighbouring bins and on size.

The stiffness of each is the one of highest marginal likelihood, found with the updates of Fellner
and Schall (Wood and Fasiolo 2017, Biometrics 73): a variable without a message is flattened, one
with a clear message is left alone, and no bin has to be thrown away by a threshold.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from scipy import linalg

from tallystick_node.credit.regression import Block, Fit, fit

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

__all__ = ["Term", "effective_sizes", "main_term", "pair_term", "refit", "smooth"]

START = 20.0
STIFFNESS_MIN, STIFFNESS_MAX = 0.5, 30_000.0
CHANGE_MAX = 5.0
FEW_BINS = 4
# How much of the mean over its kind each penalty learns from.
SHARED = 0.3
SLACK = 1e-9


@dataclass(frozen=True, slots=True)
class Term:
    """A variable, or two, in the regression: bins of rows, basis, penalties and their stiffness.

    kinds: what each penalty holds down; penalties of one kind learn their stiffness together.
    """

    bins: NDArray[np.int32]
    basis: Floats
    penalties: tuple[Floats, ...]
    kinds: tuple[str, ...]
    stiffness: tuple[float, ...]
    bound: NDArray[np.bool_]

    def block(self, factor: float = 1.0) -> Block:
        """Return what the regression takes, every penalty multiplied by the factor.

        Args:
            factor: At least 0.

        Returns:
            The block.
        """
        pairs = zip(self.stiffness, self.penalties, strict=True)
        whole = sum(
            (factor * size * penalty for size, penalty in pairs), np.zeros(self.penalties[0].shape)
        )
        return Block(self.bins, self.basis, whole, self.bound)


def main_term(
    bins: NDArray[np.int32], linked: tuple[bool, ...], *, rising: bool | None = None
) -> Term:
    """Return the term of one variable: an effect for each bin.

    Args:
        bins: The bin of each row, shape (rows,).
        linked: Which neighbouring bins are alike, as in `Binned`.
        rising: None leaves the shape free; True (False) lets the effect only rise (fall) from one
            linked bin to the next.

    Returns:
        The term.
    """
    size = len(linked) + 1
    if rising is None:
        basis, bound = np.eye(size), np.zeros(size, np.bool_)
    else:
        basis, bound = _steps(linked, 1.0 if rising else -1.0)
    penalties, kinds = [basis.T @ basis], ["size"]
    if sum(linked) >= FEW_BINS - 1:
        differences = _differences([(at, at + 1) for at, alike in enumerate(linked) if alike], size)
        penalties.insert(0, basis.T @ differences @ basis)
        kinds.insert(0, "steps")
    return Term(bins, basis, tuple(penalties), tuple(kinds), (START,) * len(penalties), bound)


def pair_term(bins: NDArray[np.int32], linked: tuple[tuple[bool, ...], tuple[bool, ...]]) -> Term:
    """Return the term of a table of two variables: an effect for each cell.

    Args:
        bins: The cell of each row, row by row of the table, shape (rows,).
        linked: Which neighbouring groups are alike, of the rows and of the columns.

    Returns:
        The term.
    """
    rows, columns = len(linked[0]) + 1, len(linked[1]) + 1
    joined = [
        (row * columns + column, (row + 1) * columns + column)
        for row, alike in enumerate(linked[0])
        if alike
        for column in range(columns)
    ]
    joined += [
        (row * columns + column, row * columns + column + 1)
        for column, alike in enumerate(linked[1])
        if alike
        for row in range(rows)
    ]
    size = rows * columns
    penalties, kinds = [np.eye(size)], ["cells"]
    if joined:
        penalties.insert(0, _differences(joined, size))
        kinds.insert(0, "slopes")
    basis, bound = np.eye(size), np.zeros(size, np.bool_)
    first = (1.5 * START,) * len(penalties)
    return Term(bins, basis, tuple(penalties), tuple(kinds), first, bound)


def smooth(
    terms: list[Term], classes: NDArray[np.intp], count: int, rounds: int, first: Fit | None = None
) -> tuple[Fit, list[Term]]:
    """Return the fit, and the terms with their stiffness after some updates.

    Args:
        terms: The terms.
        classes: The class of each row, 0 (best) to count - 1 (worst), shape (rows,).
        count: How many classes there are, at least 2.
        rounds: How many updates.
        first: A fit to start from.

    Returns:
        The fit and the terms.
    """
    fitted = fit([term.block() for term in terms], classes, count, first)
    for _ in range(rounds):
        terms = _updated(fitted, terms)
        fitted = fit([term.block() for term in terms], classes, count, fitted)
    return fitted, terms


def refit(
    terms: list[Term], classes: NDArray[np.intp], count: int, factor: float, first: Fit | None
) -> Fit:
    """Return the fit with every penalty multiplied by a factor.

    Args:
        terms: The terms.
        classes: The class of each row, 0 (best) to count - 1 (worst), shape (rows,).
        count: How many classes there are, at least 2.
        factor: At least 0.
        first: A fit to start from.

    Returns:
        The fit.
    """
    return fit([term.block(factor) for term in terms], classes, count, first)


def effective_sizes(fitted: Fit, terms: list[Term]) -> Floats:
    """Return how many free coefficients each term amounts to after its penalty.

    Args:
        fitted: The fit.
        terms: The terms of the fit.

    Returns:
        Sizes, shape (terms,).
    """
    shares = np.diag(linalg.solve(fitted.information, fitted.likelihood_information))
    ends = np.cumsum([0, *(term.basis.shape[1] for term in terms)])
    return np.array([np.sum(shares[a:b]) for a, b in pairwise(ends)])


def _updated(fitted: Fit, terms: list[Term]) -> list[Term]:
    """Return the terms after one update of their stiffness.

    Each is the ratio of what a penalty leaves free to the square of what came of it; to both, a
    part of the mean over its kind is added, so that a variable with little data of its own learns
    from the others what is usual.
    """
    variance = linalg.inv(fitted.information)
    at = 0
    freedom: list[list[float]] = []
    squares: list[list[float]] = []
    for term, own in zip(terms, fitted.coefficients, strict=True):
        size = term.basis.shape[1]
        part = variance[at : at + size, at : at + size]
        at += size
        inverse = linalg.inv(term.block().penalty + SLACK * np.eye(size))
        freedom.append([
            stiffness * max(float(np.sum(inverse * penalty) - np.sum(part * penalty)), 1e-6)
            for stiffness, penalty in zip(term.stiffness, term.penalties, strict=True)
        ])  # fmt: skip
        squares.append([max(float(own @ penalty @ own), SLACK) for penalty in term.penalties])
    usual = {
        kind: (_mean(terms, freedom, kind), _mean(terms, squares, kind))
        for kind in {kind for term in terms for kind in term.kinds}
    }
    changed = []
    for term, free, square in zip(terms, freedom, squares, strict=True):
        sizes = []
        for kind, before, own_free, own_square in zip(
            term.kinds, term.stiffness, free, square, strict=True
        ):
            mean_free, mean_square = usual[kind]
            aim = (own_free + SHARED * mean_free) / (own_square + SHARED * mean_square)
            moved = before * min(max(aim / before, 1 / CHANGE_MAX), CHANGE_MAX)
            sizes.append(min(max(moved, STIFFNESS_MIN), STIFFNESS_MAX))
        changed.append(replace(term, stiffness=tuple(sizes)))
    return changed


def _mean(terms: list[Term], values: list[list[float]], kind: str) -> float:
    of_kind = [
        value
        for term, own in zip(terms, values, strict=True)
        for name, value in zip(term.kinds, own, strict=True)
        if name == kind
    ]
    return sum(of_kind) / len(of_kind)


def _differences(joined: list[tuple[int, int]], size: int) -> Floats:
    matrix = np.zeros((size, size))
    for first, second in joined:
        matrix[first, first] += 1
        matrix[second, second] += 1
        matrix[first, second] -= 1
        matrix[second, first] -= 1
    return matrix


def _steps(linked: tuple[bool, ...], sign: float) -> tuple[Floats, NDArray[np.bool_]]:
    """Return a basis of levels and steps: a bin is its run's level and the steps up to it."""
    size = len(linked) + 1
    basis, bound = np.zeros((size, size)), np.zeros(size, np.bool_)
    for at in range(size):
        end = at + 1
        while end < size and linked[end - 1]:
            end += 1
        stepping = at > 0 and linked[at - 1]
        basis[at:end, at] = sign if stepping else 1.0
        bound[at] = stepping
    return basis, bound
