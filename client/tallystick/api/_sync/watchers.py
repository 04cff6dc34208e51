"""Requests to the node about watchers."""


# Made by scripts/unasync.py from api/_async/watchers.py; do not edit.

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from tallystick.api._sync.line import Calls
from tallystick.api.records.watchers import (
    VerdictDocument,
    VerdictPage,
    VerdictResponse,
    WatchersResponse,
)
from tallystick.api.shapes import segment

__all__ = ["WatchersApi"]


class WatchersApi(Calls):
    """Calls about watchers."""

    def list_watchers(self) -> WatchersResponse:
        """Who audits this platform independently.

        Returns:
            Everybody whom this node takes verdicts of.

        Raises:
            NodeRefused: When the node refuses (HTTP 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask("GET", "/v1/watchers", WatchersResponse)

    def list_verdicts(
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
        return self.ask(
            "GET",
            "/v1/watchers/verdicts",
            VerdictPage,
            query={"watcher": watcher, "day": day, "limit": limit, "after": after},
        )

    def put_verdict(self, *, verdict: VerdictDocument) -> VerdictResponse:
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
        return self.ask("POST", "/v1/watchers/verdicts", VerdictResponse, body={"verdict": verdict})

    def read_verdict(self, digest: str) -> VerdictResponse:
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
        return self.ask("GET", f"/v1/watchers/verdicts/{segment(digest)}", VerdictResponse)

    def all_verdicts(
        self, *, watcher: str | None = None, day: date | None = None
    ) -> Iterator[VerdictResponse]:
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
            page = self.list_verdicts(watcher=watcher, day=day, limit=200, after=after)
            for item in page.items:
                yield item
            if page.next is None:
                return
            after = page.next
