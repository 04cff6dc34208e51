"""What `--explain` adds to each row: score, grade, chance of each class, reasons in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tallystick_node.credit.applicant import Judge
from tallystick_node.credit.score_reasons import REASONS_MAX
from tallystick_node.credit.scoring import BatchScorer

if TYPE_CHECKING:
    from tallystick_node.credit.card import Card
    from tallystick_node.credit.scoring import Scored

__all__ = ["explained"]


def explained(card: Card, scored: Scored, grades: list[str]) -> dict[str, list[Any]]:
    """Return the further columns of each row.

    Args:
        card: The card.
        scored: The rows' scores, with their bins.
        grades: The grade of each row.

    Returns:
        Columns by their names: score, grade, class chances, reason codes and reasons in words.
    """
    assert scored.bins is not None, "bins were asked for"
    chances = BatchScorer(card).class_chances(scored)
    columns: dict[str, list[Any]] = {"score": scored.scores.tolist(), "grade": grades}
    for k in range(card.classes):
        columns[f"p_class_{k}"] = [f"{chance:.6f}" for chance in chances[:, k].tolist()]
    judge = Judge(card)
    codes: list[list[str]] = [[] for _ in range(REASONS_MAX)]
    words: list[str] = []
    for bins in scored.bins.tolist():
        reasons = judge.reasons(bins)
        words.append(
            "; ".join(f"{reason.text} ({reason.variable}: {reason.value})" for reason in reasons)
        )
        for place, column in enumerate(codes):
            column.append(reasons[place].code if place < len(reasons) else "")
    columns |= {f"reason_{place}": column for place, column in enumerate(codes, 1)}
    columns["reasons"] = words
    return columns
