"""Exams without a database: what is drawn by a seed, what answers come to, how questions do.

Order and choice follow from SHA-256 of the seed and a question's id alone, so that anybody can draw
an exam again, on any machine.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from tallystick.errors import InputError
from tallystick.loans.rounding import div_floor

__all__ = [
    "EXAM_FORMS", "LETTERS", "OPTIONS", "POINTS_MAX", "DrawnQuestion", "EndedExam", "ExamForm",
    "ExamKind", "ItemFigures", "draw", "item_figures", "picked", "points_of", "right_answers",
]  # fmt: skip

POINTS_MAX = 100
PPM = 1_000_000
# Three options are enough: a fourth is seldom chosen (Rodriguez 2005).
OPTIONS = 3
LETTERS = "abc"
# So many have to have passed, and as many to have failed, before a difference says something.
GROUP_MIN = 5


class ExamKind(StrEnum):
    """Who is examined."""

    STAFF = "staff"
    ENTRY = "entry"

    @property
    def bank(self) -> str:
        """The name of its bank of questions."""
        return "staff" if self is ExamKind.STAFF else "investor"


@dataclass(frozen=True, slots=True)
class ExamForm:
    """How an exam is held. points: of 100, from which it is passed."""

    questions: int
    minutes: int
    points: int


EXAM_FORMS: Mapping[ExamKind, ExamForm] = {
    ExamKind.STAFF: ExamForm(questions=50, minutes=90, points=80),
    ExamKind.ENTRY: ExamForm(questions=10, minutes=30, points=80),
}


@dataclass(frozen=True, slots=True)
class DrawnQuestion:
    """A question of an exam. order: which option of the bank stands in each place."""

    id: str
    order: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class EndedExam:
    """An exam that is over. answers: by each drawn question's id, whether it was right."""

    passed: bool
    answers: Mapping[str, bool]


@dataclass(frozen=True, slots=True)
class ItemFigures:
    """How a question does.

    right_ppm: the share of right answers, rounded down. discrimination_ppm: that share among those
    who passed less that among those who failed (Brennan's B), each rounded down; None while either
    group is too small to say something.
    """

    id: str
    asked: int
    right: int
    right_ppm: int
    discrimination_ppm: int | None


def _place(*parts: object) -> bytes:
    return hashlib.sha256(":".join(str(part) for part in parts).encode()).digest()


def draw(topics: Mapping[str, str], count: int, seed: str) -> tuple[DrawnQuestion, ...]:
    """Draw an exam: of every topic as many as of any other, as far as that goes.

    Args:
        topics: The topic of each question of the bank, by its id.
        count: How many are asked, at most as many as the bank has.
        seed: What decides.

    Returns:
        The questions in their order, each with its options in theirs.
    """
    by_topic: dict[str, list[str]] = defaultdict(list)
    for name in sorted(topics, key=lambda name: _place(seed, "choice", name)):
        by_topic[topics[name]].append(name)
    turns = sorted(by_topic, key=lambda topic: _place(seed, "topic", topic))
    chosen: list[str] = []
    while len(chosen) < count:
        for topic in turns:
            if by_topic[topic] and len(chosen) < count:
                chosen.append(by_topic[topic].pop(0))
        assert any(by_topic.values()) or len(chosen) == count, "a bank has enough"
    return tuple(
        DrawnQuestion(
            name,
            tuple(sorted(range(OPTIONS), key=lambda option: _place(seed, "option", name, option))),
        )
        for name in sorted(chosen, key=lambda name: _place(seed, "order", name))
    )


def picked(drawn: Sequence[DrawnQuestion], answers: Mapping[int, str]) -> dict[str, int]:
    """Return which options of the bank were chosen.

    Args:
        drawn: The exam.
        answers: A letter by the number of a question, counted from 1.

    Returns:
        The option's place in the bank by the question's id.

    Raises:
        InputError: EXAM:ANSWERS for a number or a letter that the exam does not have.
    """
    chosen = {}
    for number, letter in answers.items():
        if not 1 <= number <= len(drawn) or letter not in LETTERS or len(letter) != 1:
            raise InputError(
                "EXAM:ANSWERS",
                f"answers are letters from {LETTERS[0]} to {LETTERS[-1]} by the numbers from"
                f" 1 to {len(drawn)}",
            )
        question = drawn[number - 1]
        chosen[question.id] = question.order[LETTERS.index(letter)]
    return chosen


def right_answers(chosen: Mapping[str, int]) -> int:
    """Return how many answers are right.

    Args:
        chosen: As `picked` returns it.

    Returns:
        Their number: the right option stands first in the bank.
    """
    return sum(option == 0 for option in chosen.values())


def points_of(right: int, questions: int) -> int:
    """Return the points of an exam.

    Args:
        right: How many answers are right.
        questions: How many were asked; what was not answered is wrong.

    Returns:
        From 0 to 100, rounded down.
    """
    return div_floor(right * POINTS_MAX, questions)


def item_figures(ended: Iterable[EndedExam]) -> list[ItemFigures]:
    """Return how each question does.

    Args:
        ended: Exams that are over.

    Returns:
        The figures of every question that was asked, by its id.
    """
    asked: dict[str, list[tuple[bool, bool]]] = defaultdict(list)
    for exam in ended:
        for name, right in exam.answers.items():
            asked[name].append((exam.passed, right))
    return [_item(name, asked[name]) for name in sorted(asked)]


def _item(name: str, answers: Sequence[tuple[bool, bool]]) -> ItemFigures:
    right = sum(each for _, each in answers)
    masters = [each for passed, each in answers if passed]
    others = [each for passed, each in answers if not passed]
    discrimination = None
    if min(len(masters), len(others)) >= GROUP_MIN:
        discrimination = _share(masters) - _share(others)
    return ItemFigures(
        name, len(answers), right, div_floor(right * PPM, len(answers)), discrimination
    )


def _share(answers: Sequence[bool]) -> int:
    return div_floor(sum(answers) * PPM, len(answers))
