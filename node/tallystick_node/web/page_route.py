"""Routes of pages: what is refused is a page as well, with the API's own code and sentence."""

from __future__ import annotations

import json
from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse
from fastapi.routing import APIRoute

from tallystick_node.api.problems import MEDIA_TYPE, refusal
from tallystick_node.auth.refusals import NotSignedIn
from tallystick_node.web.forms import mistake_of
from tallystick_node.web.kept_pages import KeptPages, page_key
from tallystick_node.web.page import page_of

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

__all__ = ["PageRoute", "pages_router", "refused_page"]


class PageRoute(APIRoute):
    """A route that answers with HTML, whatever happens."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the handler.

        Returns:
            The framework's own, whose refusals become pages.
        """
        inner = super().get_route_handler()

        async def answer(request: Request) -> Response:
            try:
                response = await inner(request)
            except Exception as error:  # noqa: BLE001 - as the application itself does
                response = refused_page(request, error)
            # A letter, a file, where a form leads on: a browser keeps nothing that does not say so.
            response.headers.setdefault("cache-control", "no-store")
            return response

        async def handler(request: Request) -> Response:
            key = page_key(request)
            if key is None:
                return await answer(request)
            kept: KeptPages = request.app.state.kept_pages
            return await kept.answer(key, partial(answer, request))

        return handler


def refused_page(request: Request, error: Exception) -> Response:
    """Return a page that says why not.

    Args:
        request: What was asked.
        error: What was raised.

    Returns:
        HTML with the status and code that the API answers with, its sentence in the reader's
        language; a problem document for what wallet.js sends, with that sentence, which it shows;
        who has to sign in first is led there.
    """
    if isinstance(error, NotSignedIn) and request.method == "GET":
        here = f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path
        return RedirectResponse(f"/sign-in?{urlencode({'next': here})}", HTTPStatus.SEE_OTHER)
    answer = refusal(request, error)
    mistake, problem = mistake_of(request, error, answer), json.loads(bytes(answer.body))
    chosen = request.query_params
    standing = request.app.state.services.standing
    page = page_of(request, standing, chosen.get("lang"), chosen.get("theme"))
    if "json" in request.headers.get("content-type", ""):  # a script asks, and shows the sentence
        sentence = page.sentences.shown(mistake.code, mistake.sentence)
        headers = {k: v for k, v in answer.headers.items() if not k.startswith("content-")}
        document = problem | {"detail": sentence.text}
        return JSONResponse(document, answer.status_code, headers, MEDIA_TYPE)
    return page("refused.html", answer.status_code, mistake=mistake, instance=problem["instance"])


def pages_router() -> APIRouter:
    """Return a router for pages; they are no part of the API's description.

    Returns:
        An empty router.
    """
    return APIRouter(route_class=PageRoute, include_in_schema=False)
