"""A node of the chain that stalls keeps a bounded number of threads, and is said to be busy."""

from __future__ import annotations

import socket
import threading
from typing import TYPE_CHECKING

from tallystick.errors import TransportError
from tallystick_node.bootstrap import bulkhead
from tallystick_node.bootstrap.bulkhead import AT_ONCE_MAX, BulkheadProvider

if TYPE_CHECKING:
    import pytest


def test_who_finds_no_place_is_refused_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulkhead, "ADMISSION_SECONDS", 0.05)
    with socket.create_server(("127.0.0.1", 0), backlog=256) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        provider = BulkheadProvider(url, timeout_seconds=2)
        codes: list[str] = []

        def ask() -> None:
            try:
                provider.make_request("eth_chainId", [])  # type: ignore[arg-type]
            except TransportError as refused:
                codes.append(refused.code)
            except Exception as failed:  # noqa: BLE001 - counted below
                codes.append(type(failed).__name__)

        threads = [threading.Thread(target=ask) for _ in range(AT_ONCE_MAX + 5)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        assert codes.count("RPC:BUSY") == 5
        assert len(codes) == AT_ONCE_MAX + 5
        # The places are free again.
        ask()
        assert codes[-1] != "RPC:BUSY"
