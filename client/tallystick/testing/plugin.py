"""The pytest plugin: fixtures for a chain, a deployed platform, funded people and time travel.

Fixtures: `tallystick_chain`, `platform`, `actors`, `time_travel`, `loans`, `listed_loan`,
`funded_loan`, `active_loan`. The platform is deployed once per session; every test that uses one
of them begins on that state and leaves nothing behind. `--tallystick-rpc URL` runs the same tests
on a test network such as anvil instead of the embedded chain.
"""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tallystick.platform._sync.platform import Platform
    from tallystick.testing.actors import Actors
    from tallystick.testing.chain import TallystickChain
    from tallystick.testing.loans import LoanBuilder
    from tallystick.testing.session import Session


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that chooses the chain.

    Args:
        parser: pytest's options.
    """
    parser.getgroup("tallystick").addoption(
        "--tallystick-rpc",
        metavar="URL",
        default=None,
        help="run Tallystick's fixtures on this test network instead of the embedded chain",
    )


def pytest_configure() -> None:
    """Choose the fast hash before anything hashes; the slow one costs every test a tenth."""
    if importlib.util.find_spec("sha3") is not None:
        os.environ.setdefault("ETH_HASH_BACKEND", "pysha3")


@pytest.fixture(scope="session")
def tallystick_session(request: pytest.FixtureRequest) -> Session:
    """The platform, deployed once; for fixtures of a wider scope than a test.

    What they change stays for the whole session: a test's isolation begins after them.
    """
    # Imported here: a suite that uses no fixture pays for no EVM.
    try:
        from tallystick.testing.session import open_session  # noqa: PLC0415
    except ModuleNotFoundError as missing:
        pytest.fail(f"{missing.name} is missing: pip install 'tallystick[testing]'", pytrace=False)

    return open_session(request.config.getoption("--tallystick-rpc"))


@pytest.fixture
def _tallystick_isolation(tallystick_session: Session) -> Iterator[Session]:
    """Take the test's changes back, in about a millisecond."""
    chain = tallystick_session.chain
    before = chain.snapshot()
    yield tallystick_session
    chain.revert(before)


@pytest.fixture
def tallystick_chain(_tallystick_isolation: Session) -> TallystickChain:
    """The chain under the test's control: snapshots, coin for gas, time."""
    return _tallystick_isolation.chain


@pytest.fixture
def platform(_tallystick_isolation: Session) -> Platform:
    """The deployed platform; its token is a test token of 6 decimals minted by the custodian."""
    return _tallystick_isolation.platform


@pytest.fixture
def actors(_tallystick_isolation: Session) -> Actors:
    """The people, by role; borrowers and investors are enrolled and funded."""
    return _tallystick_isolation.actors


@pytest.fixture
def time_travel(tallystick_chain: TallystickChain) -> Callable[..., None]:
    """`time_travel(days=31)` or `time_travel(seconds=60)`: the latest block is so much later."""
    return tallystick_chain.travel


@pytest.fixture
def loans(platform: Platform, actors: Actors) -> LoanBuilder:
    """Builds offers and loans; any field of `Offer` may be given."""
    from tallystick.testing.loans import LoanBuilder  # noqa: PLC0415

    return LoanBuilder(platform, actors)


@pytest.fixture
def listed_loan(loans: LoanBuilder) -> int:
    """The number of a loan that seeks 10,000 of the token."""
    return loans.listed()


@pytest.fixture
def funded_loan(loans: LoanBuilder) -> int:
    """The number of a loan that two investors have funded."""
    return loans.funded()


@pytest.fixture
def active_loan(loans: LoanBuilder) -> int:
    """The number of a loan that was issued just now, held by two investors in halves."""
    return loans.active()
