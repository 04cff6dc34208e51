"""Addresses among the settings: what cannot be one is refused before anybody connects."""

from __future__ import annotations

from ipaddress import ip_network
from typing import Annotated
from urllib.parse import parse_qs, urlsplit

from pydantic import AfterValidator

from tallystick.errors import ConfigError
from tallystick.urls import PORT_MAX, host_defect, url_defect

__all__ = [
    "Host", "Network", "Origin", "SafeUrl", "WebUrl", "on_this_machine", "require_database",
]  # fmt: skip

_HERE = {"localhost", "127.0.0.1", "::1"}
_EVERY_ORIGIN = "*"


def on_this_machine(url: str) -> bool:
    """Return whether an address is plain http that does not leave this machine.

    Args:
        url: The address.

    Returns:
        True for http at a loopback address that is written out as one.
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme == "http" and parts.hostname in _HERE and "@" not in parts.netloc


def require_database(url: str) -> None:
    """Require that a database's URL names a file, or a server that there may be.

    Args:
        url: The URL, which may hold a password and is not quoted.

    Raises:
        ConfigError: DATABASE:URL.
    """
    kinds = ("sqlite", "postgresql", "postgresql+psycopg")
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        parts, host, port = urlsplit(""), None, None
    if parts.scheme not in kinds or "://" not in url or not parts.path.strip("/"):
        raise ConfigError(
            "DATABASE:URL", "the database must be sqlite:///FILE or postgresql://USER@HOST/NAME"
        )
    if parts.scheme == "sqlite":
        return
    if port == 0 or parts.netloc.endswith(":"):
        raise ConfigError("DATABASE:URL", f"the database's port is 1 to {PORT_MAX}")
    if host is None and "host" in parse_qs(parts.query):
        return  # a socket, or several hosts, which its driver reads
    defect = None if host is None and not parts.netloc else host_defect(host or "")
    if defect is not None:
        raise ConfigError("DATABASE:URL", f"the database's URL: {defect}")


def _web(url: str) -> str:
    defect = url_defect(url)
    if defect is not None:
        raise ValueError(f"this is not a valid URL: {defect}")
    return url


def _safe(url: str) -> str:
    rule = "it is an https address, or http on this machine alone"
    defect = url_defect(url)
    if defect is not None:
        raise ValueError(f"{rule}, and {defect}")
    if urlsplit(url).scheme != "https" and not on_this_machine(url):
        raise ValueError(rule)
    return url


def _origin(origin: str) -> str:
    if origin == _EVERY_ORIGIN:
        return origin
    parts = urlsplit(_web(origin))
    if parts.path or parts.query or parts.fragment:
        raise ValueError("an origin has neither path nor query")
    return origin


def _host(host: str) -> str:
    defect = host_defect(host)
    if defect is not None:
        raise ValueError(defect)
    return host


def _network(text: str) -> str:
    try:
        network = ip_network(text)
    except ValueError as wrong:
        raise ValueError(f"this is not a valid address or network: {wrong}") from None
    if not network.prefixlen:
        raise ValueError("everybody is no proxy")
    return str(network)


WebUrl = Annotated[str, AfterValidator(_web)]
SafeUrl = Annotated[str, AfterValidator(_safe)]
Origin = Annotated[str, AfterValidator(_origin)]
Host = Annotated[str, AfterValidator(_host)]
Network = Annotated[str, AfterValidator(_network)]
