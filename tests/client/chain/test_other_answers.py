"""Limits on asking in every dialect, gateways that fail, and answers to other questions."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

import pytest

from client.chain.test_answers import all_blocks
from client.chain.vendors import ADDRESS, HEAD, Vendor, serving
from tallystick.chain._async.connection import AsyncConnection
from tallystick.chain._sync.connection import Connection
from tallystick.chain._sync.ranges import logs_in_ranges
from tallystick.errors import TransactionRefused, TransportError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from client.chain.vendors import Answer


def wrapped(code: int, text: str, status: int = 200) -> Answer:
    return status, {"jsonrpc": "2.0", "id": 1, "error": {"code": code, "message": text}}, {}


BARE = wrapped(-32005, "limit exceeded")
LIMITS: list[Answer] = [
    wrapped(-32005, "You've exceeded the RPS limit available on the current plan."),
    wrapped(15, "Too many request, try again later"),
    wrapped(-32000, "Exceeded requests-per-second"),
    wrapped(-32000, "You have run out of CUs this month"),
    wrapped(-32000, "Monthly capacity limit exceeded. Visit the dashboard to upgrade."),
    BARE,
    wrapped(-32016, "over the limit"),
    wrapped(-32000, "your app has reached its maximum number of concurrent requests"),
    (200, {"code": -32005, "message": "rate limit exceeded"}, {}),
    (200, {"code": "429", "msg": "busy"}, {}),
    (200, {"error": "Too many requests"}, {}),
    (200, b"error code: 1015", {}),
    (200, b"Too Many Requests", {}),
    (402, {"message": "out of credits"}, {}),
]
# One block can be too much as well, so that no narrowing would end it.
WIDTHS: list[Answer] = [
    (413, {"message": "Request Too Long"}, {}),
    wrapped(-32000, "a maximum of 2000 blocks worth of logs may be requested at a time"),
    wrapped(-32602, "query must be smaller than size 1024"),
    wrapped(-32000, "block span larger than 100"),
    wrapped(-32602, "eth_getLogs is limited to a 10,000 range"),
]
FAILURES: list[Answer] = [
    (502, b"<html>Bad Gateway</html>", {}),
    (503, b"<html>Service Unavailable</html>", {}),
    (504, b"", {}),
    (520, b"<html>Web server is returning an unknown error</html>", {}),
    (500, b"", {}),
    (502, {"message": "Internal server error"}, {}),
    (503, {"error": "no healthy upstream"}, {}),
]


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    rows: list[float] = []
    monkeypatch.setattr("tallystick.chain._sync.transport.time.sleep", rows.append)

    async def wait(seconds: float) -> None:
        rows.append(seconds)

    monkeypatch.setattr("tallystick.chain._async.transport.asyncio.sleep", wait)
    return rows


def first(answers: Iterable[Answer], asked: str) -> Any:
    left = iter(answers)

    def twist(_: Vendor, method: str, __: list[Any]) -> Answer | None:
        return next(left, None) if method == asked else None

    return twist


@pytest.mark.parametrize("refusal", [*LIMITS, *FAILURES])
def test_a_limit_on_asking_and_a_gateway_that_fails_are_waited_for(
    pauses: list[float], refusal: Answer
) -> None:
    async def later(url: str) -> int:
        async with await AsyncConnection.open(url) as connection:
            return await connection.block_number()

    with serving(first([refusal], "eth_blockNumber")) as (url, vendor):
        with Connection.open(url) as connection:
            assert connection.block_number() == HEAD
        assert vendor.asked.count("eth_blockNumber") == 2
    with serving(first([refusal], "eth_blockNumber")) as (url, _):
        assert asyncio.run(later(url)) == HEAD
    assert len(pauses) == 2


# The bare words of -32005 may be about a range where there is one.
@pytest.mark.parametrize("refusal", [row for row in LIMITS if row != BARE])
def test_a_limit_on_asking_narrows_no_range(pauses: list[float], refusal: Answer) -> None:
    with serving(first([refusal], "eth_getLogs")) as (url, vendor), Connection.open(url) as line:
        assert all_blocks(logs_in_ranges(line, [ADDRESS], 1, HEAD)) == list(range(1, HEAD + 1))
        assert vendor.asked.count("eth_getLogs") == 2
    assert len(pauses) == 1


@pytest.mark.parametrize("refusal", WIDTHS)
def test_a_range_that_is_too_wide_is_said_to_be(pauses: list[float], refusal: Answer) -> None:
    with (
        serving(first([refusal], "eth_getLogs")) as (url, _),
        Connection.open(url) as line,
        pytest.raises(TransportError, match="RPC:RANGE"),
    ):
        line.logs([ADDRESS], 1, HEAD)
    with serving(first([refusal], "eth_getLogs")) as (url, _), Connection.open(url) as line:
        assert all_blocks(logs_in_ranges(line, [ADDRESS], 1, HEAD)) == list(range(1, HEAD + 1))
    assert pauses == []


@pytest.mark.parametrize("refusal", WIDTHS)
def test_where_no_range_is_asked_about_none_is_too_wide(refusal: Answer) -> None:
    with (
        serving(first([refusal], "eth_call")) as (url, _),
        Connection.open(url) as line,
        pytest.raises(TransportError, match="RPC:ERROR"),
    ):
        line.call({"to": ADDRESS, "data": "0x"})


def test_a_gateway_that_goes_on_failing_is_given_up(pauses: list[float]) -> None:
    with (
        serving(first([FAILURES[0]] * 9, "eth_blockNumber")) as (url, vendor),
        Connection.open(url) as line,
        pytest.raises(TransportError, match="RPC:UNREACHABLE") as failed,
    ):
        line.block_number()
    assert failed.value.retryable
    assert vendor.asked.count("eth_blockNumber") == 5
    assert pauses == [0.5, 1, 2, 4]


def test_a_gateway_that_fails_is_asked_again_within_the_time_alone(pauses: list[float]) -> None:
    with (
        serving(first([FAILURES[0]] * 9, "eth_blockNumber")) as (url, vendor),
        Connection.open(url, timeout_seconds=1) as line,
        pytest.raises(TransportError, match="RPC:UNREACHABLE"),
    ):
        line.block_number()
    assert vendor.asked.count("eth_blockNumber") < 5
    assert sum(pauses) < 2


@pytest.mark.parametrize("failure", FAILURES)
def test_what_sends_is_handed_to_a_failing_gateway_once(
    pauses: list[float], failure: Answer
) -> None:
    with (
        serving(first([failure] * 9, "eth_sendRawTransaction")) as (url, vendor),
        Connection.open(url) as line,
        pytest.raises(TransportError, match="RPC:(UNREACHABLE|SLOW)"),
    ):
        line.send_raw(b"\x01")
    assert vendor.asked.count("eth_sendRawTransaction") == 1
    assert pauses == []


def body(**fields: Any) -> Answer:
    return 200, json.dumps({"jsonrpc": "2.0", **fields}).encode(), {}


@pytest.mark.parametrize("number", [999, "999", True, "01", -1, 1.5, "x", [0], {"a": 1}])
def test_an_answer_to_another_question_is_asked_for_once_more(number: Any) -> None:
    foreign = body(id=number, result="0x63")
    with serving(first([foreign], "eth_blockNumber")) as (url, vendor):
        with Connection.open(url) as line:
            assert line.block_number() == HEAD
        assert vendor.asked.count("eth_blockNumber") == 2
    with (
        serving(first([foreign] * 2, "eth_blockNumber")) as (url, vendor),
        Connection.open(url) as line,
        pytest.raises(TransportError, match=r"RPC:ANSWER.* answers another question"),
    ):
        line.block_number()
    assert vendor.asked.count("eth_blockNumber") == 2


# The second question of a connection; the first asks for the chain's id under 0.
@pytest.mark.parametrize("fields", [{}, {"id": None}, {"id": "1"}, {"id": 1.0}])
def test_an_answer_without_a_number_or_with_its_text_is_ours(fields: dict[str, Any]) -> None:
    answer = body(result="0x7", **fields)
    with serving(first([answer], "eth_blockNumber")) as (url, _), Connection.open(url) as line:
        assert line.block_number() == 7


def test_a_refusal_under_a_number_of_its_own_is_read_the_second_time() -> None:
    refusal = body(id=999, error={"code": -32000, "message": "header not found"})
    with (
        serving(first([refusal] * 2, "eth_blockNumber")) as (url, _),
        Connection.open(url) as line,
        pytest.raises(TransportError, match="header not found"),
    ):
        line.block_number()


@pytest.mark.parametrize("error", [False, None, "", {}, [], 0])
def test_an_error_that_is_none_is_a_result(error: Any) -> None:
    answer = body(error=error, result="0x1")
    with serving(first([answer], "eth_blockNumber")) as (url, _), Connection.open(url) as line:
        assert line.block_number() == 1


@pytest.mark.parametrize(
    "text",
    ["insufficient funds for gas", "max fee per gas less than block base fee",
     "intrinsic gas too low", "transaction gas limit exceeds block gas limit"],
)  # fmt: skip
def test_a_transaction_that_is_refused_is_not_waited_for(pauses: list[float], text: str) -> None:
    with (
        serving(first([wrapped(-32000, text)], "eth_sendRawTransaction")) as (url, _),
        Connection.open(url) as line,
        pytest.raises(TransactionRefused),
    ):
        line.send_raw(b"\x01")
    assert pauses == []
