"""What a client is asked, on a page: one number, and a few words."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated

from fastapi import Query, Request, Response
from fastapi.responses import RedirectResponse

from tallystick_node.api.routes import surveys as routes
from tallystick_node.api.services import DatabaseDep, SupportDep
from tallystick_node.api.shapes import RowNumber
from tallystick_node.support.survey_rules import SCORE_MAX
from tallystick_node.web.forms import REFUSALS, Typed, mistake_of, shaped, whole
from tallystick_node.web.page import PageDep
from tallystick_node.web.page_route import pages_router
from tallystick_node.web.session import OwnPage, Person, Reader

if TYPE_CHECKING:
    from tallystick_node.storage import Database
    from tallystick_node.support.service import Support
    from tallystick_node.web.forms import Mistake
    from tallystick_node.web.page import WebPage

__all__ = ["router"]

router = pages_router()
HERE = "/me/surveys"


@router.get(HERE)
def read_own_surveys(
    page: PageDep, me: Person, database: DatabaseDep, support: SupportDep,
    done: Annotated[str, Query(max_length=16, description="What was just done.")] = "",
) -> Response:  # fmt: skip
    """What the reader is asked, each with its form."""
    return _list(page, me, database, support, done=done)


@router.post(f"{HERE}/{{number}}")
def answer_here(
    page: PageDep, request: Request, number: RowNumber, reader: Reader, me: Person,
    database: DatabaseDep, support: SupportDep, typed: Typed, _: OwnPage,
) -> Response:  # fmt: skip
    """Answer one, once."""
    try:
        body = shaped(
            routes.SurveyAnswerRequest,
            score=whole("score", typed.get("score", ""), 0, SCORE_MAX),
            text=typed.get("text", ""),
        )
        routes.answer_survey(number, body, reader, me, database, support)
    except REFUSALS as refused:
        mistake = mistake_of(request, refused)
        typed["number"] = str(number)
        return _list(page, me, database, support, typed, mistake)
    return RedirectResponse(f"{HERE}?done=answered", HTTPStatus.SEE_OTHER)


def _list(
    page: WebPage, me: str, database: Database, support: Support,
    typed: dict[str, str] | None = None, mistake: Mistake | None = None, done: str = "",
) -> Response:  # fmt: skip
    return page(
        "surveys.html", HTTPStatus.OK if mistake is None else mistake.status, mistake=mistake,
        items=routes.list_own_surveys(me, database, support), typed=typed or {},
        answered=done == "answered",
        scores=range(SCORE_MAX + 1),
    )  # fmt: skip
