"""The embedded chain as a web3 provider: the same answers as over HTTP, without the network."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from web3.providers.base import BaseProvider

from tallystick_node.chain.refusals import RpcRefusal
from tallystick_node.chain.rpc import RpcTable

if TYPE_CHECKING:
    from web3.types import RPCEndpoint, RPCResponse

    from tallystick_node.chain.builder import BlockBuilder

__all__ = ["EmbeddedProvider"]


class EmbeddedProvider(BaseProvider):
    """Hands requests to the RPC table; callers in any thread are served one at a time."""

    def __init__(self, builder: BlockBuilder, *, development: bool = False) -> None:
        """Answer for a chain; with `development` also what sets its clock and gives coin."""
        super().__init__()
        self.builder = builder
        self.table = RpcTable(builder, development=development)
        self._requests = 0

    def make_request(self, method: RPCEndpoint, params: Any) -> RPCResponse:
        """Return the JSON-RPC answer, an error object included."""
        self._requests += 1
        try:
            result = self.table.answer(method, params)
        except RpcRefusal as refusal:
            return {"jsonrpc": "2.0", "id": self._requests, "error": refusal.as_error()}  # type: ignore[typeddict-item]
        return {"jsonrpc": "2.0", "id": self._requests, "result": result}

    def is_connected(self, show_traceback: bool = False) -> bool:  # noqa: ARG002, FBT001, FBT002
        """Return True: the chain lives in this process."""
        return True
