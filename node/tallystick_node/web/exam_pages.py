"""An exam on a page: one form for all questions, kept or handed in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tallystick_node.api.routes.exam_shapes import ExamAnswersRequest
from tallystick_node.learning.exam_rules import EXAM_FORMS
from tallystick_node.learning.lessons import LearningLanguage
from tallystick_node.web.forms import shaped

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["answers_typed", "language_of"]

_QUESTIONS_MAX = max(form.questions for form in EXAM_FORMS.values())


def language_of(language: str) -> LearningLanguage:
    """Return the language of lessons and questions for a page.

    Args:
        language: The page's.

    Returns:
        The reader's where texts are in it, else English.
    """
    known = {each.value: each for each in LearningLanguage}
    return known.get(language, LearningLanguage.ENGLISH)


def answers_typed(typed: Mapping[str, str]) -> ExamAnswersRequest:
    """Return what was chosen on a page.

    Args:
        typed: The form: `q1` and so on, each with a letter.

    Returns:
        The request as the API takes it.

    Raises:
        RequestValidationError: When a letter is none.
    """
    answers: list[dict[str, Any]] = [
        {"number": number, "letter": typed[f"q{number}"]}
        for number in range(1, _QUESTIONS_MAX + 1)
        if typed.get(f"q{number}")
    ]
    return shaped(ExamAnswersRequest, answers=answers)
