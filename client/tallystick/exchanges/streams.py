"""Streams of httpcore whose exchanges end with their `Deadline`."""

from __future__ import annotations

import ssl
from collections.abc import Iterable
from typing import Any

import httpcore2

from tallystick.exchanges.deadline import seconds_left

__all__ = ["TimedBackend"]


class TimedBackend(httpcore2.NetworkBackend):
    """Connects as httpcore does; each step takes no longer than the exchange has left."""

    def __init__(self, backend: httpcore2.NetworkBackend | None = None) -> None:
        self._backend = backend or httpcore2.SyncBackend()

    def connect_tcp(
        self, host: str, port: int, timeout: float | None = None,
        local_address: str | None = None, socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:  # fmt: skip
        """Connect; see httpcore.

        Args:
            host: The name or address.
            port: The port.
            timeout: The step's own limit in seconds.
            local_address: The address to connect from.
            socket_options: The socket's options.

        Returns:
            The connection's stream.

        Raises:
            ConnectTimeout: When the deadline is over.
        """
        limit = _limit(timeout, httpcore2.ConnectTimeout)
        return _TimedStream(
            self._backend.connect_tcp(host, port, limit, local_address, socket_options)
        )

    def sleep(self, seconds: float) -> None:
        """Wait; see httpcore.

        Args:
            seconds: How long.
        """
        self._backend.sleep(seconds)


class _TimedStream(httpcore2.NetworkStream):
    def __init__(self, stream: httpcore2.NetworkStream) -> None:
        self._stream = stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _limit(timeout, httpcore2.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _limit(timeout, httpcore2.WriteTimeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore2.NetworkStream:
        limit = _limit(timeout, httpcore2.ConnectTimeout)
        return _TimedStream(self._stream.start_tls(ssl_context, server_hostname, limit))

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _limit(timeout: float | None, kind: type[httpcore2.TimeoutException]) -> float | None:
    try:
        return seconds_left(timeout)
    except TimeoutError as over:
        raise kind(str(over)) from over
