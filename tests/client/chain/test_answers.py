"""Nodes of other vendors: what they refuse, when they ask to wait, and what they leave out."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any

import pytest

from client.chain.vendors import ADDRESS, HEAD, Vendor, log, serving
from tallystick.chain._async.connection import AsyncConnection
from tallystick.chain._async.ranges import logs_in_ranges as logs_later
from tallystick.chain._sync.connection import Connection
from tallystick.chain._sync.ranges import BlockRanges, logs_in_ranges
from tallystick.chain.answers import ANSWER_BYTES_MAX, Pause, answer_of, pause_ms
from tallystick.errors import Reverted, TransportError
from tallystick.replay.source import read_logs

if TYPE_CHECKING:
    from client.chain.vendors import Answer

LIMIT = 3


def error(status: int, code: int, text: str, data: Any = None, **headers: str) -> Answer:
    content: dict[str, Any] = {"code": code, "message": text}
    if data is not None:
        content["data"] = data
    return status, {"jsonrpc": "2.0", "id": 1, "error": content}, headers


# As each says that a range of blocks is too wide.
DIALECTS: dict[str, Answer] = {
    "413": error(413, -32614, f"eth_getLogs is limited to a {LIMIT} range"),
    "400": error(400, -32600, "You can make eth_getLogs requests with up to a 3 block range."),
    "data": error(200, -32602, "invalid params", {"payload": "range 30 is bigger than limit 3"}),
    "-32005": error(200, -32005, "query returned more than 10000 results. Try [0x1, 0x2]"),
    "wide": error(200, -32600, "block range is too wide"),
    "size": error(200, -32602, "Log response size exceeded."),
    "timeout": error(200, -32000, "query timeout exceeded"),
    "503": error(503, -32002, "request timed out"),
    "max": error(200, -32602, "query exceeds max results 20000, retry with the range 1-3"),
    "span": error(200, -32000, "exceed maximum block span: 3"),
    "bare": error(400, -32000, "please narrow your filter"),
    "no JSON": (413, b"<html>Request Entity Too Large</html>", {}),
    "late": (504, b"upstream request timeout", {}),
    "text": (400, {"message": "block range limited to 3"}, {}),
    "string": (500, {"error": "Block range too large"}, {}),
}


def all_blocks(logs: list[Any]) -> list[int]:
    return [entry.block for entry in logs]


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_range_that_is_too_wide_is_halved_in_every_dialect(dialect: str) -> None:
    def twist(_: Vendor, method: str, params: list[Any]) -> Answer | None:
        if method != "eth_getLogs" or "blockHash" in params[0]:
            return None
        width = int(params[0]["toBlock"], 16) - int(params[0]["fromBlock"], 16) + 1
        return DIALECTS[dialect] if width > LIMIT else None

    async def later(url: str) -> list[int]:
        async with await AsyncConnection.open(url) as connection:
            return all_blocks(await logs_later(connection, [ADDRESS], 1, HEAD))

    with serving(twist) as (url, _), Connection.open(url) as connection:
        expected = list(range(1, HEAD + 1))
        assert all_blocks(logs_in_ranges(connection, [ADDRESS], 1, HEAD)) == expected
        pages = read_logs(connection, [ADDRESS], 1, HEAD)
        assert [entry.block for _, page in pages for entry in page] == expected
        assert asyncio.run(later(url)) == expected


def test_a_single_block_that_is_refused_is_told_in_the_nodes_words() -> None:
    def twist(_: Vendor, method: str, __: list[Any]) -> Answer | None:
        return error(400, -32000, "archive only") if method == "eth_getLogs" else None

    with (
        serving(twist) as (url, _),
        Connection.open(url) as connection,
        pytest.raises(TransportError, match="archive only"),
    ):
        logs_in_ranges(connection, [ADDRESS], 1, HEAD)


REASON = "BOOK:FUND:STALE"
DATA = f"0x08c379a0{32:064x}{len(REASON):064x}{REASON.encode().hex().ljust(64, '0')}"


@pytest.mark.parametrize("status", [200, 400, 500])
@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("execution reverted: " + REASON, DATA),
        ("execution reverted", DATA),
        ("VM execution error.", {"data": DATA}),
        ("Internal error", "Reverted " + DATA),
    ],
)
def test_a_revert_is_a_revert_whatever_the_status(status: int, text: str, data: Any) -> None:
    def twist(_: Vendor, method: str, __: list[Any]) -> Answer | None:
        return (
            error(status, 3 if status == 400 else -32000, text, data)
            if method == "eth_call"
            else None
        )

    with (
        serving(twist) as (url, _),
        Connection.open(url) as connection,
        pytest.raises(Reverted, match=REASON),
    ):
        connection.call({"to": ADDRESS, "data": "0x"})


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    rows: list[float] = []
    monkeypatch.setattr("tallystick.chain._sync.transport.time.sleep", rows.append)
    return rows


def date(seconds: int) -> str:
    return format_datetime(datetime.now(UTC) + timedelta(seconds=seconds), usegmt=True)


@pytest.mark.parametrize(
    ("refusal", "least", "most"),
    [
        (error(429, -32005, "daily request count exceeded", **{"retry-after": "7"}), 7, 7),
        (error(200, -32005, "project ID request rate exceeded"), 0.5, 1),
        (error(200, -32000, "Your app has exceeded its compute units per second capacity"), 0.5, 1),
        ((429, b"Too Many Requests", {}), 0.5, 1),
        ((503, b"busy", {"retry-after": "2"}), 2, 2),
        ((403, {"message": "API rate limit exceeded"}, {}), 0.5, 1),
        (
            (503, b"busy", {"retry-after": "Mon, 01 Jan 99999999999 00:00:00 GMT"}),
            0.5,
            1,
        ),
        (
            (429, b"busy", {"retry-after": "Mon, 01 Jan 2029 00:00:00 +99999999999999"}),
            0.5,
            1,
        ),
    ],
    ids=range(8),
)
def test_who_is_told_to_wait_waits_and_goes_on(
    pauses: list[float], refusal: Answer, least: float, most: float
) -> None:
    refused = iter([refusal])

    def twist(_: Vendor, method: str, __: list[Any]) -> Answer | None:
        return next(refused, None) if method == "eth_blockNumber" else None

    with serving(twist) as (url, vendor), Connection.open(url) as connection:
        assert connection.block_number() == HEAD
        assert vendor.asked.count("eth_blockNumber") == 2
    assert len(pauses) == 1
    assert least <= pauses[0] <= most


def test_a_moment_to_come_back_is_waited_for(pauses: list[float]) -> None:
    refused = iter([True])

    def twist(_: Vendor, method: str, __: list[Any]) -> Answer | None:
        if method != "eth_blockNumber" or not next(refused, False):
            return None
        return error(429, -32005, "slow", **{"Retry-After": date(9)})

    with serving(twist) as (url, _), Connection.open(url) as connection:
        assert connection.block_number() == HEAD
    assert len(pauses) == 1
    assert 1 <= pauses[0] <= 10


def test_a_node_that_is_always_busy_is_given_up_after_some_attempts(pauses: list[float]) -> None:
    def twist(_: Vendor, method: str, __: list[Any]) -> Answer | None:
        busy = error(200, -32005, "daily request count exceeded, request rate limited")
        return busy if method == "eth_getLogs" else None

    with (
        serving(twist) as (url, vendor),
        Connection.open(url) as connection,
        pytest.raises(TransportError, match="RPC:BUSY") as busy,
    ):
        logs_in_ranges(connection, [ADDRESS], 1, HEAD)
    assert busy.value.retryable
    assert vendor.asked.count("eth_getLogs") == 5
    assert pauses == [0.5, 1, 2, 4]


def test_a_pause_of_a_day_is_told_at_once() -> None:
    with pytest.raises(TransportError, match="RPC:BUSY"):
        pause_ms(Pause(86_400_000, "come back tomorrow"), 1)


@pytest.mark.parametrize("how", ["lags", "empty", "whole chain empty by hash"])
def test_logs_that_a_node_leaves_out_are_never_passed_over(how: str) -> None:
    def twist(vendor: Vendor, method: str, params: list[Any]) -> Answer | None:
        if method != "eth_getLogs" or (
            "blockHash" in params[0] and how != "whole chain empty by hash"
        ):
            return None
        rows = [] if "blockHash" in params[0] else vendor.result(method, params)
        seen = [row for row in rows if how == "lags" and int(row["blockNumber"], 16) <= 3]
        return 200, {"jsonrpc": "2.0", "id": 1, "result": seen}, {}

    with (
        serving(twist) as (url, _),
        Connection.open(url) as connection,
        pytest.raises(TransportError, match="RPC:LAGGING") as lagging,
    ):
        logs_in_ranges(connection, [ADDRESS], 1, HEAD)
    assert lagging.value.retryable


def test_what_is_complete_before_the_first_gap_is_read() -> None:
    """A stream goes on from there; nothing behind the gap counts as read."""

    def twist(vendor: Vendor, method: str, params: list[Any]) -> Answer | None:
        if method != "eth_getLogs" or "blockHash" in params[0]:
            return None
        rows = [row for row in vendor.result(method, params) if int(row["blockNumber"], 16) != 4]
        return 200, {"jsonrpc": "2.0", "id": 1, "result": rows}, {}

    with serving(twist) as (url, _), Connection.open(url) as connection:
        end, logs = BlockRanges(connection, [ADDRESS]).read(1, HEAD)
        assert (end, all_blocks(logs)) == (3, [1, 2, 3])
        end, raw = BlockRanges(connection, [ADDRESS]).read_raw(1, HEAD)
        assert (end, len(raw)) == (3, 3)
        with pytest.raises(TransportError, match="RPC:LAGGING.*block 4"):
            BlockRanges(connection, [ADDRESS]).read(4, HEAD)


def test_a_bloom_that_another_contract_has_set_is_no_log_of_ours() -> None:
    def twist(_: Vendor, method: str, __: list[Any]) -> Answer | None:
        if method == "eth_getLogs":
            return 200, {"jsonrpc": "2.0", "id": 1, "result": []}, {}
        if method == "eth_getBlockReceipts":
            other = {**log(1), "address": "0x" + "cd" * 20}
            return 200, {"jsonrpc": "2.0", "id": 1, "result": [{"logs": [other]}]}, {}
        return None

    with serving(twist) as (url, _), Connection.open(url) as connection:
        assert logs_in_ranges(connection, [ADDRESS], 1, HEAD) == []


DEEP = b"[" * 65_536


@pytest.mark.parametrize("status", [200, 400, 500])
@pytest.mark.parametrize(
    "body", [DEEP, b'{"result":' + DEEP, b'{"a":' * 65_536, b"\xff", b"", b"NaN"]
)
def test_an_answer_that_is_no_document_is_refused(status: int, body: bytes) -> None:
    with pytest.raises(TransportError, match=r"RPC:(ANSWER|UNREACHABLE)"):
        answer_of(status, {}, body, 1)


def test_an_answer_that_is_too_long_is_a_question_that_was_too_wide() -> None:
    with pytest.raises(TransportError, match="RPC:RANGE"):
        answer_of(200, {}, b" " * (ANSWER_BYTES_MAX + 1), 1)


def test_a_node_that_nests_too_deep_does_no_harm() -> None:
    def twist(_: Vendor, method: str, __: list[Any]) -> Answer | None:
        return (200, DEEP, {}) if method == "eth_blockNumber" else None

    async def later(url: str) -> None:
        async with await AsyncConnection.open(url) as connection:
            await connection.block_number()

    with serving(twist) as (url, _), Connection.open(url) as connection:
        with pytest.raises(TransportError, match="RPC:ANSWER"):
            connection.block_number()
        with pytest.raises(TransportError, match="RPC:ANSWER"):
            asyncio.run(later(url))
