"""A mined transaction executed once more: its steps, and its calls."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

import pytest

from node.evm.builders import COUNTER, RELAY_OF, REVERTER, RICH, Scene, padded
from tallystick_node.evm.rpc import RpcLimits, answer_text

CALL_TRACER = {"tracer": "callTracer"}


@pytest.fixture(scope="module")
def scene() -> Scene:
    return Scene(RpcLimits(trace_steps_max=60))


@pytest.fixture(scope="module")
def counter(scene: Scene) -> str:
    return scene.deploy(COUNTER)


@pytest.fixture(scope="module")
def relayed(scene: Scene, counter: str) -> str:
    return scene.send(to=scene.deploy(RELAY_OF(counter)))


def trace(scene: Scene, tx_hash: str, *options: Any) -> Any:
    return scene.ask("debug_traceTransaction", tx_hash, *options)


def gas_used(scene: Scene, tx_hash: str) -> str:
    return str(scene.ask("eth_getTransactionReceipt", tx_hash)["gasUsed"])


def test_calls_are_shown_as_a_tree(scene: Scene, counter: str, relayed: str) -> None:
    response = trace(scene, relayed, CALL_TRACER)
    assert (response["type"], response["from"], response["value"]) == (
        "CALL",
        RICH.address.lower(),
        "0x0",
    )
    assert (response["gas"], response["gasUsed"]) == (hex(200_000), gas_used(scene, relayed))
    assert response["output"] == padded(0)
    first, second = response["calls"]
    assert (first["type"], first["to"], first["output"]) == ("CALL", counter, padded(1))
    assert (second["type"], second["error"]) == ("STATICCALL", "write protection")
    assert "value" not in second
    assert "error" not in first
    assert first["from"] == second["from"] == response["to"]
    top = trace(scene, relayed, CALL_TRACER | {"tracerConfig": {"onlyTopCall": True}})
    assert top == {name: value for name, value in response.items() if name != "calls"}


def test_a_creation_and_a_revert_are_told(scene: Scene) -> None:
    reverter = scene.deploy(REVERTER)
    created = trace(scene, scene.ask("eth_getBlockByNumber", "latest")["transactions"][0],
                    CALL_TRACER)  # fmt: skip
    assert (created["type"], created["to"]) == ("CREATE", reverter)
    assert created["output"] == "0x" + REVERTER
    failed = trace(scene, scene.send(to=reverter, data="0x1234"), CALL_TRACER)
    assert (failed["error"], failed["output"]) == ("execution reverted", "0x1234")


def test_steps_add_up_to_the_gas_used(scene: Scene, relayed: str) -> None:
    response = trace(scene, relayed)
    assert hex(response["gas"]) == gas_used(scene, relayed)
    assert (response["failed"], response["returnValue"]) == (False, padded(0))
    steps = response["structLogs"]
    assert {step["depth"] for step in steps} == {1, 2}
    outer = [step for step in steps if step["depth"] == 1]
    assert outer[0]["op"] == "PUSH0"
    assert outer[-1]["op"] == "RETURN"
    # Without calls, what a step costs is what the next one has less.
    for entry, two in pairwise(outer):
        assert "CALL" in entry["op"] or entry["gas"] - entry["gasCost"] == two["gas"]
    stored = next(step for step in steps if step["op"] == "SSTORE")
    assert stored["storage"] == {padded(0)[2:]: padded(1)[2:]}
    assert stored["stack"][-2:] == ["0x1", "0x0"]
    assert [step["op"] for step in steps if step.get("error")] == ["SSTORE"]


def test_steps_show_what_is_asked_for(scene: Scene, relayed: str) -> None:
    bare = trace(scene, relayed, {"disableStack": True, "disableStorage": True})
    assert all("stack" not in step and "storage" not in step for step in bare["structLogs"])
    full = trace(scene, relayed, {"enableMemory": True, "enableReturnData": True})
    assert full["structLogs"][-1]["memory"] == [padded(0)[2:]]
    assert len(full["structLogs"]) == len(bare["structLogs"])
    assert len(trace(scene, relayed, {"limit": 3})["structLogs"]) == 3


def test_a_transaction_is_executed_after_those_before_it_in_its_block() -> None:
    scene = Scene(instant=False)
    deployed = scene.send(to=None, gas=1_000_000, data="0x6015600a5f3960155ff3" + COUNTER)
    assert scene.ask("evm_mine") == "0x0"
    counter = scene.ask("eth_getTransactionReceipt", deployed)["contractAddress"]
    sent = [scene.send(to=counter) for _ in range(3)]
    scene.ask("evm_mine")
    outputs = [trace(scene, message, CALL_TRACER)["output"] for message in sent]
    assert outputs == [padded(1), padded(2), padded(3)]
    assert trace(scene, sent[2], CALL_TRACER)["gasUsed"] == gas_used(scene, sent[2])
    assert scene.ask("eth_getStorageAt", counter, "0x0") == padded(3)
    assert not scene.builder.store.nodes.buffer


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"tracer": "prestateTracer"}, -32000),
        ({"tracer": {}}, -32000),
        ({"tracer": "callTracer", "tracerConfig": []}, -32602),
        ({"tracer": "callTracer", "tracerConfig": {"withLog": True}}, -32000),
        ({"disableStack": "yes"}, -32602),
        ({"limit": "many"}, -32602),
        ([], -32602),
    ],
)
def test_other_ways_of_tracing_are_refused(
    scene: Scene, relayed: str, options: Any, code: int
) -> None:
    assert scene.refusal("debug_traceTransaction", relayed, options).code == code


@pytest.mark.long
def test_a_deep_trace_can_be_written() -> None:
    scene = Scene()
    itself = scene.deploy("5f5f5f5f5f305af100")
    tx_hash = scene.send(to=itself, gas=30_000_000)
    asked = {"id": 1, "method": "debug_traceTransaction", "params": [tx_hash, CALL_TRACER]}
    document = json.loads(answer_text(json.dumps(asked), scene.table, scene.table.limits) or "")
    depth, frame = 0, document["result"]
    while frame is not None:
        depth, frame = depth + 1, (frame.get("calls") or [None])[0]
    assert depth > 300


def test_a_trace_has_bounds(scene: Scene) -> None:
    assert scene.refusal("debug_traceTransaction", padded(1)).message == "transaction not found"
    loop = scene.send(to=scene.deploy("5b5f56"))
    refusal = scene.refusal("debug_traceTransaction", loop)
    assert (refusal.code, "60 steps" in refusal.message) == (-32005, True)
    assert len(trace(scene, loop, {"limit": 60})["structLogs"]) == 60
    assert trace(scene, loop, CALL_TRACER)["error"] == "out of gas"
