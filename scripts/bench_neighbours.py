"""What ten hostile neighbours cost everybody else: a node as a process, asked while they act."""

from __future__ import annotations

import http.client
import json
import multiprocessing
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Any

__all__ = ["measure"]

NEIGHBOURS = 10
ROUNDS = 5
SECONDS = 8.0
PAUSE_SECONDS = 0.1
WARM_SECONDS = 8.0
# Until the process of the neighbours has begun.
BEGUN_SECONDS = 1.5
LISTENING = re.compile(r"listening on http://[^:]+:(\d+)")
# JUMPDEST PUSH1 0 JUMP: code that runs until somebody stops it.
ENDLESS = "0x5b600056"
FIELDS = 2_000
METHOD = (
    f"tallystick node --dev as a process, its limit of requests on; GET /v1/platform every"
    f" {PAUSE_SECONDS:g} s from one address for {SECONDS:g} s, alone and beside {NEIGHBOURS}"
    f" neighbours with an address each, by turns; medians of {ROUNDS} 95th percentiles. loops:"
    " eth_call of endless code as fast as it is answered; bodies: POST /v1/sign-in with"
    f" {FIELDS:,} unknown fields and with a megabyte; silent: connections with half a head, renewed"
)


def measure() -> dict[str, Any]:
    """Return the 95th percentiles in microseconds, ratios in thousandths, and the method."""
    with (
        tempfile.TemporaryDirectory(prefix="tallystick-bench-") as name,
        _node(Path(name) / "node") as port,
    ):
        alone: dict[str, list[int]] = {act: [] for act in ACTS}
        beside: dict[str, list[int]] = {act: [] for act in ACTS}
        for act in ACTS:
            with _beside(port, act):
                time.sleep(WARM_SECONDS)  # what they may do at once is used up
            for _ in range(ROUNDS):
                alone[act].append(_p95(port))
                with _beside(port, act):
                    time.sleep(BEGUN_SECONDS)
                    beside[act].append(_p95(port))
    middle = statistics.median
    return {
        **{f"{act}_p95_us": int(middle(beside[act])) for act in ACTS},
        **{f"{act}_alone_p95_us": int(middle(alone[act])) for act in ACTS},
        **{
            f"{act}_to_alone_milli": int(1_000 * middle(beside[act]) // middle(alone[act]))
            for act in ACTS
        },
        "method": METHOD,
    }


@contextmanager
def _node(directory: Path, *options: str) -> Iterator[int]:
    """Serve a development node until the block ends; yield its port once it is ready."""
    command = [sys.executable, "-m", "tallystick", "node", "--dev", "--port", "0"]
    process = subprocess.Popen(
        [*command, "--data-dir", str(directory), *options],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        lines = (LISTENING.match(line) for line in process.stdout)
        port = next(int(match[1]) for match in lines if match)
        while not _ready(port):
            time.sleep(0.2)
        yield port
    finally:
        process.terminate()
        process.wait()


def _ready(port: int) -> bool:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    line.request("GET", "/readyz")
    return line.getresponse().status == 200


def _p95(port: int) -> int:
    spent = []
    until = time.monotonic() + SECONDS
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    while time.monotonic() < until:
        began = time.perf_counter_ns()
        line.request("GET", "/v1/platform")
        answer = line.getresponse()
        answer.read()
        if answer.status == 200:
            spent.append(time.perf_counter_ns() - began)
        time.sleep(PAUSE_SECONDS)
    line.close()
    spent.sort()
    return spent[len(spent) * 95 // 100] // 1_000


@contextmanager
def _beside(port: int, act: str) -> Iterator[None]:
    """Let them act in a process of their own, so that whoever measures waits for none of them."""
    context = multiprocessing.get_context("spawn")
    over = context.Event()
    process = context.Process(target=_act, args=(port, act, over), daemon=True)
    process.start()
    try:
        yield
    finally:
        over.set()
        process.join()


def _act(port: int, act: str, over: Event) -> None:
    threads = [
        threading.Thread(target=ACTS[act], args=(f"127.0.0.{place + 2}", port, over))
        for place in range(NEIGHBOURS)
    ]
    for thread in threads:
        thread.start()
    parent = multiprocessing.parent_process()
    while not over.wait(1.0):
        if parent is not None and not parent.is_alive():  # or they would go on for ever
            over.set()
    for thread in threads:
        thread.join()


def _post(address: str, port: int, path: str, body: bytes) -> int:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60, source_address=(address, 0))
    try:
        line.request("POST", path, body, {"content-type": "application/json"})
        answer = line.getresponse()
        answer.read()
    except OSError:
        return 0
    else:
        return answer.status
    finally:
        line.close()


def _loops(address: str, port: int, over: Event) -> None:
    call = {
        "jsonrpc": "2.0",
        "id": 1,
        "method": "eth_call",
        "params": [{"data": ENDLESS}, "latest"],
    }
    body = json.dumps(call).encode()
    while not over.is_set():
        if _post(address, port, "/rpc", body) != 200:
            time.sleep(0.05)


def _bodies(address: str, port: int, over: Event) -> None:
    fields = json.dumps({f"{number:08d}": 1 for number in range(FIELDS)}).encode()
    large = b'{"address":"' + b"0" * 2**20 + b'"}'
    while not over.is_set():
        for body in (fields[: 16 * 1024], fields, large):
            if _post(address, port, "/v1/sign-in", body) == 429:
                time.sleep(0.05)


def _silent(address: str, port: int, over: Event) -> None:
    lines: list[socket.socket] = []
    while not over.is_set():
        try:
            line = socket.create_connection(("127.0.0.1", port), 5, (address, 0))
            line.sendall(b"POST /v1/sign-in HTTP/1.1\r\nhost: x\r\ncontent-le")
            lines.append(line)
        except OSError:
            time.sleep(0.05)
        if len(lines) > 20:
            lines.pop(0).close()
        time.sleep(0.01)
    for line in lines:
        line.close()


ACTS: dict[str, Callable[[str, int, Event], None]] = {
    "loops": _loops,
    "bodies": _bodies,
    "silent": _silent,
}
