"""A node on a test network keeps that network's time; elsewhere the machine's."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from tallystick_node.bootstrap.network import HeadClock, clock_of
from tallystick_node.infrastructure.clock import machine_time

if TYPE_CHECKING:
    from node.network import Network

HOUR = timedelta(hours=1)


def test_a_network_that_was_put_ahead_takes_the_node_along(network: Network) -> None:
    ahead = machine_time() + timedelta(days=400)
    network.session.chain.travel_to(int(ahead.timestamp()))
    moment = HeadClock(network.connection)()
    assert moment == datetime.fromtimestamp(network.platform.now(), UTC)
    assert moment > machine_time() + timedelta(days=399)


def test_a_network_that_is_behind_holds_nothing_back(network: Network) -> None:
    behind = datetime.fromtimestamp(network.platform.now(), UTC)
    before = machine_time()
    moment = HeadClock(network.connection)()
    assert behind < before + HOUR
    assert before <= moment <= machine_time() + HOUR


def test_without_dev_the_time_is_the_machines_whatever_a_network_says(network: Network) -> None:
    ahead = machine_time() + timedelta(days=400)
    network.session.chain.travel_to(int(ahead.timestamp()))
    assert clock_of(network.connection, dev=False) is machine_time
    assert clock_of(network.connection, dev=True)() > machine_time() + timedelta(days=399)
