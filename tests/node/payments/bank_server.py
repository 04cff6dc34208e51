"""A bank on a port of this machine that answers from a script, and remembers what it was asked."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Reply:
    """One answer: status, a document or raw bytes, and how long it takes."""

    status: int = 200
    document: Any = None
    raw: bytes | None = None
    seconds: float = 0.0
    hang_up: bool = False
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Recorded:
    """What the bank was asked."""

    method: str
    path: str
    body: Any
    authorization: str | None


@dataclass
class BankServer:
    """Answers in the order of the script; the last answer is given again and again."""

    script: list[Reply]
    asked: list[Recorded] = field(default_factory=list)
    url: str = ""

    def reply(self, request: Recorded) -> Reply:
        self.asked.append(request)
        return self.script.pop(0) if len(self.script) > 1 else self.script[0]


@contextmanager
def bank(*script: Reply) -> Iterator[BankServer]:
    served = BankServer(list(script))

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            size = int(self.headers.get("content-length") or 0)
            text = self.rfile.read(size)
            body = json.loads(text) if text else None
            asked = Recorded(self.command, self.path, body, self.headers.get("authorization"))
            reply = served.reply(asked)
            time.sleep(reply.seconds)
            if reply.hang_up:
                self.close_connection = True
                return
            data = reply.raw if reply.raw is not None else json.dumps(reply.document).encode()
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_GET = do_PUT = answer  # noqa: N815 - names of the standard library

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - its name there
            """Say nothing."""

    class Server(ThreadingHTTPServer):
        def handle_error(self, *_: Any) -> None:
            """Callers who have given up are what is tested."""

    server = Server(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    served.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield served
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
