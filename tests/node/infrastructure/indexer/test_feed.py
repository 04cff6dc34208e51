"""What came after a place: nothing left out, nothing twice, and what a fork takes back is said."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from node.infrastructure.indexer.test_indexer import indexer, kept
from tallystick.errors import InputError
from tallystick_node.infrastructure.indexer.feed import EventFeed, Fed, FeedPlace
from tallystick_node.infrastructure.indexer.queries import NothingIndexed

if TYPE_CHECKING:
    from node.network import Network
    from node.times import Time
    from tallystick_node.storage import Database

BEGINNING = FeedPlace(0, 0, 0)


def read(feed: EventFeed, place: FeedPlace, limit: int) -> tuple[list[tuple[int, int]], FeedPlace]:
    """Everything after a place, page by page."""
    seen: list[tuple[int, int]] = []
    while True:
        fed = feed.after(place, limit=limit)
        seen += [(event.block, event.place) for event in fed.events]
        place = fed.place
        if not fed.more:
            return seen, place


@pytest.mark.parametrize("limit", [1, 7, 200])
def test_pages_are_together_what_there_is(
    network: Network, database: Database, time: Time, limit: int
) -> None:
    network.loans.active()
    indexer(network, database, time).catch_up()
    seen, place = read(EventFeed(database), BEGINNING, limit)
    assert seen == [entry[:2] for entry in kept(database)]
    assert read(EventFeed(database), place, limit) == ([], place)


def test_a_reader_who_comes_back_gets_what_came_meanwhile(
    network: Network, database: Database, time: Time
) -> None:
    reader = indexer(network, database, time)
    reader.catch_up()
    place = EventFeed(database).newest()
    before = len(kept(database))
    network.loans.active()
    reader.catch_up()
    fed = EventFeed(database).after(FeedPlace.parse(str(place)))
    assert [(event.block, event.place) for event in fed.events] == [
        entry[:2] for entry in kept(database)[before:]
    ]


def test_only_events_of_a_name_or_a_loan(network: Network, database: Database, time: Time) -> None:
    loan = network.loans.active()
    indexer(network, database, time).catch_up()
    feed = EventFeed(database)
    named = feed.after(BEGINNING, name="Funded").events
    assert named
    assert {event.name for event in named} == {"Funded"}
    assert feed.after(BEGINNING, loan=loan).events
    assert feed.after(BEGINNING, loan=loan + 1) == Fed(feed.newest())


def test_a_fork_is_told_to_who_has_read_further(
    network: Network, database: Database, time: Time
) -> None:
    chain, reader = network.session.chain, indexer(network, database, time)
    reader.catch_up()
    feed = EventFeed(database)
    early = feed.newest()
    fork = chain.snapshot()
    network.loans.active()
    reader.catch_up()
    late = EventFeed(database).newest()
    chain.revert(fork)
    network.loans.listed()
    reader.catch_up()
    fork_notice = feed.after(late)
    assert fork_notice.forget_after is not None
    assert early.block <= fork_notice.forget_after < late.block
    assert fork_notice.events == ()
    rest, place = read(feed, fork_notice.place, 200)
    assert rest == [entry[:2] for entry in kept(database) if entry[0] > fork_notice.forget_after]
    # Who had not read so far has nothing to forget, whenever they come.
    unharmed = feed.after(FeedPlace(fork_notice.forget_after, 10**9, 0))
    assert unharmed.forget_after is None
    assert [(event.block, event.place) for event in unharmed.events] == rest
    assert place.forks == late.forks + 1


def test_a_place_of_elsewhere_is_refused(network: Network, database: Database, time: Time) -> None:
    with pytest.raises(NothingIndexed):
        EventFeed(database).newest()
    indexer(network, database, time).catch_up()
    with pytest.raises(InputError, match="EVENTS:ID.*another node"):
        EventFeed(database).after(FeedPlace(1, 0, 7))


@pytest.mark.parametrize("text", ["", "1", "1-2", "1-2-x", "-1-2-3", "1-2-3-4", "9" * 19 + "-1-1"])
def test_what_is_no_place_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="EVENTS:ID"):
        FeedPlace.parse(text)
