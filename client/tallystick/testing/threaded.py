"""A blocking web3 provider, such as that of a chain in this process, for programs under asyncio."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from web3.providers.async_base import AsyncBaseProvider

if TYPE_CHECKING:
    from web3.providers.base import BaseProvider
    from web3.types import RPCEndpoint, RPCResponse

__all__ = ["ThreadedProvider"]


class ThreadedProvider(AsyncBaseProvider):
    """Asks another provider in a thread, so that the loop goes on meanwhile."""

    def __init__(self, provider: BaseProvider) -> None:
        """Wrap a provider without middleware of its own.

        Args:
            provider: The blocking provider.
        """
        super().__init__()
        self._provider = provider

    async def make_request(self, method: RPCEndpoint, params: Any) -> RPCResponse:
        """Return the other provider's response.

        Args:
            method: The JSON-RPC method.
            params: Its parameters.

        Returns:
            The response as web3 defines it.
        """
        return await asyncio.to_thread(self._provider.make_request, method, params)

    async def is_connected(self, show_traceback: bool = False) -> bool:  # noqa: FBT001, FBT002
        """Return whether the other provider is connected.

        Args:
            show_traceback: Whether it raises an error instead of returning False.

        Returns:
            Whether it is.
        """
        return await asyncio.to_thread(self._provider.is_connected, show_traceback)
