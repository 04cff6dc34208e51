"""Of a node's logs only those that were asked for, each once."""

from __future__ import annotations

from typing import Any

import pytest

from client.chain.test_handover import rpc
from client.chain.vendors import ADDRESS, HEAD, block_hash, log, serving
from tallystick.chain._sync.connection import Connection
from tallystick.chain._sync.ranges import BlockRanges
from tallystick.errors import TransportError


@pytest.mark.parametrize(
    "result", [None, {}, [None], "0x", [{}], [{**log(1), "blockNumber": None}], 7]
)
def test_logs_that_are_none_are_refused_and_may_be_asked_for_again(result: Any) -> None:
    def twist(_: Any, method: str, params: list[Any]) -> Any:
        del params
        answer = {"jsonrpc": "2.0", "id": 0, "result": result}
        return (200, answer, {}) if method == "eth_getLogs" else None

    with serving(twist) as (url, _), Connection.open(url) as line:
        for ask in (
            lambda: line.logs([ADDRESS], 1, 2),
            lambda: BlockRanges(line, [ADDRESS]).read_raw(1, 2),
        ):
            with pytest.raises(TransportError, match="RPC:ANSWER") as odd:
                ask()
            assert odd.value.retryable


def test_logs_come_once_and_only_those_that_were_asked_for() -> None:
    foreign = {**log(2), "address": "0x" + "cd" * 20, "logIndex": "0x1"}
    late = log(HEAD + 1)

    def twist(_: Any, method: str, params: list[Any]) -> Any:
        del params
        answer = {"jsonrpc": "2.0", "id": 0, "result": [log(1), log(1), foreign, late, log(2)]}
        return (200, answer, {}) if method == "eth_getLogs" else None

    with serving(twist) as (url, _), Connection.open(url) as line:
        assert [entry.block for entry in line.logs([ADDRESS], 1, 2)] == [1, 2]
        assert BlockRanges(line, [ADDRESS]).read_raw(1, 2) == (2, [log(1), log(2)])


def test_two_logs_in_one_place_are_refused() -> None:
    other = {**log(1), "transactionHash": block_hash(7)}

    def twist(_: Any, method: str, params: list[Any]) -> Any:
        del params
        answer = {"jsonrpc": "2.0", "id": 0, "result": [log(1), other]}
        return (200, answer, {}) if method == "eth_getLogs" else None

    with (
        serving(twist) as (url, _),
        Connection.open(url) as line,
        pytest.raises(TransportError, match="RPC:ANSWER.*two logs"),
    ):
        line.logs([ADDRESS], 1, 2)


def test_a_range_refused_with_a_quota_is_narrowed() -> None:
    def twist(_: Any, method: str, params: list[Any]) -> Any:
        if method != "eth_getLogs" or "blockHash" in params[0]:
            return None
        wide = int(params[0]["toBlock"], 16) - int(params[0]["fromBlock"], 16) > 3
        return (200, rpc("query exceeds the range quota"), {}) if wide else None

    with serving(twist) as (url, _), Connection.open(url) as line:
        end, logs = BlockRanges(line, [ADDRESS]).read(1, HEAD)
    assert len(logs) == end
