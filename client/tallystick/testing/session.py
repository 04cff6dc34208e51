"""A platform on a test chain with its people, as the fixtures share it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tallystick.deploy import deploy
from tallystick.platform._sync.platform import Platform
from tallystick.testing.actors import Actors
from tallystick.testing.chain import CALL_GAS, EmbeddedChain, RemoteChain, TallystickChain

if TYPE_CHECKING:
    from web3.providers.base import BaseProvider

__all__ = ["Session", "open_session"]


@dataclass(frozen=True, slots=True)
class Session:
    """A chain, the platform deployed on it, and the people, enrolled and funded."""

    chain: TallystickChain
    platform: Platform
    actors: Actors


def open_session(network: str | BaseProvider | None = None) -> Session:
    """Deploy a platform on a test chain, with its people enrolled and funded.

    Args:
        network: The URL or web3 provider of a test network; the embedded chain without one.

    Returns:
        The session.
    """
    people = Actors.make()
    funded = tuple(actor.address for actor in people.everyone)
    chain: TallystickChain = RemoteChain(network, funded) if network else EmbeddedChain(funded)
    deployment = deploy(
        chain.connection, people.deployer, people.roles(), dev=True, gas_limit=CALL_GAS
    )
    platform = Platform.connect(chain.connection, deployment, gas_limit=CALL_GAS)
    people.settle_in(platform)
    return Session(chain, platform, people)
