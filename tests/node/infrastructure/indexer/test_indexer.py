"""Every event is in the tables once, and only while its block is the chain's."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select

from tallystick.chain._sync.events import EventStream
from tallystick.chain.logs import Event
from tallystick.errors import ConfigError, TransportError
from tallystick_node.infrastructure.indexer.chain_reader import ChainReader, Stretch
from tallystick_node.infrastructure.indexer.indexer import HASHES_KEPT, Indexer
from tallystick_node.infrastructure.indexer.queries import ChainIndex, NothingIndexed
from tallystick_node.storage.tables import blocks, event_parties, events, index_cursor, loans

if TYPE_CHECKING:
    from node.network import Network
    from node.times import Time
    from tallystick_node.storage import Database


def indexer(
    network: Network, database: Database, time: Time, reader: Any = None, confirmations: int = 0
) -> Indexer:
    chosen = reader or ChainReader(network.platform)
    return Indexer(database, chosen, network.platform, time, confirmations)


def told(network: Network) -> list[tuple[int, int, str, str]]:
    """The platform's events, as the client's own stream tells them."""
    stream = EventStream(network.platform)
    return [
        (event.block, event.index, event.contract, event.name)
        for event in stream.poll()
        if isinstance(event, Event)
    ]


def kept(database: Database) -> list[tuple[int, int, str, str]]:
    question = select(events.c.block, events.c.place, events.c.contract, events.c.name)
    with database.reading() as connection:
        ordered = question.order_by(events.c.block, events.c.place)
        return [tuple(row) for row in connection.execute(ordered)]


def same_as_new(network: Network, database: Database, time: Time, fresh: Database) -> None:
    """What is in the tables is what an index begun now would hold."""
    indexer(network, fresh, time).catch_up()
    for table in (events, event_parties, loans):
        with database.reading() as reading, fresh.reading() as other:
            question = select(table).order_by(*table.primary_key.columns)
            assert reading.execute(question).all() == other.execute(question).all(), table.name


@pytest.fixture
def fresh(tmp_path: Any, opened: Any) -> Database:
    from tallystick_node.storage import upgrade  # noqa: PLC0415

    session: Database = opened(f"sqlite:///{tmp_path}/fresh.sqlite")
    upgrade(session)
    return session


def test_everything_is_there_once(network: Network, database: Database, time: Time) -> None:
    network.loans.active()
    reader = indexer(network, database, time)
    assert reader.catch_up() == len(told(network))
    assert kept(database) == told(network)
    assert reader.catch_up() == 0
    assert kept(database) == told(network)


def test_it_goes_on_where_it_was(network: Network, database: Database, time: Time) -> None:
    indexer(network, database, time).catch_up()
    before = len(kept(database))
    network.loans.active()
    assert indexer(network, database, time).catch_up() == len(told(network)) - before
    assert kept(database) == told(network)


def test_two_at_once_write_each_event_once(
    network: Network, database: Database, time: Time
) -> None:
    network.loans.active()
    failures: list[BaseException] = []

    def index() -> None:
        try:
            reader = indexer(network, database, time)
            while ChainIndex(database).freshness().lag_blocks if reader.catch_up() else False:
                pass
        except BaseException as failed:  # noqa: BLE001 - told by the test
            failures.append(failed)

    threads = [threading.Thread(target=index) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    indexer(network, database, time).catch_up()
    assert kept(database) == told(network)


class Dying(ChainReader):
    """Reads a few blocks at a time and dies after some of them."""

    def __init__(self, network: Network, stretches: int) -> None:
        super().__init__(network.platform)
        self.left = stretches

    def stretch(self, first: int, last: int) -> Stretch:
        if self.left == 0:
            raise TransportError("TEST:DEAD", "the node is gone")
        self.left -= 1
        return super().stretch(first, min(last, first + 2))


def test_a_reader_that_dies_anywhere_loses_and_doubles_nothing(
    network: Network, database: Database, time: Time
) -> None:
    network.loans.active()
    for stretches in (1, 2, 3, 5):
        with pytest.raises(TransportError):
            indexer(network, database, time, Dying(network, stretches)).catch_up()
        assert kept(database) == told(network)[: len(kept(database))]
    indexer(network, database, time).catch_up()
    assert kept(database) == told(network)


@pytest.mark.long
def test_a_reorganisation_takes_its_events_back(
    network: Network, database: Database, time: Time, fresh: Database
) -> None:
    reader = indexer(network, database, time)
    first = network.loans.listed()
    reader.catch_up()
    mark = network.session.chain.snapshot()
    network.loans.active()
    network.session.chain.travel(seconds=5)
    reader.catch_up()
    answers = ChainIndex(database)
    assert [loan.status for loan in answers.loans().answer] == ["listed", "active"]
    gone = kept(database)

    network.session.chain.revert(mark)
    network.session.chain.travel(seconds=77)  # other blocks of the same height
    network.loans.funded(principal=2_000_000)
    reader.catch_up()
    stored = kept(database)
    assert stored == told(network)
    assert stored != gone
    listed = answers.loans().answer
    assert [(loan.loan, loan.status) for loan in listed] == [(first, "listed"), (2, "funded")]
    assert listed[1].principal == 2_000_000
    with database.reading() as connection:
        assert connection.scalar(select(index_cursor.c.reorgs)) == 1
        assert connection.scalar(select(index_cursor.c.events)) == len(stored)
    same_as_new(network, database, time, fresh)


def test_a_reorganisation_to_a_shorter_chain_is_seen(
    network: Network, database: Database, time: Time, fresh: Database
) -> None:
    reader = indexer(network, database, time)
    mark = network.session.chain.snapshot()
    network.loans.active()
    reader.catch_up()
    network.session.chain.revert(mark)
    reader.catch_up()
    assert kept(database) == told(network)
    assert ChainIndex(database).loans().answer == []
    same_as_new(network, database, time, fresh)


def test_a_fork_back_to_the_deployment_is_read_anew(
    network: Network, database: Database, time: Time
) -> None:
    reader = indexer(network, database, time)
    reader.catch_up()
    with database.writing() as connection:
        connection.execute(blocks.update().values(hash="0x" + "00" * 32))
        connection.execute(index_cursor.update().values(hash="0x" + "00" * 32))
    reader.catch_up()
    assert kept(database) == told(network)


class Forking(ChainReader):
    """The chain forks while a stretch is read: its last block has another hash than before."""

    def __init__(self, network: Network) -> None:
        super().__init__(network.platform)
        self.times = 0

    def hash_of(self, number: int) -> str | None:
        del number
        self.times += 1
        return f"0x{self.times:064x}"


def test_a_chain_that_changes_under_the_reading_is_given_up_for_now(network: Network) -> None:
    reader = Forking(network)
    with pytest.raises(TransportError, match="INDEX:UNSTABLE"):
        reader.stretch(reader.first, reader.head()[0])


def test_what_has_too_few_confirmations_waits(
    network: Network, database: Database, time: Time
) -> None:
    reader = indexer(network, database, time, confirmations=3)
    reader.catch_up()
    before = len(kept(database))
    network.loans.listed()
    reader.catch_up()
    freshness = ChainIndex(database).freshness()
    assert freshness.lag_blocks == 3
    assert [row for row in kept(database)[before:] if row[3] == "Listed"] == []
    for _ in range(3):
        network.mine()
    reader.catch_up()
    assert "Listed" in {row[3] for row in kept(database)}


def test_every_answer_says_what_it_is_of(network: Network, database: Database, time: Time) -> None:
    answers = ChainIndex(database)
    with pytest.raises(NothingIndexed, match="INDEX:EMPTY"):
        answers.freshness()
    number = network.loans.listed()
    indexer(network, database, time).catch_up()
    head = network.connection.block()
    assert head is not None
    for loan in (answers.loan(number), answers.loans(), answers.events(limit=1)):
        assert (loan.of.block, loan.of.hash) == (head.number, "0x" + head.hash.hex())
        assert (loan.of.lag_blocks, loan.of.seen_at) == (0, time())


def test_events_are_found_by_loan_party_name_and_page(
    network: Network, database: Database, time: Time
) -> None:
    number = network.loans.active()
    indexer(network, database, time).catch_up()
    answers = ChainIndex(database)
    investor = network.session.actors.investor.address
    funded = answers.events(loan=number, party=investor, name="Funded").answer
    assert [address.fields["investor"] for address in funded] == [investor]
    assert answers.events(loan=number + 1).answer == []
    pages, after = [], (0, -1)
    while page := answers.events(after=after, limit=7).answer:
        pages += page
        after = (page[-1].block, page[-1].place)
    assert [(entry.block, entry.place) for entry in pages] == [row[:2] for row in kept(database)]
    assert answers.loan(number + 1).answer is None
    assert [item.loan for item in answers.loans(status="active").answer] == [number]
    assert answers.loans(status="active", after=number).answer == []


def test_a_database_of_another_platform_is_refused(
    network: Network, database: Database, time: Time
) -> None:
    indexer(network, database, time).catch_up()
    with database.writing() as connection:
        connection.execute(index_cursor.update().values(platform="0x" + "11" * 20))
    with pytest.raises(ConfigError, match="INDEX:PLATFORM.*another database"):
        indexer(network, database, time).catch_up()


@pytest.mark.long
def test_hashes_of_empty_blocks_are_forgotten(
    network: Network, database: Database, time: Time
) -> None:
    reader = indexer(network, database, time, Dying(network, 10_000))
    reader.catch_up()
    for _ in range(HASHES_KEPT + 50):
        network.mine()
    reader.catch_up()
    with database.reading() as connection:
        empty = connection.scalar(
            select(func.count()).select_from(blocks).where(blocks.c.events == 0)
        )
    assert empty is not None
    assert empty <= HASHES_KEPT
    assert reader.catch_up() == 0
