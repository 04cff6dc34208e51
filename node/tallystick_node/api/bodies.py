"""What a body may be before anybody reads it: so long at the most, and JSON not nested too deep."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.datastructures import Headers
from starlette.requests import Request

from tallystick_node.api.problems import problem
from tallystick_node.evm.nesting import NESTING_MAX, bound_nesting

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["BODY_BYTES_MAX", "BoundedBodies"]

# The lists of sanctions are the largest that anybody sends, and come in Base64.
BODY_BYTES_MAX = 64 * 2**20


class _TooLongError(Exception):
    """The body goes beyond the bound."""


class BoundedBodies:
    """Refuses a body as soon as it is too long, and JSON that nests too deep to be read.

    JSON is taken in whole before it is passed on; everything else is passed on as it comes.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it with a problem document."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        bounded = _bounded(receive)
        if "json" not in Headers(scope=scope).get("content-type", "").lower():
            await self._app(scope, bounded, send)
            return
        try:
            messages = await _whole(bounded)
        except _TooLongError:
            detail = f"a body has at most {BODY_BYTES_MAX} bytes"
            await problem(Request(scope), 413, "API:SIZE", detail)(scope, receive, send)
            return
        body = b"".join(message.get("body", b"") for message in messages)
        try:
            # In another encoding, which the reader would find out by NULs, brackets could hide.
            bound_nesting(body.decode("utf-8"))
            whole = b"\x00" not in body
        except ValueError:
            whole = False
        if not whole:
            detail = f"the body must be JSON in UTF-8 that nests at most {NESTING_MAX} deep"
            await problem(Request(scope), 422, "API:BODY", detail)(scope, receive, send)
            return
        await self._app(scope, _again(messages, receive), send)


def _bounded(receive: Receive) -> Receive:
    taken = 0

    async def bounded() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > BODY_BYTES_MAX:
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
