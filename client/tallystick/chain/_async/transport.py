"""How a node is reached under asyncio: web3's provider for a URL, and its end."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, cast

import aiohttp
from web3 import AsyncHTTPProvider

from tallystick.chain._sync.transport import checked_url
from tallystick.chain.answers import ANSWER_BYTES_MAX, Pause
from tallystick.chain.patience import Patience

if TYPE_CHECKING:
    from web3.providers.async_base import AsyncBaseProvider
    from web3.types import RPCEndpoint, RPCResponse

__all__ = ["AsyncPatientProvider", "closed", "opened"]


class AsyncPatientProvider(AsyncHTTPProvider):
    """web3's provider, which reads answers of every status and waits when it is told to."""

    def __init__(self, url: str, timeout_seconds: int) -> None:
        super().__init__(url, exception_retry_configuration=None)
        # web3's own session closes the socket after every request.
        self._timeout_seconds = timeout_seconds
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(timeout_seconds))

    async def make_request(self, method: RPCEndpoint, params: Any) -> RPCResponse:
        """Ask the node; see web3.

        Args:
            method: The method's name.
            params: Its parameters.

        Returns:
            An object with `result` or `error`.

        Raises:
            TransportError: As `answer_of` and `Patience` say.
        """
        data = self.encode_rpc_request(method, params)
        patience = Patience(method, params, self._timeout_seconds)
        while True:
            answer = await self._ask(data, patience)
            if not isinstance(answer, Pause):
                return answer
            await asyncio.sleep(patience.ms(answer) / 1000)

    async def _ask(self, data: bytes, patience: Patience) -> RPCResponse | Pause:
        async with self._session.post(
            str(self.endpoint_uri), data=data, headers=self.get_request_headers(),
            allow_redirects=False,
        ) as response:  # fmt: skip
            body = bytearray()
            async for part in response.content.iter_chunked(2**16):
                body += part
                if len(body) > ANSWER_BYTES_MAX:
                    break
            answer = patience.answer(response.status, response.headers, bytes(body), data)
        return answer if isinstance(answer, Pause) else cast("RPCResponse", answer)

    async def disconnect(self) -> None:
        """Close the sockets."""
        await self._session.close()


async def opened(rpc: str | AsyncBaseProvider, timeout_seconds: int) -> AsyncBaseProvider:
    """Return the provider for a URL, or the one that was given.

    Args:
        rpc: The http(s) URL of a node, or a web3 provider.
        timeout_seconds: How long one request may take; only for a URL.

    Returns:
        The provider; one made for a URL repeats a request only when the node asks to wait.

    Raises:
        ConfigError: CONFIG:RPC for another kind of URL.
    """
    if not isinstance(rpc, str):
        return rpc
    return AsyncPatientProvider(checked_url(rpc), timeout_seconds)


async def closed(provider: AsyncBaseProvider) -> None:
    """Close the sockets that `opened` has made for a URL.

    Args:
        provider: A provider that was made for a URL.
    """
    assert isinstance(provider, AsyncPatientProvider), "made for a URL"
    await provider.disconnect()
