"""How a node is reached under asyncio: web3's provider for a URL, and its end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import aiohttp
from web3 import AsyncHTTPProvider

from tallystick.chain._sync.transport import checked_url

if TYPE_CHECKING:
    from web3.providers.async_base import AsyncBaseProvider

__all__ = ["closed", "opened"]


async def opened(rpc: str | AsyncBaseProvider, timeout_seconds: int) -> AsyncBaseProvider:
    """Return the provider for a URL, or the one that was given.

    Args:
        rpc: The http(s) URL of a node, or a web3 provider.
        timeout_seconds: How long one request may take; only for a URL.

    Returns:
        The provider, which does not repeat a request by itself when it was made for a URL.

    Raises:
        ConfigError: CONFIG:RPC for another kind of URL.
    """
    if not isinstance(rpc, str):
        return rpc
    provider = AsyncHTTPProvider(
        checked_url(rpc),
        request_kwargs={"timeout": aiohttp.ClientTimeout(timeout_seconds)},
        exception_retry_configuration=None,  # the caller decides: TransportError.retryable
    )
    # web3's own session closes the socket after every request.
    await provider.cache_async_session(aiohttp.ClientSession(raise_for_status=True))
    return provider


async def closed(provider: AsyncBaseProvider) -> None:
    """Close the sockets that `opened` has made for a URL.

    Args:
        provider: A provider that was made for a URL.
    """
    assert isinstance(provider, AsyncHTTPProvider), "made for a URL"
    await provider.disconnect()
