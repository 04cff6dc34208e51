"""The same of httpcore's streams."""

from __future__ import annotations

import httpcore2
import pytest

from client.exchanges.dripping import DRIPS, dripping, stopwatch
from tallystick.exchanges.deadline import Deadline
from tallystick.exchanges.streams import TimedBackend


@pytest.mark.parametrize("drip", DRIPS)
def test_a_stream_that_drips_ends_with_the_deadline(drip: str) -> None:
    with (
        dripping(drip) as place,
        stopwatch(2),
        httpcore2.ConnectionPool(network_backend=TimedBackend()) as pool,
        Deadline(0.4),
        pytest.raises((httpcore2.TimeoutException, httpcore2.ProtocolError)),
    ):
        pool.request("GET", f"http://{place}/", extensions={"timeout": {"read": 5}})
