"""Learning for everybody: lessons, and the entry test of whoever wants to lend."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path

from tallystick_node.api.caller import SignedIn
from tallystick_node.api.person import Me
from tallystick_node.api.problems import problem_responses
from tallystick_node.api.routes.exam_shapes import (
    ExamAnswersRequest,
    ExamAttemptResponse,
    ExamResultResponse,
    ExamStandingResponse,
    LanguageAsked,
    LessonHeadResponse,
    LessonResponse,
    answers_by_number,
    exam_attempt,
    exam_result,
    exam_standing,
    lesson_heads,
    lesson_read,
)
from tallystick_node.api.services import DatabaseDep, LearningDep
from tallystick_node.learning.exam_rules import ExamKind
from tallystick_node.learning.lessons import (
    Audience,
    LearningLanguage,
    lesson_of,
    lessons_for,
)

__all__ = ["LessonName", "entry", "router"]

router = APIRouter(prefix="/v1/lessons", tags=["learning"], responses=problem_responses(404, 422))
entry = APIRouter(
    prefix="/v1/me/entry-test", tags=["learning"], responses=problem_responses(401, 404, 409, 422)
)
LessonName = Annotated[
    str, Path(pattern="^[a-z]+(-[a-z]+)*$", max_length=40, description="The lesson's name.")
]
ENTRY = ExamKind.ENTRY


@router.get("")
def list_lessons(language: LanguageAsked = LearningLanguage.ENGLISH) -> list[LessonHeadResponse]:
    """Lessons for everybody, in their order."""
    return lesson_heads(list(lessons_for(Audience.PUBLIC)), language)


@router.get("/{lesson}")
def read_lesson(
    lesson: LessonName, language: LanguageAsked = LearningLanguage.ENGLISH
) -> LessonResponse:
    """A lesson."""
    return lesson_read(lesson, lesson_of(lesson, Audience.PUBLIC), language)


@entry.get("")
def read_entry_test(
    me: Me, database: DatabaseDep, learning: LearningDep,
    language: LanguageAsked = LearningLanguage.ENGLISH,
) -> ExamStandingResponse:  # fmt: skip
    """How the caller stands with the entry test; what runs, with what is kept of it."""
    with database.reading() as connection:
        return exam_standing(ENTRY, learning.exams.standing(connection, ENTRY, me), language)


@entry.post("", status_code=201)
def start_entry_test(
    caller: SignedIn, me: Me, database: DatabaseDep, learning: LearningDep,
    language: LanguageAsked = LearningLanguage.ENGLISH,
) -> ExamAttemptResponse:  # fmt: skip
    """Begin; the time runs from now, by the node's clock."""
    with database.writing() as connection:
        attempt = learning.exams.start(connection, ENTRY, me, caller.wallet)
    return exam_attempt(attempt, language)


@entry.put("/answers")
def keep_entry_answers(
    body: ExamAnswersRequest, me: Me, database: DatabaseDep, learning: LearningDep,
    language: LanguageAsked = LearningLanguage.ENGLISH,
) -> ExamAttemptResponse:  # fmt: skip
    """Keep answers without handing in; they count when the time runs out."""
    with database.writing() as connection:
        attempt = learning.exams.save(connection, ENTRY, me, answers_by_number(body))
    return exam_attempt(attempt, language)


@entry.post("/end")
def end_entry_test(
    body: ExamAnswersRequest, caller: SignedIn, me: Me, database: DatabaseDep,
    learning: LearningDep,
) -> ExamResultResponse:  # fmt: skip
    """Hand in, with the last answers. How many points, and not which answers were right."""
    with database.writing() as connection:
        attempt = learning.exams.hand_in(
            connection, ENTRY, me, answers_by_number(body), caller.wallet
        )
    return exam_result(attempt)
