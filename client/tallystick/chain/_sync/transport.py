"""How a node is reached by requests that block: web3's provider for a URL, and its end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from web3 import HTTPProvider

from tallystick.errors import ConfigError

if TYPE_CHECKING:
    from web3.providers.base import BaseProvider

__all__ = ["checked_url", "closed", "opened"]


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


def opened(rpc: str | BaseProvider, timeout_seconds: int) -> BaseProvider:
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
    return HTTPProvider(
        checked_url(rpc),
        request_kwargs={"timeout": timeout_seconds},
        exception_retry_configuration=None,  # the caller decides: TransportError.retryable
    )


def closed(provider: BaseProvider) -> None:
    """Close the sockets that `opened` has made for a URL; a later request would open new ones.

    Args:
        provider: A provider that was made for a URL.
    """
    assert isinstance(provider, HTTPProvider), "made for a URL"
    # web3 closes sessions only where it is asynchronous.
    sessions = provider._request_session_manager.session_cache  # noqa: SLF001
    for _, session in tuple(sessions.items()):  # a cache of web3's own, which has no values()
        session.close()
    sessions.clear()
