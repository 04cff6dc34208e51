"""A served chain whose disk fails it: what can be mended is tried again, damage ends it."""

from __future__ import annotations

import contextlib
import threading
from pathlib import Path
from typing import Any

import pytest
import requests

from node.evm.transactions import GENESIS, RICH, raw
from tallystick.errors import InputError
from tallystick_node.evm import open_chain
from tallystick_node.evm.chain_refusals import ChainRefused
from tallystick_node.evm.running import ChainSettings, Running
from tallystick_node.evm.server import listen
from tallystick_node.evm.store import FILE


def ask(url: str, method: str, *params: Any) -> Any:
    body: Any = {"jsonrpc": "2.0", "id": 1, "method": method, "params": list(params)}
    return requests.post(url + "/rpc", json=body, timeout=30).json()


def begun(directory: Path) -> None:
    chain = open_chain(directory, GENESIS, driven=True)
    for nonce in range(30):
        chain.submit(raw(nonce, data=b"\1" * 300, gas=60_000))
        chain.seal()
    chain.close()


def test_a_large_file_is_checked_while_it_is_served(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    begun(tmp_path)
    for module in ("running", "store"):
        monkeypatch.setattr(f"tallystick_node.evm.{module}.CHECKED_WHOLE_MAX", 0)
    with Running(ChainSettings(tmp_path, port=0)) as sound:
        assert not sound.failed.wait(1)
    file = tmp_path / FILE
    data = file.read_bytes()
    for page in range(4, len(data) // 4_096):
        file.write_bytes(data[: page * 4_096] + b"\xa5" * 4_096 + data[(page + 1) * 4_096 :])
        with contextlib.suppress(ChainRefused), Running(ChainSettings(tmp_path, port=0)) as damaged:
            assert damaged.failed.wait(10)
            break  # this page is not read when the chain is opened
    assert "CHAIN:DAMAGED" in caplog.text
    assert "tallystick chain restore" in caplog.text


def test_a_full_disk_stops_blocks_until_there_is_room(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    begun(tmp_path)
    with Running(ChainSettings(tmp_path, port=0)) as running:
        connection = running.builder.store.connection
        answer = ask(running.url, "eth_sendRawTransaction", "0x" + raw(30).hex())
        with running.builder.lock:
            pages = running.builder.store.one("PRAGMA page_count")
            connection.execute(f"PRAGMA max_page_count = {pages}")
        refused = ask(
            running.url,
            "eth_sendRawTransaction",
            "0x" + raw(31, data=b"\1" * 60_000, gas=3_000_000).hex(),
        )
        assert refused["error"]["code"] == -32603
        assert "database or disk is full" in refused["error"]["message"]
        head = int(ask(running.url, "eth_blockNumber")["result"], 16)
        with running.builder.lock:
            connection.execute("PRAGMA max_page_count = 1000000")
        for _ in range(100):
            if ask(running.url, "eth_getTransactionReceipt", answer["result"])["result"]:
                break
            threading.Event().wait(0.1)
        mined = ask(running.url, "eth_getTransactionReceipt", answer["result"])["result"]
        assert int(mined["blockNumber"], 16) >= head
        assert not running.failed.is_set()
        nonce = ask(running.url, "eth_getTransactionCount", RICH.address, "latest")["result"]
        assert nonce == "0x1f"
    assert "Traceback" not in caplog.text


@pytest.mark.parametrize(
    "host", ["", "a b", "\u00fcn\u00ef..x", "\udcff", "a\0b", "127.0.0.1:80", "[::1]"]
)
def test_a_host_that_cannot_be_is_refused_before_a_chain_is_begun(
    tmp_path: Path, host: str
) -> None:
    with pytest.raises(InputError, match="INPUT:HOST"), Running(ChainSettings(tmp_path, host)):
        pass
    assert not list(tmp_path.iterdir())
    with pytest.raises(OSError, match="host"):
        listen(host, 0)


def test_an_ipv6_address_stands_in_brackets_in_the_url(tmp_path: Path) -> None:
    with Running(ChainSettings(tmp_path, "::1", 0)) as running:
        assert running.url.startswith("http://[::1]:")
        assert ask(running.url, "eth_blockNumber")["result"] == "0x0"
