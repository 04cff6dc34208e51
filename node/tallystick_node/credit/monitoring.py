"""Whether a card still holds: everything that can be seen from a table of later loans."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from tallystick_node.credit.event_times import times_of
from tallystick_node.credit.explaining import reasons_of
from tallystick_node.credit.fairness import fairness
from tallystick_node.credit.likelihood import sigmoid
from tallystick_node.credit.measures import calibration
from tallystick_node.credit.performance import (
    Lost,
    by_grade,
    by_period,
    in_money,
    overall,
    periods_of,
    trade_off,
)
from tallystick_node.credit.portfolio import migration
from tallystick_node.credit.recalibration import calibration_now
from tallystick_node.credit.refusal import CreditError
from tallystick_node.credit.scoring import BatchScorer
from tallystick_node.credit.stability import stability
from tallystick_node.credit.study import outcome_of
from tallystick_node.credit.table import Kind
from tallystick_node.credit.term_risk import lost_by_class

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tallystick_node.credit.card import Card
    from tallystick_node.credit.scoring import Scored
    from tallystick_node.credit.table import Table

    Floats = NDArray[np.float64]

__all__ = ["Watched", "monitor"]

APPROVED_WORDS = frozenset(("1", "approve", "approved", "accept", "accepted", "yes", "true"))


@dataclass(frozen=True, slots=True)
class Watched:
    """Which columns hold what. anchor: the platform's own view, larger is riskier."""

    target: str | None = None
    time: str | None = None
    anchor: str | None = None
    lost: str | None = None
    paid: str | None = None
    decision: str | None = None
    groups: tuple[str, ...] = ()
    bad: str | None = None


def monitor(
    card: Card, table: Table, watched: Watched, previous: Card | None = None
) -> dict[str, Any]:
    """Return the monitoring report; sections whose column is not named are left out.

    Loans without an outcome count for stability and fairness only.

    Args:
        card: The card.
        table: Later loans.
        watched: Which columns hold what.
        previous: A card to compare grades with.

    Returns:
        The report as a JSON object.

    Raises:
        CreditError: CREDIT:COLUMN on a column that is not there; CREDIT:TYPE on one of the wrong
            kind; CREDIT:TARGET when the outcomes cannot be read.
    """
    asked = (watched.target, watched.time, watched.anchor, watched.lost, watched.paid,
             watched.decision, *watched.groups)  # fmt: skip
    absent = [name for name in asked if name is not None and name not in table.columns]
    if absent:
        raise CreditError("CREDIT:COLUMN", f"there is no column {absent[0]!r} in the data")
    scored = BatchScorer(card).score(table, with_bins=True)
    grades = [card.grade(score) for score in scored.scores.tolist()]
    approved = _approved(grades, card)
    report: dict[str, Any] = {
        "card": card.hash,
        "rows": table.rows,
        "stability": stability(card, scored),
        "grades": dict(sorted(Counter(grades).items())),
        "reasons": _reasons(card, scored),
    }
    bad, known = np.zeros(table.rows, np.bool_), np.zeros(table.rows, np.bool_)
    if watched.target is not None:
        bad, known = outcome_of(table[watched.target], watched.bad)
        report |= _judged(card, table, watched, scored, (grades, bad, known))
    if watched.decision is not None:
        report["overrides"] = _overrides(table, watched.decision, approved)
    if watched.groups:
        report["fairness"] = [
            fairness(
                table[name].take(np.flatnonzero(known)) if np.any(known) else table[name],
                approved[known] if np.any(known) else approved,
                bad[known] if np.any(known) else None,
                scored.p_default[known] if np.any(known) else scored.p_default,
            )
            for name in watched.groups
        ]
    if previous is not None:
        other = BatchScorer(previous).score(table)
        before = [previous.grade(score) for score in other.scores.tolist()]
        report["migration"] = migration(before, grades)
    return report


