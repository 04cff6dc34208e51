"""The client follows events from one connection to the next, and leaves none out."""

from __future__ import annotations

import asyncio
from itertools import islice
from typing import TYPE_CHECKING

import httpx2
import pytest

from tallystick.api import AsyncNodeClient, FollowedEvent, ForgottenBlocks, NodeClient
from tallystick.errors import NodeRefused, TransportError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

URL = "http://node.test"
EVENT = (
    '{"block": 7, "place": %d, "tx_hash": "0x00", "contract": "Book", "name": "Funded",'
    ' "fields": {}}'
)


def stream(*frames: str) -> httpx2.Response:
    body = "".join(f"{frame}\n\n" for frame in frames)
    return httpx2.Response(200, text=body, headers={"content-type": "text/event-stream"})


def chain(place: int) -> str:
    return f"event: chain\ndata: {EVENT % place}\nid: 7-{place}-0"


class Breaking(httpx2.SyncByteStream):
    """Sends something, and then the line breaks."""

    def __init__(self, text: str) -> None:
        self._text = text

    def __iter__(self) -> Iterator[bytes]:
        yield self._text.encode()
        raise httpx2.ReadError("broken")


def broken(*frames: str) -> httpx2.Response:
    body = Breaking("".join(f"{frame}\n\n" for frame in frames))
    return httpx2.Response(200, stream=body, headers={"content-type": "text/event-stream"})


class Line:
    """Answers in turn, and keeps what was asked; the last answer stands for all that follow."""

    def __init__(self, *answers: httpx2.Response | Callable[[], httpx2.Response]) -> None:
        self.answers = list(answers)
        self.asked: list[httpx2.Request] = []

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        self.asked.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return answer() if callable(answer) else answer

    @property
    def ids(self) -> list[str | None]:
        return [request.headers.get("last-event-id") for request in self.asked]


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    for half in ("_async", "_sync"):
        monkeypatch.setattr(f"tallystick.api.{half}.feed._PAUSE_SECONDS", 0)


def away() -> httpx2.Response:
    raise httpx2.ConnectError("nobody is there")


def test_it_goes_on_where_a_line_broke_or_a_stream_ended() -> None:
    line = Line(
        stream("id: 6-1-0\nretry: 1000"), away, broken("id: 6-1-0", chain(1)),
        stream("id: 7-1-0", ": ping", chain(2), 'event: forget\ndata: {"block": 6}\nid: 6-9-1'),
        stream(chain(3)),
    )  # fmt: skip
    with NodeClient(URL, transport=httpx2.MockTransport(line)) as node:
        *came, last = islice(node.follow_events(loan=4), 4)
    assert [type(item) for item in came] == [FollowedEvent, FollowedEvent, ForgottenBlocks]
    assert [item.id for item in came] == ["7-1-0", "7-2-0", "6-9-1"]
    assert isinstance(last, FollowedEvent)
    assert last.event.place == 3
    assert came[2] == ForgottenBlocks("6-9-1", after=6)
    assert line.ids == [None, "6-1-0", "6-1-0", "7-1-0", "6-9-1"]
    assert dict(line.asked[0].url.params) == {"loan": "4"}


def test_a_place_of_an_earlier_run_is_asked_from() -> None:
    line = Line(stream(chain(2)))
    with NodeClient(URL, transport=httpx2.MockTransport(line)) as node:
        (item,) = islice(node.follow_events(after="7-1-0", name="Funded"), 1)
    assert item.id == "7-2-0"
    assert line.ids == ["7-1-0"]


def test_a_node_that_stays_away_is_given_up_after_a_while() -> None:
    node = NodeClient(URL, transport=httpx2.MockTransport(Line(away)))
    with node, pytest.raises(TransportError, match="NODE:REACH"):
        next(node.follow_events(patience_seconds=0))


def test_a_refusal_ends_it() -> None:
    problem = {"code": "EVENTS:ID", "detail": "that is no id of an event"}
    line = Line(httpx2.Response(422, json=problem))
    node = NodeClient(URL, transport=httpx2.MockTransport(line))
    with node, pytest.raises(NodeRefused, match="EVENTS:ID"):
        next(node.follow_events(after="x"))
    assert len(line.asked) == 1


@pytest.mark.parametrize(
    "answer",
    [
        stream("event: chain\ndata: {}\nid: 1-1-0"), stream('event: forget\ndata: {"a": 1}\nid: 1'),
    ],
)  # fmt: skip
def test_what_cannot_be_read_ends_it(answer: httpx2.Response) -> None:
    line = Line(answer)
    node = NodeClient(URL, transport=httpx2.MockTransport(line))
    with node, pytest.raises(TransportError, match="NODE:ANSWER"):
        next(node.follow_events())
    assert len(line.asked) == 1


def test_the_same_for_asyncio() -> None:
    line = Line(stream(chain(1)), stream(chain(2)))

    async def follow() -> list[str]:
        async with AsyncNodeClient(URL, transport=httpx2.MockTransport(line)) as node:
            ids: list[str] = []
            async for item in node.follow_events():
                ids.append(item.id)
                if len(ids) == 2:
                    return ids
        raise AssertionError("it has no end")

    assert asyncio.run(follow()) == ["7-1-0", "7-2-0"]
    assert line.ids == [None, "7-1-0"]
