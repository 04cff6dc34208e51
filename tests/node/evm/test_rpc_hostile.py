"""Callers who want the chain to stop: each is refused with the right error, and it goes on."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import requests
import websockets

from node.evm.builders import COUNTER, LOOP, POOR, RICH, Scene, padded
from tallystick_node.evm import server as server_module
from tallystick_node.evm.rpc import RpcLimits
from tallystick_node.evm.server import ChainServer, serving

LIMITS = RpcLimits(
    log_blocks_max=20,
    logs_max=3,
    call_seconds_max=0.2,
    subscriptions_total_max=150,
    unsent_bytes_max=500_000,
    body_seconds_max=0.3,
)
# Tells 100,000 bytes in a log.
LOUD = "620186a05fa000"
PATIENCE_SECONDS = 20


class Service:
    """A served chain whose ticks are counted and can be made to fail."""

    def __init__(self, limits: RpcLimits = LIMITS) -> None:
        self.scene = Scene(limits)
        self.ticks = 0
        self.failures = 0
        self.server = ChainServer(self.scene.table, self._tick)
        self.url = ""

    def _tick(self) -> None:
        self.ticks += 1
        if self.failures:
            self.failures -= 1
            raise RuntimeError("the disk is gone")

    def post(self, body: Any) -> Any:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        kind = {"content-type": "application/json"}
        response = requests.post(self.url, data, headers=kind, timeout=60)
        assert response.status_code == 200
        return response.json()

    def ask(self, method: str, *params: Any) -> Any:
        return self.post({"jsonrpc": "2.0", "id": 1, "method": method, "params": params})

    def goes_on(self) -> None:
        """It answers, takes a transaction, and mines it."""
        number = int(self.ask("eth_blockNumber")["result"], 16)
        sent = self.ask("eth_sendRawTransaction", self.scene.raw(to=POOR.address, value=1))
        self.scene.nonce += 1
        assert self.ask("eth_getTransactionReceipt", sent["result"])["result"]["status"] == "0x1"
        assert int(self.ask("eth_blockNumber")["result"], 16) == number + 1

    def talk(self, conversation: Callable[[Any], Any]) -> Any:
        async def run() -> Any:
            async with (
                websockets.connect(self.url.replace("http", "ws"), max_size=None) as web_socket,
                asyncio.timeout(PATIENCE_SECONDS),
            ):
                return await conversation(web_socket)

        return asyncio.run(run())

    def eventually(self, holds: Callable[[], bool]) -> None:
        until = time.monotonic() + PATIENCE_SECONDS
        while not holds():
            assert time.monotonic() < until, "it never came to that"
            time.sleep(0.02)


@pytest.fixture
def service() -> Iterator[Service]:
    result = Service()
    with serving(result.server) as result.url:
        yield result
        result.goes_on()


@pytest.mark.parametrize(
    ("raw", "code", "words"),
    [
        (lambda scene: scene.raw(chainId=1), -32000, "invalid chain id"),
        (lambda scene: scene.raw(nonce=0), -32000, "nonce too low"),
        (lambda scene: scene.raw(maxFeePerGas=1), -32000, "less than block base fee"),
        (lambda scene: scene.raw(data="0x" + "11" * 131_072, gas=10**7), -32000, "oversized"),
        (lambda scene: scene.raw(gas=200_000_001), -32000, "exceeds block gas limit"),
        (lambda scene: scene.raw()[:-2], -32000, "cannot be read"),
        (lambda scene: scene.raw()[:-1], -32602, "hex"),
        (lambda _: "0x" + "00" * 2_000_000, -32000, "oversized"),
        (lambda _: {"to": POOR.address}, -32602, "hex"),
    ],
)
@pytest.mark.long
def test_a_transaction_that_may_not_be_is_refused(
    service: Service, raw: Callable[[Scene], Any], code: int, words: str
) -> None:
    service.scene.send()
    error = service.ask("eth_sendRawTransaction", raw(service.scene))["error"]
    assert (error["code"], words in error["message"]) == (code, True)


def test_logs_of_everything_are_refused(service: Service) -> None:
    service.scene.ask("evm_mine", {"blocks": 30})
    error = service.ask("eth_getLogs", {"fromBlock": "earliest", "toBlock": "latest"})["error"]
    assert error["code"] == -32005
    assert service.ask("eth_getLogs", {"fromBlock": "0x10", "toBlock": "latest"})["result"] == []


@pytest.mark.long
def test_ten_thousand_subscriptions_are_refused(service: Service) -> None:
    asked = {"jsonrpc": "2.0", "method": "eth_subscribe", "params": ["newHeads"]}

    async def talk(web_socket: Any) -> list[int | None]:
        codes = []
        for first in range(0, 10_000, 200):
            batch = [asked | {"id": first + place} for place in range(200)]
            await web_socket.send(json.dumps(batch))
            document = json.loads(await web_socket.recv())
            codes += [entry.get("error", {}).get("code") for entry in document]
        async with websockets.connect(service.url.replace("http", "ws"), max_queue=None) as second:
            await second.send(json.dumps([asked | {"id": place} for place in range(100)]))
            document = json.loads(await second.recv())
            codes += [entry.get("error", {}).get("code") for entry in document]
            service.scene.send()
            heads = {
                json.loads(await web_socket.recv())["params"]["subscription"] for _ in codes[:100]
            }
            assert len(heads) == 100
        return codes

    codes = service.talk(talk)
    # A hundred on one connection, a hundred and fifty together.
    assert codes == [None] * 100 + [-32005] * 9_900 + [None] * 50 + [-32005] * 50
    service.eventually(lambda: service.server._subscribed() == 0)


def test_what_is_heavy_to_read_is_refused_at_once(service: Service) -> None:
    quotes = service.post(b'"' + b'\\"' * 500_000)
    assert quotes["error"]["code"] == -32700
    assert service.post(b'"' + b"\\" * 1_000_001)["error"]["code"] == -32700
    assert service.post(b"[" * 1_000_000)["error"]["code"] == -32700
    assert service.post(b'{"id":1,"method":' + b"9" * 100_000 + b"}")["error"]["code"] == -32700
    assert service.post(b'{"id":1e999,"method":"eth_chainId"}')["error"]["code"] == -32600
    many = [{"id": 1, "method": "eth_chainId"}] * 201
    assert service.post(many)["error"]["code"] == -32600


@pytest.mark.long
def test_blocks_are_made_between_heavy_calls(service: Service) -> None:
    loop = service.scene.deploy(LOOP)
    with ThreadPoolExecutor(8) as pool:
        before = service.ticks
        items = list(pool.map(lambda _: service.ask("eth_call", {"to": loop}), range(8)))
        between = service.ticks - before
    assert {item["error"]["message"] for item in items} == {"execution aborted (timeout = 0.2s)"}
    assert between >= 4


def test_a_block_that_fails_does_not_end_the_making_of_blocks(
    service: Service, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(server_module, "PAUSE_SECONDS", 0.01)
    service.failures = 3
    service.eventually(lambda: service.failures == 0)
    after = service.ticks
    service.eventually(lambda: service.ticks > after)
    assert "no block could be made" in caplog.text
    assert "error" not in service.ask("eth_chainId")


def handshake(url: str) -> socket.socket:
    host, port = url.removeprefix("http://").split(":")
    client = socket.socket()
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
    client.connect((host, int(port)))
    client.sendall(
        b"GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
    )
    received = b""
    while b"\r\n\r\n" not in received:
        received += client.recv(1)
    assert b" 101 " in received
    return client


def frame(text: str) -> bytes:
    """A masked text frame, the mask zero."""
    data = text.encode()
    assert len(data) < 126
    return bytes([0x81, 0x80 | len(data)]) + bytes(4) + data


def test_who_does_not_read_is_let_go(service: Service) -> None:
    loud = service.scene.deploy(LOUD)
    with handshake(service.url) as client:
        client.sendall(frame('{"id":1,"method":"eth_subscribe","params":["logs"]}'))
        service.eventually(lambda: service.server._subscribed() == 1)
        for _ in range(60):
            service.scene.send(to=loud, gas=2_000_000)
        service.eventually(lambda: service.server._subscribed() == 0)


def test_who_does_not_read_gets_no_second_answer(service: Service) -> None:
    loud = service.scene.deploy(LOUD)
    for _ in range(3):
        service.scene.send(to=loud, gas=2_000_000)
    asked = frame('{"id":1,"method":"eth_getLogs","params":[{"fromBlock":"0x1"}]}')
    with handshake(service.url) as client:
        for _ in range(60):
            client.sendall(asked)
        service.eventually(lambda: len(service.server._connections) == 1)
        service.goes_on()
        [connection] = service.server._connections
        assert connection._unsent.qsize() <= 1


def test_a_block_of_too_many_logs_is_to_be_asked_for(service: Service) -> None:
    counter = service.scene.deploy(COUNTER)
    calls = f"5f5f5f5f5f73{counter[2:]}5af150" * 4
    noisy = service.scene.deploy(calls)

    async def talk(web_socket: Any) -> Any:
        await web_socket.send('{"id":1,"method":"eth_subscribe","params":["logs"]}')
        await web_socket.recv()
        service.scene.send(to=counter)
        assert json.loads(await web_socket.recv())["params"]["result"]["address"] == counter
        service.scene.send(to=noisy, gas=10**6)
        with pytest.raises(websockets.exceptions.ConnectionClosedError) as closed:
            await web_socket.recv()
        return closed.value.rcvd.code  # type: ignore[union-attr]

    assert service.talk(talk) == 1008


def test_a_request_that_does_not_end_is_given_up(service: Service) -> None:
    host, port = service.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), PATIENCE_SECONDS) as client:
        client.sendall(
            b"POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
            b"Content-Length: 100\r\n\r\n{"
        )
        message = client.recv(1_000)
    assert b" 408 " in message


def test_a_caller_who_hangs_up_is_no_error(
    service: Service, caplog: pytest.LogCaptureFixture
) -> None:
    host, port = service.url.removeprefix("http://").split(":")
    for part in (b"", b"{", b'{"id":1,"method":"eth_chainId"}'):
        with socket.create_connection((host, int(port)), PATIENCE_SECONDS) as client:
            client.sendall(
                b"POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                b"Content-Length: 31\r\n\r\n" + part
            )
    with handshake(service.url) as client:
        client.sendall(frame('{"id":1,"method":"eth_subscribe","params":["newHeads"]}')[:-5])
    service.goes_on()
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


def test_a_batch_of_heavy_calls_has_a_bound_of_its_own() -> None:
    service = Service(RpcLimits(call_seconds_max=0.2, batch_seconds_max=0.3))
    with serving(service.server) as service.url:
        loop = service.scene.deploy(LOOP)
        call = {"id": 1, "method": "eth_call", "params": [{"to": loop}]}
        response = service.post([call] * 100)
        codes = [entry["error"]["code"] for entry in response]
        assert (codes[0], codes[-1], len(codes)) == (-32000, -32002, 100)
        assert codes.count(-32000) <= 3
        service.goes_on()


def test_transactions_that_come_together_go_to_disk_together(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    service = Service()
    scene = service.scene
    scene.builder.instant = False
    writes = scene.writes_counted(monkeypatch)
    raws = [scene.raw(nonce=nonce) for nonce in range(20)]
    with serving(service.server) as service.url, ThreadPoolExecutor(22) as pool:
        # While a heavy call is answered, the transactions arrive.
        heavy = {POOR.address: {"code": "0x" + LOOP}}
        call = pool.submit(service.ask, "eth_call", {"to": POOR.address}, "latest", heavy)
        service.eventually(service.server._turn.locked)
        sent = [pool.submit(service.ask, "eth_sendRawTransaction", raw) for raw in raws]
        bad = pool.submit(service.ask, "eth_sendRawTransaction", "0x00")
        hashes = {message.result()["result"] for message in sent}
        assert bad.result()["error"]["code"] == -32000
        assert "timeout" in call.result()["error"]["message"]
        assert len(hashes) == sum(writes) == 20
        assert len(writes) < 20
        scene.ask("evm_mine")
        assert set(scene.ask("eth_getBlockByNumber", "latest", False)["transactions"]) == hashes


def test_too_many_connections_are_turned_away() -> None:
    service = Service(RpcLimits(requests_max=4, connections_max=2))
    with serving(service.server) as service.url:
        host, port = service.url.removeprefix("http://").split(":")
        idle = [socket.create_connection((host, int(port))) for _ in range(8)]
        kind = {"content-type": "application/json"}
        response = requests.post(service.url, b"{}", headers=kind, timeout=30)
        assert response.status_code == 503
        for subscription in idle:
            subscription.close()
        time.sleep(0.1)
        service.goes_on()


def test_many_threads_see_one_chain(service: Service) -> None:
    raws = [service.scene.raw(nonce=nonce, to=POOR.address) for nonce in range(40)]
    service.scene.nonce = 40
    gate = threading.Barrier(8)

    def read(_: int) -> bool:
        gate.wait()
        blocks = [service.ask("eth_getBlockByNumber", "latest", True)["result"] for _ in range(5)]
        return all(len(block["transactions"]) <= 1 for block in blocks)

    with ThreadPoolExecutor(8) as pool:
        reading = [pool.submit(read, number) for number in range(8)]
        for raw in raws:
            assert "error" not in service.ask("eth_sendRawTransaction", raw)
        assert all(part.result() for part in reading)
    count = service.ask("eth_getTransactionCount", RICH.address, "latest")["result"]
    assert count == hex(40)
    assert service.ask("eth_getStorageAt", POOR.address, "0x0")["result"] == padded(0)
