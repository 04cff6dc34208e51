"""A node that lies: the real one behind an edge where answers and questions can be changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import requests
from web3 import Web3
from web3.providers.base import BaseProvider

from tallystick.chain.artifacts import interface

__all__ = ["LyingProvider"]

Change = Callable[[Any], Any]


class LyingProvider(BaseProvider):
    """Asks a chain in this process and changes what goes in and what comes out."""

    def __init__(self, honest: BaseProvider) -> None:
        super().__init__()
        self._web3 = Web3(honest)
        self.answers: dict[str, Change] = {}
        self.questions: dict[str, Change] = {}
        self.views: dict[tuple[str, str], Change] = {}
        self.batches = True
        self.requests_left = 10**9

    def make_request(self, method: Any, params: Any) -> Any:
        self.requests_left -= 1
        if self.requests_left < 0:
            raise requests.ConnectionError("the line is cut")
        asked = [*params]
        if method in self.questions:
            asked = self.questions[method](asked)
        if method == "eth_call" and not asked[0].get("to") and (self.views or not self.batches):
            error = {"code": -32_000, "message": "max initcode size exceeded"}
            return {"jsonrpc": "2.0", "id": 1, "error": error}
        answer = self._web3.manager.request_blocking(method, asked)
        if method == "eth_call" and asked[0].get("to"):
            answer = self._view(asked[0], answer)
        if method in self.answers:
            answer = self.answers[method](answer)
        return {"jsonrpc": "2.0", "id": 1, "result": answer}

    def lie_about(self, address: str, contract: str, function: str, change: Change) -> None:
        """Change the first word of a view's answer, a number."""
        selector = interface(contract).function(function).selector.hex()
        self.views[address.lower(), selector] = change

    def _view(self, request: dict[str, Any], answer: Any) -> Any:
        data = str(request["data"]).removeprefix("0x")
        change = self.views.get((str(request["to"]).lower(), data[:8]))
        if change is None:
            return answer
        raw = bytes.fromhex(answer[2:]) if isinstance(answer, str) else bytes(answer)
        return "0x" + change(int.from_bytes(raw[:32])).to_bytes(32).hex() + raw[32:].hex()
