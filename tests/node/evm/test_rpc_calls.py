"""Calls that change nothing: on the past, on a changed state, within bounds."""

from __future__ import annotations

from typing import Any

import pytest
from eth_abi.abi import encode

from node.evm.builders import COUNTER, LOOP, POOR, RELAY_OF, REVERTER, RICH, Scene, padded
from tallystick_node.evm.rpc import RpcLimits
from tallystick_node.evm.rpc.execution import Execution

BLAKE2 = "0x" + "00" * 19 + "09"
PAIRING = "0x" + "00" * 19 + "08"
MEMORY_BOMB = "6001620fffff525b600060006210000060006000600 45af150600756".replace(" ", "")
CALLS = ("eth_call", "eth_estimateGas", "eth_createAccessList")


@pytest.fixture(scope="module")
def scene() -> Scene:
    return Scene(RpcLimits(override_accounts_max=2))


@pytest.fixture(scope="module")
def counter(scene: Scene) -> str:
    return scene.deploy(COUNTER)


@pytest.fixture(scope="module")
def reverter(scene: Scene) -> str:
    return scene.deploy(REVERTER)


def test_a_call_answers_and_changes_nothing(scene: Scene, counter: str) -> None:
    head = scene.ask("eth_blockNumber")
    for _ in range(2):
        assert scene.ask("eth_call", {"to": counter}, "latest") == padded(1)
    assert scene.ask("eth_getStorageAt", counter, "0x0") == padded(0)
    assert scene.ask("eth_blockNumber") == head


def test_a_call_reads_input_or_data_but_not_two_different(scene: Scene, reverter: str) -> None:
    for name in ("input", "data"):
        assert scene.refusal("eth_call", {"to": reverter, name: "0x1234"}).data == "0x1234"
    both = {"to": reverter, "input": "0x12", "data": "0x12"}
    assert scene.refusal("eth_call", both).data == "0x12"
    assert scene.refusal("eth_call", both | {"data": "0x13"}).code == -32602


def test_a_call_at_a_past_block_sees_the_past(scene: Scene, counter: str) -> None:
    past = scene.ask("eth_blockNumber")
    scene.send(to=counter)
    assert scene.ask("eth_call", {"to": counter}, past) == padded(1)
    assert scene.ask("eth_call", {"to": counter}, "latest") == padded(2)
    named = {"blockHash": scene.ask("eth_getBlockByNumber", past, False)["hash"]}
    assert scene.ask("eth_call", {"to": counter}, named) == padded(1)
    assert scene.refusal("eth_call", {"to": counter}, "0xffff").code == -32000


def test_a_state_that_is_kept_tells_each_caller_their_own_time(scene: Scene) -> None:
    """The latest block's calls are dated as the next one will be; a past block's as it was."""
    clock = scene.deploy("425f5260205ff3")  # returns the time
    past = scene.ask("eth_blockNumber")
    own = int(scene.ask("eth_getBlockByNumber", past)["timestamp"], 16)
    scene.ask("evm_setNextBlockTimestamp", own + 500)
    assert scene.ask("eth_call", {"to": clock}, "latest") == padded(own + 500)
    scene.ask("evm_mine")
    assert scene.ask("eth_call", {"to": clock}, past) == padded(own)
    scene.ask("evm_setNextBlockTimestamp", own + 900)
    assert scene.ask("eth_call", {"to": clock}, "latest") == padded(own + 900)
    assert scene.ask("eth_call", {"to": clock}, past) == padded(own)


def test_a_revert_has_code_3_its_data_and_its_reason(scene: Scene, reverter: str) -> None:
    data = bytes.fromhex("08c379a0") + encode(["string"], ["too late"])
    for method in CALLS[:2]:
        refusal = scene.refusal(method, {"to": reverter, "data": "0x" + data.hex()})
        assert (refusal.code, refusal.message) == (3, "execution reverted: too late")
        assert refusal.data == "0x" + data.hex()
        silent = scene.refusal(method, {"to": reverter})
        assert (silent.code, silent.message, silent.data) == (3, "execution reverted", "0x")


@pytest.mark.parametrize(
    "request_",
    [
        None,
        [],
        {"to": "0x12"},
        {"to": []},
        {"data": "0x1"},
        {"data": "1234"},
        {"gas": "much"},
        {"value": "-0x1"},
        {"value": True},
        {"gasPrice": "0x1", "maxFeePerGas": "0x1"},
        {"chainId": "0x1"},
        {"data": "0x" + "00" * 131_073},
        {"authorizationList": [{}]},
        {"accessList": {}},
        {"accessList": [{"address": "0x"}]},
        {"accessList": [{"address": RICH.address, "storageKeys": "0x"}]},
        {"accessList": [{"address": RICH.address, "storageKeys": ["0x0"] * 1_000}]},
    ],
)
@pytest.mark.parametrize("method", CALLS)
def test_a_call_that_makes_no_sense_is_refused(scene: Scene, method: str, request_: Any) -> None:
    assert scene.refusal(method, request_).code == -32602


