"""Learning on pages of staff: lessons, the exam, who has passed, and how the questions do."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated

from fastapi import Query, Request, Response
from fastapi.responses import RedirectResponse

from tallystick_node.api.routes import staff_learning as routes
from tallystick_node.api.routes.learning import LessonName
from tallystick_node.api.services import DatabaseDep, KycDep, LearningDep
from tallystick_node.web.exam_pages import answers_typed, language_of
from tallystick_node.web.forms import REFUSALS, Typed, chosen_act, mistake_of
from tallystick_node.web.page import PageDep
from tallystick_node.web.page_route import pages_router
from tallystick_node.web.session import OwnPage
from tallystick_node.web.staff.rights import ExaminerOfPage, OperatorOfPage

if TYPE_CHECKING:
    from tallystick_node.api.caller import Caller
    from tallystick_node.kyc.service import Kyc
    from tallystick_node.learning.service import Learning
    from tallystick_node.storage import Database
    from tallystick_node.web.forms import Mistake
    from tallystick_node.web.page import WebPage

__all__ = ["router"]

router = pages_router()
HERE = "/staff/learning"
EXAM = f"{HERE}/exam"


@router.get(HERE)
def read_learning(
    page: PageDep, caller: OperatorOfPage, kyc: KycDep, database: DatabaseDep,
    learning: LearningDep,
) -> Response:  # fmt: skip
    """Lessons, one's standing with the exam, and for examiners who has passed."""
    language = language_of(page.language)
    examines = bool(caller.roles & routes.EXAMINERS)
    return page(
        "staff_learning.html", lessons=routes.list_staff_lessons(caller, language),
        exam=routes.read_staff_exam(caller, kyc, database, learning, language),
        examines=examines,
        passes=routes.list_exam_passes(caller, database, learning) if examines else [],
    )  # fmt: skip


@router.get(f"{HERE}/lessons/{{lesson}}")
def read_staff_lesson_page(page: PageDep, lesson: LessonName, caller: OperatorOfPage) -> Response:
    """A lesson for staff."""
    language = language_of(page.language)
    return page("lesson.html", lesson=routes.read_staff_lesson(lesson, caller, language), back=HERE)


@router.get(EXAM)
def read_exam_page(
    page: PageDep, caller: OperatorOfPage, kyc: KycDep, database: DatabaseDep,
    learning: LearningDep,
    done: Annotated[str, Query(max_length=16, description="What was just done.")] = "",
) -> Response:  # fmt: skip
    """How the reader stands, with the questions of what runs."""
    return _standing(page, caller, kyc, database, learning, done=done)


@router.post(EXAM)
def work_on_exam(
    page: PageDep, request: Request, caller: OperatorOfPage, kyc: KycDep, database: DatabaseDep,
    learning: LearningDep, typed: Typed, _: OwnPage,
) -> Response:  # fmt: skip
    """Begin it, keep answers, or hand in."""
    acts = {
        "begin": lambda: routes.start_staff_exam(caller, kyc, database, learning),
        "keep": lambda: routes.keep_staff_answers(
            answers_typed(typed), caller, kyc, database, learning
        ),
        "end": lambda: routes.end_staff_exam(
            answers_typed(typed), caller, kyc, database, learning
        ),
    }  # fmt: skip
    try:
        chosen_act(acts, typed)()
    except REFUSALS as refused:
        mistake = mistake_of(request, refused)
        return _standing(page, caller, kyc, database, learning, mistake)
    return RedirectResponse(f"{EXAM}?done={typed['act']}", HTTPStatus.SEE_OTHER)


@router.get(f"{HERE}/exams/{{exam}}/items")
def read_items_page(
    page: PageDep, exam: routes.ExamAsked, caller: ExaminerOfPage, database: DatabaseDep,
    learning: LearningDep,
) -> Response:  # fmt: skip
    """How the questions of an exam do."""
    language = language_of(page.language)
    return page(
        "exam_items.html", exam=exam.value,
        items=routes.read_exam_items(exam, caller, database, learning, language),
    )  # fmt: skip


def _standing(
    page: WebPage, caller: Caller, kyc: Kyc, database: Database, learning: Learning,
    mistake: Mistake | None = None, done: str = "",
) -> Response:  # fmt: skip
    return page(
        "staff_exam.html", HTTPStatus.OK if mistake is None else mistake.status, mistake=mistake,
        exam=routes.read_staff_exam(caller, kyc, database, learning, language_of(page.language)),
        at=EXAM, kept=done == "keep",
    )  # fmt: skip
