"""One limit for a caller, whichever process answers, and whoever stands between."""

from __future__ import annotations

from pathlib import Path
from time import sleep
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from starlette.testclient import TestClient

from node.api.builders import URL, Api
from node.infrastructure.test_request_counts import NoDatabase
from tallystick_node.api.app import make_app
from tallystick_node.api.rate_limit import EXCHANGE_SECONDS, SharedStorage
from tallystick_node.bootstrap.application import application_of
from tallystick_node.infrastructure.request_counts import RequestCounts
from tallystick_node.infrastructure.vault.key_ring import KeyRing
from tallystick_node.storage.tables import request_counts

if TYPE_CHECKING:
    from node.times import Time
    from tallystick_node.storage import Database

LIMIT = 20
WINDOW = 60


@pytest.fixture
def counts(database: Database, time: Time, tmp_path: Path) -> RequestCounts:
    return RequestCounts(database, time, KeyRing.load_or_make(tmp_path / "ring.json"))


def hits(storage: SharedStorage, number: int, caller: str = "ada") -> list[bool]:
    return [storage.acquire_sliding_window_entry(caller, LIMIT, WINDOW) for _ in range(number)]


def test_what_one_process_has_counted_the_others_know(counts: RequestCounts) -> None:
    first, second = SharedStorage(counts), SharedStorage(counts)
    assert all(hits(first, LIMIT))
    first.exchange()
    assert hits(second, 1) == [True]  # it has not heard of them yet
    second.exchange()
    assert hits(second, 1) == [False]
    assert all(hits(second, 1, "bo"))


def test_an_exchange_tells_each_request_once(counts: RequestCounts) -> None:
    first, second = SharedStorage(counts), SharedStorage(counts)
    for _ in range(3):
        assert all(hits(first, 2))
        first.exchange()
        assert all(hits(second, 1))
        second.exchange()
    assert all(hits(first, LIMIT - 9))
    first.exchange()
    assert hits(first, 1) == [False]


def test_a_database_that_is_away_loses_no_count(counts: RequestCounts) -> None:
    first = SharedStorage(NoDatabase(counts))
    hits(first, 5)
    with pytest.raises(SQLAlchemyError):
        first.exchange()
    first._counts = counts
    first.exchange()
    with counts.database.reading() as connection:
        assert connection.scalars(select(request_counts.c.count)).all() == [5]


def test_no_address_is_kept_and_no_count_for_long(counts: RequestCounts, time: Time) -> None:
    storage = SharedStorage(counts)
    hits(storage, 1, "203.0.113.7")
    storage.exchange()
    with counts.database.reading() as connection:
        kept = connection.execute(select(request_counts)).all()
    assert len(kept) == 1
    assert "203.0.113.7" not in str(kept)
    time.pass_by(seconds=121)
    hits(storage, 1, "198.51.100.1")
    storage.exchange()
    with counts.database.reading() as connection:
        assert len(connection.execute(select(request_counts)).all()) == 1


def limited(api: Api, proxies: tuple[str, ...] = ()) -> TestClient:
    operation = application_of(api.node).state.operation
    app = make_app(api.node.services, operation, requests_per_minute=2, proxies=proxies)
    return TestClient(app, URL, client=("192.0.2.1", 50_000))


def asked(client: TestClient, forwarded: str) -> int:
    return client.get("/v1/loans", headers={"x-forwarded-for": forwarded}).status_code


def test_behind_a_trusted_proxy_each_caller_counts_for_themself(api: Api) -> None:
    client = limited(api, ("192.0.2.0/24",))
    assert [asked(client, "203.0.113.7") for _ in range(3)] == [200, 200, 429]
    assert asked(client, "203.0.113.8") == 200
    # What a caller says of themself stands before what the proxy says of them.
    assert asked(client, "1.2.3.4, 203.0.113.7") == 429


def test_whoever_is_no_proxy_is_not_believed(api: Api) -> None:
    client = limited(api, ("198.51.100.0/24",))
    assert [asked(client, f"203.0.113.{number}") for number in range(3)] == [200, 200, 429]


def test_two_processes_share_a_limit(api: Api, counts: RequestCounts) -> None:
    operation = application_of(api.node).state.operation
    here, there = (
        make_app(api.node.services, operation, requests_per_minute=LIMIT, counts=counts)
        for _ in range(2)
    )
    with TestClient(here, URL) as first, TestClient(there, URL) as second:
        assert {first.get("/v1/loans").status_code for _ in range(LIMIT)} == {200}
        sleep(2 * EXCHANGE_SECONDS)
        assert second.get("/v1/loans").status_code == 200  # it hears of the others only now
        sleep(2 * EXCHANGE_SECONDS)
        assert second.get("/v1/loans").status_code == 429
