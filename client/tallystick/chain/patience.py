"""How often one question is asked of a node, and how long that may take."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tallystick.chain.answers import BUSY, SLOW, UNREACHABLE, Pause, answer_of, asked_ms, pause_ms
from tallystick.errors import TransportError

__all__ = ["Patience", "is_ranged"]

_LOGS = "eth_getLogs"
_READS = ("eth_", "net_", "web3_", "debug_trace", "trace_")
_SENDS = "eth_send"
_FAILED_FROM = 500


def is_ranged(method: str, params: Any) -> bool:
    """Return whether a question is about a range of blocks, which can be too wide.

    Args:
        method: The method's name.
        params: Its parameters.

    Returns:
        Whether it is.
    """
    asked = params[0] if isinstance(params, list | tuple) and params else None
    return method == _LOGS and isinstance(asked, Mapping) and "blockHash" not in asked


@dataclass
class Patience:
    """One question from its first attempt to its last.

    Whatever a gateway says in the node's place, what only reads is asked again within seconds_max;
    what sends is not, since it may have arrived.
    """

    method: str
    params: Any
    seconds_max: int
    _attempt: int = 0
    _began: int = field(default_factory=time.monotonic_ns)

    def answer(
        self, status: int, headers: Mapping[str, str], body: bytes, asked: bytes
    ) -> dict[str, Any] | Pause:
        """Read an answer; see `answer_of`.

        Args:
            status: The status of HTTP.
            headers: The headers.
            body: The content, as much as was read.
            asked: The request as it was sent.

        Returns:
            An object with `result` or `error`, or a Pause.

        Raises:
            TransportError: As `answer_of` says.
        """
        ranged, number = is_ranged(self.method, self.params), json.loads(asked)["id"]
        try:
            answer = answer_of(status, headers, body, number, ranged=ranged)
        except TransportError as failed:
            # A narrower question may be answered in time; any other is asked again as it is.
            again = {UNREACHABLE} if ranged else {UNREACHABLE, SLOW}
            if status < _FAILED_FROM or failed.code not in again:
                raise
            return Pause(asked_ms(headers), failed.sentence, failed.code)
        if self._attempt and isinstance(answer, Pause) and answer.error is not None:
            # Some gateways refuse under one number whatever they were asked under.
            return {"jsonrpc": "2.0", "id": number, "error": answer.error}
        return answer

    def ms(self, pause: Pause) -> int:
        """Return how long to wait before the question is asked again.

        Args:
            pause: What came in place of an answer.

        Returns:
            Milliseconds.

        Raises:
            TransportError: With the pause's code when it is not to be asked again.
        """
        self._attempt += 1
        ms = pause_ms(pause, self._attempt)
        if pause.code == BUSY:
            return ms
        reads = self.method.startswith(_READS) and not self.method.startswith(_SENDS)
        until = self._began + self.seconds_max * 10**9
        if not reads or time.monotonic_ns() + ms * 10**6 > until:
            raise pause.ended()
        return ms
