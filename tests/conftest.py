"""One option chooses the chain that the suites of contracts, client, node and seams run on.

pytest --chain eth-tester    py-evm behind eth-tester, in this process (the default)
pytest --chain local         the local chain in this process, with its file
pytest --chain http          the local chain as a process of its own, over HTTP
pytest --chain anvil         another implementation of Ethereum, where it is installed
"""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
import structlog

# A traceback with every local, as structlog draws it where rich is there, walks through a whole
# node: minutes, and all memory, for one failed request.
structlog.configure(
    processors=[structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)]
)
# The matrices of credit are small: a second thread would only wait for the first, at full load.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# Their assertions are to show their values, as a test's own do.
pytest.register_assert_rewrite("node.entrypoints.books", "node.entrypoints.whole_life")

import postgres  # noqa: E402 - after it is known what to rewrite
from chains import CHAINS, opened  # noqa: E402
from room import room  # noqa: E402
from scheduling import ByFile, slowest_first  # noqa: E402

if TYPE_CHECKING:
    from xdist.remote import Producer

    from tallystick.testing.session import Session


# Whoever asks for one of these acts on the chosen chain.
TOUCHING = {"tallystick_session", "engine", "chain_name", "network_of_session"}


def pytest_configure(config: pytest.Config) -> None:
    """The process that begins the run says where its files and its PostgreSQL are to be."""
    # A run holds millions of objects that live to its end; looking through them costs a sixth.
    gc.set_threshold(100_000, 50, 100)
    if not hasattr(config, "workerinput"):
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", room())
        postgres.begin()


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        postgres.end()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--chain", choices=CHAINS, default=CHAINS[0], help="the chain under the tests")


@pytest.fixture(scope="session")
def chain_name(request: pytest.FixtureRequest) -> str:
    """The chosen chain."""
    chosen: str = request.config.getoption("--chain")
    return chosen


@pytest.fixture(scope="session")
def tallystick_session(
    chain_name: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Session]:
    """The platform of the plugin's fixtures, on the chosen chain."""
    with opened(chain_name, tmp_path_factory.mktemp("chain")) as session:
        yield session


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On another chain than the default, run what touches the chain and nothing else."""
    default = config.getoption("--chain") == CHAINS[0]
    kept: list[pytest.Item] = []
    left: list[pytest.Item] = []
    for item in items:
        elsewhere = item.get_closest_marker("other_chain") is not None
        exact = item.get_closest_marker("exact_second") is not None
        touching = not exact and TOUCHING & set(getattr(item, "fixturenames", ()))
        (kept if (not elsewhere if default else touching) else left).append(item)
    config.hook.pytest_deselected(items=left)
    items[:] = sorted(kept, key=slowest_first)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByFile:
    """Let the tests of one file, and of files that share a fixture, run in one process."""
    config.option.loadscopereorder = False  # `slowest_first` has ordered them
    return ByFile(config, log)
