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
        """Return what the regression takes, every penalty multiplied by the factor."""
        pairs = zip(self.stiffness, self.penalties, strict=True)
        whole = sum((factor * size * one for size, one in pairs), np.zeros(self.penalties[0].shape))
        return Block(self.bins, self.basis, whole, self.bound)


def main_term(
    bins: NDArray[np.int32], linked: tuple[bool, ...], *, rising: bool | None = None
) -> Term:
    """Return the term of one variable: an effect for each bin.

    linked: see Binned. rising: None leaves the shape free; True (False) lets the effect only rise
    (fall) from one linked bin to the next.
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
    """Return the term of a table of two variables, rows first: an effect for each cell."""
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
    """Return the fit, and the terms with their stiffness after so many updates."""
    found = fit([term.block() for term in terms], classes, count, first)
    for _ in range(rounds):
        terms = _updated(found, terms)
        found = fit([term.block() for term in terms], classes, count, found)
    return found, terms


def refit(
    terms: list[Term], classes: NDArray[np.intp], count: int, factor: float, first: Fit | None
) -> Fit:
    """Return the fit with every penalty multiplied by the factor."""
    return fit([term.block(factor) for term in terms], classes, count, first)


def effective_sizes(found: Fit, terms: list[Term]) -> Floats:
    """Return how many free coefficients each term amounts to after its penalty."""
    shares = np.diag(linalg.solve(found.information, found.likelihood_information))
    ends = np.cumsum([0, *(term.basis.shape[1] for term in terms)])
    return np.array([np.sum(shares[a:b]) for a, b in pairwise(ends)])


def _updated(found: Fit, terms: list[Term]) -> list[Term]:
    """Return the terms after one update of their stiffness.

    Each is the ratio of what a penalty leaves free to the square of what came of it; to both, a
    part of the mean over its kind is added, so that a variable with little data of its own learns
    from the others what is usual.
    """
    variance = linalg.inv(found.information)
    at = 0
    freedom: list[list[float]] = []
    squares: list[list[float]] = []
    for term, own in zip(terms, found.coefficients, strict=True):
        size = term.basis.shape[1]
        part = variance[at : at + size, at : at + size]
        at += size
        inverse = linalg.inv(term.block().penalty + SLACK * np.eye(size))
        freedom.append([
            stiffness * max(float(np.sum(inverse * one) - np.sum(part * one)), 1e-6)
            for stiffness, one in zip(term.stiffness, term.penalties, strict=True)
        ])  # fmt: skip
        squares.append([max(float(own @ one @ own), SLACK) for one in term.penalties])
    usual = {
        kind: (_mean(terms, freedom, kind), _mean(terms, squares, kind))
        for kind in {kind for term in terms for kind in term.kinds}
    }
    changed = []
    for term, free, square in zip(terms, freedom, squares, strict=True):
        sizes = []
        for kind, before, one, other in zip(term.kinds, term.stiffness, free, square, strict=True):
            mean_free, mean_square = usual[kind]
            aim = (one + SHARED * mean_free) / (other + SHARED * mean_square)
            moved = before * min(max(aim / before, 1 / CHANGE_MAX), CHANGE_MAX)
            sizes.append(min(max(moved, STIFFNESS_MIN), STIFFNESS_MAX))
        changed.append(replace(term, stiffness=tuple(sizes)))
    return changed


def _mean(terms: list[Term], values: list[list[float]], kind: str) -> float:
    found = [
        value
        for term, own in zip(terms, values, strict=True)
        for name, value in zip(term.kinds, own, strict=True)
        if name == kind
    ]
    return sum(found) / len(found)


def _differences(joined: list[tuple[int, int]], size: int) -> Floats:
    found = np.zeros((size, size))
    for one, other in joined:
        found[one, one] += 1
        found[other, other] += 1
        found[one, other] -= 1
        found[other, one] -= 1
    return found


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
