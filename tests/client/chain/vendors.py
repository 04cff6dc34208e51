"""A JSON-RPC server that answers as a vendor of nodes would, over a chain of one log a block."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from eth_utils.address import to_checksum_address
from eth_utils.crypto import keccak

__all__ = ["ADDRESS", "HEAD", "Vendor", "serving"]

ADDRESS = str(to_checksum_address("0x" + "ab" * 20))
HEAD = 30
# Status, document, headers.
Answer = tuple[int, Any, dict[str, str]]


def block_hash(number: int) -> str:
    return "0x" + f"{number + 1:064x}"


def log(number: int) -> dict[str, Any]:
    return {
        "address": ADDRESS, "topics": [], "data": "0x", "blockNumber": hex(number),
        "blockHash": block_hash(number), "logIndex": "0x0", "transactionHash": block_hash(number),
        "transactionIndex": "0x0", "removed": False,
    }  # fmt: skip


def bloom() -> str:
    digest = keccak(bytes.fromhex(ADDRESS[2:]))
    bits = {int.from_bytes(digest[at : at + 2]) & 2047 for at in (0, 2, 4)}
    return "0x" + sum(1 << bit for bit in bits).to_bytes(256, "big").hex()


class Vendor:
    """Answers a request; `twist` may answer in its place, and returns None where it does not."""

    def __init__(self, twist: Callable[[Vendor, str, list[Any]], Answer | None]) -> None:
        self._twist = twist
        self.asked: list[str] = []

    def answer(self, request: dict[str, Any]) -> Answer:
        method, params = request["method"], request["params"]
        self.asked.append(method)
        twisted = self._twist(self, method, params)
        if twisted is not None:
            status, document, headers = twisted
            if isinstance(document, dict) and document.get("id") in (0, 1):  # as a script has it
                document = {**document, "id": request["id"]}
            return status, document, headers
        return (
            200,
            {"jsonrpc": "2.0", "id": request["id"], "result": self.result(method, params)},
            {},
        )

    def result(self, method: str, params: list[Any]) -> Any:
        results: dict[str, Callable[[], Any]] = {
            "eth_chainId": lambda: "0x1",
            "eth_blockNumber": lambda: hex(HEAD),
            "eth_getBlockByNumber": lambda: header(params[0]),
            "eth_getBlockReceipts": lambda: [{"logs": [log(int(params[0], 16))]}],
            "eth_getLogs": lambda: logs(params[0]),
        }
        return results[method]() if method in results else None


def header(place: str) -> dict[str, Any]:
    number = HEAD if place == "latest" else int(place, 16)
    return {
        "number": hex(number), "hash": block_hash(number), "timestamp": hex(number),
        "parentHash": block_hash(number - 1), "logsBloom": bloom(), "transactions": [],
    }  # fmt: skip


def logs(asked: dict[str, Any]) -> list[dict[str, Any]]:
    if "blockHash" in asked:
        return [log(int(asked["blockHash"], 16) - 1)]
    first, last = int(asked["fromBlock"], 16), int(asked["toBlock"], 16)
    return [log(number) for number in range(first, last + 1)]


@contextmanager
def serving(
    twist: Callable[[Vendor, str, list[Any]], Answer | None],
) -> Iterator[tuple[str, Vendor]]:
    """Serve a vendor; yields its URL."""
    vendor = Vendor(twist)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        # Head and body are two writes; the second is not to wait for what acknowledges the first.
        disable_nagle_algorithm = True

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

        def do_POST(self) -> None:
            request = json.loads(self.rfile.read(int(self.headers["content-length"])))
            status, document, headers = vendor.answer(request)
            body = document if isinstance(document, bytes) else json.dumps(document).encode()
            self.send_response(status)
            for name, value in {"content-length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", vendor
    finally:
        server.shutdown()
        server.server_close()
