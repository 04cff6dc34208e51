"""The lists of all complaints that are anchored, for everybody to read and to check."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path

from tallystick.errors import InputError
from tallystick.loans.dates import iso_day
from tallystick_node.api.problems import problem_responses
from tallystick_node.api.services import ComplaintsDep, DatabaseDep
from tallystick_node.api.shapes import (
    Cursor,
    Day,
    Described,
    Limit,
    Page,
    read_cursor,
    write_cursor,
)

__all__ = ["router"]

router = APIRouter(
    prefix="/v1/complaint-lists", tags=["complaints"], responses=problem_responses(404, 422)
)


class ComplaintListResponse(Described):
    """A day's list of all complaints, and where its root is anchored."""

    day: date
    """The day."""
    complaints: int
    """How many complaints there were by then, ever."""
    root: str
    """The list's Merkle root."""
    subject: str
    """Under which subject Disclosures has it, as version 1."""
    block: int | None
    """The block in which it is anchored; null while it is not."""
    tx_hash: str | None
    """The transaction that has anchored it; null while it is not."""


class ComplaintListPage(Page[ComplaintListResponse]):
    """Lists, the newest first."""


class ComplaintListDocument(Described):
    """A list from which anybody computes the root: a leaf for the head and one for each entry."""

    day: date
    """The day."""
    complaints: str
    """How many complaints there were by then, ever."""
    count: str
    """How many entries there are; a complaint that was reopened has several."""
    entries: list[dict[str, str]]
    """Number, hash and clock of each, which name nobody."""


@router.get("")
def list_complaint_lists(
    database: DatabaseDep, complaints: ComplaintsDep, limit: Limit = 50, after: Cursor = None
) -> ComplaintListPage:
    """The lists of all complaints, the newest first."""
    place = read_cursor(after, str)
    try:
        before = None if place is None else iso_day(place[0])
    except ValueError:
        raise InputError(
            "API:CURSOR", "this node has not issued this cursor for this list"
        ) from None
    with database.reading() as connection:
        days = complaints.anchors.days(connection, limit, before)
    following = write_cursor(days[-1].day.isoformat()) if len(days) == limit else None
    items = [
        ComplaintListResponse(
            day=each.day, complaints=each.complaints, root=each.root, subject=each.subject,
            block=each.block, tx_hash=each.tx_hash,
        )
        for each in days
    ]  # fmt: skip
    return ComplaintListPage(items=items, next=following)


@router.get("/{day}")
def read_complaint_list(
    day: Annotated[Day, Path(description="The list's day.")], database: DatabaseDep,
    complaints: ComplaintsDep,
) -> ComplaintListDocument:  # fmt: skip
    """A day's list of all complaints, as it was anchored."""
    with database.reading() as connection:
        return ComplaintListDocument(**complaints.anchors.document(connection, day))
