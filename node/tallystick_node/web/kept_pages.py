"""Pages for everybody, kept for a second: fifty readers at once cost what one does.

Kept is what nobody in particular has asked for: no session, no choice of language or look in the
address, nothing that is refused. Whoever has signed in always gets a page of their own.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING

from fastapi import Response

from tallystick_node.auth.sessions import SESSION_COOKIE
from tallystick_node.web.page import LANGUAGE_COOKIE, THEME_COOKIE

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from fastapi import Request

__all__ = ["KEPT_SECONDS", "PAGES_MAX", "KeptPages", "page_key"]

KEPT_SECONDS = 1.0
PAGES_MAX = 200
_KEY_CHARACTERS_MAX = 600
# What a page for everybody says of itself.
_SHARED = "no-cache"
Key = tuple[str, ...]


def page_key(request: Request) -> Key | None:
    """Return what a page depends on beside the moment.

    Args:
        request: What was asked.

    Returns:
        Path, query, cookies of language and look, and the languages that the browser prefers; None
        for what is not kept.
    """
    chosen, cookies = request.query_params, request.cookies
    if request.method != "GET" or SESSION_COOKIE in cookies or {"lang", "theme"} & set(chosen):
        return None
    key = (
        request.url.path, request.url.query, cookies.get(LANGUAGE_COOKIE, ""),
        cookies.get(THEME_COOKIE, ""), request.headers.get("accept-language", ""),
    )  # fmt: skip
    return key if sum(map(len, key)) <= _KEY_CHARACTERS_MAX else None


@dataclass
class _Kept:
    """One page; `body` is None until it was made."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    body: bytes | None = None
    headers: dict[str, str] = field(default_factory=dict)
    until: float = 0.0


@dataclass
class KeptPages:
    """The pages of one process, in one event loop; the least recently asked for goes first."""

    _pages: OrderedDict[Key, _Kept] = field(default_factory=OrderedDict)

    async def answer(self, key: Key, make: Callable[[], Awaitable[Response]]) -> Response:
        """Return a page that is kept, or make it; who asks meanwhile waits for it.

        Args:
            key: What it depends on.
            make: Makes it.

        Returns:
            The page, or what else was made.
        """
        kept = self._pages.setdefault(key, _Kept())
        self._pages.move_to_end(key)
        while len(self._pages) > PAGES_MAX:
            self._pages.popitem(last=False)
        async with kept.lock:
            if kept.body is not None and time.monotonic() < kept.until:
                return Response(kept.body, HTTPStatus.OK, kept.headers)
            made_at = time.monotonic()
            response = await make()
            shared = response.headers.get("cache-control") == _SHARED
            if shared and response.status_code == HTTPStatus.OK:
                kept.body, kept.until = bytes(response.body), made_at + KEPT_SECONDS
                kept.headers = {
                    name: value
                    for name, value in response.headers.items()
                    if name != "content-length"
                }
            return response
