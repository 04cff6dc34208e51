"""Databases for the node's suites: SQLite always, PostgreSQL where it is installed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from node.times import Time
from postgres import Cluster, postgres_cluster
from tallystick_node.storage import Database, upgrade


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A PostgreSQL server of this session's own."""
    with postgres_cluster() as running:
        yield running


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/node.sqlite"
    running: Cluster = request.getfixturevalue("cluster")
    return running.new_database()


@pytest.fixture
def opened() -> Iterator[Callable[[str], Database]]:
    """Opens databases, and closes them when the test is over."""
    found: list[Database] = []

    def open_one(url: str) -> Database:
        found.append(Database(url))
        return found[-1]

    yield open_one
    for one in found:
        one.close()


@pytest.fixture
def database(database_url: str, opened: Callable[[str], Database]) -> Database:
    """A database with the schema of now."""
    found = opened(database_url)
    upgrade(found)
    return found


@pytest.fixture
def time() -> Time:
    """A clock that the test sets."""
    return Time()
