"""The profile in which anybody is enrolled: on the embedded chain, and under no policy pack."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, cast

import pytest

from tallystick.chain.contracts import Registry
from tallystick.errors import ConfigError
from tallystick.testing.actors import test_signer as signer_of
from tallystick.testing.chain import EmbeddedChain
from tallystick.testing.permissionless import permissionless

if TYPE_CHECKING:
    from tallystick.platform._sync.platform import Platform
    from tallystick.testing.chain import TallystickChain
    from tallystick.testing.session import Session

PACKS = ("cn-2017", "eu-ecspr", "generic", "uk-fca", "us")


@pytest.fixture
def session(tallystick_session: Session, platform: Platform) -> Session:
    """With what the test does taken back after it; the profile has the embedded chain alone."""
    if not isinstance(tallystick_session.chain, EmbeddedChain):
        pytest.skip("the profile opens on the embedded chain alone")
    assert platform is tallystick_session.platform
    return tallystick_session


def test_whoever_asks_is_enrolled_and_nobody_else(session: Session) -> None:
    asking, silent = signer_of("anybody at all"), signer_of("who does not ask")
    permissionless(session).admit(asking, 1_000)
    read = session.platform.read
    assert read(Registry.head_of(asking.address)) == asking.address
    assert read(Registry.head_of(silent.address)) == "0x" + "0" * 40


@pytest.mark.parametrize("policy", PACKS)
def test_every_policy_pack_refuses_it(session: Session, policy: str) -> None:
    with pytest.raises(ConfigError, match="TESTING:POLICY"):
        permissionless(session, policy)


def test_no_other_chain_has_it(session: Session) -> None:
    elsewhere = replace(session, chain=cast("TallystickChain", object()))
    with pytest.raises(ConfigError, match="TESTING:CHAIN"):
        permissionless(elsewhere)
