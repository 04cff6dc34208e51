"""A bureau on a port of this machine that gives recorded replies, signed by its own keys.

The replies are in the form of the bureaus' published interfaces; people and numbers are made up.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256

OUR_KEY = generate_private_key(65_537, 2_048)
BUREAU_KEY = generate_private_key(65_537, 2_048)
SECRET = b"a secret of thirty-two bytes long"


@dataclass
class Asked:
    """What the bureau was asked."""

    path: str
    body: bytes
    headers: dict[str, str]


@dataclass
class Reply:
    """One answer: status, bytes, headers, and how long it takes."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    hang_up: bool = False


@dataclass
class BureauServer:
    """Answers with what `answer` makes of each question."""

    answer: Callable[[Asked], Reply]
    asked: list[Asked] = field(default_factory=list)
    url: str = ""


@contextmanager
def bureau(answer: Callable[[Asked], Reply]) -> Iterator[BureauServer]:
    served = BureauServer(answer)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            asked = Asked(self.path, body, {k.lower(): v for k, v in self.headers.items()})
            served.asked.append(asked)
            reply = served.answer(asked)
            time.sleep(reply.seconds)
            if reply.hang_up:
                self.close_connection = True
                return
            self.send_response(reply.status)
            for name, value in {**reply.headers, "content-length": str(len(reply.body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(reply.body)

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


def sesame_question(asked: Asked) -> dict[str, str]:
    return dict(parse_qsl(asked.body.decode()))


def sesame_reply(asked: Asked, recorded: dict[str, Any], key: Any = BUREAU_KEY) -> Reply:
    """The recorded reply to this very question, signed over its bytes."""
    content = json.loads(sesame_question(asked)["biz_content"])
    answer = {"transaction_id": content["transaction_id"], **recorded}
    text = json.dumps(answer, ensure_ascii=False, separators=(",", ":"))
    sign = base64.b64encode(key.sign(text.encode(), PKCS1v15(), SHA256())).decode()
    whole = f'{{"zhima_credit_score_get_response":{text},"sign":"{sign}"}}'
    return Reply(body=whole.encode())


def baihang_reply(asked: Asked, recorded: dict[str, Any], secret: bytes = SECRET) -> Reply:
    """The recorded reply, signed over the number of the question."""
    body = json.dumps(recorded, ensure_ascii=False).encode()
    signed = b"answer." + asked.headers["x-bh-number"].encode() + b"." + body
    return Reply(
        body=body, headers={"x-bh-sign": hmac.new(secret, signed, hashlib.sha256).hexdigest()}
    )
