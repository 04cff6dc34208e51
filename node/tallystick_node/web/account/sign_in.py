"""Signing in with a wallet, and out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import Query, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse

from tallystick_node.api.routes.sign_in import (
    ChallengeRequest,
    ChallengeResponse,
    SessionRequest,
    ask_to_sign_in,
)
from tallystick_node.api.services import AuthDep, PlatformDep
from tallystick_node.auth.sessions import SESSION_HOURS
from tallystick_node.web.acts.review import chain_of
from tallystick_node.web.forms import is_path
from tallystick_node.web.page import PageDep
from tallystick_node.web.page_route import pages_router
from tallystick_node.web.session import SESSION_COOKIE, OwnPage, Visitor

if TYPE_CHECKING:
    from tallystick_node.auth.sessions import Opened
    from tallystick_node.web.page import WebPage

__all__ = ["router", "with_cookie"]

router = pages_router()
SEE_OTHER = 303


@router.get("/sign-in")
def read_sign_in(
    page: PageDep,
    request: Request,
    platform: PlatformDep,
    after: Annotated[str, Query(alias="next", max_length=200)] = "/me",
) -> Response:
    """How to sign in."""
    path = after if is_path(after) else "/me"
    return page(
        "sign_in.html", after=path, chain=chain_of(page, platform), passkeys=page.host_is_named,
        dev_staff=tuple(request.app.state.services.dev_staff),
    )  # fmt: skip


@router.post("/session/challenge", status_code=201)
def ask_for_challenge(body: ChallengeRequest, auth: AuthDep, _: OwnPage) -> ChallengeResponse:
    """A message for the wallet to sign, as `POST /v1/sign-in` gives it."""
    return ask_to_sign_in(body, auth)


@router.post("/session", status_code=201)
def open_session(page: PageDep, body: SessionRequest, auth: AuthDep, _: OwnPage) -> Response:
    """Open a session; its token goes into a cookie and nowhere else."""
    opened = auth.sessions.open(body.message, body.signature)
    return with_cookie(page, JSONResponse({"wallet": opened.session.wallet}, 201), opened)


def with_cookie(page: WebPage, response: Response, opened: Opened) -> Response:
    """Put a new session's token into the reader's cookie.

    Args:
        page: The reader's page.
        response: The answer.
        opened: The session.

    Returns:
        The answer, with the cookie.
    """
    response.set_cookie(
        SESSION_COOKIE, opened.token, httponly=True, samesite="strict", path="/",
        secure=page.url.startswith("https:"),
        max_age=SESSION_HOURS * 3_600,
    )  # fmt: skip
    return response


@router.post("/sign-out")
def sign_out(visitor: Visitor, auth: AuthDep, _: OwnPage) -> Response:
    """End the session, here and for whoever has its token."""
    if visitor is not None:
        auth.sessions.end(visitor.session.key)
    response = RedirectResponse("/", SEE_OTHER)
    response.delete_cookie(SESSION_COOKIE, path="/")
    return response
