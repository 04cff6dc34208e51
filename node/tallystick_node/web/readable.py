"""Refusals for people: who reads pages gets one, wherever in the application they were refused."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import Request

from tallystick_node.api.problems import MEDIA_TYPE
from tallystick_node.web.forms import Mistake
from tallystick_node.web.page import bare_page, page_of

if TYPE_CHECKING:
    from starlette.responses import Response
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["ReadableRefusals"]

# What programs ask stays a problem document, whatever their client says that it takes.
_PROGRAMS = ("/v1/", "/rpc")
# Refused before anything was looked up, and so at the cost of nothing but the page itself.
_EARLY = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE})


class ReadableRefusals:
    """Turns problem documents into pages for requests that take HTML and are no program's."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request; every other answer goes through as it is."""
        if scope["type"] != "http" or not _reads(scope):
            await self._app(scope, receive, send)
            return
        begun: list[Message] = []
        body = bytearray()

        async def hold(message: Message) -> None:
            if message["type"] == "http.response.start":
                if Headers(raw=message["headers"]).get("content-type") == MEDIA_TYPE:
                    begun.append(message)
                    return
            elif begun:
                body.extend(message.get("body", b""))
                return
            await send(message)

        await self._app(scope, receive, hold)
        if begun:
            page = await run_in_threadpool(_page, Request(scope), begun[0], bytes(body))
            await page(scope, receive, send)


def _reads(scope: Scope) -> bool:
    takes = Headers(scope=scope).get("accept", "")
    return "text/html" in takes and not scope["path"].startswith(_PROGRAMS)


def _page(request: Request, begun: Message, body: bytes) -> Response:
    problem, status = json.loads(body), int(begun["status"])
    mistake = Mistake(status, problem["code"], problem["detail"], {})
    if status in _EARLY:
        answer = bare_page(request, status, mistake=mistake)
    else:
        chosen = request.query_params
        standing = request.app.state.services.standing
        page = page_of(request, standing, chosen.get("lang"), chosen.get("theme"))
        answer = page("refused.html", status, mistake=mistake, instance=problem["instance"])
    for name, value in Headers(raw=begun["headers"]).items():
        if not name.startswith("content-"):  # what is said of every answer, and of this refusal
            answer.headers.setdefault(name, value)
    return answer
