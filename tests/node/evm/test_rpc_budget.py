"""Endless calls use up the share of whoever sends them, and of nobody else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
import requests

from tallystick_node.evm import BlockBuilder, Genesis
from tallystick_node.evm.rpc import RpcLimits, RpcTable, call_budget
from tallystick_node.evm.rpc.call_budget import (
    ADDRESSES_MAX,
    FREE_SECONDS,
    SECONDS_MAX,
    SECONDS_PER_SECOND,
    CallBudget,
    executes,
)
from tallystick_node.evm.server import ChainServer, serving

LOOP = "0x5b600056"  # JUMPDEST PUSH1 0 JUMP
AT = "0x" + "ab" * 20
CALL_SECONDS, SHARE_SECONDS = 0.3, 0.8


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_short_calls_are_free() -> None:
    share = CallBudget(Clock())
    for _ in range(10_000):
        share.spend("a", FREE_SECONDS)
    assert share.wait("a") == 0


def test_the_share_is_used_up_exactly_and_comes_back() -> None:
    clock = Clock()
    share = CallBudget(clock)
    share.spend("a", FREE_SECONDS + SECONDS_MAX - 0.001)
    assert share.wait("a") == 0
    share.spend("a", FREE_SECONDS + 0.001)
    assert share.wait("a") > 0
    assert share.wait("b") == 0
    clock.now += share.wait("a")
    assert share.wait("a") == 0
    clock.now += SECONDS_MAX / SECONDS_PER_SECOND
    share.spend("a", FREE_SECONDS + SECONDS_MAX - 0.001)
    assert share.wait("a") == 0


def test_a_call_may_take_what_is_left_and_no_more() -> None:
    share = CallBudget(Clock())
    assert share.left("a") == SECONDS_MAX + FREE_SECONDS
    share.spend("a", FREE_SECONDS + SECONDS_MAX - 1)
    assert share.left("a") == 1 + FREE_SECONDS
    share.spend("a", share.left("a"))
    assert share.left("a") == 2 * FREE_SECONDS
    assert share.wait("a") > 0


def test_who_always_asks_for_the_last_bit_is_refused() -> None:
    clock = Clock()
    share = CallBudget(clock)
    share.spend("a", FREE_SECONDS + SECONDS_MAX)
    clock.now += 0.001
    assert share.wait("a") == 0
    share.spend("a", share.left("a"))
    assert share.wait("a") > 1


def test_addresses_without_end_are_forgotten() -> None:
    share = CallBudget(Clock())
    for number in range(ADDRESSES_MAX + 10):
        share.spend(str(number), SECONDS_MAX * 2)
    assert share.wait("0") == 0
    assert share.wait(str(ADDRESSES_MAX)) > 0


@pytest.mark.parametrize(
    ("body", "does"),
    [
        (b'{"method":"eth_call"}', True), (b'[{"method":"eth_estimateGas"}]', True),
        ('{"method":"debug_traceCall"}', True), (b'{"method":"eth_getLogs"}', False),
    ],
)  # fmt: skip
def test_executions_are_known_by_their_names(body: bytes | str, does: bool) -> None:
    assert executes(body) is does


@pytest.fixture
def url(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setattr(call_budget, "SECONDS_MAX", SHARE_SECONDS)
    limits = RpcLimits(call_seconds_max=CALL_SECONDS)
    table = RpcTable(BlockBuilder(Genesis(1_700_000_000)), limits)
    with serving(ChainServer(table, lambda: None, budget=CallBudget())) as result:
        yield result


def ask(url: str, method: str, *params: Any) -> requests.Response:
    body: Any = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
    return requests.post(url, json=body, timeout=30)


def test_endless_calls_of_one_address_are_refused_before_they_begin(url: str) -> None:
    overrides = {AT: {"code": LOOP}}
    answers = []
    # Some of the share comes back meanwhile, on a busy machine more of it.
    for _ in range(10 * int(SHARE_SECONDS / (CALL_SECONDS - FREE_SECONDS))):
        answer = ask(url, "eth_call", {"to": AT, "gas": hex(50_000_000)}, "latest", overrides)
        answers.append(answer)
        if answer.status_code == 429:
            break
    assert answers[0].status_code == 200
    assert answers[-1].status_code == 429
    assert int(answers[-1].headers["retry-after"]) >= 1
    refusal = json.loads(answers[-1].text)["error"]
    assert refusal["code"] == -32005
    assert "share of executions" in refusal["message"]
    # What executes nothing is answered to whomever.
    assert ask(url, "eth_blockNumber").status_code == 200