def _judged(
    card: Card,
    table: Table,
    watched: Watched,
    scored: Scored,
    outcomes: tuple[list[str], NDArray[np.bool_], NDArray[np.bool_]],
) -> dict[str, Any]:
    """Return the sections that need outcomes."""
    grades, bad, known = outcomes
    rows = np.flatnonzero(known)
    if not len(rows):
        raise CreditError("CREDIT:TARGET", "no row has an outcome to report on")
    chance, truth = scored.p_default[rows], bad[rows]
    sections: dict[str, Any] = {
        "overall": overall(truth, chance),
        "by_grade": by_grade([grades[row] for row in rows.tolist()], truth, chance),
    }
    times = None if watched.time is None else times_of(table[watched.time])[rows]
    if times is None or np.all(np.isfinite(times)):
        sections["calibration"] = calibration_now(truth, chance, times)
    if watched.time is not None:
        periods, names = periods_of(table[watched.time].take(rows))
        sections["by_period"] = by_period(periods, names, truth, chance)
    rival = None if watched.anchor is None else _order(table, watched.anchor)[rows]
    if rival is not None:
        sections["anchor"] = overall(truth, _as_chance(rival, truth)) | {"column": watched.anchor}
    lost = None if watched.lost is None else _share(table, watched.lost)[rows]
    paid = None if watched.paid is None else _share(table, watched.paid, most=np.inf)[rows]
    sections["trade_off"] = trade_off(chance, truth, lost, paid)
    if rival is not None:
        sections["trade_off_of_anchor"] = trade_off(rival, truth, lost, paid)
    if lost is not None:
        expected = BatchScorer(card).class_chances(scored)[rows] @ np.array(lost_by_class(card))
        sections["money"] = in_money(chance, Lost(lost, expected), rival)
    return sections


def _approved(grades: list[str], card: Card) -> NDArray[np.bool_]:
    """Return whom the card alone would approve: every grade but the worst."""
    worst = card.grades[-1].name
    return np.array([grade != worst for grade in grades]) | (len(card.grades) == 1)


def _overrides(table: Table, name: str, approved: NDArray[np.bool_]) -> dict[str, Any]:
    column = table[name]
    if column.kind is Kind.CATEGORY:
        chosen = np.array([word.lower() in APPROVED_WORDS for word in column.texts()])
    else:
        chosen = column.values == 1
    known = ~column.missing
    total = max(int(np.sum(known)), 1)
    up, down = known & chosen & ~approved, known & ~chosen & approved
    return {
        "decisions": int(np.sum(known)),
        "rate": round(float(np.sum(up | down)) / total, 6),
        "approved_against_the_card": int(np.sum(up)),
        "declined_against_the_card": int(np.sum(down)),
    }


def _reasons(card: Card, scored: Scored) -> dict[str, int]:
    """Return how often each reason comes first."""
    first = (reasons[:1] for reasons in reasons_of(card, scored))
    return dict(Counter(ranked[0].code for ranked in first if ranked).most_common())


def _order(table: Table, name: str) -> Floats:
    """Return a column as numbers that rise with risk: categories by their alphabetical order."""
    column = table[name]
    if column.kind is Kind.CATEGORY:
        return column.codes.astype(np.float64)
    return np.nan_to_num(column.values)


def _as_chance(values: Floats, bad: NDArray[np.bool_]) -> Floats:
    """Return a rival's view as chances: the logistic regression of the outcome on it."""
    spread = float(np.std(values)) or 1.0
    scaled = (values - np.mean(values)) / spread
    intercept, slope = calibration(bad, scaled)
    return sigmoid(intercept + slope * scaled)


def _share(table: Table, name: str, most: float = 1.0) -> Floats:
    column = table[name]
    if column.kind is not Kind.NUMBER:
        raise CreditError("CREDIT:TYPE", f"the column {name!r} must hold numbers")
    return np.clip(column.values, 0, most)
