"""What a body may be before anybody reads it: so long at the most, and JSON not nested too deep."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import Request

from tallystick.documents import NESTING_MAX, bound_nesting
from tallystick.errors import TallystickError
from tallystick_node.api.problems import problem
from tallystick_node.auth.sessions import SESSION_COOKIE, bearer_token
from tallystick_node.kyc.checks import IMAGE_BYTES_MAX
from tallystick_node.kyc.documents import DOCUMENT_BYTES_MAX

if TYPE_CHECKING:
    from starlette.responses import JSONResponse
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["BODY_BYTES_MAX", "BOUNDS", "BoundedBodies", "bound_of"]

# What fields come to, with room to spare: whatever is not named below, signed in or not.
BODY_BYTES_MAX = 16 * 2**10
# A sender who is slower than this keeps a place that others wait for.
SECONDS_MIN, BYTES_PER_SECOND_MIN = 15.0, 64 * 2**10
# The local chain has bounds of its own.
CHAIN = "/rpc"


@dataclass(frozen=True, slots=True)
class BodyBound:
    """How long a body may be; a longer one than usual is taken from those who are signed in."""

    bytes_max: int
    signed_in: bool = True

    @property
    def seconds(self) -> float:
        """How long its sender may take: as for a slow line, and more for what is long."""
        return SECONDS_MIN + self.bytes_max / BYTES_PER_SECOND_MIN


# Long texts in any script, uploads with room for their frame, and sanctions lists in Base64.
BOUNDS: tuple[tuple[re.Pattern[str], BodyBound], ...] = (
    (re.compile("/v1/applications"), BodyBound(32 * 2**10)),
    (re.compile("/v1/blacklist/appeal"), BodyBound(64 * 2**10)),
    (re.compile("/v1/staff/people/[0-9a-f]{32}/reviews"), BodyBound(256 * 2**10)),
    (re.compile("/v1/me/checks/liveness"), BodyBound(IMAGE_BYTES_MAX // 3 * 4 + BODY_BYTES_MAX)),
    (re.compile("/v1/me/documents"), BodyBound(DOCUMENT_BYTES_MAX + BODY_BYTES_MAX)),
    (re.compile("/account/papers"), BodyBound(DOCUMENT_BYTES_MAX + BODY_BYTES_MAX)),
    (re.compile("/account/face"), BodyBound(IMAGE_BYTES_MAX + BODY_BYTES_MAX)),
    (re.compile("/v1/staff/sanctions/(ofac|un)"), BodyBound(64 * 2**20)),
    # The same application as a form, where a character of any script is nine bytes and more.
    (re.compile("/borrow"), BodyBound(48 * 2**10, signed_in=False)),
    # Another attestor's node, known by the signature in the body.
    (re.compile("/v1/cosign"), BodyBound(64 * 2**10, signed_in=False)),
)
_USUAL = BodyBound(BODY_BYTES_MAX, signed_in=False)


def bound_of(path: str) -> BodyBound:
    """Return how long a body to a path may be.

    Args:
        path: The path of the request.

    Returns:
        The bound, in bytes, and whether it asks for a session.
    """
    return next((bound for form, bound in BOUNDS if form.fullmatch(path)), _USUAL)


class _TooLongError(Exception):
    """The body goes beyond the bound."""


class BoundedBodies:
    """Refuses a body as soon as it is too long, and JSON that nests too deep to be read.

    It is taken in whole before it is passed on, so nothing waits for it but this request.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it with a problem document."""
        if scope["type"] != "http" or scope["path"] == CHAIN:
            await self._app(scope, receive, send)
            return
        bound = bound_of(scope["path"])
        refusal = await _refusal(scope, bound)
        if refusal is not None:
            await refusal(scope, receive, send)
            return
        try:
            async with asyncio.timeout(bound.seconds):
                messages = await _whole(_bounded(receive, bound.bytes_max))
        except _TooLongError:
            await _too_long(scope, bound)(scope, receive, send)
            return
        except TimeoutError:
            detail = f"a body to this path has to be here within {bound.seconds:g} seconds"
            await problem(Request(scope), 408, "API:SLOW", detail)(scope, receive, send)
            return
        if "json" in Headers(scope=scope).get("content-type", "").lower():
            body = b"".join(message.get("body", b"") for message in messages)
            if not _is_plain(body):
                detail = f"the body must be JSON in UTF-8 that nests at most {NESTING_MAX} deep"
                await problem(Request(scope), 422, "API:BODY", detail)(scope, receive, send)
                return
        await self._app(scope, _again(messages, receive), send)


def _is_plain(body: bytes) -> bool:
    """Whether the text of a body can be read without harm."""
    try:
        # In another encoding, which the reader would find out by NULs, brackets could hide.
        bound_nesting(body.decode("utf-8"))
    except ValueError:
        return False
    return b"\x00" not in body


async def _refusal(scope: Scope, bound: BodyBound) -> JSONResponse | None:
    """Refuse before a byte of the body is read: by its stated length, or without a session."""
    headers = Headers(scope=scope)
    stated = headers.get("content-length", "0")
    if stated.isascii() and stated.isdigit() and int(stated[:20]) > bound.bytes_max:
        return _too_long(scope, bound)
    if not bound.signed_in or scope["method"] in {"GET", "HEAD", "DELETE", "OPTIONS"}:
        return None
    sessions = scope["app"].state.services.auth.sessions
    token = bearer_token(headers.get("authorization", ""))
    token = token or Request(scope).cookies.get(SESSION_COOKIE, "")
    try:
        await run_in_threadpool(sessions.find, token)
    except TallystickError as error:
        return problem(Request(scope), 401, error.code, error.sentence)
    return None


def _too_long(scope: Scope, bound: BodyBound) -> JSONResponse:
    detail = f"a body to this path has at most {bound.bytes_max} bytes"
    return problem(Request(scope), 413, "API:SIZE", detail)


def _bounded(receive: Receive, bytes_max: int) -> Receive:
    taken = 0

    async def bounded() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > bytes_max:
            raise _TooLongError
        return message

    return bounded


async def _whole(receive: Receive) -> list[Message]:
    messages = [await receive()]
    while messages[-1].get("more_body", False):
        messages.append(await receive())
    return messages


def _again(messages: list[Message], receive: Receive) -> Receive:
    """Give what was taken in again, then whatever comes after it."""
    left = list(reversed(messages))

    async def again() -> Message:
        return left.pop() if left else await receive()

    return again
