"""How somebody signs in: second factor, passkeys, open sessions."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated

from fastapi import Query, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse

from tallystick_node.api.caller import FACTOR_MINUTES
from tallystick_node.api.routes.passkeys import (
    OptionsResponse,
    PasskeyAnswer,
    PasskeyName,
    PasskeyRequest,
    PasskeyResponse,
    SessionName,
    ask_for_factor,
    ask_for_passkey,
    ask_to_sign_in_by_passkey,
    end_one_session,
    give_passkey,
    register_passkey,
    remove_passkey,
)
from tallystick_node.api.routes.sign_in import (
    CodeRequest,
    SessionResponse,
    enrol_second_factor,
    give_second_factor,
)
from tallystick_node.api.services import AuthDep, KycDep
from tallystick_node.auth.open_sessions import open_sessions
from tallystick_node.auth.passkeys import Purpose
from tallystick_node.web.account.sign_in import with_cookie
from tallystick_node.web.forms import REFUSALS, Typed, is_path, mistake_of, shaped
from tallystick_node.web.page import PageDep
from tallystick_node.web.page_route import pages_router
from tallystick_node.web.session import OwnPage, Reader

if TYPE_CHECKING:
    from collections.abc import Callable

    from tallystick_node.api.caller import Caller
    from tallystick_node.auth.service import Auth
    from tallystick_node.web.forms import Mistake
    from tallystick_node.web.page import WebPage

__all__ = ["router"]

router = pages_router()
HERE = "/account/security"


@router.get(HERE)
def read_security(
    page: PageDep,
    reader: Reader,
    auth: AuthDep,
    after: Annotated[str, Query(alias="next", max_length=200)] = HERE,
) -> Response:
    """Second factor, passkeys and sessions; `next` is where a given factor leads."""
    return _security(page, reader, auth, after)


@router.post(f"{HERE}/code")
def give_code(
    page: PageDep, request: Request, reader: Reader, auth: AuthDep, kyc: KycDep, typed: Typed,
    _: OwnPage,
) -> Response:  # fmt: skip
    """Give a code of the authenticator app."""
    after = typed.get("next", HERE)
    return _done(
        page, request, reader, auth,
        lambda: give_second_factor(shaped(CodeRequest, code=typed.get("code")), reader, auth, kyc),
        after if is_path(after) else HERE,
    )  # fmt: skip


@router.post(f"{HERE}/app")
def enrol_app(
    page: PageDep, request: Request, reader: Reader, auth: AuthDep, kyc: KycDep, _: OwnPage
) -> Response:
    """The secret for an authenticator app, shown on this answer and never again."""
    try:
        enrolment = enrol_second_factor(reader, auth, kyc)
    except REFUSALS as refused:
        return _security(page, reader, auth, HERE, mistake_of(request, refused))
    return page(
        "enrolled.html", HTTPStatus.CREATED, enrolment=enrolment, give_at=f"{HERE}/code"
    )  # fmt: skip


@router.post(f"{HERE}/sessions/{{session}}/end")
def end_here(
    page: PageDep, request: Request, session: SessionName, reader: Reader, auth: AuthDep, _: OwnPage
) -> Response:
    """End one of the reader's sessions."""
    return _done(page, request, reader, auth, lambda: end_one_session(session, reader, auth))


@router.post(f"{HERE}/passkeys/{{passkey}}/removal")
def remove_here(
    page: PageDep, request: Request, passkey: PasskeyName, reader: Reader, auth: AuthDep, _: OwnPage
) -> Response:
    """Forget a passkey."""
    return _done(page, request, reader, auth, lambda: remove_passkey(passkey, reader, auth))


@router.post("/session/passkeys/options", status_code=201)
def ask_for_passkey_here(reader: Reader, auth: AuthDep, kyc: KycDep, _: OwnPage) -> OptionsResponse:
    """What a browser needs to make a passkey."""
    return ask_for_passkey(reader, auth, kyc)


@router.post("/session/passkeys", status_code=201)
def register_here(
    body: PasskeyRequest, reader: Reader, auth: AuthDep, kyc: KycDep, _: OwnPage
) -> PasskeyResponse:
    """Register what the browser has made."""
    return register_passkey(body, reader, auth, kyc)


@router.post("/session/factor-passkey/options", status_code=201)
def ask_for_factor_here(reader: Reader, auth: AuthDep, _: OwnPage) -> OptionsResponse:
    """A question for the reader's passkeys."""
    return ask_for_factor(reader, auth)


@router.post("/session/factor-passkey")
def give_factor_here(
    body: PasskeyAnswer, reader: Reader, auth: AuthDep, _: OwnPage
) -> SessionResponse:
    """A passkey as the second factor."""
    return give_passkey(body, reader, auth)


@router.post("/session/passkey/options", status_code=201)
def ask_to_sign_in_here(auth: AuthDep, _: OwnPage) -> OptionsResponse:
    """A question for any passkey that is registered here."""
    return ask_to_sign_in_by_passkey(auth)


@router.post("/session/passkey", status_code=201)
def sign_in_here(page: PageDep, body: PasskeyAnswer, auth: AuthDep, _: OwnPage) -> Response:
    """Open a session with a passkey; its token goes into the cookie and nowhere else."""
    wallet = auth.passkeys.prove(body.credential, Purpose.SIGN_IN)
    response = JSONResponse({"wallet": wallet}, HTTPStatus.CREATED)
    return with_cookie(page, response, auth.sessions.open_by_passkey(wallet))


def _done(
    page: WebPage, request: Request, reader: Caller, auth: Auth, act: Callable[[], object],
    after: str = HERE,
) -> Response:  # fmt: skip
    try:
        act()
    except REFUSALS as refused:
        return _security(page, reader, auth, after, mistake_of(request, refused))
    return RedirectResponse(after, HTTPStatus.SEE_OTHER)


def _security(
    page: WebPage, reader: Caller, auth: Auth, after: str, mistake: Mistake | None = None
) -> Response:
    session = reader.session
    factor_at = session.second_factor_at
    fresh = factor_at is not None and auth.sessions.clock() - factor_at <= timedelta(
        minutes=FACTOR_MINUTES
    )
    return page(
        "security.html", HTTPStatus.OK if mistake is None else mistake.status, mistake=mistake,
        given=factor_at, fresh=fresh, method=session.method,
        app=auth.second_factor.state(reader.wallet),
        keys=auth.passkeys.of(reader.wallet), next=after if is_path(after) else HERE,
        sessions=open_sessions(auth.sessions, reader.wallet, session.key),
        host_named=page.host_is_named,
    )  # fmt: skip
