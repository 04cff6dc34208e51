"""Mentions on pages of staff: feeds brought in, keywords, and work on what was found."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from fastapi import Request, Response
from fastapi.responses import RedirectResponse
from starlette.concurrency import run_in_threadpool

from tallystick.errors import InputError
from tallystick_node.api.routes import staff_mentions as routes
from tallystick_node.api.services import DatabaseDep, SupportDep
from tallystick_node.api.shapes import LIMIT_MAX, RowNumber
from tallystick_node.support.feed_files import FeedForm
from tallystick_node.support.mention_rules import GRADES
from tallystick_node.web.account.papers import File
from tallystick_node.web.forms import (
    REFUSALS,
    Typed,
    chosen_act,
    entry_number,
    mistake_of,
    shaped,
    whole,
)
from tallystick_node.web.page import PageDep
from tallystick_node.web.page_route import pages_router
from tallystick_node.web.session import OwnPage
from tallystick_node.web.staff.rights import AgentOfPage

if TYPE_CHECKING:
    from collections.abc import Callable

    from tallystick_node.api.caller import Caller
    from tallystick_node.storage import Database
    from tallystick_node.support.service import Support
    from tallystick_node.web.forms import Mistake
    from tallystick_node.web.page import WebPage

__all__ = ["router"]

router = pages_router()
HERE = "/staff/mentions"


@router.get(HERE)
def read_mentions(
    page: PageDep, caller: AgentOfPage, database: DatabaseDep, support: SupportDep
) -> Response:
    """What waits, what is closed, the keywords, and the form for a feed."""
    return _desk(page, caller, database, support)


@router.post(HERE)
def act_on_keywords(
    page: PageDep, request: Request, caller: AgentOfPage, database: DatabaseDep,
    support: SupportDep, typed: Typed, _: OwnPage,
) -> Response:  # fmt: skip
    """Watch for a keyword, or for one no more."""
    acts: dict[str, Callable[[], object]] = {
        "add": lambda: routes.add_keyword(
            shaped(
                routes.KeywordRequest, phrase=typed.get("phrase"),
                grade=whole("grade", typed.get("grade", ""), GRADES[0], GRADES[-1]),
            ),
            caller, database, support,
        ),
        "retire": lambda: routes.retire_keyword(
            entry_number(typed.get("number", "")), caller, database, support
        ),
    }  # fmt: skip
    try:
        chosen_act(acts, typed)()
    except REFUSALS as refused:
        mistake = mistake_of(request, refused)
        return _desk(page, caller, database, support, typed, mistake)
    return RedirectResponse(HERE, HTTPStatus.SEE_OTHER)


@router.post(f"{HERE}/feeds")
async def bring_feed_in(
    page: PageDep, request: Request, caller: AgentOfPage, database: DatabaseDep,
    support: SupportDep, file: File, _: OwnPage,
) -> Response:  # fmt: skip
    """Bring a feed in: RSS, Atom, JSON lines or CSV."""

    def act() -> Response:
        try:
            form = file.fields.get("form", "")
            if form not in set(FeedForm):
                raise InputError("INPUT:FORM", "choose what the file is")
            brought = routes.imported(
                database, support, file.content, FeedForm(form), file.fields.get("source", ""),
                caller.wallet,
            )  # fmt: skip
        except REFUSALS as refused:
            mistake = mistake_of(request, refused)
            return _desk(page, caller, database, support, file.fields, mistake)
        return _desk(page, caller, database, support, brought=brought)

    return await run_in_threadpool(act)


@router.get(f"{HERE}/{{number}}")
def read_mention_here(
    page: PageDep, number: RowNumber, caller: AgentOfPage, database: DatabaseDep,
    support: SupportDep,
) -> Response:  # fmt: skip
    """A mention, what was done about it, and what may be done."""
    return _one(page, number, caller, database, support)


@router.post(f"{HERE}/{{number}}")
def act_on_mention(
    page: PageDep, request: Request, number: RowNumber, caller: AgentOfPage,
    database: DatabaseDep, support: SupportDep, typed: Typed, _: OwnPage,
) -> Response:  # fmt: skip
    """Take a mention, note a response or how it went on, or close it."""

    def noted(route: Callable[..., object]) -> object:
        body = shaped(routes.MentionWordsRequest, words=typed.get("words"))
        return route(number, body, caller, database, support)

    acts: dict[str, Callable[[], object]] = {
        "take": lambda: routes.take_mention(number, caller, database, support),
        "respond": lambda: noted(routes.respond_to_mention),
        "follow_up": lambda: noted(routes.follow_mention_up),
        "close": lambda: noted(routes.close_mention),
    }
    try:
        chosen_act(acts, typed)()
    except REFUSALS as refused:
        mistake = mistake_of(request, refused)
        return _one(page, number, caller, database, support, typed=typed, mistake=mistake)
    return RedirectResponse(f"{HERE}/{number}", HTTPStatus.SEE_OTHER)


def _desk(
    page: WebPage, caller: Caller, database: Database, support: Support,
    typed: dict[str, str] | None = None, mistake: Mistake | None = None, *,
    brought: routes.FeedImportResponse | None = None,
) -> Response:  # fmt: skip
    return page(
        "staff_mentions.html", HTTPStatus.OK if mistake is None else mistake.status,
        mistake=mistake, typed=typed or {}, brought=brought, forms=list(FeedForm), grades=GRADES,
        items=routes.list_mentions(caller, database, support, limit=LIMIT_MAX),
        closed=routes.list_mentions(caller, database, support, closed=True),
        keywords=routes.list_keywords(caller, database, support),
    )  # fmt: skip


def _one(
    page: WebPage, number: int, caller: Caller, database: Database, support: Support, *,
    typed: dict[str, str] | None = None, mistake: Mistake | None = None,
) -> Response:  # fmt: skip
    return page(
        "staff_mention.html", HTTPStatus.OK if mistake is None else mistake.status,
        mistake=mistake, item=routes.read_mention(number, caller, database, support),
        typed=typed or {},
    )  # fmt: skip
