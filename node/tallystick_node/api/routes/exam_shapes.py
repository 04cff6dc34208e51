"""An exam as it is answered: questions without what is right, and what came of it."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from fastapi import Query
from pydantic import Field

from tallystick_node.api.shapes import Described, Strict, UtcMoment
from tallystick_node.learning.exam_rules import EXAM_FORMS, LETTERS, ExamKind
from tallystick_node.learning.exams import ExamAttempt, ExamStanding
from tallystick_node.learning.lessons import LearningLanguage, Lesson
from tallystick_node.learning.question_banks import question_bank

__all__ = [
    "ExamAnswersRequest", "ExamAttemptResponse", "ExamResultResponse", "ExamStandingResponse",
    "LanguageAsked", "LessonHeadResponse", "LessonResponse", "answers_by_number", "exam_attempt",
    "exam_result", "exam_standing", "lesson_heads", "lesson_read",
]  # fmt: skip

LanguageAsked = Annotated[LearningLanguage, Query(description="The language of the texts.")]
QUESTIONS_MAX = max(form.questions for form in EXAM_FORMS.values())


class LessonHeadResponse(Described):
    """A lesson, to choose from."""

    name: str
    """By which it is read."""
    title: str
    """What it is about."""


class LessonPartResponse(Described):
    """A part of a lesson."""

    heading: str
    """What the part is about."""
    paragraphs: list[str]
    """Its text."""


class LessonResponse(Described):
    """A lesson in a language."""

    name: str
    """By which it is read."""
    title: str
    """What it is about."""
    parts: list[LessonPartResponse]
    """Its text, in parts."""


class ExamOptionResponse(Described):
    """An option of a question."""

    letter: str
    """By which it is chosen."""
    text: str
    """What it says."""


class ExamQuestionResponse(Described):
    """A question of an exam."""

    number: int
    """Its place, from 1."""
    text: str
    """What is asked; empty for a question that has left the bank since, which counts as kept."""
    options: list[ExamOptionResponse]
    """What can be chosen."""
    answered: str | None
    """The letter that is kept; null before."""


class ExamAttemptResponse(Described):
    """An attempt that runs."""

    attempt: int
    """Its number."""
    started_at: UtcMoment
    """When it was begun."""
    closes_at: UtcMoment
    """When its time is over, by the node's clock."""
    questions: list[ExamQuestionResponse]
    """What is asked, in its order."""


class ExamResultResponse(Described):
    """An attempt that is over."""

    attempt: int
    """Its number."""
    started_at: UtcMoment
    """When it was begun."""
    ended_at: UtcMoment
    """When it was handed in, or its time was over."""
    points: int
    """From 0 to 100, rounded down."""
    passed: bool
    """Whether they are enough."""


class ExamStandingResponse(Described):
    """How the caller stands with an exam."""

    questions: int
    """How many are asked."""
    minutes: int
    """How long it takes at most."""
    points_min: int
    """How many points of 100 pass."""
    running: ExamAttemptResponse | None
    """What can be answered now; null when nothing was begun."""
    ended: list[ExamResultResponse]
    """Attempts that are over, the newest first."""
    passed_until: date | None
    """Until when a pass counts; null without one that does."""
    waits_until: UtcMoment | None
    """Before then no attempt can be begun; null when nothing is to be waited for."""


class ExamAnswer(Strict):
    """What is chosen for a question."""

    number: Annotated[int, Field(ge=1, le=QUESTIONS_MAX)]
    """The question's place, from 1."""
    letter: Literal["a", "b", "c"]
    """The option."""


class ExamAnswersRequest(Strict):
    """Answers; what was kept before stays unless it is named."""

    answers: Annotated[tuple[ExamAnswer, ...], Field(max_length=QUESTIONS_MAX)]
    """What is chosen; the last of two for one question counts."""


def answers_by_number(body: ExamAnswersRequest) -> dict[int, str]:
    """Return answers as the service takes them.

    Args:
        body: What was sent.

    Returns:
        A letter by the number of its question.
    """
    return {each.number: each.letter for each in body.answers}


def lesson_heads(
    lessons: list[tuple[str, Lesson]], language: LearningLanguage
) -> list[LessonHeadResponse]:
    """Return lessons to choose from.

    Args:
        lessons: By their names.
        language: The reader's.

    Returns:
        Names and titles.
    """
    return [
        LessonHeadResponse(name=name, title=lesson.read_in(language).title)
        for name, lesson in lessons
    ]


def lesson_read(name: str, lesson: Lesson, language: LearningLanguage) -> LessonResponse:
    """Return a lesson's text.

    Args:
        name: The lesson's.
        lesson: The lesson.
        language: The reader's.

    Returns:
        Its title and parts.
    """
    text = lesson.read_in(language)
    parts = [LessonPartResponse(heading=head, paragraphs=body) for head, body in text.parts]
    return LessonResponse(name=name, title=text.title, parts=parts)


def exam_attempt(attempt: ExamAttempt, language: LearningLanguage) -> ExamAttemptResponse:
    """Return an attempt as it is answered; nothing in it says which option is right.

    Args:
        attempt: It runs.
        language: The reader's.

    Returns:
        Questions, options in the drawn order, and what is kept.
    """
    bank, questions = question_bank(attempt.kind), []
    for number, drawn in enumerate(attempt.drawn, 1):
        known, kept = bank.question(drawn.id), attempt.answers.get(drawn.id)
        words = [""] if known is None else known.words(language)
        options = [
            ExamOptionResponse(letter=letter, text=words[1 + place])
            for letter, place in zip(LETTERS, drawn.order, strict=True)
            if known is not None
        ]
        answered = None if kept is None else LETTERS[drawn.order.index(kept)]
        questions.append(
            ExamQuestionResponse(number=number, text=words[0], options=options, answered=answered)
        )
    return ExamAttemptResponse(
        attempt=attempt.number, started_at=attempt.started_at, closes_at=attempt.closes_at,
        questions=questions,
    )  # fmt: skip


def exam_result(attempt: ExamAttempt) -> ExamResultResponse:
    """Return what came of an attempt.

    Args:
        attempt: It is over.

    Returns:
        Its points, and not which answers were right.
    """
    assert attempt.ended_at is not None
    assert attempt.points is not None
    return ExamResultResponse(
        attempt=attempt.number, started_at=attempt.started_at, ended_at=attempt.ended_at,
        points=attempt.points, passed=bool(attempt.passed),
    )  # fmt: skip


def exam_standing(
    kind: ExamKind, standing: ExamStanding, language: LearningLanguage
) -> ExamStandingResponse:
    """Return how somebody stands with an exam.

    Args:
        kind: Which exam.
        standing: Theirs.
        language: The reader's.

    Returns:
        The exam's form, what runs, what is over.
    """
    form, running = EXAM_FORMS[kind], standing.running
    return ExamStandingResponse(
        questions=form.questions, minutes=form.minutes, points_min=form.points,
        running=None if running is None else exam_attempt(running, language),
        ended=[exam_result(each) for each in standing.ended],
        passed_until=None if standing.held is None else standing.held.valid_until,
        waits_until=standing.waits_until,
    )  # fmt: skip
