"""Lessons for everybody, and the entry test of whoever is registered."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated

from fastapi import Query, Request, Response
from fastapi.responses import RedirectResponse

from tallystick_node.api.routes import learning as routes
from tallystick_node.api.services import DatabaseDep, LearningDep
from tallystick_node.web.exam_pages import answers_typed, language_of
from tallystick_node.web.forms import REFUSALS, Typed, chosen_act, mistake_of
from tallystick_node.web.page import PageDep
from tallystick_node.web.page_route import pages_router
from tallystick_node.web.session import OwnPage, Person, Reader

if TYPE_CHECKING:
    from tallystick_node.learning.service import Learning
    from tallystick_node.storage import Database
    from tallystick_node.web.forms import Mistake
    from tallystick_node.web.page import WebPage

__all__ = ["router"]

router = pages_router()
ENTRY = "/me/entry-test"


@router.get("/learn")
def read_lessons(page: PageDep) -> Response:
    """Every lesson, and the way to the test."""
    return page("learn.html", lessons=routes.list_lessons(language_of(page.language)))


@router.get("/learn/{lesson}")
def read_lesson_page(page: PageDep, lesson: routes.LessonName) -> Response:
    """A lesson."""
    language = language_of(page.language)
    return page("lesson.html", lesson=routes.read_lesson(lesson, language), back="/learn")


@router.get(ENTRY)
def read_entry_test_page(
    page: PageDep, me: Person, database: DatabaseDep, learning: LearningDep,
    done: Annotated[str, Query(max_length=16, description="What was just done.")] = "",
) -> Response:  # fmt: skip
    """How the reader stands, with the questions of what runs."""
    return _standing(page, me, database, learning, done=done)


@router.post(ENTRY)
def work_on_entry_test(
    page: PageDep, request: Request, reader: Reader, me: Person, database: DatabaseDep,
    learning: LearningDep, typed: Typed, _: OwnPage,
) -> Response:  # fmt: skip
    """Begin it, keep answers, or hand in."""
    acts = {
        "begin": lambda: routes.start_entry_test(reader, me, database, learning),
        "keep": lambda: routes.keep_entry_answers(answers_typed(typed), me, database, learning),
        "end": lambda: routes.end_entry_test(answers_typed(typed), reader, me, database, learning),
    }
    try:
        chosen_act(acts, typed)()
    except REFUSALS as refused:
        return _standing(page, me, database, learning, mistake_of(request, refused))
    return RedirectResponse(f"{ENTRY}?done={typed['act']}", HTTPStatus.SEE_OTHER)


def _standing(
    page: WebPage, me: str, database: Database, learning: Learning,
    mistake: Mistake | None = None, done: str = "",
) -> Response:  # fmt: skip
    language = language_of(page.language)
    return page(
        "entry_test.html", HTTPStatus.OK if mistake is None else mistake.status, mistake=mistake,
        exam=routes.read_entry_test(me, database, learning, language), at=ENTRY,
        kept=done == "keep",
    )  # fmt: skip
