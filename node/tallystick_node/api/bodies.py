"""What a body may be before anybody reads it: so long at the most, and JSON not nested too deep."""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import Request

from tallystick.documents import NESTING_MAX, bound_nesting
from tallystick.errors import TallystickError
from tallystick_node.api.problems import problem, refusal
from tallystick_node.auth.refusals import Forbidden
from tallystick_node.auth.sessions import SESSION_COOKIE, bearer_token
from tallystick_node.kyc.checks import IMAGE_BYTES_MAX
from tallystick_node.kyc.documents import DOCUMENT_BYTES_MAX
from tallystick_node.support.feed_files import FEED_BYTES_MAX

if TYPE_CHECKING:
    from starlette.responses import JSONResponse
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from tallystick_node.auth.service import Auth

__all__ = [
    "BODY_BYTES_MAX", "BOUNDS", "LONG_ACCOUNT_MAX", "LONG_MAX", "BoundedBodies", "bound_of",
]  # fmt: skip

# What fields come to, with room to spare: whatever is not named below, signed in or not.
BODY_BYTES_MAX = 16 * 2**10
# Fifty signed asks, each with the longest signature that a wallet with code may send.
ASKS_BYTES_MAX = 512 * 2**10
# A sender who is slower than this keeps a place that others wait for.
SECONDS_MIN, BYTES_PER_SECOND_MIN = 15.0, 64 * 2**10
# Bodies above this are kept in memory a few at a time: of one account, and of all.
LONG_BYTES = 2**20
LONG_ACCOUNT_MAX, LONG_MAX = 2, 32
# The local chain has bounds of its own.
CHAIN = "/rpc"


@dataclass(frozen=True, slots=True)
class BodyBound:
    """How long a body may be; a longer one than usual is taken from those who are signed in.

    staff: whether it is taken from staff alone, with their second factor given.
    """

    bytes_max: int
    signed_in: bool = True
    staff: bool = False

    @property
    def seconds(self) -> float:
        """How long its sender may take: as for a slow line, and more for what is long."""
        return SECONDS_MIN + self.bytes_max / BYTES_PER_SECOND_MIN


