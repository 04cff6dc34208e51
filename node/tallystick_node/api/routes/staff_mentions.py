"""Mentions in public: keywords, feeds that staff bring in, and work on what was found in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Query, Request
from pydantic import Field
from starlette.concurrency import run_in_threadpool

from tallystick_node.api.person import body_bytes
from tallystick_node.api.problems import problem_responses
from tallystick_node.api.routes.staff_tickets import TicketsStaff
from tallystick_node.api.services import DatabaseDep, SupportDep
from tallystick_node.api.shapes import Described, Limit, RowNumber, Strict, UtcMoment
from tallystick_node.support.feed_files import FEED_BYTES_MAX, FeedForm
from tallystick_node.support.keywords import PHRASE_MAX
from tallystick_node.support.mention_rules import UNDONE, MentionAct, MentionState
from tallystick_node.support.mentions import MENTION_WORDS_MAX, SOURCE_MAX, FeedImport

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection, Row

    from tallystick_node.storage import Database
    from tallystick_node.support.service import Support

__all__ = ["FeedImportResponse", "KeywordRequest", "MentionWordsRequest", "imported", "router"]

router = APIRouter(
    prefix="/v1/staff/mentions", tags=["staff: mentions"],
    responses=problem_responses(401, 403, 404, 409, 422),
)  # fmt: skip

_BYTES: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}
Source = Annotated[
    str, Query(min_length=1, max_length=SOURCE_MAX, description="Where it is from, by name.")
]
Form = Annotated[FeedForm, Query(description="RSS or Atom, JSON lines, or CSV.")]
Closed = Annotated[bool, Query(description="Those that are closed, in place of those that wait.")]


class KeywordRequest(Strict):
    """A keyword to watch for."""

    phrase: Annotated[str, Field(min_length=1, max_length=PHRASE_MAX)]
    """One or more words; Chinese is found anywhere, other scripts as whole words."""
    grade: Annotated[int, Field(ge=1, le=3)]
    """How grave a mention is: 1 to be known, 2 to be responded to, 3 severe."""


class KeywordResponse(Described):
    """A keyword that is watched for."""

    keyword: int
    """Its number."""
    phrase: str
    """As it was written."""
    grade: int
    """How grave a mention is, 1 to 3."""
    added_at: UtcMoment
    """Since when it is watched for."""
    added_by: str
    """Who wants it watched for."""


class FeedImportResponse(Described):
    """What came of a feed."""

    feed: int
    """The number of the import."""
    entries: int
    """How many entries it has."""
    mentions: list[int]
    """The mentions that are new."""
    duplicates: int
    """How many entries with a keyword were known by their link or text."""


class MentionWordsRequest(Strict):
    """What was done about a mention."""

    words: Annotated[str, Field(min_length=1, max_length=MENTION_WORDS_MAX, pattern=r"\S")]
    """In words."""


class MentionResponse(Described):
    """A mention: what was published, how grave it is, and where it stands."""

    mention: int
    """Its number."""
    source: str
    """Where it is from."""
    link: str | None
    """Its address; null without one."""
    title: str
    """Its title."""
    excerpt: str
    """How its text begins."""
    published_at: UtcMoment | None
    """When it was published; null where the feed does not say."""
    keywords: list[str]
    """Which keywords it has, the gravest first."""
    grade: int
    """How grave it is, 1 to 3."""
    state: MentionState
    """Where it stands."""
    seen_at: UtcMoment
    """When it was brought in."""
    respond_by: UtcMoment
    """Until when a response is due, in working hours by its grade."""
    overdue: bool
    """Whether that is over without a response."""
    assignee: str | None
    """Who has it; null for nobody."""
    responded_at: UtcMoment | None
    """When it was responded to; null before."""
    closed_at: UtcMoment | None
    """When it was closed; null before."""


class MentionActResponse(Described):
    """What was done about a mention."""

    kind: MentionAct
    """What it was."""
    at: UtcMoment
    """When."""
    by: str
    """Who did it."""
    words: str
    """In words."""


class MentionCaseResponse(MentionResponse):
    """A mention with what was done about it."""

    acts: list[MentionActResponse]
    """The acts, the oldest first."""


def _facts(support: Support, row: Row[Any]) -> dict[str, Any]:
    waits = row.responded_at is None and row.state in UNDONE
    return {
        "mention": row.id, "overdue": waits and row.respond_by < support.desk.business_now,
        **{
            name: getattr(row, name)
            for name in (
                "source", "link", "title", "excerpt", "published_at", "keywords", "grade", "state",
                "seen_at", "respond_by", "assignee", "responded_at", "closed_at",
            )
        },
    }  # fmt: skip


def _keyword(row: Row[Any]) -> KeywordResponse:
    return KeywordResponse(
        keyword=row.id, phrase=row.phrase, grade=row.grade, added_at=row.added_at,
        added_by=row.added_by,
    )  # fmt: skip


@router.get("")
def list_mentions(
    _: TicketsStaff, database: DatabaseDep, support: SupportDep, *, closed: Closed = False,
    limit: Limit = 50,
) -> list[MentionResponse]:  # fmt: skip
    """What waits, what is due first before the others; or what is closed, the newest first."""
    with database.reading() as connection:
        book = support.mentions
        rows = book.closed(connection, limit) if closed else book.queue(connection, limit)
        return [MentionResponse(**_facts(support, row)) for row in rows]


@router.post("", status_code=201, openapi_extra=_BYTES)
async def import_feed(
    request: Request, caller: TicketsStaff, database: DatabaseDep, support: SupportDep,
    source: Source, form: Form,
) -> FeedImportResponse:  # fmt: skip
    """Bring a feed in, the file as the body: RSS, Atom, JSON lines or CSV.

    Nothing is fetched from anywhere. A file that is wrong is refused with the line, and nothing of
    it is kept; of a good one what has a keyword, each link and each text once.
    """
    content = await body_bytes(request, FEED_BYTES_MAX)
    return await run_in_threadpool(
        imported, database, support, content, form, source, caller.wallet
    )


def imported(
    database: Database, support: Support, content: bytes, form: FeedForm, source: str, by: str
) -> FeedImportResponse:
    """Bring a feed in.

    Args:
        database: Where it is kept.
        support: Support.
        content: The file.
        form: What it is.
        source: Where it is from.
        by: The member of staff.

    Returns:
        What came of it.

    Raises:
        InputError: As `MentionBook.bring_in` does.
    """
    with database.writing() as connection:
        brought: FeedImport = support.mentions.bring_in(connection, content, form, source, by)
    return FeedImportResponse(
        feed=brought.number, entries=brought.entries, mentions=list(brought.mentions),
        duplicates=brought.duplicates,
    )  # fmt: skip


@router.get("/keywords")
def list_keywords(
    _: TicketsStaff, database: DatabaseDep, support: SupportDep
) -> list[KeywordResponse]:
    """The keywords that are watched for, the gravest first."""
    with database.reading() as connection:
        return [_keyword(row) for row in support.keywords.listed(connection)]


@router.post("/keywords", status_code=201)
def add_keyword(
    body: KeywordRequest, caller: TicketsStaff, database: DatabaseDep, support: SupportDep
) -> KeywordResponse:
    """Watch for a keyword in what is brought in from now on."""
    with database.writing() as connection:
        return _keyword(support.keywords.add(connection, body.phrase, body.grade, caller.wallet))


@router.post("/keywords/{number}/retirement", status_code=204)
def retire_keyword(
    number: RowNumber, caller: TicketsStaff, database: DatabaseDep, support: SupportDep
) -> None:
    """Watch for a keyword no more; mentions that it has made stay."""
    with database.writing() as connection:
        support.keywords.retire(connection, number, caller.wallet)


@router.get("/{number}")
def read_mention(
    number: RowNumber, _: TicketsStaff, database: DatabaseDep, support: SupportDep
) -> MentionCaseResponse:
    """A mention with what was done about it."""
    with database.reading() as connection:
        return _case(connection, support, number)


@router.post("/{number}/lease")
def take_mention(
    number: RowNumber, caller: TicketsStaff, database: DatabaseDep, support: SupportDep
) -> MentionCaseResponse:
    """Take a mention up, also from a colleague."""
    return _done(
        lambda connection: support.mentions.assign(
            connection, number, caller.wallet, caller.wallet
        ),
        number, database, support,
    )  # fmt: skip


@router.post("/{number}/response")
def respond_to_mention(
    number: RowNumber, body: MentionWordsRequest, caller: TicketsStaff, database: DatabaseDep,
    support: SupportDep,
) -> MentionCaseResponse:  # fmt: skip
    """Note what was said or done in response; that ends its clock."""
    return _noted(number, MentionAct.RESPOND, body, caller, database, support)


@router.post("/{number}/follow-up")
def follow_mention_up(
    number: RowNumber, body: MentionWordsRequest, caller: TicketsStaff, database: DatabaseDep,
    support: SupportDep,
) -> MentionCaseResponse:  # fmt: skip
    """Note how it went on after the response."""
    return _noted(number, MentionAct.FOLLOW_UP, body, caller, database, support)


@router.post("/{number}/closing")
def close_mention(
    number: RowNumber, body: MentionWordsRequest, caller: TicketsStaff, database: DatabaseDep,
    support: SupportDep,
) -> MentionCaseResponse:  # fmt: skip
    """Close a mention, and say why; a severe one once it was responded to."""
    return _noted(number, MentionAct.CLOSE, body, caller, database, support)


def _noted(
    number: int, act: MentionAct, body: MentionWordsRequest, caller: TicketsStaff,
    database: Database, support: Support,
) -> MentionCaseResponse:  # fmt: skip
    return _done(
        lambda connection: support.mentions.act(
            connection, number, act, body.words, caller.wallet
        ),
        number, database, support,
    )  # fmt: skip


def _done(
    act: Callable[[Connection], object], number: int, database: Database, support: Support
) -> MentionCaseResponse:
    with database.writing() as connection:
        act(connection)
        return _case(connection, support, number)


def _case(connection: Connection, support: Support, number: int) -> MentionCaseResponse:
    row = support.mentions.one(connection, number)
    return MentionCaseResponse(
        **_facts(support, row),
        acts=[
            MentionActResponse(kind=act.kind, at=act.at, by=act.by, words=act.words)
            for act in support.mentions.acts(connection, number)
        ],
    )
