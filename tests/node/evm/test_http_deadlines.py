"""A connection that says nothing, half of a request, or takes no answer frees its place."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator

import pytest

from tallystick_node.evm import BlockBuilder, Genesis
from tallystick_node.evm.http_deadlines import PatientProtocol
from tallystick_node.evm.rpc import RpcLimits, RpcTable
from tallystick_node.evm.server import ChainServer, serving

HEAD_SECONDS, BODY_SECONDS = 0.4, 0.6
# Far above the deadlines, far below what a place used to be kept for.
WAIT_SECONDS = 15


@pytest.fixture
def address(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, int]]:
    monkeypatch.setattr(PatientProtocol, "head_seconds", HEAD_SECONDS)
    monkeypatch.setattr(PatientProtocol, "take_seconds", HEAD_SECONDS)
    table = RpcTable(BlockBuilder(Genesis(1_700_000_000)), RpcLimits(body_seconds_max=BODY_SECONDS))
    with serving(ChainServer(table, lambda: None)) as url:
        host, port = url.removeprefix("http://").split(":")
        yield host, int(port)


def ended(address: tuple[str, int], sent: bytes, *, again: bytes = b"") -> bytes:
    """What comes until the other side ends the connection, which it does in time."""
    with socket.create_connection(address, timeout=WAIT_SECONDS) as opened:
        opened.sendall(sent)
        parts = [opened.recv(65_536)]
        if again:
            opened.sendall(again)
        while parts[-1]:
            parts.append(opened.recv(65_536))
    return b"".join(parts)


WHOLE = (
    b"POST /rpc HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 59\r\n\r\n"
    b'{"jsonrpc":"2.0","id":1,"method":"eth_chainId","params":[]}'
)


@pytest.mark.parametrize(
    "sent", [b"", b"GET", b"POST /rpc HTTP/1.1\r\nhost: x\r\n"], ids=["silent", "word", "half"]
)
@pytest.mark.long
def test_a_head_that_does_not_come_ends_the_connection(
    address: tuple[str, int], sent: bytes
) -> None:
    assert ended(address, sent) == b""


def test_bytes_now_and_then_do_not_keep_a_place(address: tuple[str, int]) -> None:
    began = time.monotonic()
    with socket.create_connection(address, timeout=WAIT_SECONDS) as opened:
        opened.settimeout(HEAD_SECONDS / 8)
        while time.monotonic() - began < WAIT_SECONDS:
            opened.sendall(b"x")
            try:
                if opened.recv(1) == b"":
                    return
            except TimeoutError:
                continue
            except OSError:
                return
    raise AssertionError("it is open still")


def test_a_second_request_has_a_deadline_too(address: tuple[str, int]) -> None:
    answer = ended(address, WHOLE, again=b"POST /rpc HTTP/1.1\r\nhost")
    assert answer.startswith(b"HTTP/1.1 200")
    assert answer.count(b"HTTP/1.1") == 1


@pytest.mark.long
def test_half_a_body_is_refused(address: tuple[str, int]) -> None:
    assert ended(address, WHOLE[:-10]).startswith(b"HTTP/1.1 408")


def test_a_request_in_time_is_answered_and_may_take_longer(address: tuple[str, int]) -> None:
    with socket.create_connection(address, timeout=WAIT_SECONDS) as opened:
        for _ in range(3):
            opened.sendall(WHOLE)
            answer = b""
            while not answer.endswith(b"}"):  # head and body may come apart
                answer += opened.recv(65_536)
            assert answer.startswith(b"HTTP/1.1 200")
            time.sleep(HEAD_SECONDS * 1.5)
