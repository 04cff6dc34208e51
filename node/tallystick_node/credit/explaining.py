"""What `--explain` adds to each row: score, grade, chance of each class, reasons in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tallystick_node.credit.applicant import Judge
from tallystick_node.credit.score_reasons import REASONS_MAX
from tallystick_node.credit.scoring import BatchScorer

if TYPE_CHECKING:
    from tallystick_node.credit.card import Card
    from tallystick_node.credit.score_reasons import ScoreReason
    from tallystick_node.credit.scoring import Scored

__all__ = ["explained", "reasons_of"]


def explained(card: Card, scored: Scored, grades: list[str]) -> dict[str, list[Any]]:
    """Return the further columns of each row.

    Args:
        card: The card.
        scored: The rows' scores, with their bins.
        grades: The grade of each row.

    Returns:
        Columns by their names: score, grade, class chances, reason codes and reasons in words.
    """
    chances = BatchScorer(card).class_chances(scored)
    columns: dict[str, list[Any]] = {"score": scored.scores.tolist(), "grade": grades}
    for k in range(card.classes):
        columns[f"p_class_{k}"] = [f"{chance:.6f}" for chance in chances[:, k].tolist()]
    if card.states:
        states = [""] * len(grades)
        for part in scored.thin:
            for row in part.rows.tolist():
                states[row] = part.state.name
        columns["state"] = states
    codes: list[list[str]] = [[] for _ in range(REASONS_MAX)]
    words: list[str] = []
    for reasons in reasons_of(card, scored):
        words.append(
            "; ".join(f"{reason.text} ({reason.variable}: {reason.value})" for reason in reasons)
        )
        for place, column in enumerate(codes):
            column.append(reasons[place].code if place < len(reasons) else "")
    columns |= {f"reason_{place}": column for place, column in enumerate(codes, 1)}
    columns["reasons"] = words
    return columns


def reasons_of(card: Card, scored: Scored) -> list[tuple[ScoreReason, ...]]:
    """Return the reasons of each row, by the card that has judged it.

    Args:
        card: The card.
        scored: The rows' scores, with their bins.

    Returns:
        At most four reasons a row, the weightiest first; none of a column that a state lacks.
    """
    assert scored.bins is not None, "bins were asked for"
    judge = Judge(card)
    rows = [judge.reasons(bins) for bins in scored.bins.tolist()]
    for part in scored.thin:
        reasons = reasons_of(part.state.card, part.scored)
        for row, of_row in zip(part.rows.tolist(), reasons, strict=True):
            rows[row] = of_row
    return rows
