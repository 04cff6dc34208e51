"""Whatever is sent, a JSON-RPC answer comes back, nothing of our insides, and the chain goes on."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from typing import Any

import pytest
import requests
import websockets
from eth.vm.forks.prague.opcodes import PRAGUE_OPCODES
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from node.evm.builders import COUNTER, LOOP, POOR, RELAY_OF, REVERTER, RICH, Scene, padded
from tallystick_node.evm import execution_limits
from tallystick_node.evm.rpc import RpcLimits, answer_text
from tallystick_node.evm.server import ChainServer, serving

LIMITS = RpcLimits(mine_blocks_max=2, call_seconds_max=0.2, trace_steps_max=500, batch_max=10)
SCENE = Scene(LIMITS)
COUNTING = SCENE.deploy(COUNTER)
REVERTING = SCENE.deploy(REVERTER)
LOOPING = SCENE.deploy(LOOP)
RELAYING = SCENE.deploy(RELAY_OF(COUNTING))
SENT = SCENE.send(to=RELAYING)
METHODS = (*SCENE.table.methods, "eth_subscribe", "eth_unsubscribe", "eth_sign")

scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**257)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=20)
)
anything = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4)
    ),
    max_leaves=8,
)
addresses = st.sampled_from(
    [RICH.address, POOR.address, COUNTING, REVERTING, LOOPING, RELAYING,
     *(f"0x{number:040x}" for number in (0, 1, 5, 8, 9, 10, 11, 17, 2**160 - 1))]
)  # fmt: skip
quantities = st.sampled_from(["0x0", "0x1", "0x5", "0x5208", hex(2**64 - 1), hex(2**256 - 1)]) | (
    st.integers(0, 2**256 - 1).map(hex)
)
hexes = st.binary(max_size=200).map(lambda data: "0x" + data.hex())
hashes = st.sampled_from([SENT, padded(0), padded(2**256 - 1)])
words = st.sampled_from(["latest", "pending", "earliest", "safe", "0x2", "0xffff"]) | quantities
blocks = (
    words
    | st.fixed_dictionaries({"blockHash": hashes})
    | st.fixed_dictionaries({"blockNumber": words})
)
raws = st.sampled_from(
    [SCENE.raw(nonce=0), SCENE.raw(chainId=1), SCENE.raw(gas=10**6, data="0x" + COUNTER)]
)
calls = st.fixed_dictionaries(
    {},
    optional={
        "from": addresses,
        "to": addresses,
        "data": hexes,
        "input": hexes,
        "value": quantities,
        "gas": quantities,
        "gasPrice": quantities,
        "maxFeePerGas": quantities,
        "nonce": quantities,
        "accessList": st.lists(
            st.fixed_dictionaries(
                {"address": addresses, "storageKeys": st.lists(quantities, max_size=2)}
            ),
            max_size=2,
        ),
    },
)
overrides = st.dictionaries(
    addresses,
    st.fixed_dictionaries(
        {},
        optional={
            "balance": quantities,
            "nonce": quantities,
            "code": hexes,
            "state": st.dictionaries(quantities, quantities, max_size=2),
            "stateDiff": st.dictionaries(quantities, quantities, max_size=2),
        },
    ),
    max_size=3,
)
filters = st.fixed_dictionaries(
    {},
    optional={
        "fromBlock": words,
        "toBlock": words,
        "blockHash": hashes,
        "address": addresses | st.lists(addresses, max_size=2),
        "topics": st.lists(st.none() | hashes | st.lists(hashes, max_size=2), max_size=5),
    },
)
options = st.fixed_dictionaries(
    {},
    optional={
        "tracer": st.sampled_from(["callTracer", "other"]),
        "enableMemory": st.booleans(),
        "disableStack": st.booleans(),
        "limit": st.integers(0, 10),
        "tracerConfig": st.fixed_dictionaries({}, optional={"onlyTopCall": st.booleans()}),
    },
)
plausible = (
    addresses | quantities | hexes | hashes | blocks | calls | overrides | filters | options | raws
    | st.lists(quantities, max_size=3) | st.sampled_from(["newHeads", "logs", "0x1", True])
)  # fmt: skip
kinds: dict[str, list[st.SearchStrategy[Any]]] = {
    "debug_traceTransaction": [hashes, options],
    "eth_call": [calls, blocks, overrides],
    "eth_createAccessList": [calls, blocks, overrides],
    "eth_estimateGas": [calls, blocks, overrides],
    "eth_feeHistory": [quantities, words, st.lists(st.integers(0, 100), max_size=3).map(sorted)],
    "eth_getLogs": [filters],
    "eth_getProof": [addresses, st.lists(quantities, max_size=3), blocks],
    "eth_getStorageAt": [addresses, quantities, blocks],
    "eth_newFilter": [filters],
    "eth_sendRawTransaction": [raws],
}


@st.composite
def parameters(draw: st.DrawFn, method: str) -> Any:
    """Right ones, with some of them replaced; or anything at all."""
    meant = kinds.get(method)
    if meant is None or draw(st.integers(0, 5)) == 0:
        return draw(st.lists(plausible | anything, max_size=4) | anything)
    given_ = [draw(entry) for entry in meant[: draw(st.integers(1, len(meant)))]]
    if draw(st.booleans()):
        given_[draw(st.integers(0, len(given_) - 1))] = draw(plausible | anything)
    return given_


@st.composite
def requests_(draw: st.DrawFn) -> Any:
    method = draw(st.sampled_from(METHODS))
    fields: Any = {"jsonrpc": "2.0", "id": draw(st.integers() | st.text(max_size=5)),
                 "method": method, "params": draw(parameters(method))}  # fmt: skip
    if draw(st.integers(0, 7)) == 0:
        fields[draw(st.sampled_from(sorted(fields)))] = draw(anything)
    return fields


bodies = st.one_of(
    requests_(),
    st.lists(requests_() | anything, max_size=4),
    anything,
).map(json.dumps)


@pytest.fixture(scope="module", autouse=True)
def _goes_on() -> Iterator[None]:
    """After everything, the chain answers and mines.

    titanoboa, which only tests have, puts tracers in the place of two of py-evm's operations, and
    they fail where the stack is short: the operations themselves are put back.
    """
    with pytest.MonkeyPatch.context() as patch:
        for code, name in ((0x20, "sha3"), (0x55, "sstore")):
            plain = PRAGUE_OPCODES[code]
            while hasattr(plain, name):
                plain = getattr(plain, name)
            patch.setitem(PRAGUE_OPCODES, code, plain)
            patch.setitem(execution_limits._Watched.opcodes, code, plain)
            patch.setitem(
                execution_limits._Traced.opcodes, code, execution_limits._traced(code, plain)
            )
        yield
    before = SCENE.builder.number
    SCENE.nonce = int(SCENE.ask("eth_getTransactionCount", RICH.address, "latest"), 16)
    assert SCENE.ask("eth_getTransactionReceipt", SCENE.send(to=POOR.address))["status"] == "0x1"
    assert SCENE.builder.number == before + 1


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with serving(ChainServer(SCENE.table, lambda: None)) as result:
        yield result


def no_constant(word: str) -> float:
    raise AssertionError(f"{word} is not JSON")


def check(asked: str, response: str | None) -> None:
    """What comes back is JSON-RPC and fits what was sent."""
    sent = json.loads(asked)
    if response is None:
        assert all("id" not in message for message in (sent if isinstance(sent, list) else [sent]))
        return
    answers = json.loads(response, parse_constant=no_constant)
    if isinstance(answers, list):
        assert isinstance(sent, list)
        assert len(answers) <= len(sent)
    for answer in answers if isinstance(answers, list) else [answers]:
        assert answer["jsonrpc"] == "2.0"
        assert ("result" in answer) != ("error" in answer)
        assert set(answer) <= {"jsonrpc", "id", "result", "error"}
        if "error" in answer:
            assert isinstance(answer["error"]["code"], int)
            assert answer["error"]["code"] != -32603, answer
            assert set(answer["error"]) <= {"code", "message", "data"}
            assert "Traceback" not in answer["error"]["message"]
            assert "Error(" not in answer["error"]["message"]
    if isinstance(sent, dict) and isinstance(sent.get("id"), str | int):
        assert answers["id"] == (None if isinstance(sent["id"], bool) else sent["id"])


@pytest.mark.long
@pytest.mark.parametrize("method", SCENE.table.methods)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_a_method_answers_whatever_its_parameters(method: str, data: st.DataObject) -> None:
    params = data.draw(parameters(method))
    asked = json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": params})
    check(asked, answer_text(asked, SCENE.table, LIMITS))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(asked=bodies)
@pytest.mark.long
def test_any_text_is_answered_over_http(url: str, asked: str) -> None:
    response = requests.post(
        url, asked.encode(), headers={"content-type": "application/json"}, timeout=30
    )
    assert response.status_code in {200, 204}
    check(asked, response.text or None)


@settings(max_examples=150, deadline=None)
@given(body=st.binary(max_size=300))
def test_any_bytes_are_answered_over_http(url: str, body: bytes) -> None:
    response = requests.post(url, body, headers={"content-type": "application/json"}, timeout=30)
    assert response.status_code == 200
    answers = response.json()
    for answer in answers if isinstance(answers, list) else [answers]:
        assert answer["error"]["code"] in {-32700, -32600}


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(many=st.lists(bodies, min_size=1, max_size=10))
def test_any_text_is_answered_over_websocket(url: str, many: list[str]) -> None:
    async def talk() -> None:
        async with websockets.connect(url.replace("http", "ws")) as socket, asyncio.timeout(30):
            for asked in many:
                await socket.send(asked)
            await socket.send(json.dumps({"id": "the end", "method": "eth_chainId"}))
            answers: list[str] = []
            while not answers or '"the end"' not in answers[-1]:
                message = await socket.recv()
                if '"eth_subscription"' not in str(message):
                    answers.append(str(message))
            assert len(answers) <= len(many) + 1
            assert json.loads(answers[-1])["result"] == hex(31_337)
            for answer in answers:
                assert "-32603" not in answer

    asyncio.run(talk())
