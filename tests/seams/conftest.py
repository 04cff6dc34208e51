"""The same platform on whatever chain was chosen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from chains import anvil

if TYPE_CHECKING:
    from tallystick.testing.session import Session


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
