"""Logs by range and topic, and filters that are polled."""

from __future__ import annotations

from typing import Any

import pytest

from node.evm.builders import COUNTER, POOR, RICH, Scene, padded
from tallystick_node.evm.rpc import RpcLimits

TOPIC = padded(0xAA)
CALLER = "0x" + "00" * 12 + RICH.address[2:].lower()


@pytest.fixture
def scene() -> Scene:
    return Scene(RpcLimits(log_blocks_max=8, logs_max=5, log_choices_max=4, filters_max=3))


@pytest.fixture
def counter(scene: Scene) -> str:
    deployed = scene.deploy(COUNTER)
    for _ in range(3):
        scene.send(to=deployed)
    return deployed


def numbers(logs: list[dict[str, Any]]) -> list[int]:
    return [int(log["blockNumber"], 16) for log in logs]


def test_logs_are_found_by_range_contract_and_topic(scene: Scene, counter: str) -> None:
    every = {"fromBlock": "earliest", "toBlock": "latest"}
    assert numbers(scene.ask("eth_getLogs", every)) == [2, 3, 4]
    assert numbers(scene.ask("eth_getLogs", {"fromBlock": "0x3"})) == [3, 4]
    assert numbers(scene.ask("eth_getLogs", {})) == [4]
    assert numbers(scene.ask("eth_getLogs", {"fromBlock": "0x2", "toBlock": "0xffff"})) == [2, 3, 4]
    assert scene.ask("eth_getLogs", {"fromBlock": "0x5", "toBlock": "0x9"}) == []
    for fits in ({"address": counter}, {"address": [POOR.address, counter]}, {"topics": [TOPIC]},
                 {"topics": [None, CALLER]}, {"topics": [[padded(1), TOPIC]]},
                 {"topics": [TOPIC, []]}, {"topics": None, "address": None}):  # fmt: skip
        assert numbers(scene.ask("eth_getLogs", every | fits)) == [2, 3, 4]
    for fits_not in ({"address": POOR.address}, {"topics": [CALLER]},
                     {"topics": [TOPIC, None, None]}, {"topics": [TOPIC, TOPIC]}):  # fmt: skip
        assert scene.ask("eth_getLogs", every | fits_not) == []


def test_a_log_has_its_place(scene: Scene, counter: str) -> None:
    block = scene.ask("eth_getBlockByNumber", "0x3", False)
    assert scene.ask("eth_getLogs", {"blockHash": block["hash"]}) == [
        {
            "address": counter,
            "topics": [TOPIC, CALLER],
            "data": padded(2),
            "blockNumber": "0x3",
            "blockHash": block["hash"],
            "transactionHash": block["transactions"][0],
            "transactionIndex": "0x0",
            "logIndex": "0x0",
            "removed": False,
        }
    ]


def test_too_wide_a_question_is_refused_with_a_code_of_its_own(scene: Scene, counter: str) -> None:
    for _ in range(3):
        scene.send(to=counter)
    everything = {"fromBlock": "0x0", "toBlock": "latest"}
    refusal = scene.refusal("eth_getLogs", everything)
    assert (refusal.code, "more than 5 logs" in refusal.message) == (-32005, True)
    assert len(scene.ask("eth_getLogs", {"fromBlock": "0x0", "toBlock": "0x6"})) == 5
    scene.ask("evm_mine")
    refusal = scene.refusal("eth_getLogs", everything)
    assert (refusal.code, refusal.message) == (-32005, "the block range of 9 is over 8")


def test_too_much_in_the_logs_is_refused(counter: str) -> None:
    scene = Scene(RpcLimits(log_bytes_max=64))
    assert scene.deploy(COUNTER) == counter
    for _ in range(3):
        scene.send(to=counter)
    assert len(scene.ask("eth_getLogs", {"fromBlock": "0x2", "toBlock": "0x3"})) == 2
    refusal = scene.refusal("eth_getLogs", {"fromBlock": "0x2"})
    assert (refusal.code, "more than 64 bytes" in refusal.message) == (-32005, True)


