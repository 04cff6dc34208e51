"""The same platform on whatever chain was chosen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from chains import anvil, in_memory
from seams.audit_life import Life
from tallystick.testing.session import open_session

if TYPE_CHECKING:
    from tallystick.testing.session import Session
    from tallystick_node.evm import EmbeddedProvider


@pytest.fixture(scope="session")
def anvil_url() -> Iterator[str]:
    """A fresh anvil on a free port."""
    with anvil() as url:
        yield url


@pytest.fixture
def session(tallystick_session: Session) -> Iterator[Session]:
    """The platform as it was deployed, whatever other tests did."""
    before = tallystick_session.chain.snapshot()
    yield tallystick_session
    tallystick_session.chain.revert(before)
    # What it has sent is no longer on the chain: nothing to look for, and to wait for.
    tallystick_session.platform.sender._last.clear()


@pytest.fixture(scope="session")
def honest() -> EmbeddedProvider:
    """The chain of the whole life, before anybody lies about it."""
    return in_memory()


@pytest.fixture(scope="session")
def whole_life(honest: EmbeddedProvider) -> Life:
    """A platform on which everything has happened, for those who only look at it."""
    return Life(open_session(honest)).live()