def test_fees_are_read_but_not_charged(scene: Scene, counter: str) -> None:
    priced = {"from": POOR.address, "to": counter, "maxFeePerGas": "0x1", "type": "0x2"}
    assert scene.ask("eth_call", priced) == scene.ask("eth_call", {"to": counter})


def test_money_that_is_not_there_cannot_be_moved(scene: Scene) -> None:
    request = {"from": POOR.address, "to": RICH.address, "value": "0x1"}
    for method in CALLS:
        refusal = scene.refusal(method, request)
        assert (refusal.code, "insufficient funds" in refusal.message) == (-32000, True)
    rich = {POOR.address: {"balance": "0x1"}}
    assert scene.ask("eth_call", request, "latest", rich) == "0x"


def test_a_state_can_be_changed_for_one_call(scene: Scene, counter: str) -> None:
    def changed(change: dict[str, Any]) -> Any:
        return scene.ask("eth_call", {"to": counter}, "latest", {counter: change})

    plain = changed({})
    assert changed({"stateDiff": {padded(0): padded(41)}}) == padded(42)
    assert changed({"state": {padded(1): padded(41)}}) == padded(1)
    assert changed({"code": "0x60075f5260205ff3", "nonce": "0x7", "balance": "0x1"}) == padded(7)
    assert changed({"code": None}) == plain == scene.ask("eth_call", {"to": counter})


@pytest.mark.parametrize(
    "overrides",
    [
        [],
        {"0x12": {}},
        {RICH.address: []},
        {RICH.address: {"movePrecompileToAddress": "0x"}},
        {RICH.address: {"nonce": hex(2**64 - 1)}},
        {RICH.address: {"code": "0x1"}},
        {RICH.address: {"code": "0x" + "00" * 131_073}},
        {RICH.address: {"state": {}, "stateDiff": {}}},
        {RICH.address: {"state": {"0x0": {}}}},
        {f"0x{number:040x}": {} for number in range(3)},
    ],
)
def test_a_change_of_state_that_makes_no_sense_is_refused(scene: Scene, overrides: Any) -> None:
    assert scene.refusal("eth_call", {"to": RICH.address}, "latest", overrides).code == -32602


def test_an_estimate_is_enough_and_not_much_more(scene: Scene, counter: str) -> None:
    relay = scene.deploy(RELAY_OF(counter))
    for to in (counter, relay, POOR.address):
        gas = int(scene.ask("eth_estimateGas", {"from": RICH.address, "to": to}), 16)
        receipt = scene.ask("eth_getTransactionReceipt", scene.send(to=to, gas=gas))
        assert receipt["status"] == "0x1"
        assert gas <= int(receipt["gasUsed"], 16) * 2
    assert scene.ask("eth_estimateGas", {"to": POOR.address}) == "0x5208"


def test_what_needs_more_than_it_may_have_cannot_be_estimated(scene: Scene, counter: str) -> None:
    refusal = scene.refusal("eth_estimateGas", {"to": counter, "gas": "0x6000"})
    assert refusal.message == "gas required exceeds allowance (24576)"
    assert scene.refusal("eth_call", {"to": counter, "gas": "0x6000"}).message == "out of gas"
    assert "intrinsic" in scene.refusal("eth_call", {"to": counter, "gas": "0x1"}).message


def test_an_access_list_names_what_is_touched_and_saves_gas(scene: Scene, counter: str) -> None:
    relay = scene.deploy(RELAY_OF(counter))
    answer = scene.ask("eth_createAccessList", {"from": RICH.address, "to": relay})
    assert answer["accessList"] == [{"address": counter, "storageKeys": [padded(0)]}]
    listed = {"from": RICH.address, "to": relay, "accessList": answer["accessList"]}
    again = scene.ask("eth_createAccessList", listed)
    assert again == answer
    tx_hash = scene.send(to=relay, accessList=answer["accessList"])
    assert scene.ask("eth_getTransactionReceipt", tx_hash)["gasUsed"] == answer["gasUsed"]


def test_an_access_list_of_a_failing_call_has_its_error(scene: Scene, reverter: str) -> None:
    answer = scene.ask("eth_createAccessList", {"to": reverter})
    assert (answer["accessList"], answer["error"]) == ([], "execution reverted")
    assert scene.refusal("eth_createAccessList", {"to": "0x"}, "newest").code == -32602


