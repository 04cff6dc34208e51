"""Sending: what is taken, what is refused, what waits, and a developer's time and blocks."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from node.evm.builders import POOR, RICH, START, Scene, padded
from tallystick_node.evm.rpc import RpcTable, answer_text


@pytest.fixture
def scene() -> Scene:
    return Scene(instant=False)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"chainId": 1}, "invalid chain id"),
        ({"nonce": 100}, "nonce too high"),
        ({"maxFeePerGas": 1}, "less than block base fee"),
        ({"gas": 20_000}, "intrinsic gas too low"),
        ({"gas": 300_000_000}, "exceeds block gas limit"),
        ({"value": 10**30}, "insufficient funds"),
        ({"data": "0x" + "11" * 131_072, "gas": 10**7}, "oversized data"),
    ],
)
def test_a_transaction_that_cannot_be_is_refused(
    scene: Scene, changes: dict[str, Any], words: str
) -> None:
    refusal = scene.refusal("eth_sendRawTransaction", scene.raw(**changes))
    assert (refusal.code, words in refusal.message) == (-32000, True)
    assert scene.ask("txpool_status") == {"pending": "0x0", "queued": "0x0"}


@pytest.mark.parametrize("raw", [None, 5, "", "0x0", "deadbeef", ["0x00"], {}])
def test_what_is_no_hex_is_refused(scene: Scene, raw: Any) -> None:
    assert scene.refusal("eth_sendRawTransaction", raw).code == -32602


@pytest.mark.parametrize("raw", ["0x", "0x00", "0xdeadbeef", "0x02c0", "0x" + "f8" * 40])
def test_what_is_no_transaction_is_refused(scene: Scene, raw: str) -> None:
    assert scene.refusal("eth_sendRawTransaction", raw).code == -32000


def test_a_transaction_is_taken_once(scene: Scene) -> None:
    once = scene.raw()
    scene.ask("eth_sendRawTransaction", once)
    assert scene.refusal("eth_sendRawTransaction", once).message == "already known"
    dearer = scene.refusal("eth_sendRawTransaction", scene.raw(value=1))
    assert dearer.message == "replacement transaction underpriced"
    scene.ask("evm_mine")
    assert "nonce too low" in scene.refusal("eth_sendRawTransaction", once).message


def test_what_waits_is_shown_and_then_mined(scene: Scene) -> None:
    first, later = scene.raw(), scene.raw(nonce=2, value=7)
    hashes = [scene.ask("eth_sendRawTransaction", value) for value in (first, later)]
    assert scene.ask("txpool_status") == {"pending": "0x1", "queued": "0x1"}
    content = scene.ask("txpool_content")
    assert content["pending"][RICH.address]["0"] == scene.ask("eth_getTransactionByHash", hashes[0])
    shown = content["queued"][RICH.address]["2"]
    assert (shown["hash"], shown["blockNumber"], shown["value"]) == (hashes[1], None, "0x7")
    assert scene.ask("txpool_inspect")["queued"][RICH.address] == {
        "2": f"{POOR.address}: 7 wei + 200000 gas × 2000000000 wei"
    }
    assert scene.ask("eth_getTransactionCount", RICH.address, "pending") == "0x1"
    assert scene.ask("eth_getTransactionCount", RICH.address, "latest") == "0x0"
    assert scene.ask("eth_getTransactionReceipt", hashes[0]) is None
    scene.ask("evm_mine")
    assert scene.ask("eth_getTransactionReceipt", hashes[0])["status"] == "0x1"
    assert scene.ask("txpool_status") == {"pending": "0x0", "queued": "0x1"}


def test_a_full_pool_is_not_shown_whole(scene: Scene) -> None:
    for _ in range(301):
        scene.send()
    assert scene.ask("txpool_status")["pending"] == hex(301)
    assert scene.refusal("txpool_content").code == -32005
    assert scene.refusal("txpool_inspect").code == -32005
    assert scene.refusal("txpool_status", 1).code == -32602


def test_transactions_in_a_batch_are_answered_in_their_order(scene: Scene) -> None:
    raws = [scene.raw(nonce=nonce) for nonce in range(3)]
    sent = [raws[0], "0xzz", raws[1], raws[1], raws[2], 5]
    batch: list[Any] = [
        {"jsonrpc": "2.0", "id": place, "method": "eth_sendRawTransaction", "params": [raw]}
        for place, raw in enumerate(sent)
    ]
    count = {"method": "eth_getTransactionCount", "params": [RICH.address, "pending"]}
    batch.insert(3, {"id": "count", **count})
    batch.append({"method": "eth_sendRawTransaction", "params": [scene.raw(nonce=3)]})
    batch.append({"id": "last", **count})
    batch.append({"id": "none", "method": "eth_sendRawTransaction", "params": []})
    text = answer_text(json.dumps(batch), scene.table, scene.table.limits)
    document = json.loads(text or "")
    assert [entry["id"] for entry in document] == [0, 1, 2, "count", 3, 4, 5, "last", "none"]
    codes = [entry.get("error", {}).get("code") for entry in document]
    assert codes == [None, -32602, None, None, -32000, None, -32602, None, -32602]
    assert [document[3]["result"], document[7]["result"]] == ["0x2", "0x4"]


def test_a_batch_of_transactions_goes_to_disk_at_once(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    writes = scene.writes_counted(monkeypatch)
    batch = [
        {"id": nonce, "method": "eth_sendRawTransaction", "params": [scene.raw(nonce=nonce)]}
        for nonce in range(50)
    ]
    answer_text(json.dumps(batch), scene.table, scene.table.limits)
    assert writes == [50]


def test_a_developer_makes_blocks_and_time(scene: Scene) -> None:
    assert scene.ask("evm_increaseTime", 100) == "0x64"
    scene.ask("evm_mine")
    assert int(scene.ask("eth_getBlockByNumber", "latest")["timestamp"], 16) == START + 101
    scene.ask("evm_setNextBlockTimestamp", START + 1_000)
    scene.ask("evm_mine", {"blocks": 3})
    assert scene.ask("eth_blockNumber") == "0x4"
    assert int(scene.ask("eth_getBlockByNumber", "0x2")["timestamp"], 16) == START + 1_000
    scene.ask("evm_mine", START + 2_000)
    assert int(scene.ask("eth_getBlockByNumber", "latest")["timestamp"], 16) == START + 2_000


def test_a_developer_gives_coin_away(scene: Scene) -> None:
    for method, coin in (("anvil_setBalance", 10**9), ("hardhat_setBalance", 3 * 10**9)):
        assert scene.ask(method, POOR.address, hex(coin)) is True
        assert scene.ask("eth_getBalance", POOR.address, "latest") == hex(coin)


def test_a_developer_goes_back(scene: Scene) -> None:
    scene.send(value=3)
    scene.ask("evm_mine")
    name = scene.ask("evm_snapshot")
    scene.send(value=4)
    scene.ask("evm_mine")
    assert scene.ask("eth_getBalance", POOR.address) == "0x7"
    assert scene.ask("evm_revert", name) is True
    assert scene.ask("eth_getBalance", POOR.address) == "0x3"
    assert scene.ask("eth_blockNumber") == name
    assert scene.ask("evm_revert", "0xffff") is False


@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("evm_increaseTime", (-1,)),
        ("evm_increaseTime", (2**41,)),
        ("evm_setNextBlockTimestamp", (START,)),
        ("evm_setNextBlockTimestamp", (2**41,)),
        ("evm_mine", ({"blocks": 1_001},)),
        ("evm_mine", ("soon",)),
        ("evm_revert", ("back",)),
        ("evm_snapshot", (1,)),
        ("anvil_setBalance", (RICH.address, "0x1")),
        ("anvil_setBalance", (RICH.address, hex(2**256 - 1))),
        ("hardhat_setBalance", ("0x12", "0x1")),
    ],
)
def test_a_developer_cannot_bend_time(scene: Scene, method: str, params: tuple[Any, ...]) -> None:
    assert scene.refusal(method, *params).code == -32602
    assert scene.ask("eth_blockNumber") == "0x0"


def test_without_development_nobody_makes_blocks_or_time(scene: Scene) -> None:
    table = RpcTable(scene.builder)
    text = [
        answer_text(json.dumps({"id": 1, "method": name}), table, table.limits)
        for name in scene.table.methods
        if name.startswith(("evm_", "anvil_", "hardhat_"))
    ]
    codes = [json.loads(character or "")["error"]["code"] for character in text]
    assert codes == [-32601] * 7
    assert scene.ask("eth_getBlockByNumber", padded(0)[:3], False)["number"] == "0x0"


def test_a_batch_that_takes_too_long_is_not_finished(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    seconds = iter([0.0, 0.0, 11.0, 11.0])
    monkeypatch.setattr(time, "monotonic", lambda: next(seconds))
    batch = [{"id": name, "method": "eth_chainId"} for name in range(3)]
    document = json.loads(answer_text(json.dumps(batch), scene.table, scene.table.limits) or "")
    assert [entry.get("error", {}).get("code") for entry in document] == [None, -32002, -32002]
