"""Four providers that give recorded answers, in place of those whom a company has contracts with.

It plays a register of persons, a card check, a judge of faces and a carrier of text messages, for
trying a node out on one machine: it vouches for nobody, and sends nothing to anyone. Text messages
become lines of a file. The field maps beside it say how it names things.
"""

import argparse
import hashlib
import hmac
import json
import sys
import threading
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

BODY_BYTES_MAX = 16 * 2**20


def recorded(path: str, asked: Mapping[str, Any]) -> dict[str, Any]:
    """What each provider answers to somebody about whom there is nothing to say."""
    number = {"requestId": asked.get("requestId")}
    if path == "/identity":
        return {**number, "result": {"code": "0", "serial": "R-0001"}}
    if path == "/card":
        return {**number, "mismatches": ["none"], "serial": "C-0001"}
    if path == "/liveness":
        scores = {"alive": 99.1, "same": 98.4}
        return {**number, "finding": "ok", "serial": "L-0001", "scores": scores}
    return {"status": "accepted", "messageId": "S-0001"}


def signed(secret: bytes, first: str, number: str, body: bytes) -> str:
    """HMAC-SHA256 over what came first, the question's number and the body."""
    return hmac.new(secret, f"{first}.{number}.".encode() + body, hashlib.sha256).hexdigest()


def serve(port: int, secret: bytes, outbox: Path) -> ThreadingHTTPServer:
    """Return the server; text messages are added to the outbox, a line each."""
    written = threading.Lock()

    class Providers(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(min(int(self.headers["content-length"]), BODY_BYTES_MAX))
            number, time = self.headers.get("x-number", ""), self.headers.get("x-time", "")
            signature = self.headers.get("x-signature", "")
            if not hmac.compare_digest(signature, signed(secret, time, number, body)):
                self.send_error(401)
                return
            asked = json.loads(body)
            if self.path == "/sms":
                with written, outbox.open("a", encoding="utf-8") as lines:
                    lines.write(json.dumps(asked, ensure_ascii=False) + "\n")
            answer = json.dumps(recorded(self.path, asked)).encode()
            self.send_response(200)
            self.send_header("content-length", str(len(answer)))
            self.send_header("x-signature", signed(secret, "answer", number, answer))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            """Say nothing: what is asked are people's data."""

    return ThreadingHTTPServer(("127.0.0.1", port), Providers)


def main(arguments: list[str]) -> None:
    """Answer until it is stopped."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8090)
    parser.add_argument("--secret-file", type=Path, required=True)
    parser.add_argument("--outbox", type=Path, default=Path("text-messages.jsonl"))
    chosen = parser.parse_args(arguments)
    secret = chosen.secret_file.read_text("utf-8").strip().encode()
    server = serve(chosen.port, secret, chosen.outbox)
    print(f"answers on http://127.0.0.1:{server.server_address[1]}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main(sys.argv[1:])
