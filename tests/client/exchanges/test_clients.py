"""Both halves of httpx give up who drips."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx2
import pytest

from client.exchanges.dripping import DRIPS, dripping, stopwatch
from tallystick.api._async.line import AsyncLine
from tallystick.api._sync.line import Line
from tallystick.errors import TransportError
from tallystick.exchanges.clients import AsyncTimedClient, TimedClient

NOTHING: Any = {
    "query": None, "body": {}, "content": None, "media_type": None, "key": None,
}  # fmt: skip
GIVEN_UP = (httpx2.TimeoutException, httpx2.ProtocolError)


@pytest.mark.parametrize("drip", DRIPS)
def test_a_client_that_blocks_gives_up_who_drips(drip: str) -> None:
    with (
        dripping(drip) as place, stopwatch(3), TimedClient(0.4) as client,
        pytest.raises(GIVEN_UP),
    ):  # fmt: skip
        client.get(f"http://{place}/")


@pytest.mark.parametrize("drip", DRIPS)
def test_a_client_of_coroutines_gives_up_who_drips(drip: str) -> None:
    async def ask(place: str) -> None:
        async with AsyncTimedClient(0.4) as client:
            await client.get(f"http://{place}/")

    with dripping(drip) as place, stopwatch(3), pytest.raises(GIVEN_UP):
        asyncio.run(ask(place))


def test_an_api_that_drips_is_given_up_in_both_halves() -> None:
    async def ask(place: str) -> None:
        line = AsyncLine(f"http://{place}", timeout_seconds=1)
        try:
            await line.ask("POST", "/", **NOTHING)
        finally:
            await line.close()

    with dripping("body") as place:
        with stopwatch(6), pytest.raises(TransportError, match="NODE:REACH"):
            asyncio.run(ask(place))
        line = Line(f"http://{place}", timeout_seconds=1)
        with stopwatch(6), pytest.raises(TransportError, match="NODE:REACH"):
            line.ask("POST", "/", **NOTHING)
        line.close()