# Long texts in any script, uploads with room for their frame, feeds, and sanctions lists in Base64.
BOUNDS: tuple[tuple[re.Pattern[str], BodyBound], ...] = (
    (re.compile("/v1/applications"), BodyBound(32 * 2**10)),
    (re.compile("/v1/blacklist/appeal"), BodyBound(64 * 2**10)),
    (re.compile("/v1/staff/people/[0-9a-f]{32}/reviews"), BodyBound(256 * 2**10, staff=True)),
    (re.compile("/v1/me/checks/liveness"), BodyBound(IMAGE_BYTES_MAX // 3 * 4 + BODY_BYTES_MAX)),
    (re.compile("/v1/me/notes/asks"), BodyBound(ASKS_BYTES_MAX)),
    (re.compile("/v1/me/documents"), BodyBound(DOCUMENT_BYTES_MAX + BODY_BYTES_MAX)),
    (
        re.compile("(/v1)?/staff/onsite-reports/[0-9]{1,19}/photos"),
        BodyBound(DOCUMENT_BYTES_MAX + BODY_BYTES_MAX, staff=True),
    ),
    (re.compile("/account/papers"), BodyBound(DOCUMENT_BYTES_MAX + BODY_BYTES_MAX)),
    (re.compile("/account/face"), BodyBound(IMAGE_BYTES_MAX + BODY_BYTES_MAX)),
    (re.compile("/v1/staff/sanctions/(ofac|un)"), BodyBound(64 * 2**20, staff=True)),
    (
        re.compile("(/v1)?/staff/aml/cases/[0-9]{1,19}/files"),
        BodyBound(DOCUMENT_BYTES_MAX + BODY_BYTES_MAX, staff=True),
    ),
    (
        re.compile("/v1/staff/mentions|/staff/mentions/feeds"),
        BodyBound(FEED_BYTES_MAX + BODY_BYTES_MAX, staff=True),
    ),
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


class _RefusedError(Exception):
    """Why not, before a byte of the body is read."""

    def __init__(self, answer: JSONResponse) -> None:
        super().__init__()
        self.answer = answer


class _TooLongError(Exception):
    """The body goes beyond the bound."""


class BoundedBodies:
    """Refuses a body as soon as it is too long, and JSON that nests too deep to be read.

    It is taken in whole before it is passed on, so nothing waits for it but this request. Long ones
    are taken in a few at a time, or what many accounts begin to send at once would fill the memory.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._long: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it with a problem document."""
        if scope["type"] != "http" or scope["path"] == CHAIN:
            await self._app(scope, receive, send)
            return
        bound = bound_of(scope["path"])
        try:
            with self._place(scope, bound, await _sender(scope, bound)):
                messages = await self._taken_in(scope, receive, bound)
                await self._app(scope, _again(messages, receive), send)
        except _RefusedError as refused:
            await refused.answer(scope, receive, send)

    @contextmanager
    def _place(self, scope: Scope, bound: BodyBound, wallet: str) -> Iterator[None]:
        """Keep a place for a long body for as long as it is in memory."""
        if not wallet or bound.bytes_max <= LONG_BYTES:
            yield
            return
        if self._long[wallet] >= LONG_ACCOUNT_MAX or self._long.total() >= LONG_MAX:
            detail = (
                f"at most {LONG_ACCOUNT_MAX} long bodies of one account are taken in at once, and"
                f" {LONG_MAX} of all; send it again in a minute"
            )
            raise _RefusedError(problem(Request(scope), 429, "RATE:BODIES", detail))
        self._long[wallet] += 1
        try:
            yield
        finally:
            self._long[wallet] -= 1
            self._long += Counter()  # forgets who has none

    async def _taken_in(self, scope: Scope, receive: Receive, bound: BodyBound) -> list[Message]:
        try:
            async with asyncio.timeout(bound.seconds):
                messages = await _whole(_bounded(receive, bound.bytes_max))
        except _TooLongError:
            raise _RefusedError(_too_long(scope, bound)) from None
        except TimeoutError:
            detail = f"a body to this path has to be here within {bound.seconds:g} seconds"
            raise _RefusedError(problem(Request(scope), 408, "API:SLOW", detail)) from None
        if "json" in Headers(scope=scope).get("content-type", "").lower():
            body = b"".join(message.get("body", b"") for message in messages)
            if not _is_plain(body):
                detail = f"the body must be JSON in UTF-8 that nests at most {NESTING_MAX} deep"
                raise _RefusedError(problem(Request(scope), 422, "API:BODY", detail))
        return messages


def _is_plain(body: bytes) -> bool:
    """Whether the text of a body can be read without harm."""
    try:
        # In another encoding, which the reader would find out by NULs, brackets could hide.
        bound_nesting(body.decode("utf-8"))
    except ValueError:
        return False
    return b"\x00" not in body


async def _sender(scope: Scope, bound: BodyBound) -> str:
    """The wallet that sends what asks for a session; refuses by that, and by the stated length."""
    headers = Headers(scope=scope)
    stated = headers.get("content-length", "0")
    if stated.isascii() and stated.isdigit() and int(stated[:20]) > bound.bytes_max:
        raise _RefusedError(_too_long(scope, bound))
    if not bound.signed_in or scope["method"] in {"GET", "HEAD", "DELETE", "OPTIONS"}:
        return ""
    token = bearer_token(headers.get("authorization", ""))
    token = token or Request(scope).cookies.get(SESSION_COOKIE, "")
    try:
        return await run_in_threadpool(_wallet, scope["app"].state.services.auth, token, bound)
    except TallystickError as error:
        raise _RefusedError(refusal(Request(scope), error)) from error


def _wallet(auth: Auth, token: str, bound: BodyBound) -> str:
    session = auth.sessions.find(token)
    if bound.staff and not auth.rights.of(session.wallet):
        raise Forbidden("ACCESS:ROLE", "this is for staff; the chain gives you no role")
    if bound.staff and session.second_factor_at is None:
        raise Forbidden("ACCESS:FACTOR", "give your second factor first")
    return session.wallet


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
    """A request's body as one message: of the smallest parts there would be more than of bytes."""
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] != "http.request":  # nobody is there any more
            return [message]
        body += message.get("body", b"")
        if not message.get("more_body", False):
            return [{"type": "http.request", "body": bytes(body), "more_body": False}]


def _again(messages: list[Message], receive: Receive) -> Receive:
    """Give what was taken in again, then whatever comes after it."""
    left = list(reversed(messages))

    async def again() -> Message:
        return left.pop() if left else await receive()

    return again
