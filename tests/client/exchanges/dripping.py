"""Servers that never fall silent and never come to an end: a byte every little while."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["DRIPS", "dripping", "stopwatch"]

HEAD = b"HTTP/1.1 200 OK\r\n"
# What comes at once, and what comes again and again.
DRIPS = {
    "body": (HEAD + b"Content-Length: 100000\r\n\r\n", b" "),
    "chunks": (HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n"),
    "until closed": (HEAD + b"\r\n", b" "),
    "status": (b"", b"H"),
    "head": (HEAD + b"X-Long: ", b"x"),
    "continue": (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "trailers": (HEAD + b"Transfer-Encoding: chunked\r\n\r\n0\r\n", b"x-a: 1\r\n"),
}


@contextmanager
def dripping(drip: str | tuple[bytes, bytes], seconds: float = 0.05) -> Iterator[str]:
    """Serve a drip to everybody who connects; yields `host:port`."""
    first, drop = DRIPS[drip] if isinstance(drip, str) else drip
    ended = threading.Event()
    threads: list[threading.Thread] = []

    def drop_by_drop(connection: socket.socket) -> None:
        with connection:
            try:
                connection.sendall(first)
                while not ended.wait(seconds):
                    connection.sendall(drop)
            except OSError:
                return

    def serve() -> None:
        while True:
            try:
                connection, _ = server.accept()
            except OSError:
                return
            threads.append(threading.Thread(target=drop_by_drop, args=(connection,)))
            threads[-1].start()

    with socket.create_server(("127.0.0.1", 0)) as server:
        accepting = threading.Thread(target=serve)
        accepting.start()
        try:
            yield f"127.0.0.1:{server.getsockname()[1]}"
        finally:
            ended.set()
            server.shutdown(socket.SHUT_RDWR)
            accepting.join()
            for thread in threads:
                thread.join()


@contextmanager
def stopwatch(seconds_max: float) -> Iterator[None]:
    """Fail when the block takes longer."""
    began = time.monotonic()
    yield
    assert time.monotonic() - began < seconds_max
