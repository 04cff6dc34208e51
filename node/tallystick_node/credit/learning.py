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

# A variable that amounts to less than this share of one coefficient says nothing.
SIZE_MIN = 0.2
PAIRS_MAX = 32
ROWS_PER_PAIR = 400
PAIRS_AT_ONCE = 8
PAIRED_MAX = 150
ROUNDS_FIRST, ROUNDS_NEXT, ROUNDS_ALONE = 5, 3, 6


@dataclass(frozen=True, slots=True)
class Learned:
    """What was found on some rows.

    variables: those that say something. directions: True rising, False falling risk, None free.
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
        """Return the risk of rows, given by the bins of each variable."""
        own = [bins[one.variable.name] for one in self.variables]
        found = np.zeros(len(own[0]) if own else len(next(iter(bins.values()))))
        for effects, rows in zip(self.fit.effects[: len(own)], own, strict=True):
            found += effects[rows]
        for effects, pair in zip(self.fit.effects[len(own) :], self.pairs, strict=True):
            found += effects[self.cells(pair, own)]
        return found

    def cells(self, pair: Pair, own: list[Ints]) -> Ints:
        """Return the cell of each row in the table of a pair."""
        return cells(pair, self.grouping, own)


def cells(pair: Pair, grouping: tuple[Grouped, ...], own: list[Ints]) -> Ints:
    """Return the cell of each row in the table of a pair, row by row of the table."""
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
    """Return what the rows say. asked: directions of risk that the caller insists on."""
    chosen = [one for one in binned if _varies(bins[one.variable.name])]
    terms = [
        main_term(bins[one.variable.name], one.linked, rising=asked.get(one.variable.name))
        for one in chosen
    ]
    found, terms = smooth(terms, classes, count, ROUNDS_FIRST)
    sizes = effective_sizes(found, terms)
    kept = [place for place, size in enumerate(sizes) if size > SIZE_MIN]
    chosen, terms = [chosen[place] for place in kept], [terms[place] for place in kept]
    found, terms = smooth(terms, classes, count, ROUNDS_NEXT)
    directions = [
        asked.get(one.variable.name, direction(one, effects, _weights(one, bins)))
        for one, effects in zip(chosen, found.effects, strict=True)
    ]
    terms = [
        replace(main_term(term.bins, one.linked, rising=way), stiffness=term.stiffness)
        for one, term, way in zip(chosen, terms, directions, strict=True)
    ]
    found, terms = smooth(terms, classes, count, 1)
    return Learned(tuple(chosen), tuple(directions), (), (), tuple(terms), found, frozenset(asked))


def stiffened(learned: Learned, classes: NDArray[np.intp], count: int, factor: float) -> Learned:
    """Return the same with every penalty multiplied by the factor."""
    found = refit(list(learned.terms), classes, count, factor, learned.fit)
    return replace(learned, fit=found)


def alone(learned: Learned, classes: NDArray[np.intp], count: int) -> tuple[Floats, ...]:
    """Return the effects of each variable in a regression of its own, in the same direction."""
    found = []
    for one, way, term in zip(
        learned.variables, learned.directions, learned.terms[: len(learned.variables)], strict=True
    ):
        own = main_term(term.bins, one.linked, rising=way)
        found.append(smooth([own], classes, count, ROUNDS_ALONE)[0].effects[0])
    return tuple(found)


def drawn(
    learned: Learned,
    effects: tuple[Floats, ...],
    classes: NDArray[np.intp],
    count: int,
    share: float,
) -> Learned:
    """Return the same, without pairs, its effects drawn by a share towards those given.

    Those are first spread as widely as the learned ones. What variables say alone, added up (naive
    Bayes), is biased where they repeat one another, but hardly varies with the rows it is learned
    from: on few rows some of it can be the better guess (Ng and Jordan 2002).
    """
    own = [term.bins for term in learned.terms[: len(learned.variables)]]
    risks = [
        np.sum([one[rows] for one, rows in zip(each, own, strict=True)], axis=0)
        for each in (learned.fit.effects, effects)
    ]
    there, other = float(np.std(risks[0])), float(np.std(risks[1]))
    if not there or not other:
        return learned
    width = share * there / other
    mixed = tuple(
        (1 - share) * one + width * towards
        for one, towards in zip(learned.fit.effects, effects, strict=True)
    )
    thresholds = thresholds_at((1 - share) * risks[0] + width * risks[1], classes, count)
    return replace(learned, fit=replace(learned.fit, effects=mixed, thresholds=thresholds))


def with_pairs(learned: Learned, classes: NDArray[np.intp], count: int, gain_min: float) -> Learned:
    """Return the same with more pairs, those that what is learned leaves something to.

    gain_min: see `promising`. Pairs are added a few at a time, best first, the rest judged anew.
    """
    own = [term.bins for term in learned.terms[: len(learned.variables)]]
    grouping = learned.grouping or tuple(
        grouped(one, np.bincount(rows, minlength=one.variable.size).astype(np.float64), effects)
        for one, rows, effects in zip(
            learned.variables, own, learned.fit.effects[: len(own)], strict=True
        )
    )
    if len(own) > PAIRED_MAX:
        return replace(learned, grouping=grouping)
    terms, found, pairs = list(learned.terms), learned.fit, list(learned.pairs)
    limit = min(PAIRS_MAX, len(classes) // ROWS_PER_PAIR)
    while len(pairs) < limit:
        risk = np.zeros(len(classes))
        for term, effects in zip(terms, found.effects, strict=True):
            risk += effects[term.bins]
        left = curvature(risk, found.thresholds, classes)
        most = min(PAIRS_AT_ONCE, limit - len(pairs))
        free = [one.variable.name not in learned.asked for one in learned.variables]
        new = promising(own, list(grouping), left, set(pairs), free, most=most, gain_min=gain_min)
        if not new:
            break
        for pair in new:
            linked = (grouping[pair.first].linked, grouping[pair.second].linked)
            terms.append(pair_term(cells(pair, grouping, own), linked))
        pairs += new
        found, terms = smooth(terms, classes, count, ROUNDS_NEXT)
    return replace(learned, pairs=tuple(pairs), grouping=grouping, terms=tuple(terms), fit=found)


def _varies(rows: Ints) -> bool:
    return bool(len(rows)) and bool(np.any(rows != rows[0]))


def _weights(one: Binned, bins: dict[str, Ints]) -> Floats:
    return np.bincount(bins[one.variable.name], minlength=one.variable.size).astype(np.float64)
