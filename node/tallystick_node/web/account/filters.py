"""The reader's saved filters of lists: named, opened, forgotten."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated

from fastapi import Query, Request, Response
from fastapi.responses import RedirectResponse

from tallystick_node.api.services import ClockDep, DatabaseDep
from tallystick_node.api.shapes import RowNumber
from tallystick_node.auth.saved_filters import LISTS, QUERY_CHARACTERS_MAX, SavedFilters
from tallystick_node.web.forms import REFUSALS, Typed, mistake_of
from tallystick_node.web.page import PageDep
from tallystick_node.web.page_route import pages_router
from tallystick_node.web.session import OwnPage, Reader

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tallystick_node.web.forms import Mistake
    from tallystick_node.web.page import WebPage

__all__ = ["router"]

router = pages_router()
HERE = "/me/filters"


@router.get(HERE)
def read_filters(
    page: PageDep, reader: Reader, database: DatabaseDep, clock: ClockDep,
    path: Annotated[str, Query(max_length=64)] = "",
    query: Annotated[str, Query(max_length=QUERY_CHARACTERS_MAX)] = "",
) -> Response:  # fmt: skip
    """The reader's filters, and the form for another one."""
    offered = {"page": path, "query": query} if path in LISTS else {}
    return _filters(page, SavedFilters(database, clock), reader.wallet, offered)


@router.post(HERE)
def save_filter(
    page: PageDep, request: Request, reader: Reader, database: DatabaseDep, clock: ClockDep,
    typed: Typed, _: OwnPage,
) -> Response:  # fmt: skip
    """Save a filter, and go back to its list."""
    filters = SavedFilters(database, clock)
    try:
        kept = filters.keep(
            reader.wallet, typed.get("page", ""), typed.get("query", ""), typed.get("name", "")
        )
    except REFUSALS as refused:
        return _filters(page, filters, reader.wallet, typed, mistake_of(request, refused))
    return RedirectResponse(kept.address, HTTPStatus.SEE_OTHER)


@router.post(f"{HERE}/{{number}}/removal")
def forget_filter(
    number: RowNumber, reader: Reader, database: DatabaseDep, clock: ClockDep, _: OwnPage
) -> Response:
    """Forget one of the reader's filters."""
    SavedFilters(database, clock).remove(reader.wallet, number)
    return RedirectResponse(HERE, HTTPStatus.SEE_OTHER)


def _filters(
    page: WebPage, filters: SavedFilters, wallet: str, typed: Mapping[str, str],
    mistake: Mistake | None = None,
) -> Response:  # fmt: skip
    return page(
        "filters.html", HTTPStatus.OK if mistake is None else mistake.status,
        filters=filters.of(wallet), typed=typed, mistake=mistake,
    )  # fmt: skip
