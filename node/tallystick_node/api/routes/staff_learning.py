"""Learning of staff: their lessons, their exam, who has passed, and how the questions do."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends, Path

from tallystick_node.api.caller import Caller, staff
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
from tallystick_node.api.routes.learning import LessonName
from tallystick_node.api.services import DatabaseDep, KycDep, LearningDep
from tallystick_node.api.shapes import Described, UtcMoment
from tallystick_node.auth.rights import Role
from tallystick_node.learning.exam_rules import ExamKind
from tallystick_node.learning.lessons import (
    Audience,
    LearningLanguage,
    lesson_of,
    lessons_for,
)
from tallystick_node.learning.question_banks import question_bank

if TYPE_CHECKING:
    from tallystick_node.kyc.service import Kyc

__all__ = ["EXAMINERS", "router"]

router = APIRouter(
    prefix="/v1/staff/learning", tags=["staff: learning"],
    responses=problem_responses(401, 403, 404, 409, 422),
)  # fmt: skip
STAFF = ExamKind.STAFF
Anybody = Annotated[Caller, Depends(staff(*Role))]
# Who watches over conduct, and who gives roles.
EXAMINERS = frozenset({Role.COMPLIANCE, Role.COUNCIL})
Examiner = Annotated[Caller, Depends(staff(*EXAMINERS))]
ExamAsked = Annotated[ExamKind, Path(description="Which exam.")]


class ExamPassResponse(Described):
    """A pass that counts today."""

    holder: str
    """The person's identifier, or the wallet of one of staff who has registered nobody."""
    attempt: int
    """The attempt's number."""
    ended_at: UtcMoment
    """When it was handed in."""
    points: int
    """Of 100."""
    valid_until: date
    """Until when it counts."""


class ExamItemResponse(Described):
    """How a question does, over all attempts that have ended."""

    question: str
    """Its id."""
    topic: str
    """What it is about."""
    text: str
    """What is asked."""
    asked: int
    """How often it was drawn."""
    right: int
    """How often it was answered rightly."""
    right_ppm: int
    """The share of right answers, rounded down: the higher, the easier."""
    discrimination_ppm: int | None
    """That share among those who passed less that among those who failed; null while either are
    fewer than five. Near or below zero the question does not tell who knows."""


def _holder(caller: Caller, kyc: Kyc) -> str:
    """The person, so that a second wallet is no second retake."""
    return kyc.wallets.owner(caller.wallet) or caller.wallet


@router.get("/lessons")
def list_staff_lessons(
    _: Anybody, language: LanguageAsked = LearningLanguage.ENGLISH
) -> list[LessonHeadResponse]:
    """Lessons for staff, in their order."""
    return lesson_heads(list(lessons_for(Audience.STAFF)), language)


@router.get("/lessons/{lesson}")
def read_staff_lesson(
    lesson: LessonName, _: Anybody, language: LanguageAsked = LearningLanguage.ENGLISH
) -> LessonResponse:
    """A lesson for staff."""
    return lesson_read(lesson, lesson_of(lesson, Audience.STAFF), language)


@router.get("/exam")
def read_staff_exam(
    caller: Anybody, kyc: KycDep, database: DatabaseDep, learning: LearningDep,
    language: LanguageAsked = LearningLanguage.ENGLISH,
) -> ExamStandingResponse:  # fmt: skip
    """How the caller stands with the exam of staff; what runs, with what is kept of it."""
    holder = _holder(caller, kyc)
    with database.reading() as connection:
        return exam_standing(STAFF, learning.exams.standing(connection, STAFF, holder), language)


@router.post("/exam", status_code=201)
def start_staff_exam(
    caller: Anybody, kyc: KycDep, database: DatabaseDep, learning: LearningDep,
    language: LanguageAsked = LearningLanguage.ENGLISH,
) -> ExamAttemptResponse:  # fmt: skip
    """Begin; the time runs from now, by the node's clock. There is one retake."""
    holder = _holder(caller, kyc)
    with database.writing() as connection:
        attempt = learning.exams.start(connection, STAFF, holder, caller.wallet)
    return exam_attempt(attempt, language)


@router.put("/exam/answers")
def keep_staff_answers(
    body: ExamAnswersRequest, caller: Anybody, kyc: KycDep, database: DatabaseDep,
    learning: LearningDep, language: LanguageAsked = LearningLanguage.ENGLISH,
) -> ExamAttemptResponse:  # fmt: skip
    """Keep answers without handing in; they count when the time runs out."""
    holder = _holder(caller, kyc)
    with database.writing() as connection:
        attempt = learning.exams.save(connection, STAFF, holder, answers_by_number(body))
    return exam_attempt(attempt, language)


@router.post("/exam/end")
def end_staff_exam(
    body: ExamAnswersRequest, caller: Anybody, kyc: KycDep, database: DatabaseDep,
    learning: LearningDep,
) -> ExamResultResponse:  # fmt: skip
    """Hand in, with the last answers. How many points, and not which answers were right."""
    holder = _holder(caller, kyc)
    with database.writing() as connection:
        attempt = learning.exams.hand_in(
            connection, STAFF, holder, answers_by_number(body), caller.wallet
        )
    return exam_result(attempt)


@router.get("/passes")
def list_exam_passes(
    _: Examiner, database: DatabaseDep, learning: LearningDep
) -> list[ExamPassResponse]:
    """Who of staff has a pass that counts today, the newest first."""
    with database.reading() as connection:
        passes = learning.exams.passes(connection, STAFF)
    return [
        ExamPassResponse(
            holder=each.holder, attempt=each.attempt, ended_at=each.ended_at, points=each.points,
            valid_until=each.valid_until,
        )
        for each in passes
    ]  # fmt: skip


@router.get("/exams/{exam}/items")
def read_exam_items(
    exam: ExamAsked, _: Examiner, database: DatabaseDep, learning: LearningDep,
    language: LanguageAsked = LearningLanguage.ENGLISH,
) -> list[ExamItemResponse]:  # fmt: skip
    """How the questions do, the hardest first. Nobody is named, and no right option either."""
    with database.reading() as connection:
        items = learning.exams.figures(connection, exam)
    bank, shown = question_bank(exam), []
    for item in sorted(items, key=lambda item: (item.right_ppm, item.id)):
        question = bank.question(item.id)
        assert question is not None, "figures are of the bank's questions"
        shown.append(
            ExamItemResponse(
                question=item.id, topic=question.topic, text=question.words(language)[0],
                asked=item.asked, right=item.right, right_ppm=item.right_ppm,
                discrimination_ppm=item.discrimination_ppm,
            )
        )  # fmt: skip
    return shown
