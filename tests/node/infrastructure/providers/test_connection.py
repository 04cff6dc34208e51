"""The line to a provider: both sides show who they are, and no answer is waited for endlessly."""

from __future__ import annotations

import gzip
import socket
import ssl
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest
import trustme

from tallystick.errors import ConfigError
from tallystick_node.infrastructure.providers.connection import ProviderLine
from tallystick_node.infrastructure.providers.failure import ProviderFailed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Greeting(BaseHTTPRequestHandler):
    """Answers every question with a word."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["content-length"]))
        self.send_response(200)
        self.send_header("content-length", "5")
        self.end_headers()
        self.wfile.write(b"hello")

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def url(authority: trustme.CA) -> Iterator[str]:
    """A provider that talks to nobody who shows no certificate of the authority."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.verify_mode = ssl.CERT_REQUIRED
    authority.configure_trust(context)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Greeting)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield f"https://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def files(tmp_path: Path, authority: trustme.CA) -> dict[str, Any]:
    authority.cert_pem.write_to_path(tmp_path / "authority.pem")
    ours = authority.issue_cert("node.test")
    ours.private_key_pem.write_to_path(tmp_path / "key.pem")
    ours.cert_chain_pems[0].write_to_path(tmp_path / "certificate.pem")
    return {
        "authority": tmp_path / "authority.pem",
        "certificate": (tmp_path / "certificate.pem", tmp_path / "key.pem"),
    }


def asked(url: str, **options: Any) -> bytes:
    line = ProviderLine(url, tries=1, **options)
    try:
        return line.post("/", b"{}", {})[0]
    finally:
        line.close()


def test_both_sides_show_who_they_are(url: str, files: dict[str, Any]) -> None:
    assert asked(url, **files) == b"hello"


@pytest.mark.parametrize("missing", ["authority", "certificate"])
def test_a_side_that_shows_nothing_gets_nothing(
    url: str, files: dict[str, Any], missing: str
) -> None:
    del files[missing]
    with pytest.raises(ProviderFailed, match="PROVIDER:UNAVAILABLE"):
        asked(url, **files)


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"PROVIDER:TLS: there is no file .*none\.pem"):
        ProviderLine("https://127.0.0.1:1", authority=tmp_path / "none.pem")


@pytest.mark.parametrize(
    ("header", "drop"),
    [(b"transfer-encoding: chunked", b"1\r\nx\r\n"), (b"content-length: 65536", b"x")],
)
def test_an_answer_that_comes_drop_by_drop_is_given_up(header: bytes, drop: bytes) -> None:
    ended = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:

        def drip() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(65_536)
                connection.sendall(b"HTTP/1.1 200 OK\r\n" + header + b"\r\n\r\n")
                while not ended.wait(0.05):
                    try:
                        connection.sendall(drop)
                    except OSError:
                        return

        thread = threading.Thread(target=drip)
        thread.start()
        try:
            with pytest.raises(ProviderFailed, match="PROVIDER:TIMEOUT"):
                asked(f"http://127.0.0.1:{server.getsockname()[1]}", seconds_max=0.4)
        finally:
            ended.set()
            thread.join()


def answered(raw: bytes) -> bytes:
    """What the line makes of the very bytes of an answer, after which the provider hangs up."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            connection, _ = server.accept()
            with connection:
                # Whoever hangs up on what they have not read takes their answer back.
                request = b""
                while not request.endswith(b"{}"):
                    request += connection.recv(65_536)
                connection.sendall(raw)

        thread = threading.Thread(target=answer)
        thread.start()
        try:
            return asked(f"http://127.0.0.1:{server.getsockname()[1]}", seconds_max=2.0)
        finally:
            thread.join()


def test_an_answer_is_read_whole_however_it_comes() -> None:
    long = b"x" * 200_000
    assert answered(b"HTTP/1.1 200 OK\r\ncontent-length: 200000\r\n\r\n" + long) == long
    chunked = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"
    assert answered(chunked + b"5\r\nhello\r\n1\r\n!\r\n0\r\n\r\n") == b"hello!"
    packed = gzip.compress(long)
    length = f"content-length: {len(packed)}\r\n".encode()
    head = b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\n" + length + b"\r\n"
    assert answered(head + packed) == long


@pytest.mark.parametrize(
    "raw",
    [
        b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf",
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nz\r\n",
        b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 4\r\n\r\nnone",
        b"nonsense\r\n\r\n",
        b"",
    ],
)
def test_an_answer_that_is_cut_or_broken_is_none(raw: bytes) -> None:
    with pytest.raises(ProviderFailed, match="PROVIDER:UNAVAILABLE"):
        answered(raw)


def test_a_small_answer_that_unpacks_to_a_large_one_is_too_long() -> None:
    packed = gzip.compress(b"x" * 50_000_000)
    length = f"content-length: {len(packed)}\r\n".encode()
    head = b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\n" + length + b"\r\n"
    with pytest.raises(ProviderFailed, match="too long"):
        answered(head + packed)
