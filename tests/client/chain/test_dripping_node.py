"""A node that answers drop by drop is given up in the time of one request, in both halves."""

from __future__ import annotations

import asyncio

import pytest

from client.exchanges.dripping import DRIPS, dripping, stopwatch
from tallystick.audit import reports, texts
from tallystick.audit.reports import load_reports
from tallystick.audit.texts import text_source
from tallystick.chain._async.connection import AsyncConnection
from tallystick.chain._sync.connection import Connection
from tallystick.errors import TransportError


@pytest.mark.parametrize("drip", DRIPS)
def test_a_node_that_drips_is_given_up_in_both_halves(drip: str) -> None:
    async def later(url: str) -> None:
        await AsyncConnection.open(url, timeout_seconds=1)

    with dripping(drip) as place:
        with stopwatch(4), pytest.raises(TransportError, match="RPC:UNREACHABLE"):
            Connection.open(f"http://{place}", timeout_seconds=1)
        with stopwatch(4), pytest.raises(TransportError, match="RPC:UNREACHABLE"):
            asyncio.run(later(f"http://{place}"))


@pytest.mark.parametrize("drip", DRIPS)
def test_reports_and_texts_that_drip_are_given_up(
    drip: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reports, "SECONDS_MAX", 0.5)
    monkeypatch.setattr(texts, "SECONDS_MAX", 0.5)
    with dripping(drip) as place:
        with stopwatch(3), pytest.raises(TransportError, match="RPC:REPORTS"):
            load_reports(f"http://{place}")
        with stopwatch(3), pytest.raises(TransportError, match="RPC:AGREEMENTS"):
            text_source(f"http://{place}")("a")


def test_all_reports_together_have_their_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reports, "ALL_SECONDS_MAX", 0.5)
    with dripping("body") as place, stopwatch(3), pytest.raises(TransportError, match="REPORTS"):
        load_reports(f"http://{place}")
