"""What the tests of the SDK share: both halves of it, one after the other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from client.both_halves import Asyncio, Blocking, Half

if TYPE_CHECKING:
    from tallystick.platform._sync.platform import Platform
    from tallystick.testing.chain import TallystickChain


@pytest.fixture(params=["blocking", "asyncio"])
def half(
    request: pytest.FixtureRequest, tallystick_chain: TallystickChain, platform: Platform
) -> Iterator[Half]:
    """One half of the SDK on the test's platform."""
    if request.param == "blocking":
        yield Blocking(platform)
        return
    result = Asyncio(tallystick_chain, platform)
    yield result
    result.close()
