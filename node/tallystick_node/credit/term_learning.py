"""What loans of each term have shown, written into a card: for prices by term, not for scores."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from tallystick_node.credit.card import Card, hash_of
from tallystick_node.credit.card_form import MONTHS_MAX, PARTS, TERMS_MAX
from tallystick_node.credit.lasting import shift_of
from tallystick_node.credit.measures import log_odds
from tallystick_node.credit.refusal import CreditError
from tallystick_node.credit.scoring import BatchScorer
from tallystick_node.credit.study import outcome_of
from tallystick_node.credit.table import Kind
from tallystick_node.credit.term_risk import lost_by_class

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tallystick_node.credit.scoring import Scored
    from tallystick_node.credit.table import Table

    Floats = NDArray[np.float64]

__all__ = ["LoanColumns", "Repaid", "loans_of", "with_terms"]

ROWS_MIN, BAD_MIN = 200, 30
# How far the level of one term is off the card's, as a standard deviation, before it was seen.
SHIFT_ERROR = 0.2
# The loss of a class over a term is held to that over all terms as so many loans would.
LOST_ROWS = 30.0
# The chance of a grade over a term is held to that of the grade as so many loans would.
GRADE_ROWS = 50.0


@dataclass(frozen=True, slots=True)
class LoanColumns:
    """Which columns say how long a loan was to run, how long it did, and what it lost."""

    target: str
    term: str
    months: str
    lost: str
    bad: str | None = None


@dataclass(frozen=True, slots=True)
class Repaid:
    """Loans whose course is known. rows: of the table. months: that were paid, within the term."""

    rows: NDArray[np.intp]
    bad: NDArray[np.bool_]
    term: NDArray[np.intp]
    months: Floats
    lost: Floats


@dataclass(frozen=True, slots=True)
class _Seen:
    """Loans with what the card says of each, and the class that each came to."""

    loans: Repaid
    scored: Scored
    chances: Floats
    classes: NDArray[np.intp]


def loans_of(table: Table, columns: LoanColumns) -> Repaid:
    """Return the loans of a table whose term, course and loss are known.

    Args:
        table: The loans.
        columns: Which columns say what.

    Returns:
        The loans.

    Raises:
        CreditError: CREDIT:COLUMN for a column that is not there; CREDIT:TYPE for one without
            numbers; CREDIT:TARGET when the outcomes cannot be read; CREDIT:ROWS when no loan is
            known.
    """
    for name in (columns.target, columns.term, columns.months, columns.lost):
        if name not in table.columns:
            raise CreditError("CREDIT:COLUMN", f"there is no column {name!r} in the data")
    for name in (columns.term, columns.months, columns.lost):
        if table[name].kind is not Kind.NUMBER:
            raise CreditError("CREDIT:TYPE", f"the column {name!r} must hold numbers")
    bad, known = outcome_of(table[columns.target], columns.bad)
    term, months = table[columns.term].values, table[columns.months].values
    lost = np.where(bad, table[columns.lost].values, 0.0)
    with np.errstate(invalid="ignore"):
        known = known & np.isfinite(months) & np.isfinite(lost) & (months >= 0)
        known &= (term >= 1) & (term <= MONTHS_MAX) & (term == np.floor(term))
    rows = np.flatnonzero(known)
    if not len(rows):
        raise CreditError("CREDIT:ROWS", "no loan has an outcome, a term and a course")
    terms = term[rows].astype(np.intp)
    return Repaid(
        rows, bad[rows], terms, np.minimum(months[rows], terms), np.clip(lost[rows], 0, 1)
    )


def with_terms(card: Card, table: Table, columns: LoanColumns, ordered: str | None) -> Card:
    """Return the card with what loans of each term have shown.

    Args:
        card: The card.
        table: The loans that it has learned from.
        columns: Which columns say how long loans were to run, how long they did, what they lost.
        ordered: The column of ordered classes, as in training.

    Returns:
        The card, the same but for its terms and its hash.

    Raises:
        CreditError: See `loans_of`; CREDIT:ROWS when no term has enough loans.
    """
    loans = loans_of(table, columns)
    chosen = table.take(loans.rows)
    scored = BatchScorer(card).score(chosen, with_bins=True)
    seen = _Seen(
        loans,
        scored,
        BatchScorer(card).class_chances(scored),
        _classes(card, chosen, loans, ordered),
    )
    counts = dict(zip(*np.unique(loans.term, return_counts=True), strict=True))
    terms = []
    for months in sorted(sorted(counts, key=lambda each: -counts[each])[:TERMS_MAX]):
        own = loans.term == months
        if np.sum(own) >= ROWS_MIN and np.sum(loans.bad[own]) >= BAD_MIN:
            terms.append(_shown(card, seen, own) | {"months": int(months)})
    if not terms:
        raise CreditError(
            "CREDIT:ROWS",
            f"no term of {columns.term!r} has {ROWS_MIN} loans with {BAD_MIN} defaults",
        )
    document = card.document | {"terms": terms}
    document["hash"] = hash_of(document)
    return Card.of(document, "the card with terms")


def _shown(card: Card, seen: _Seen, own: NDArray[np.bool_]) -> dict[str, Any]:
    """Return what the loans of one term have shown."""
    loans, chance = seen.loans, seen.scored.p_default
    shift, information = shift_of(loans.bad[own], log_odds(chance[own]))
    held = information / (information + 1 / SHIFT_ERROR**2)
    sound = own & ~loans.bad
    term = int(loans.term[own][0])
    # Who pays in the last month of the term has not paid early.
    ends = [min(term * part / PARTS, term - 1) for part in range(1, PARTS + 1)]
    repaid = [float(np.mean(loans.months[sound] <= end)) if np.any(sound) else 0.0 for end in ends]
    names = np.array([card.grade(score) for score in seen.scored.scores[own].tolist()])
    expected = []
    for grade in card.grades:
        inside = chance[own][names == grade.name]
        total = np.sum(inside) + GRADE_ROWS * grade.p_default
        expected.append(round(float(total / (len(inside) + GRADE_ROWS)), 6))
    return {
        "rows": int(np.sum(own)),
        "bad": int(np.sum(loans.bad[own])),
        "shift": round(shift * held, 6),
        "p_default": expected,
        "lost_by_class": [round(float(share), 6) for share in _lost(card, seen, own)],
        "repaid": [round(min(share, 1.0), 6) for share in repaid],
    }


def _lost(card: Card, seen: _Seen, own: NDArray[np.bool_]) -> Floats:
    """Return what each class loses over a term.

    Longer loans also default earlier within their term, in worse classes than the card expects, so
    losses are scaled until the card's mix of classes loses what the term's bad loans have lost.
    """
    usual = np.array(lost_by_class(card))
    rows = np.bincount(seen.classes[own], minlength=len(usual))
    lost = np.bincount(seen.classes[own], seen.loans.lost[own], len(usual))
    shares: Floats = (lost + LOST_ROWS * usual) / (rows + LOST_ROWS)
    bad = own & seen.loans.bad
    first = card.default_class
    mix = seen.chances[bad][:, first:]
    by_card = float(np.mean((mix / np.sum(mix, axis=1, keepdims=True)) @ shares[first:]))
    if by_card > 0:
        shares[first:] *= float(np.mean(seen.loans.lost[bad])) / by_card
    return np.clip(shares, 0, 1)


def _classes(card: Card, table: Table, loans: Repaid, ordered: str | None) -> NDArray[np.intp]:
    """Return the class of each loan; sound and bad alone where none are ordered."""
    worst = np.where(loans.bad, card.classes - 1, 0).astype(np.intp)
    if ordered is None or card.classes == 2:
        return worst
    column = table[ordered]
    values = np.unique(column.values[~column.missing])
    ranked = np.searchsorted(values, np.where(column.missing, values[0], column.values))
    classes = np.where(column.missing, worst, ranked).astype(np.intp)
    # A bad loan is in a class of defaults, and a sound one in none.
    first = card.default_class
    fitting = np.where(loans.bad, np.maximum(classes, first), np.minimum(classes, first - 1))
    return np.asarray(np.minimum(fitting, card.classes - 1), np.intp)