@pytest.mark.parametrize("method", CALLS)
def test_nobody_can_hold_the_machine_with_a_loop(method: str) -> None:
    scene = Scene(RpcLimits(call_seconds_max=0.3))
    overrides = {POOR.address: {"code": "0x" + LOOP}}
    refusal = scene.refusal(method, {"to": POOR.address}, "latest", overrides)
    assert (refusal.code, refusal.message) == (-32000, "execution aborted (timeout = 0.3s)")
    assert scene.ask("eth_getCode", POOR.address) == "0x"


@pytest.mark.parametrize("method", CALLS)
@pytest.mark.parametrize(
    ("code", "to", "data", "words"),
    [
        (MEMORY_BOMB, POOR.address, "0x", "bytes passed on"),
        ("", BLAKE2, "0x004c4b40" + "11" * 208 + "01", "Blake2b"),
        ("", PAIRING, "0x" + "00" * 192 * 20, "ECPAIRING"),
    ],
)
def test_nobody_can_hold_the_machine_with_what_gas_does_not_bound(
    method: str, code: str, to: str, data: str, words: str
) -> None:
    patient = Scene(RpcLimits(call_seconds_max=60))
    overrides = {to: {"code": "0x" + code}} if code else {}
    refusal = patient.refusal(method, {"to": to, "data": data}, "latest", overrides)
    assert refusal.code == -32000
    assert "execution aborted" in refusal.message
    assert words in refusal.message


def test_a_precompiled_contract_within_bounds_answers(scene: Scene) -> None:
    assert scene.ask("eth_call", {"to": PAIRING, "data": "0x" + "00" * 192}) == padded(1)


STORER = "5f35" + "5f55" + "00"  # keeps what it is given in slot 0
# Does nothing when it has more than 100,000 gas, else runs into an invalid operation.
GAS_WATCHER = "5a620186a0" + "10" + "600a57" + "fe" + "5b00"


def PASSING_ON(address: str) -> str:  # noqa: N802 - reads as the constants beside it
    """Calls a contract with all its gas and does nothing else."""
    return f"5f5f5f5f5f73{address[2:].lower()}5af100"


def executions(scene: Scene, monkeypatch: pytest.MonkeyPatch, request: dict[str, Any]) -> int:
    runs: list[int] = []
    run = Execution.run

    def counted(execution: Execution, gas: int, *arguments: Any, **named: Any) -> Any:
        runs.append(gas)
        return run(execution, gas, *arguments, **named)

    with monkeypatch.context() as patched:
        patched.setattr(Execution, "run", counted)
        scene.ask("eth_estimateGas", request)
    return len(runs)


def test_an_estimate_takes_one_execution_and_is_the_least_that_is_enough(
    scene: Scene, counter: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    relay = scene.deploy(PASSING_ON(counter))
    twice = scene.deploy(PASSING_ON(relay))
    storer = scene.deploy(STORER)
    for to, data in ((counter, "0x"), (relay, "0x"), (twice, "0x"), (storer, padded(7))):
        request = {"from": RICH.address, "to": to, "data": data}
        assert executions(scene, monkeypatch, request) == 1
        least = int(scene.ask("eth_estimateGas", request), 16)
        execution = Execution(scene.table.view, RpcLimits(), request, "latest", None)
        plain = execution.run(10_000_000)
        enough, short = execution.run(least), execution.run(least - 1)
        assert not enough.is_error
        assert enough.get_gas_used() == plain.get_gas_used()
        # With less it fails, or a frame below it did and it went on without.
        assert short.is_error or short.get_gas_used() != plain.get_gas_used()


def test_code_that_looks_at_its_gas_is_tried_out(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    watcher = scene.deploy(GAS_WATCHER)
    request = {"from": RICH.address, "to": watcher}
    assert executions(scene, monkeypatch, request) > 1
    least = int(scene.ask("eth_estimateGas", request), 16)
    scene.ask("eth_call", request | {"gas": hex(least)})
    assert least > 100_000


def test_a_call_leaves_nothing_for_the_next_one_at_the_same_head(
    scene: Scene, counter: str
) -> None:
    request = {"from": RICH.address, "to": counter}
    used = {scene.ask("eth_estimateGas", request) for _ in range(3)}
    assert len(used) == 1  # a slot that was warm would be cheaper
    changed = scene.ask("eth_call", request, "latest", {counter: {"stateDiff": {"0x0": "0x50"}}})
    assert changed == padded(0x51)
    assert scene.ask("eth_call", request) != changed
    before = int(scene.ask("eth_call", request), 16)
    scene.send(to=counter)
    assert scene.ask("eth_call", request) == padded(before + 1)
