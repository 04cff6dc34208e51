"""The chain elsewhere behind a bulkhead: when its node stalls, only so many threads wait for it.

A thread that waits for a node answers nobody. Without a bound one endpoint that takes every request
and answers none would have all threads of the API, and nothing that needs no chain would be served.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from tallystick.chain._sync.transport import PatientProvider
from tallystick.errors import TransportError

if TYPE_CHECKING:
    from web3.types import RPCEndpoint, RPCResponse

__all__ = ["AT_ONCE_MAX", "BulkheadProvider"]

# Of the threads that answer requests (40) and those that work.
AT_ONCE_MAX = 16
ADMISSION_SECONDS = 2.0
TIMEOUT_SECONDS = 10


class BulkheadProvider(PatientProvider):
    """Asks a node with a few requests at once; who finds no place in time is refused."""

    def __init__(self, url: str, timeout_seconds: int = TIMEOUT_SECONDS) -> None:
        """Ask a node by its URL.

        Args:
            url: The node's http(s) URL.
            timeout_seconds: How long one request may take.
        """
        super().__init__(url, timeout_seconds)
        self._places = threading.BoundedSemaphore(AT_ONCE_MAX)

    def make_request(self, method: RPCEndpoint, params: Any) -> RPCResponse:
        """Ask the node; see web3.

        Args:
            method: The method's name.
            params: Its parameters.

        Returns:
            An object with `result` or `error`.

        Raises:
            TransportError: RPC:BUSY when no place was free in time; as the provider says otherwise.
        """
        if not self._places.acquire(timeout=ADMISSION_SECONDS):
            raise TransportError(
                "RPC:BUSY", f"{AT_ONCE_MAX} questions wait for the chain's node already; try later"
            )
        try:
            return super().make_request(method, params)
        finally:
            self._places.release()
