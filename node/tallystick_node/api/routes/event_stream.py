"""Events as they come: a stream of server-sent events that goes on where it broke off."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Query, Request
from fastapi.sse import EventSourceResponse, ServerSentEvent
from starlette.concurrency import run_in_threadpool

from tallystick_node.api.event_streams import EventStreams
from tallystick_node.api.problems import problem_responses
from tallystick_node.api.routes.loans import NUMBER_MAX, event_response
from tallystick_node.api.services import FeedDep
from tallystick_node.infrastructure.indexer.feed import EventFeed, FeedPlace

__all__ = ["router"]

router = APIRouter(prefix="/v1", tags=["loans"], responses=problem_responses(422, 429, 503))

# An hour later the client connects again, and is spread anew over the processes.
LIFE_SECONDS = 3_600
# How soon a browser asks again once a stream has ended.
RETRY_MILLISECONDS = 1_000
PAUSE_SECONDS = 0.5
_ID = Query(
    max_length=64, description="The id of the last event that was read; without it, from now on."
)


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who follows events: from where, until when, and which."""

    feed: EventFeed
    streams: EventStreams
    place: FeedPlace
    until: float
    name: str | None
    loan: int | None


def _reader(
    request: Request,
    feed: FeedDep,
    after: Annotated[str | None, _ID] = None,
    last_event_id: Annotated[
        str | None, Header(max_length=64, description="The same, as browsers say it.")
    ] = None,
    name: Annotated[
        str | None, Query(pattern="^[A-Za-z]{1,32}$", description="Only events of this name.")
    ] = None,
    loan: Annotated[
        int | None, Query(ge=1, le=NUMBER_MAX, description="Only events of this loan.")
    ] = None,
    seconds: Annotated[
        int, Query(ge=1, le=LIFE_SECONDS, description="When the stream ends at the latest.")
    ] = LIFE_SECONDS,
) -> Iterator[Reader]:
    """Hold a place for a stream as long as it lasts; what is wrong is refused before it begins."""
    streams: EventStreams = request.app.state.streams
    stated = last_event_id or after
    place = feed.newest() if stated is None else FeedPlace.parse(stated)
    feed.after(place, limit=1)
    life = 0 if request.scope.get("bodiless") else seconds
    caller = "" if request.client is None else request.client.host
    with streams.place(caller):
        yield Reader(feed, streams, place, time.monotonic() + life, name, loan)


@router.get("/events/stream", response_class=EventSourceResponse)
async def follow_events(
    reader: Annotated[Reader, Depends(_reader)],
) -> AsyncIterator[ServerSentEvent]:
    """Events of the platform as they come, as server-sent events (text/event-stream).

    Each has an id, which the next request may state as `Last-Event-ID` or `after`: nothing is left
    out between. `event: chain` has what /v1/events has of one. `event: forget` says that the chain
    has forked: all that was read after its `block` is to be forgotten, and comes again.
    """
    place = reader.place
    yield ServerSentEvent(id=str(place), retry=RETRY_MILLISECONDS)
    while not reader.streams.ending and time.monotonic() < reader.until:
        newest = await run_in_threadpool(reader.feed.newest)
        here = (place.block, place.place)
        if newest.forks == place.forks and (newest.block, newest.place) <= here:
            await asyncio.sleep(PAUSE_SECONDS)
            continue
        fed = await run_in_threadpool(
            reader.feed.after, place, name=reader.name, loan=reader.loan
        )  # fmt: skip
        place = fed.place
        if fed.forget_after is not None:
            yield ServerSentEvent(event="forget", id=str(place), data={"block": fed.forget_after})
        for event in fed.events:
            at = FeedPlace(event.block, event.place, place.forks)
            yield ServerSentEvent(event="chain", id=str(at), data=event_response(event))
        if not fed.more:
            await asyncio.sleep(PAUSE_SECONDS)
