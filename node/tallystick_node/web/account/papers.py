"""Papers and the picture of a face, handed in by a form or a telephone's camera."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Annotated

from fastapi import Depends, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import ClientDisconnect

from tallystick.errors import InputError
from tallystick_node.api.bodies import bound_of
from tallystick_node.api.routes.checks import FaceRequest, challenge_face, check_face
from tallystick_node.web.account.consenting import newest_consent
from tallystick_node.web.account.desk import Account
from tallystick_node.web.forms import shaped
from tallystick_node.web.page_route import pages_router
from tallystick_node.web.session import OwnPage

if TYPE_CHECKING:
    from tallystick_node.web.account.desk import AccountDesk

__all__ = ["router"]

router = pages_router()
FORM = "multipart/form-data"
_FIELDS_MAX, _FIELD_BYTES_MAX = 4, 4_096


class HandedIn:
    """One file and the fields beside it."""

    def __init__(self, fields: dict[str, str], content: bytes) -> None:
        self.fields, self.content = fields, content


async def read_file(request: Request) -> HandedIn:
    """Return what a form with a file has brought.

    Args:
        request: Its body is bounded before it comes here.

    Returns:
        The file's bytes and the other fields.

    Raises:
        InputError: INPUT:FORM when it is no such form or has no file.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
        raise InputError("INPUT:FORM", f"a file is sent as {FORM}")
    parser = MultiPartParser(
        request.headers, request.stream(), max_files=1, max_fields=_FIELDS_MAX,
        max_part_size=_FIELD_BYTES_MAX,
    )  # fmt: skip
    # A paper is kept sealed: until then it is in memory alone, and not in a file for a while.
    parser.spool_max_size = bound_of(request.url.path).bytes_max
    try:
        form = await parser.parse()
    except (MultiPartException, ClientDisconnect, ValueError) as wrong:
        raise InputError("INPUT:FORM", "a file is sent by the form of this page") from wrong
    files = [value for value in form.values() if isinstance(value, UploadFile)]
    if len(files) != 1:
        raise InputError("INPUT:FORM", "choose one file")
    content = await files[0].read()
    fields = {name: value for name, value in form.items() if isinstance(value, str)}
    await form.close()
    return HandedIn(fields, content)


File = Annotated[HandedIn, Depends(read_file)]


@router.post("/account/papers")
async def hand_in_paper(desk: Account, file: File, _: OwnPage) -> Response:
    """Keep a paper: PDF, PNG or JPEG, which its bytes must show."""
    kind = file.fields.get("kind", "")

    def act() -> None:
        desk.kyc.documents.upload(desk.me, kind, file.content)

    return await run_in_threadpool(desk.act, "documents", file.fields, act)


@router.post("/account/face/challenge")
def ask_for_face(desk: Account, _: OwnPage) -> Response:
    """A question that a picture answers, good for some minutes."""
    challenge = challenge_face(desk.me, desk.kyc).challenge
    return desk.page("face.html", challenge=challenge)


@router.post("/account/face")
async def hand_in_face(desk: Account, file: File, _: OwnPage) -> Response:
    """Have a picture checked: taken live, and of the person with the identity number."""
    return await run_in_threadpool(desk.act, "liveness", file.fields, lambda: _face(desk, file))


def _face(desk: AccountDesk, file: HandedIn) -> None:
    body = shaped(
        FaceRequest, consent=newest_consent(desk), challenge=file.fields.get("challenge"),
        image=base64.b64encode(file.content).decode(),
    )  # fmt: skip
    check_face(body, desk.me, desk.kyc)
