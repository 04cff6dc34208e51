"""Serve a fresh platform over HTTP for a smoke test: `smoke_chain.py FOLDER`, until it is killed.

The embedded chain in this process, with test people and one listed loan. FOLDER receives
platform.json, key.json (an investor's keystore, password `smoke`), and at last `url` with the
node's URL and the loan's number. For tests alone: one process, keys that anyone knows.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

from eth_account import Account
from eth_utils.crypto import keccak

from tallystick.chain._sync.connection import Connection
from tallystick.deploy import deploy
from tallystick.platform._sync.platform import Platform
from tallystick.testing.actors import Actors
from tallystick.testing.loans import LoanBuilder
from tallystick_node.evm import BlockBuilder, EmbeddedProvider, Genesis

GAS_LIMIT = 16_000_000


class JsonRpc(BaseHTTPRequestHandler):
    """Answers JSON-RPC requests, alone or in batches, one after the other."""

    provider: ClassVar[EmbeddedProvider]
    one_at_a_time = threading.Lock()
    protocol_version = "HTTP/1.1"
    # Head and body are two writes; the second is not to wait for what acknowledges the first.
    disable_nagle_algorithm = True

    def do_POST(self) -> None:
        """Answer a request."""
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        with self.one_at_a_time:
            many = isinstance(asked, list)
            answered = [self._answer(request) for request in (asked if many else [asked])]
        body = json.dumps(answered if many else answered[0]).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _answer(self, request: dict[str, Any]) -> dict[str, Any]:
        answer = self.provider.make_request(request["method"], request.get("params", []))
        return {**answer, "id": request["id"]}

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's name
        """Say nothing."""


def serve(folder: Path) -> None:
    """Deploy, list a loan, write the files, and serve for ever."""
    people = Actors.make()
    coin = tuple(signer.address for signer in people.everyone)
    provider = EmbeddedProvider(BlockBuilder(Genesis(int(time.time()), funded=coin)))
    connection = Connection.open(provider)
    deployment = deploy(connection, people.deployer, people.roles(), dev=True, gas_limit=GAS_LIMIT)
    platform = Platform.connect(connection, deployment, gas_limit=GAS_LIMIT)
    people.settle_in(platform)
    loan = LoanBuilder(platform, people).listed()
    (folder / "platform.json").write_text(json.dumps(deployment.document()), encoding="utf-8")
    key = keccak(text="tallystick test key: investor 0")
    (folder / "key.json").write_text(
        json.dumps(Account.encrypt(key, "smoke", kdf="pbkdf2", iterations=1)), encoding="utf-8"
    )
    JsonRpc.provider = provider
    server = ThreadingHTTPServer(("127.0.0.1", 0), JsonRpc)
    # Written at once: whoever waits for the file finds it whole.
    (folder / "url.part").write_text(
        f"http://127.0.0.1:{server.server_port} {loan}\n", encoding="utf-8"
    )
    (folder / "url.part").replace(folder / "url")
    server.serve_forever()


if __name__ == "__main__":
    serve(Path(sys.argv[1]))