@pytest.mark.parametrize(
    "question",
    [
        None,
        [],
        {"address": "0x12"},
        {"address": [None]},
        {"address": [RICH.address] * 5},
        {"topics": TOPIC},
        {"topics": ["0xaa"]},
        {"topics": [[TOPIC, 7]]},
        {"topics": [None] * 5},
        {"fromBlock": "newest"},
        {"fromBlock": "0x3", "toBlock": "0x2"},
        {"blockHash": padded(1), "fromBlock": "0x1"},
        {"blockHash": "0x1"},
    ],
)
def test_a_question_for_logs_that_makes_no_sense_is_refused(scene: Scene, question: Any) -> None:
    assert scene.refusal("eth_getLogs", question).code == -32602


def test_an_unknown_block_has_no_logs_to_ask_for(scene: Scene) -> None:
    assert scene.refusal("eth_getLogs", {"blockHash": padded(1)}).code == -32000


def test_a_filter_tells_what_is_new_once(scene: Scene, counter: str) -> None:
    logs = scene.ask("eth_newFilter", {"address": counter})
    others = scene.ask("eth_newFilter", {"address": POOR.address})
    blocks = scene.ask("eth_newBlockFilter")
    assert [scene.ask("eth_getFilterChanges", value) for value in (logs, others, blocks)] == [
        []
    ] * 3
    tx_hash = scene.send(to=counter)
    assert [answer["transactionHash"] for answer in scene.ask("eth_getFilterChanges", logs)] == [
        tx_hash
    ]
    head = scene.ask("eth_getBlockByNumber", "latest", False)["hash"]
    assert scene.ask("eth_getFilterChanges", blocks) == [head]
    assert [scene.ask("eth_getFilterChanges", value) for value in (logs, others, blocks)] == [
        []
    ] * 3


def test_a_filter_shows_its_whole_range_again(scene: Scene, counter: str) -> None:
    name = scene.ask("eth_newFilter", {"address": counter, "fromBlock": "0x3", "toBlock": "latest"})
    for _ in range(2):
        assert numbers(scene.ask("eth_getFilterLogs", name)) == [3, 4]
    assert numbers(scene.ask("eth_getFilterChanges", name)) == [3, 4]
    blocks = scene.ask("eth_newBlockFilter")
    assert scene.refusal("eth_getFilterLogs", blocks).code == -32602


def test_a_filter_of_transactions_tells_them_when_they_are_mined(scene: Scene) -> None:
    name = scene.ask("eth_newPendingTransactionFilter")
    sent = [scene.send(), scene.send()]
    assert scene.ask("eth_getFilterChanges", name) == sent


def test_a_filter_comes_back_from_a_snapshot_with_the_chain(scene: Scene, counter: str) -> None:
    before = scene.ask("evm_snapshot")
    name = scene.ask("eth_newFilter", {"address": counter})
    scene.send(to=counter)
    assert len(scene.ask("eth_getFilterChanges", name)) == 1
    assert scene.ask("evm_revert", before) is True
    scene.nonce -= 1
    scene.send(to=counter)
    assert len(scene.ask("eth_getFilterChanges", name)) == 1


def test_filters_are_bounded_and_the_longest_unused_goes(scene: Scene) -> None:
    names = [scene.ask("eth_newBlockFilter") for _ in range(3)]
    scene.ask("eth_getFilterChanges", names[0])
    scene.ask("eth_newBlockFilter")
    assert scene.refusal("eth_getFilterChanges", names[1]).message == "filter not found"
    assert scene.ask("eth_getFilterChanges", names[0]) == []
    assert scene.ask("eth_uninstallFilter", names[0]) is True
    assert scene.ask("eth_uninstallFilter", names[0]) is False
    assert scene.refusal("eth_getFilterLogs", names[0]).code == -32000
    assert scene.refusal("eth_uninstallFilter", "mine").code == -32602
    assert scene.refusal("eth_newFilter", {"topics": {}}).code == -32602
    assert scene.refusal("eth_newBlockFilter", {}).code == -32602
    assert scene.refusal("eth_newPendingTransactionFilter", "a", "b").code == -32602
