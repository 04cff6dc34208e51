"""Databases and chains for the node's suites.

By default the local chain, with SQLite, and with PostgreSQL where it is installed. With
`pytest --chain NAME` another chain and one database: PostgreSQL for anvil, else SQLite.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite

from chains import CHAINS
from chains import opened as opened_chain
from node.network import Network
from node.times import Time
from postgres import Cluster, running_cluster
from tallystick.testing.session import open_session
from tallystick_node.evm import EmbeddedProvider, Genesis, open_chain
from tallystick_node.storage import Database, upgrade

# On the default chain a driven one with its file, which begins in March 2026.
FIRST_SECOND = 1_773_000_000
FOUNDATIONS = {"infrastructure", "storage"}


@pytest.fixture(scope="session", autouse=True)
def _compiled_once() -> Iterator[None]:
    """Compile each statement once a run: a node has one database, the tests open a thousand."""
    statements: dict[Any, Any] = {}
    with pytest.MonkeyPatch.context() as patch:
        # SQLAlchemy finds what is compiled by its dialect, which each database has anew.
        for dialect in (SQLiteDialect_pysqlite, PGDialect_psycopg):
            patch.setattr(dialect, "__eq__", lambda left, right: type(left) is type(right))
            patch.setattr(dialect, "__hash__", lambda dialect: hash(type(dialect)))
        patch.setattr(
            "tallystick_node.storage.database.create_engine",
            partial(create_engine, execution_options={"compiled_cache": statements}),
        )
        yield


@pytest.fixture(scope="session")
def cluster() -> Cluster:
    """The PostgreSQL server of this run."""
    return running_cluster()


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with the schema of now and nothing in it, to be copied."""
    file = tmp_path_factory.mktemp("migrated") / "node.sqlite"
    database = Database(f"sqlite:///{file}")
    upgrade(database)
    database.close()
    return file


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Both databases on the default chain; with another chain the one that goes with it.

    The quick tests ask PostgreSQL where the SQL of all services is: storage and infrastructure.
    """
    if "database_url" not in metafunc.fixturenames:
        return
    chain = metafunc.config.getoption("--chain")
    if chain != CHAINS[0]:
        names: list[Any] = ["postgresql" if chain == "anvil" else "sqlite"]
    elif FOUNDATIONS & set(metafunc.definition.path.parts):
        names = ["sqlite", "postgresql"]
    else:
        names = ["sqlite", pytest.param("postgresql", marks=pytest.mark.long)]
    metafunc.parametrize("database_url", names, indirect=True)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Of a test with a grid, PostgreSQL is asked the first row: the others ask by the same SQL."""
    asked: set[object] = set()
    kept: list[pytest.Item] = []
    left: list[pytest.Item] = []
    for item in items:
        grid = getattr(item, "callspec", None)
        again = False
        if (
            grid is not None
            and grid.params.get("database_url") == "postgresql"
            and not FOUNDATIONS & set(item.path.parts)
        ):
            function = (item.path, item.originalname)  # type: ignore[attr-defined]
            again = function in asked
            asked.add(function)
        (left if again else kept).append(item)
    if left:
        config.hook.pytest_deselected(items=left)
        items[:] = kept


@pytest.fixture
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database: empty, or with the schema of now where `database` opens it."""
    migrated = "database" in request.fixturenames
    if request.param == "sqlite":
        if migrated:
            shutil.copyfile(request.getfixturevalue("migrated_sqlite"), tmp_path / "node.sqlite")
        yield f"sqlite:///{tmp_path}/node.sqlite"
        return
    running: Cluster = request.getfixturevalue("cluster")
    url = running.new_database(migrated=migrated)
    yield url
    running.drop_database(url)


@pytest.fixture
def opened() -> Iterator[Callable[[str], Database]]:
    """Opens databases, and closes them when the test is over."""
    rows: list[Database] = []

    def open_one(url: str) -> Database:
        rows.append(Database(url))
        return rows[-1]

    yield open_one
    for entry in rows:
        entry.close()


@pytest.fixture
def database(database_url: str, opened: Callable[[str], Database]) -> Database:
    """A database with the schema of now."""
    return opened(database_url)


@pytest.fixture
def time() -> Time:
    """A clock that the test sets."""
    return Time()


@pytest.fixture(scope="session")
def network_of_session(
    chain_name: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Network]:
    """A chain with a platform and its people, deployed once."""
    folder = tmp_path_factory.mktemp("chain")
    if chain_name != CHAINS[0]:
        with opened_chain(chain_name, folder) as session:
            yield Network(session, holds=chain_name == "anvil")
        return
    chain = open_chain(folder, Genesis(FIRST_SECOND), instant=True, driven=True)
    try:
        yield Network(open_session(EmbeddedProvider(chain, development=True)), chain)
    finally:
        chain.close()


@pytest.fixture
def network(network_of_session: Network) -> Iterator[Network]:
    """The chain as it was after the deployment, whatever other tests did."""
    before = network_of_session.session.chain.snapshot()
    yield network_of_session
    network_of_session.mine_at_once(on=True)
    network_of_session.session.chain.revert(before)
    # What it has sent is no longer on the chain: nothing to look for, and to wait for.
    network_of_session.platform.sender._last.clear()
