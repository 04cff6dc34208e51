"""Sessions of requests whose exchanges end with their `Deadline`: connecting, head and body."""

from __future__ import annotations

import http.client
import io
import socket
from typing import TYPE_CHECKING, Any

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection

from tallystick.exchanges.deadline import TimedReader, seconds_left

if TYPE_CHECKING:
    from urllib3.util import Retry

__all__ = ["timed_session"]


class _TimedResponse(http.client.HTTPResponse):
    def __init__(self, sock: socket.socket, *arguments: Any, **options: Any) -> None:
        super().__init__(sock, *arguments, **options)
        self.fp.close()
        self.fp = io.BufferedReader(TimedReader(sock))


class _Timed(HTTPConnection):
    """The steps that urllib3 gives a limit each."""

    response_class = _TimedResponse

    def _new_conn(self) -> socket.socket:
        self.timeout = seconds_left(self._limit())
        connected = super()._new_conn()
        connected.settimeout(seconds_left(self.timeout))  # for the handshake that may follow
        return connected

    def send(self, data: Any) -> None:
        """Send what fits into the time; see urllib3.

        Args:
            data: What is sent.

        Raises:
            TimeoutError: When the deadline is over.
        """
        if self.sock is not None:
            self.sock.settimeout(seconds_left(self._limit()))
        super().send(data)

    def _limit(self) -> float | None:
        return self.timeout if isinstance(self.timeout, int | float) else None


class _TimedTls(_Timed, HTTPSConnection):
    """The same over TLS."""


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Timed


class _TlsPool(HTTPSConnectionPool):
    ConnectionCls = _TimedTls


class _TimedAdapter(HTTPAdapter):
    def init_poolmanager(self, *arguments: Any, **options: Any) -> None:
        super().init_poolmanager(*arguments, **options)
        self.poolmanager.pool_classes_by_scheme = {"http": _Pool, "https": _TlsPool}

    def proxy_manager_for(self, *arguments: Any, **options: Any) -> Any:
        manager = super().proxy_manager_for(*arguments, **options)
        manager.pool_classes_by_scheme = {"http": _Pool, "https": _TlsPool}
        return manager


def timed_session(again: Retry | None = None) -> requests.Session:
    """Return a session whose exchanges end with the `Deadline` that they are made in.

    Args:
        again: What is asked again; nothing without it.

    Returns:
        The session, for the caller to close.
    """
    session = requests.Session()
    for scheme in ("http://", "https://"):
        session.mount(scheme, _TimedAdapter(max_retries=0 if again is None else again))
    return session
