"""Requests to the node about watchers."""

# Made by scripts/node_client.py from docs/openapi.json; do not edit.

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date

from tallystick.api._async.line import AsyncCalls
from tallystick.api.records.watchers import (
    VerdictDocument,
    VerdictPage,
    VerdictResponse,
    WatchersResponse,
)
from tallystick.api.shapes import segment

__all__ = ["AsyncWatchersApi"]


class AsyncWatchersApi(AsyncCalls):
    """Calls about watchers."""

    async def list_watchers(self) -> WatchersResponse:
        """Who audits this platform independently.

        Returns:
            Everybody whom this node takes verdicts of.

        Raises:
            NodeRefused: When the node refuses (HTTP 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask("GET", "/v1/watchers", WatchersResponse)

    async def list_verdicts(
        self,
        *,
        watcher: str | None = None,
        day: date | None = None,
        limit: int = 50,
        after: str | None = None,
    ) -> VerdictPage:
        """Verdicts that watchers have signed, the newest first.

        Args:
            watcher: Only of this wallet; None leaves it out.
            day: Only for this day; None leaves it out.
            limit: Items of a page at most.
            after: `next` of the page before; None leaves it out.

        Returns:
            Verdicts, the newest first; those that a later one supersedes are among them.

        Raises:
            NodeRefused: When the node refuses (HTTP 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask(
            "GET",
            "/v1/watchers/verdicts",
            VerdictPage,
            query={"watcher": watcher, "day": day, "limit": limit, "after": after},
        )

    async def put_verdict(self, *, verdict: VerdictDocument) -> VerdictResponse:
        """Keep my signed verdict, for today or yesterday; the same one again changes nothing.

        Args:
            verdict: The signed document.

        Returns:
            A watcher's verdict as this node keeps it.

        Raises:
            NodeRefused: When the node refuses (HTTP 403, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask(
            "POST", "/v1/watchers/verdicts", VerdictResponse, body={"verdict": verdict}
        )

    async def read_verdict(self, digest: str) -> VerdictResponse:
        """One verdict.

        Args:
            digest: The verdict's digest.

        Returns:
            A watcher's verdict as this node keeps it.

        Raises:
            NodeRefused: When the node refuses (HTTP 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask("GET", f"/v1/watchers/verdicts/{segment(digest)}", VerdictResponse)

    async def all_verdicts(
        self, *, watcher: str | None = None, day: date | None = None
    ) -> AsyncIterator[VerdictResponse]:
        """Every item of `list_verdicts`, page after page.

        Args:
            watcher: Only of this wallet; None leaves it out.
            day: Only for this day; None leaves it out.

        Yields:
            The items in the order of the list.

        Raises:
            NodeRefused: When the node refuses (HTTP 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        after: str | None = None
        while True:
            page = await self.list_verdicts(watcher=watcher, day=day, limit=200, after=after)
            for item in page.items:
                yield item
            if page.next is None:
                return
            after = page.next
