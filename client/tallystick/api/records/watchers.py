"""Records of the node about watchers."""

# Made by scripts/node_client.py from docs/openapi.json; do not edit.

from __future__ import annotations

from datetime import date, datetime

from tallystick.api.shapes import Record

__all__ = [
    "CheckDocument",
    "VerdictDocument",
    "VerdictPage",
    "VerdictResponse",
    "WatcherResponse",
    "WatchersResponse",
]


class CheckDocument(Record):
    """One check of an audit."""

    detail: str
    id: str
    ok: bool


class VerdictDocument(Record):
    """A signed verdict, as `tallystick watch sign` writes it and `watch verify` checks it."""

    block: str
    block_hash: str
    chain_id: str
    checks: tuple[CheckDocument, ...]
    code: str
    day: str
    events: str
    evidence: str
    failed: int
    format: int
    held: int
    signature: str
    verdict: str
    verifying_contract: str
    watcher: str


class VerdictResponse(Record):
    """A watcher's verdict as this node keeps it."""

    digest: str
    name: str
    received_at: datetime
    same_block: bool
    verdict: VerdictDocument


class VerdictPage(Record):
    """Verdicts, the newest first; those that a later one supersedes are among them."""

    items: tuple[VerdictResponse, ...]
    next: str | None


class WatcherResponse(Record):
    """A watcher, and when they were last heard."""

    last_day: date | None
    name: str
    named: bool
    received_at: datetime | None
    verdicts: int
    wallet: str


class WatchersResponse(Record):
    """Everybody whom this node takes verdicts of."""

    items: tuple[WatcherResponse, ...]
