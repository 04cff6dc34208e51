"""Events as they come: from now or from an id on, whatever happens to line and chain."""

from __future__ import annotations

import json
import threading
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any

import httpx2
import pytest

from tallystick_node.api.event_streams import CALLERS_STREAMS_MAX, STREAMS_MAX, EventStreams
from tallystick_node.auth.refusals import TooMany

if TYPE_CHECKING:
    from node.api.builders import Api

STREAM = "/v1/events/stream?seconds=1"


def events_of(response: httpx2.Response) -> list[httpx2.ServerSentEvent]:
    assert response.status_code == 200, response.text
    assert response.headers["content-type"].startswith("text/event-stream")
    return list(httpx2.EventSource(response))


def block_of(event: httpx2.ServerSentEvent) -> int:
    document: dict[str, Any] = json.loads(event.data)
    return int(document["block"])


def follow(api: Api, path: str = STREAM, **options: Any) -> list[httpx2.ServerSentEvent]:
    return events_of(api.client.get(path, **options))


def test_it_begins_now_with_a_place_to_come_back_to(api: Api) -> None:
    (first,) = follow(api)
    assert (first.data, first.retry) == ("", 1000)
    api.network.loans.active()
    api.index()
    _, *came = follow(api, headers={"last-event-id": first.id})
    assert {event.event for event in came} == {"chain"}
    listed = api.client.get("/v1/events", params={"limit": 200}).json()["items"]
    assert [event.json() for event in came] == listed[-len(came) :]
    # From the last one on there is nothing, and the header goes before the parameter.
    assert len(follow(api, headers={"last-event-id": came[-1].id})) == 1
    again = follow(api, f"{STREAM}&after={came[-1].id}", headers={"last-event-id": came[-2].id})
    assert [event.id for event in again[1:]] == [came[-1].id]


def test_all_events_from_the_first_on_and_those_of_a_name(api: Api) -> None:
    loan = api.network.loans.active()
    api.index()
    _, *came = follow(api, f"{STREAM}&after=0-0-0")
    listed = api.client.get("/v1/events", params={"limit": 200}).json()["items"]
    assert [event.json() for event in came][: len(listed)] == listed
    assert len({event.id for event in came}) == len(came)
    _, *named = follow(api, f"{STREAM}&after=0-0-0&name=Funded&loan={loan}")
    assert named
    assert {json.loads(event.data)["name"] for event in named} == {"Funded"}


def test_who_follows_is_told_while_they_do_and_of_a_fork(api: Api) -> None:
    fork = api.network.session.chain.snapshot()
    came: list[httpx2.ServerSentEvent] = []
    thread = threading.Thread(
        target=lambda: came.extend(follow(api, "/v1/events/stream?seconds=6"))
    )
    thread.start()
    sleep(1)
    api.network.loans.active()
    api.index()
    sleep(2)
    api.network.session.chain.revert(fork)
    api.network.loans.listed()
    api.index()
    thread.join(30)
    kinds = [event.event for event in came[1:]]
    place = kinds.index("forget")
    assert set(kinds[:place]) == set(kinds[place + 1 :]) == {"chain"}
    block = block_of(came[1 + place])
    assert all(block_of(event) > block for event in came[2 + place :])


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("after=nonsense", "EVENTS:ID"), ("after=1-1-99", "EVENTS:ID"),
        ("seconds=0", "INPUT:FIELDS"), ("seconds=3601", "INPUT:FIELDS"),
        ("loan=0", "INPUT:FIELDS"), ("name=No%20name", "INPUT:FIELDS"), ("limt=1", "INPUT:QUERY"),
        ("after=" + "1" * 65, "INPUT:FIELDS"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_refused_before_it_begins(api: Api, query: str, code: str) -> None:
    answer = api.client.get(f"/v1/events/stream?{query}")
    assert (answer.status_code, answer.json()["code"]) == (422, code)


def test_head_does_not_wait_for_the_end(api: Api) -> None:
    began = monotonic()
    answer = api.client.head("/v1/events/stream")
    assert (answer.status_code, answer.content) == (200, b"")
    assert monotonic() - began < 10


def test_a_process_that_stops_lets_streams_end(api: Api) -> None:
    streams: EventStreams = api.client.app.state.streams  # type: ignore[attr-defined]
    threading.Timer(1, streams.end).start()
    began = monotonic()
    follow(api, "/v1/events/stream?seconds=600")
    assert monotonic() - began < 20


def test_a_caller_and_a_process_have_so_many_places() -> None:
    streams, held = EventStreams(), []
    for number in range(STREAMS_MAX):
        place = streams.place(f"caller {number // CALLERS_STREAMS_MAX}")
        place.__enter__()
        held.append(place)
        if number == CALLERS_STREAMS_MAX - 1:
            with pytest.raises(TooMany, match="EVENTS:STREAMS"), streams.place("caller 0"):
                pass
    with pytest.raises(TooMany, match="EVENTS:STREAMS"), streams.place("somebody else"):
        pass
    held.pop().__exit__(None, None, None)
    with streams.place("somebody else"):
        pass


def test_a_stream_that_has_ended_gives_its_place_back(api: Api) -> None:
    for _ in range(3):
        follow(api)
    streams: EventStreams = api.client.app.state.streams  # type: ignore[attr-defined]
    assert streams._open.total() == 0
    assert api.client.get("/v1/events/stream?after=nonsense").status_code == 422
    assert streams._open.total() == 0
