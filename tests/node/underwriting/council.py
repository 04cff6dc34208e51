"""A council that sets a parameter, in a test whose day is not to pass meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tallystick.platform._sync.operator import Operator

if TYPE_CHECKING:
    from node.network import Network

__all__ = ["set_parameter"]


def set_parameter(network: Network, name: str, value: int) -> None:
    platform, actors = network.platform, network.session.actors
    first, second = (Operator(platform, member).act.council for member in actors.council[:2])
    number = first.propose_parameter(name, value).send().result
    second.approve(number).send()
    network.session.chain.travel(seconds=platform.deployment.roles.delay_seconds)
    first.execute(number).send()
