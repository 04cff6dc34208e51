"""From binned rows to effects: single variables first, then what must be monotone, then pairs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from tallystick_node.credit.likelihood import curvature, thresholds_at
from tallystick_node.credit.pairs import Grouped, Pair, grouped, promising
from tallystick_node.credit.shape import direction
from tallystick_node.credit.smoothing import (
    Term,
    effective_sizes,
    main_term,
    pair_term,
    refit,
    smooth,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tallystick_node.credit.binning import Binned
    from tallystick_node.credit.regression import Fit

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int32]

__all__ = ["Learned", "alone", "drawn", "learn", "stiffened", "with_pairs"]

# A variable that amounts to less than this share of one coefficient has no message.
SIZE_MIN = 0.2
PAIRS_MAX = 32
ROWS_PER_PAIR = 400
PAIRS_AT_ONCE = 8
PAIRED_MAX = 150
ROUNDS_FIRST, ROUNDS_NEXT, ROUNDS_ALONE = 5, 3, 6


@dataclass(frozen=True, slots=True)
class Learned:
    """What was learned from some rows.

    variables: those with a message. directions: True rising, False falling risk, None free.
    pairs: by places in `variables`; grouping: of each variable. terms and fit: variables first,
    then pairs. asked: whose direction the caller insists on; a pair could break it, so they have
    none.
    """

    variables: tuple[Binned, ...]
    directions: tuple[bool | None, ...]
    pairs: tuple[Pair, ...]
    grouping: tuple[Grouped, ...]
    terms: tuple[Term, ...]
    fit: Fit
    asked: frozenset[str] = frozenset()

    def risk(self, bins: dict[str, Ints]) -> Floats:
        """Return the risk of rows.

        Args:
            bins: The bin of each row, by variable.

        Returns:
            Risks on the scale of log-odds, shape (rows,).
        """
        own = [bins[binned.variable.name] for binned in self.variables]
        risk = np.zeros(len(own[0]) if own else len(next(iter(bins.values()))))
        for effects, rows in zip(self.fit.effects[: len(own)], own, strict=True):
            risk += effects[rows]
        for effects, pair in zip(self.fit.effects[len(own) :], self.pairs, strict=True):
            risk += effects[self.cells(pair, own)]
        return risk

    def cells(self, pair: Pair, own: list[Ints]) -> Ints:
        """Return the cell of each row in the table of a pair.

        Args:
            pair: The pair.
            own: The bin of each row, one array for each variable.

        Returns:
            Cell numbers, row by row of the table, shape (rows,).
        """
        return cells(pair, self.grouping, own)


def cells(pair: Pair, grouping: tuple[Grouped, ...], own: list[Ints]) -> Ints:
    """Return the cell of each row in the table of a pair, row by row of the table.

    Args:
        pair: The pair.
        grouping: The groups of each variable.
        own: The bin of each row, one array for each variable.

    Returns:
        Cell numbers, shape (rows,).
    """
    first, second = grouping[pair.first], grouping[pair.second]
    rows: Ints = first.groups[own[pair.first]] * np.int32(second.size)
    return rows + second.groups[own[pair.second]]


def learn(
    binned: list[Binned],
    bins: dict[str, Ints],
    classes: NDArray[np.intp],
    count: int,
    asked: dict[str, bool],
) -> Learned:
    """Return what the rows teach: variables, their shapes and effects, without pairs.

    Args:
        binned: The variables that may be used.
        bins: The bin of each row, by variable.
        classes: The class of each row, 0 (best) to count - 1 (worst), shape (rows,).
        count: How many classes there are, at least 2.
        asked: Directions of risk that the caller insists on, True rising, by variable.

    Returns:
        What was learned.
    """
    chosen = [candidate for candidate in binned if _varies(bins[candidate.variable.name])]
    terms = [
        main_term(
            bins[candidate.variable.name],
            candidate.linked,
            rising=asked.get(candidate.variable.name),
        )
        for candidate in chosen
    ]
    fitted, terms = smooth(terms, classes, count, ROUNDS_FIRST)
    sizes = effective_sizes(fitted, terms)
    kept = [place for place, size in enumerate(sizes) if size > SIZE_MIN]
    chosen, terms = [chosen[place] for place in kept], [terms[place] for place in kept]
    fitted, terms = smooth(terms, classes, count, ROUNDS_NEXT)
    directions = [
        asked.get(candidate.variable.name, direction(candidate, effects, _weights(candidate, bins)))
        for candidate, effects in zip(chosen, fitted.effects, strict=True)
    ]
    terms = [
        replace(main_term(term.bins, candidate.linked, rising=way), stiffness=term.stiffness)
        for candidate, term, way in zip(chosen, terms, directions, strict=True)
    ]
    fitted, terms = smooth(terms, classes, count, 1)
    return Learned(tuple(chosen), tuple(directions), (), (), tuple(terms), fitted, frozenset(asked))


def stiffened(learned: Learned, classes: NDArray[np.intp], count: int, factor: float) -> Learned:
    """Return the same with every penalty multiplied by a factor.

    Args:
        learned: What was learned.
        classes: The class of each row, 0 (best) to count - 1 (worst), shape (rows,).
        count: How many classes there are, at least 2.
        factor: At least 0; 1 changes nothing.

    Returns:
        What was learned, fitted anew.
    """
    fitted = refit(list(learned.terms), classes, count, factor, learned.fit)
    return replace(learned, fit=fitted)


def alone(learned: Learned, classes: NDArray[np.intp], count: int) -> tuple[Floats, ...]:
    """Return the effects of each variable in a regression of its own, in the same direction.

    Args:
        learned: What was learned.
        classes: The class of each row, 0 (best) to count - 1 (worst), shape (rows,).
        count: How many classes there are, at least 2.

    Returns:
        The effects of each variable's bins.
    """
    effects = []
    for binned, way, term in zip(
        learned.variables, learned.directions, learned.terms[: len(learned.variables)], strict=True
    ):
        own = main_term(term.bins, binned.linked, rising=way)
        effects.append(smooth([own], classes, count, ROUNDS_ALONE)[0].effects[0])
    return tuple(effects)


def drawn(
    learned: Learned,
    effects: tuple[Floats, ...],
    classes: NDArray[np.intp],
    count: int,
    share: float,
) -> Learned:
    """Return the same, without pairs, its effects drawn by a share towards others.

    Those are first spread as widely as the learned ones. What variables say alone, added up (naive
    Bayes), is biased where they repeat one another, but hardly varies with the rows it is learned
    from: on few rows some of it can be the better guess (Ng and Jordan 2002).

    Args:
        learned: What was learned.
        effects: What `alone` has returned.
        classes: The class of each row, 0 (best) to count - 1 (worst), shape (rows,).
        count: How many classes there are, at least 2.
        share: How far to draw, 0 to 1.

    Returns:
        What was learned, with mixed effects.
    """
    own = [term.bins for term in learned.terms[: len(learned.variables)]]
    risks = [
        np.sum([own_effects[rows] for own_effects, rows in zip(each, own, strict=True)], axis=0)
        for each in (learned.fit.effects, effects)
    ]
    there, other = float(np.std(risks[0])), float(np.std(risks[1]))
    if not there or not other:
        return learned
    width = share * there / other
    mixed = tuple(
        (1 - share) * own_effects + width * towards
        for own_effects, towards in zip(learned.fit.effects, effects, strict=True)
    )
    thresholds = thresholds_at((1 - share) * risks[0] + width * risks[1], classes, count)
    return replace(learned, fit=replace(learned.fit, effects=mixed, thresholds=thresholds))


def with_pairs(learned: Learned, classes: NDArray[np.intp], count: int, gain_min: float) -> Learned:
    """Return the same with more pairs, those that have something to add to what is learned.

    Pairs are added a few at a time, best first, the rest judged anew.

    Args:
        learned: What was learned.
        classes: The class of each row, 0 (best) to count - 1 (worst), shape (rows,).
        count: How many classes there are, at least 2.
        gain_min: See `promising`.

    Returns:
        What was learned, with pairs.
    """
    own = [term.bins for term in learned.terms[: len(learned.variables)]]
    grouping = learned.grouping or tuple(
        grouped(
            binned, np.bincount(rows, minlength=binned.variable.size).astype(np.float64), effects
        )
        for binned, rows, effects in zip(
            learned.variables, own, learned.fit.effects[: len(own)], strict=True
        )
    )
    if len(own) > PAIRED_MAX:
        return replace(learned, grouping=grouping)
    terms, fitted, pairs = list(learned.terms), learned.fit, list(learned.pairs)
    limit = min(PAIRS_MAX, len(classes) // ROWS_PER_PAIR)
    while len(pairs) < limit:
        risk = np.zeros(len(classes))
        for term, effects in zip(terms, fitted.effects, strict=True):
            risk += effects[term.bins]
        left = curvature(risk, fitted.thresholds, classes)
        most = min(PAIRS_AT_ONCE, limit - len(pairs))
        free = [binned.variable.name not in learned.asked for binned in learned.variables]
        new = promising(own, list(grouping), left, set(pairs), free, most=most, gain_min=gain_min)
        if not new:
            break
        for pair in new:
            linked = (grouping[pair.first].linked, grouping[pair.second].linked)
            terms.append(pair_term(cells(pair, grouping, own), linked))
        pairs += new
        fitted, terms = smooth(terms, classes, count, ROUNDS_NEXT)
    return replace(learned, pairs=tuple(pairs), grouping=grouping, terms=tuple(terms), fit=fitted)


def _varies(rows: Ints) -> bool:
    return bool(len(rows)) and bool(np.any(rows != rows[0]))


def _weights(binned: Binned, bins: dict[str, Ints]) -> Floats:
    return np.bincount(bins[binned.variable.name], minlength=binned.variable.size).astype(
        np.float64
    )
