"""One platform a session, and every test undone after it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from chains import CHAINS
from contracts.builders import World
from contracts.engine import BoaEngine, ChainEngine, Engine


@pytest.fixture(scope="session")
def engine(request: pytest.FixtureRequest) -> Engine:
    """Titanoboa, or the chain that was chosen."""
    if request.config.getoption("--chain") == CHAINS[0]:
        return BoaEngine()
    return ChainEngine(request.getfixturevalue("tallystick_session").chain)


@pytest.fixture(scope="session")
def deployed(engine: Engine) -> World:
    return World(engine=engine)


@pytest.fixture
def world(deployed: World) -> Iterator[World]:
    now = deployed.now
    with deployed.undone():
        yield deployed
    deployed.set_time(now)


@pytest.fixture
def borrower(world: World) -> str:
    return world.person("borrower")


@pytest.fixture
def investor(world: World) -> str:
    return world.person("investor")


@pytest.fixture
def investor_two(world: World) -> str:
    return world.person("investor two")


@pytest.fixture
def loan(world: World, borrower: str, investor: str, investor_two: str) -> int:
    """A live annuity of 1,000,000 units over 12 months, shared 600,000 to 400,000."""
    return world.live_loan(borrower, {investor: 600_000, investor_two: 400_000})
