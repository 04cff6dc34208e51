"""A custodian that books every order at once, in place of the bank that a company has.

It is for trying a node out on one machine: there is no money. It forgets everything at its end, and
its orders are never asked of any client. The field map beside it says how it names things.
"""

import argparse
import json
import ssl
import sys
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

BODY_BYTES_MAX = 2**16


def serve(port: int, certificate: Path, key: Path) -> ThreadingHTTPServer:
    """Return the server, which talks TLS alone."""
    orders: dict[str, dict[str, Any]] = {}

    class Bank(BaseHTTPRequestHandler):
        def do_PUT(self) -> None:
            number = self.path.rpartition("/")[2]
            body = self.rfile.read(min(int(self.headers["content-length"]), BODY_BYTES_MAX))
            today = datetime.now(UTC).date().isoformat()
            order = {"reference": f"B-{len(orders) + 1}", "status": "booked", "bookedOn": today}
            self.say(orders.setdefault(number, {**json.loads(body), **order}))

        def do_GET(self) -> None:
            place, _, name = self.path.removeprefix("/").partition("/")
            if place == "orders":
                self.say(orders.get(name))
            elif place == "statements":
                self.say([order for order in orders.values() if order["bookedOn"] == name])
            elif place == "balances":
                booked = [order for order in orders.values() if order["bookedOn"] <= name]
                signs = {"credit": 1, "debit": -1}
                self.say({"balance": sum(o["amount"] * signs[o["kind"]] for o in booked)})
            else:
                self.say(None)

        def say(self, document: Any) -> None:
            answer = json.dumps(document).encode()
            self.send_response(200 if document is not None else 404)
            self.send_header("content-length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", port), Bank)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    return server


def main(arguments: list[str]) -> None:
    """Answer until it is stopped."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8092)
    parser.add_argument("--certificate", type=Path, required=True)
    parser.add_argument("--key", type=Path, required=True)
    chosen = parser.parse_args(arguments)
    server = serve(chosen.port, chosen.certificate, chosen.key)
    print(f"a bank on https://127.0.0.1:{server.server_address[1]}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main(sys.argv[1:])
