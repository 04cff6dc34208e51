"""What can be a host and what can be a URL, said before anybody connects or listens."""

from __future__ import annotations

import errno
import re
from collections.abc import Collection
from ipaddress import ip_address
from urllib.parse import urlsplit

__all__ = ["authority", "host_defect", "require_host", "url_defect"]

PORT_MAX = 65_535
HOST_CHARACTERS_MAX = 253
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?", re.ASCII | re.IGNORECASE)
# What is in no URL unless it is written with a percent sign (RFC 3986).
_OUTSIDE = re.compile(r"[^!-~]|[\"<>\\^`{|}]")


def host_defect(host: str) -> str | None:
    """Return why nothing can be reached or served under a host's name.

    Args:
        host: An IP address, IPv6 without brackets, or a name in ASCII.

    Returns:
        A clause, None when it may be one.
    """
    if not host:
        return "the host is empty"
    try:
        ip_address(host)
    except ValueError:
        pass
    else:
        return None
    labels = host.removesuffix(".").split(".")
    named = len(host) <= HOST_CHARACTERS_MAX and all(_LABEL.fullmatch(part) for part in labels)
    # A name whose last part is a number is read as an address, and it is none.
    if not named or labels[-1].isdigit():
        return f"{host!r} is neither an IP address nor a host's name in ASCII"
    return None


def require_host(host: str) -> None:
    """Require that one can listen under a host's name, as the system would; it would not say why.

    Args:
        host: An IP address, IPv6 without brackets, or a name in ASCII.

    Raises:
        OSError: With the reason.
    """
    defect = host_defect(host)
    if defect is not None:
        raise OSError(errno.EADDRNOTAVAIL, defect)


def url_defect(url: str, schemes: Collection[str] = ("http", "https")) -> str | None:
    """Return why a text is not the URL of a server.

    Args:
        url: The text. It is not quoted, since it may hold a key.
        schemes: What it may begin with.

    Returns:
        A clause, None when it may be one.
    """
    if _OUTSIDE.search(url):
        return "a URL has no blanks, controls or letters beyond ASCII"
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return f"its host or port cannot be read; a port is 1 to {PORT_MAX}"
    if parts.scheme not in schemes or "//" not in url:
        return f"it begins with {' or '.join(f'{scheme}://' for scheme in schemes)}"
    if "@" in parts.netloc:
        return "it holds a name or a password, which belongs elsewhere"
    return _place_defect(parts.netloc, port) or host_defect(host)


def _place_defect(netloc: str, port: int | None) -> str | None:
    if port == 0 or netloc.endswith(":"):
        return f"a port is 1 to {PORT_MAX}"
    bracketed, _, behind = netloc.rpartition("]")
    if behind.count(":") > 1 or (bracketed and behind and not behind.startswith(":")):
        return "an IPv6 address stands in brackets, and nothing but a port behind them"
    return None


def authority(host: str, port: int) -> str:
    """Return host and port as they stand in a URL.

    Args:
        host: An IP address or a name.
        port: The port.

    Returns:
        `host:port`, an IPv6 address in brackets.
    """
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
