"""How a node is reached by requests that block: web3's provider for a URL, and its end."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, cast

from web3 import HTTPProvider

from tallystick.chain.answers import ANSWER_BYTES_MAX, Pause
from tallystick.chain.patience import Patience
from tallystick.errors import ConfigError
from tallystick.exchanges.deadline import Deadline
from tallystick.exchanges.sessions import timed_session

if TYPE_CHECKING:
    from web3.providers.base import BaseProvider
    from web3.types import RPCEndpoint, RPCResponse

__all__ = ["PatientProvider", "checked_url", "closed", "opened"]


def checked_url(rpc: str) -> str:
    """Return a node's URL when it is one for HTTP.

    Args:
        rpc: The URL.

    Returns:
        The URL itself.

    Raises:
        ConfigError: CONFIG:RPC when it does not begin with http:// or https://.
    """
    if not rpc.startswith(("http://", "https://")):
        raise ConfigError("CONFIG:RPC", f"the node's URL must begin with http(s)://, not {rpc!r}")
    return rpc


class PatientProvider(HTTPProvider):
    """web3's provider, which reads answers of every status and waits when it is told to."""

    def __init__(self, url: str, timeout_seconds: int) -> None:
        self._session = timed_session()
        self._timeout_seconds = timeout_seconds
        super().__init__(url, session=self._session, exception_retry_configuration=None)

    def make_request(self, method: RPCEndpoint, params: Any) -> RPCResponse:
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
            answer = self._ask(data, patience)
            if not isinstance(answer, Pause):
                return answer
            time.sleep(patience.ms(answer) / 1000)

    def _ask(self, data: bytes, patience: Patience) -> RPCResponse | Pause:
        with (
            Deadline(self._timeout_seconds),
            self._session.post(
                str(self.endpoint_uri), data=data, headers=self.get_request_headers(),
                timeout=self._timeout_seconds, stream=True, allow_redirects=False,
            ) as response,
        ):  # fmt: skip
            body = bytearray()
            for part in response.iter_content(2**16):
                body += part
                if len(body) > ANSWER_BYTES_MAX:
                    break
            answer = patience.answer(response.status_code, response.headers, bytes(body), data)
        return answer if isinstance(answer, Pause) else cast("RPCResponse", answer)

    def disconnect(self) -> None:
        """Close the sockets."""
        self._session.close()


def opened(rpc: str | BaseProvider, timeout_seconds: int) -> BaseProvider:
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
    return PatientProvider(checked_url(rpc), timeout_seconds)


def closed(provider: BaseProvider) -> None:
    """Close the sockets that `opened` has made for a URL; a later request would open new ones.

    Args:
        provider: A provider that was made for a URL.
    """
    assert isinstance(provider, PatientProvider), "made for a URL"
    provider.disconnect()
