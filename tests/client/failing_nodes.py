"""Stand-ins for nodes that fail and keys that run out, for the client's tests."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import requests
from web3 import EthereumTesterProvider

if TYPE_CHECKING:
    from tallystick.chain.signer import MemorySigner, Signature

__all__ = ["CrashingSigner", "DyingProvider", "StoppedError"]


class StoppedError(Exception):
    """The process was killed here."""


class DyingProvider(EthereumTesterProvider):
    """The embedded chain behind a line that can be cut, before or after a request gets through."""

    def __init__(self, tester: Any) -> None:
        super().__init__(tester)
        self.cut: Callable[[str], bool] = lambda _: False
        self.cut_after: Callable[[str], bool] = lambda _: False

    def make_request(self, method: Any, params: Any) -> Any:
        if self.cut(method):
            raise requests.ConnectionError("the line is cut")
        answer = super().make_request(method, params)
        if self.cut_after(method):
            raise requests.ConnectionError("the line is cut")
        return answer


class CrashingSigner:
    """A signer that works so many times."""

    def __init__(self, signer: MemorySigner, times: int) -> None:
        self._signer = signer
        self._left = times

    @property
    def address(self) -> str:
        return self._signer.address

    def sign_transaction(self, transaction: Mapping[str, Any]) -> bytes:
        if self._left == 0:
            raise StoppedError
        self._left -= 1
        return self._signer.sign_transaction(transaction)

    def sign_typed_data(self, message: Mapping[str, Any]) -> Signature:
        return self._signer.sign_typed_data(message)
