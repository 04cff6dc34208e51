"""What is kept about somebody, to take along; and their sessions, to end."""

from __future__ import annotations

from fastapi import Response
from fastapi.responses import JSONResponse, RedirectResponse

from tallystick_node.api.routes.message_language import (
    LanguageRequest,
    choose_language,
    read_language,
)
from tallystick_node.api.routes.people import export_me, list_notices
from tallystick_node.api.services import AuthDep, DatabaseDep, KycDep
from tallystick_node.api.shapes import LIMIT_MAX
from tallystick_node.web.forms import Typed, shaped
from tallystick_node.web.page import PageDep
from tallystick_node.web.page_route import pages_router
from tallystick_node.web.session import OwnPage, Person, Reader

__all__ = ["router"]

router = pages_router()
SEE_OTHER = 303


@router.get("/account/notices")
def read_notices(page: PageDep, me: Person, database: DatabaseDep, kyc: KycDep) -> Response:
    """What the reader was told, the newest first, and in which language messages come."""
    return page(
        "notices.html",
        notices=list_notices(me, database, LIMIT_MAX).items,
        chosen=read_language(me, database, kyc).language,
    )


@router.post("/account/notices")
def choose_here(
    me: Person, database: DatabaseDep, kyc: KycDep, typed: Typed, _: OwnPage
) -> Response:
    """Choose the language of messages."""
    body = shaped(LanguageRequest, language=typed.get("language", ""))
    choose_language(body, me, database, kyc)
    return RedirectResponse("/account/notices", SEE_OTHER)


@router.get("/account/export")
def export_here(me: Person, kyc: KycDep) -> Response:
    """Everything that is kept about the reader, as `GET /v1/me/export` gives it."""
    headers = {
        "content-disposition": 'attachment; filename="my-data.json"', "cache-control": "no-store",
    }  # fmt: skip
    return JSONResponse(export_me(me, kyc), headers=headers)


@router.post("/account/sessions/end")
def end_other_sessions(
    reader: Reader, auth: AuthDep, database: DatabaseDep, kyc: KycDep, _: OwnPage
) -> Response:
    """End every session of the reader's wallets but this one."""
    person = kyc.wallets.owner(reader.wallet)
    with database.writing() as connection:
        wallets = [] if person is None else kyc.wallets.of(connection, person)
        auth.sessions.end_all(connection, {reader.wallet, *wallets}, but=reader.session.key)
    return RedirectResponse("/account?done=sessions#sessions", SEE_OTHER)
