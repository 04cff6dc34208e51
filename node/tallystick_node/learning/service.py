"""Learning, put together: one object that routes, pages and other services ask."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tallystick_node.learning.exams import ExamBook

if TYPE_CHECKING:
    from tallystick_node.kyc.context import Context

__all__ = ["Learning", "make_learning"]


@dataclass(frozen=True, slots=True)
class Learning:
    """Every part of learning that keeps something."""

    exams: ExamBook


def make_learning(context: Context) -> Learning:
    """Put learning together.

    Args:
        context: Database, journal, clocks and policy.

    Returns:
        The service.
    """
    return Learning(ExamBook(context))
