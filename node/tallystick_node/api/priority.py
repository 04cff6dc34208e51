"""Requests to the API go before what anybody has executed at /rpc."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

    from tallystick_node.evm.priority import Precedence

__all__ = ["Preceding"]

CHAIN = "/rpc"


class Preceding:
    """Counts the requests that are being answered, but for those to the chain."""

    def __init__(self, app: ASGIApp, others: Precedence) -> None:
        self._app = app
        self._others = others

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and count it until it is answered."""
        if scope["type"] != "http" or scope["path"] == CHAIN:
            await self._app(scope, receive, send)
            return
        with self._others.first():
            await self._app(scope, receive, send)
