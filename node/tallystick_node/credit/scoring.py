"""Many applicants at once: numpy over the card's tables, the same points as one by one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tallystick_node.credit.likelihood import sigmoid
from tallystick_node.credit.marks import marked_column
from tallystick_node.credit.partial import chances_of
from tallystick_node.credit.refusal import CreditError
from tallystick_node.credit.table import Column, Kind, Table
from tallystick_node.credit.variable import Categories, Marks, Variable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from tallystick_node.credit.card import Card, CardState

    Floats = NDArray[np.float64]
    Points = NDArray[np.int32]

__all__ = ["BatchScorer", "Scored", "ThinRows"]

# Rows are worked through in pieces that stay in the processor's cache.
ROWS_PER_PIECE = 16_384


@dataclass(frozen=True, slots=True)
class Scored:
    """Scores of rows and what follows from them; bins: of each variable, when asked for.

    thin: the rows that a state's card has judged. Scores and chances have them in already; the bins
    above are those of the whole card in every row.
    """

    scores: Points
    p_default: Floats
    bins: Points | None
    thin: tuple[ThinRows, ...] = ()


@dataclass(frozen=True, slots=True)
class ThinRows:
    """Rows of one state of the data: their places, and what its card says of them."""

    state: CardState
    rows: NDArray[np.intp]
    scored: Scored


class BatchScorer:
    """A card made ready for tables."""

    def __init__(self, card: Card) -> None:
        self.card = card
        self._points = [np.array(table.points, np.int32) for table in card.variables]
        self._pairs = []
        for pair in card.pairs:
            cells = np.array(pair.points, np.int32)
            first = np.array(pair.first_groups, np.int32) * np.int32(cells.shape[1])
            second = np.array(pair.second_groups, np.int32)
            self._pairs.append((pair, first, second, cells.ravel()))

    def score(self, table: Table, *, with_bins: bool = False) -> Scored:
        """Return the scores of every row.

        Args:
            table: The applicants.
            with_bins: Whether to keep the bins of each row, for reasons and class chances.

        Returns:
            Scores, chances of default and bins.

        Raises:
            CreditError: CREDIT:COLUMN on a missing column; CREDIT:TYPE on one of the wrong kind.
        """
        columns = [_column(table, points_table.variable) for points_table in self.card.variables]
        scores = np.empty(table.rows, np.int32)
        kept = np.empty((table.rows, len(columns)), np.int32) if with_bins else None
        for begin in range(0, table.rows, ROWS_PER_PIECE):
            piece = slice(begin, begin + ROWS_PER_PIECE)
            scores[piece] = self._piece(columns, piece, kept)
        threshold = self.card.thresholds[self.card.default_class - 1]
        p_default = sigmoid(threshold - scores / self.card.scale.factor)
        thin = tuple(self._thin(table, with_bins=with_bins))
        for part in thin:
            scores[part.rows] = part.scored.scores
            p_default[part.rows] = part.scored.p_default
        return Scored(scores, p_default, kept, thin)

    def class_chances(self, scored: Scored) -> Floats:
        """Return P(Y = k) of rows that were scored with their bins.

        Args:
            scored: What `score` has returned.

        Returns:
            Shape (rows, classes).
        """
        assert scored.bins is not None, "bins were asked for"
        columns = []
        for k, threshold in enumerate(self.card.thresholds, 1):
            total = scored.scores.astype(np.float64)
            for extra in self.card.partial:
                if extra.cut == k:
                    total += np.array(extra.points)[scored.bins[:, extra.variable]]
            columns.append(sigmoid(threshold - total / self.card.scale.factor))
        chances = chances_of(np.column_stack(columns), self.card.default_class)
        for part in scored.thin:
            chances[part.rows] = BatchScorer(part.state.card).class_chances(part.scored)
        return chances

    def _thin(self, table: Table, *, with_bins: bool) -> Iterator[ThinRows]:
        """Judge each row of which a state's columns are all empty by the first such state."""
        left = np.ones(table.rows, np.bool_)
        for state in self.card.states:
            empty = left.copy()
            for name in state.lacking:
                empty &= _present(table, name).missing
            rows = np.flatnonzero(empty)
            left &= ~empty
            if len(rows):
                part = BatchScorer(state.card).score(table.take(rows), with_bins=with_bins)
                yield ThinRows(state, rows, part)

    def _piece(self, columns: list[Column], piece: slice, kept: Points | None) -> Points:
        bins = [
            _bins(column, table.variable, piece)
            for column, table in zip(columns, self.card.variables, strict=True)
        ]
        total = np.full(len(bins[0]) if bins else 0, self.card.base, np.int32)
        for points, rows in zip(self._points, bins, strict=True):
            total += points[rows]
        for pair, first, second, cells in self._pairs:
            total += cells[first[bins[pair.first]] + second[bins[pair.second]]]
        if kept is not None:
            kept[piece] = np.column_stack(bins)
        return total


def _column(table: Table, variable: Variable) -> Column:
    """Return the column of a variable, held to its kind."""
    if isinstance(variable, Marks):
        columns = {name: _numbers(table, name, is_date=False) for name in variable.columns}
        return marked_column(variable, columns)
    if isinstance(variable, Categories):
        return _present(table, variable.name)
    return _numbers(table, variable.name, is_date=variable.is_date)


def _present(table: Table, name: str) -> Column:
    if name not in table.columns:
        raise CreditError("CREDIT:COLUMN", f"the data lack the column {name!r} of the card")
    return table[name]


def _numbers(table: Table, name: str, *, is_date: bool) -> Column:
    column = _present(table, name)
    wanted = "dates" if is_date else "numbers"
    if column.kind is Kind.CATEGORY:
        if not np.all(column.codes < 0):
            raise CreditError(
                "CREDIT:TYPE",
                f"the column {name!r} holds words such as {column.levels[0]!r} where the card"
                f" needs {wanted}",
            )
        return Column(name, Kind.NUMBER, np.full(len(column), np.nan), column.codes)
    if (column.kind is Kind.DATE) != is_date and np.any(np.isfinite(column.values)):
        raise CreditError("CREDIT:TYPE", f"the column {name!r} does not hold {wanted}")
    return column


def _bins(column: Column, variable: Variable, piece: slice) -> NDArray[np.int32]:
    """Return the bin of each row of the piece; what is not finite is missing."""
    if isinstance(variable, Marks):
        return column.codes[piece] + np.int32(1)
    if isinstance(variable, Categories):
        known = variable.bins
        mapped = [known.get(level, variable.size - 1) for level in column.levels]
        return np.array([*mapped, 0], np.int32)[column.codes[piece]]
    values = column.values[piece]
    bins = np.ones(len(values), np.int32)
    for edge in variable.edges:
        bins += values > edge
    bins[~np.isfinite(values)] = 0
    return bins
