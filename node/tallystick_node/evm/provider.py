"""The embedded chain as a web3 provider: the same responses as over HTTP, without the network."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING, Any, cast

from web3.providers.base import JSONBaseProvider

from tallystick_node.evm.refusals import RpcRefusal
from tallystick_node.evm.rpc import RpcTable
from tallystick_node.evm.rpc.protocol import answer_safely

if TYPE_CHECKING:
    from web3.types import RPCEndpoint, RPCResponse

    from tallystick_node.evm.builder import BlockBuilder
    from tallystick_node.evm.priority import Precedence

__all__ = ["EmbeddedProvider"]


class EmbeddedProvider(JSONBaseProvider):
    """Hands requests to the RPC table; callers in any thread are served one at a time."""

    # No other node answers in its place: see `tallystick.chain.Connection.alone`.
    in_process = True

    def __init__(
        self,
        builder: BlockBuilder,
        *,
        development: bool = False,
        others: Precedence | None = None,
    ) -> None:
        """Answer for a chain; with `development` also what sets its clock and gives coin.

        others: whom what is asked here goes before; None where nobody else asks.
        """
        super().__init__()
        self._asking = nullcontext if others is None else others.asking
        self.builder = builder
        self.table = RpcTable(builder, development=development)

    def make_request(self, method: RPCEndpoint, params: Any) -> RPCResponse:
        """Return the JSON-RPC response, which may carry an error object.

        Args:
            method: The method's name.
            params: Its parameters.

        Returns:
            The response.
        """
        with self._asking():
            result = answer_safely(self.table, method, params)
        response: dict[str, Any] = {"jsonrpc": "2.0", "id": next(self.request_counter)}
        if isinstance(result, RpcRefusal):
            return cast("RPCResponse", response | {"error": result.as_error()})
        return cast("RPCResponse", response | {"result": result})

    def make_batch_request(
        self, requests: list[tuple[RPCEndpoint, Any]]
    ) -> list[RPCResponse] | RPCResponse:
        """Return the responses in the order of the requests.

        Args:
            requests: Methods with their parameters.

        Returns:
            The responses.
        """
        return [self.make_request(method, params) for method, params in requests]

    def is_connected(self, show_traceback: bool = False) -> bool:  # noqa: ARG002, FBT001, FBT002
        """Return True: the chain is in this process.

        Args:
            show_traceback: Not used; web3 passes it.

        Returns:
            True.
        """
        return True
