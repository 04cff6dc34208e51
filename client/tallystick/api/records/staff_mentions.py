"""Records of the node about staff mentions."""

# Made by scripts/node_client.py from docs/openapi.json; do not edit.

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from tallystick.api.shapes import Record

__all__ = [
    "FeedForm",
    "FeedImportResponse",
    "KeywordResponse",
    "MentionAct",
    "MentionActResponse",
    "MentionCaseResponse",
    "MentionResponse",
    "MentionState",
]


class FeedForm(StrEnum):
    """What a file is."""

    XML = "xml"
    JSONL = "jsonl"
    CSV = "csv"


class FeedImportResponse(Record):
    """What came of a feed."""

    duplicates: int
    entries: int
    feed: int
    mentions: tuple[int, ...]


class KeywordResponse(Record):
    """A keyword that is watched for."""

    added_at: datetime
    added_by: str
    grade: int
    keyword: int
    phrase: str


class MentionAct(StrEnum):
    """What is done about a mention."""

    ASSIGN = "assign"
    RESPOND = "respond"
    FOLLOW_UP = "follow_up"
    CLOSE = "close"


class MentionActResponse(Record):
    """What was done about a mention."""

    at: datetime
    by: str
    kind: MentionAct
    words: str


class MentionState(StrEnum):
    """Where a mention stands."""

    NEW = "new"
    ASSIGNED = "assigned"
    RESPONDED = "responded"
    FOLLOWED_UP = "followed_up"
    CLOSED = "closed"


class MentionCaseResponse(Record):
    """A mention with what was done about it."""

    acts: tuple[MentionActResponse, ...]
    assignee: str | None
    closed_at: datetime | None
    excerpt: str
    grade: int
    keywords: tuple[str, ...]
    link: str | None
    mention: int
    overdue: bool
    published_at: datetime | None
    respond_by: datetime
    responded_at: datetime | None
    seen_at: datetime
    source: str
    state: MentionState
    title: str


class MentionResponse(Record):
    """A mention: what was published, how grave it is, and where it stands."""

    assignee: str | None
    closed_at: datetime | None
    excerpt: str
    grade: int
    keywords: tuple[str, ...]
    link: str | None
    mention: int
    overdue: bool
    published_at: datetime | None
    respond_by: datetime
    responded_at: datetime | None
    seen_at: datetime
    source: str
    state: MentionState
    title: str
