"""Rewards on a page: what can be asked for, what came of it; and by which link somebody comes."""

from __future__ import annotations

import secrets
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated
from urllib.parse import parse_qsl, urlencode

from fastapi import Query, Request, Response
from fastapi.responses import RedirectResponse

from tallystick_node.api.routes import rewards as routes
from tallystick_node.api.services import DatabaseDep, GrowthDep
from tallystick_node.growth.refusals import GrowthRefused
from tallystick_node.web.forms import REFUSALS, Typed, mistake_of, shaped
from tallystick_node.web.page import PageDep
from tallystick_node.web.page_route import pages_router
from tallystick_node.web.session import OwnPage, Person, Reader

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tallystick_node.api.caller import Caller
    from tallystick_node.growth.service import Growth
    from tallystick_node.storage import Database
    from tallystick_node.web.forms import Mistake
    from tallystick_node.web.page import WebPage

__all__ = ["DEVICE_COOKIE", "EXPERIMENT", "ORIGIN_COOKIE", "origin_kept", "router"]

router = pages_router()
HERE = "/me/rewards"
# Which browser asks: kept as a keyed mark, of those alone who ask for a reward.
DEVICE_COOKIE = "device"
ORIGIN_COOKIE = "origin"
# In whose second arm the sentence about invitations is another.
EXPERIMENT = "INVITATION"
_YEAR_SECONDS, _MONTH_SECONDS = 365 * 86_400, 30 * 86_400
_COOKIE_MAX = 400
Said = Annotated[str, Query(max_length=40, pattern="^[A-Za-z0-9._~-]*$")]


@router.get("/join")
def come_by_link(
    page: PageDep, utm_source: Said = "", utm_medium: Said = "", utm_campaign: Said = "",
    channel: Said = "", invitation: Said = "",
) -> Response:  # fmt: skip
    """Remember for a month what a link says, in the reader's browser alone, and lead on."""
    stated = {
        "source": utm_source, "medium": utm_medium, "campaign": utm_campaign, "channel": channel,
        "invitation": invitation,
    }  # fmt: skip
    response = RedirectResponse("/account" if page.reader else "/sign-in", HTTPStatus.SEE_OTHER)
    known = {name: value for name, value in stated.items() if value}
    if known:
        _set(page, response, ORIGIN_COOKIE, urlencode(known), _MONTH_SECONDS)
    return response


def origin_kept(
    request: Request, caller: Caller, me: str, database: Database, growth: Growth
) -> None:
    """Keep by what somebody came, once they have registered; a cookie that says nothing is none.

    Args:
        request: Its cookie says what the link has said.
        caller: Who has registered.
        me: The person.
        database: The node's.
        growth: Keeps it.
    """
    stated = dict(parse_qsl(request.cookies.get(ORIGIN_COOKIE, "")[:_COOKIE_MAX]))
    names = set(routes.OriginRequest.model_fields)
    try:
        body = shaped(routes.OriginRequest, **{name: stated[name] for name in names & set(stated)})
        routes.keep_origin(body, caller, me, database, growth)
    except (GrowthRefused, *REFUSALS):
        return  # a registration does not fail by an old link


@router.get(HERE)
def read_rewards_page(
    page: PageDep, me: Person, database: DatabaseDep, growth: GrowthDep,
    done: Annotated[str, Query(max_length=16, description="What was just done.")] = "",
) -> Response:  # fmt: skip
    """What can be asked for, and what came of it."""
    return _rewards(page, me, database, growth, done=done)


@router.post(HERE)
def ask_here(
    page: PageDep, request: Request, reader: Reader, me: Person, database: DatabaseDep,
    growth: GrowthDep, typed: Typed, _: OwnPage,
) -> Response:  # fmt: skip
    """Ask for one."""
    device = request.cookies.get(DEVICE_COOKIE, "")[:64] or secrets.token_hex(16)
    try:
        body = shaped(routes.RewardRequest, kind=typed.get("kind"), coupon=typed.get("coupon", ""))
        with database.writing() as connection:
            growth.rewards.keep_device(connection, me, device)
        routes.ask_reward(body, reader, me, database, growth)
    except REFUSALS as refused:
        return _rewards(page, me, database, growth, typed, mistake_of(request, refused))
    response = RedirectResponse(f"{HERE}?done=asked", HTTPStatus.SEE_OTHER)
    _set(page, response, DEVICE_COOKIE, device, _YEAR_SECONDS)
    return response


def _set(page: WebPage, response: Response, name: str, value: str, seconds: int) -> None:
    response.set_cookie(
        name, value, max_age=seconds, httponly=True, samesite="lax",
        secure=page.url.startswith("https:"),
    )  # fmt: skip


def _rewards(
    page: WebPage, me: str, database: Database, growth: Growth,
    typed: Mapping[str, str] | None = None, mistake: Mistake | None = None, done: str = "",
) -> Response:  # fmt: skip
    with database.reading() as connection:
        arm = growth.channels.arm(connection, EXPERIMENT, me)
    return page(
        "rewards.html", HTTPStatus.OK if mistake is None else mistake.status, mistake=mistake,
        member=routes.read_rewards(me, database, growth), typed=typed or {},
        asked=done == "asked", warmly=arm == 1, url=page.url,
    )  # fmt: skip
