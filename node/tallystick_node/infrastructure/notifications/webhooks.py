"""Webhooks as in Standard Webhooks: signed, over https, never to an address inside.

The signature is HMAC-SHA256 over `id.timestamp.body` with the secret behind `whsec_`; the receiver
keeps ids to drop what comes twice. Redirects are not followed, and the address that a name stands
for is checked when the connection is made, so that a name cannot point inwards afterwards.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import ipaddress
import socket
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import httpcore2

from tallystick.errors import ConfigError
from tallystick.exchanges.deadline import Deadline
from tallystick.exchanges.streams import TimedBackend
from tallystick_node.infrastructure.notifications.courier import Undelivered
from tallystick_node.storage.schema import canonical

if TYPE_CHECKING:
    from tallystick_node.infrastructure.clock import Clock
    from tallystick_node.infrastructure.notifications.messages import Message

__all__ = [
    "GuardedBackend",
    "Resolve",
    "WebhookChannel",
    "WebhookSender",
    "key_of",
    "resolved",
    "signature",
]

PREFIX = "whsec_"
TIMEOUT_SECONDS = 10
_KEY_MIN = 24
_DELIVERED = range(200, 300)

Resolve = Callable[[str, int], Iterable[str]]


def key_of(secret: str) -> bytes:
    """Return the key of a webhook secret.

    Args:
        secret: `whsec_` and Base64 of at least 24 bytes.

    Returns:
        The key.

    Raises:
        ConfigError: CONFIG:WEBHOOK_SECRET when it is not such a secret.
    """
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if not secret.startswith(PREFIX) or len(key) < _KEY_MIN:
        raise ConfigError(
            "CONFIG:WEBHOOK_SECRET",
            f"the webhook secret must be {PREFIX} and at least {_KEY_MIN} bytes in Base64",
        )
    return key


def signature(key: bytes, message_id: str, second: int, body: bytes) -> str:
    """Return the value of the header webhook-signature.

    Args:
        key: The receiver's key.
        message_id: The value of webhook-id.
        second: The value of webhook-timestamp, a Unix second.
        body: The request's body.

    Returns:
        `v1,` and the HMAC-SHA256 in Base64.
    """
    signed = f"{message_id}.{second}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


# They stand for addresses of IPv4, which may be inside: translation, 6to4, Teredo.
_TRANSLATED = tuple(
    ipaddress.IPv6Network(network)
    for network in (
        "64:ff9b::/96",
        "64:ff9b:1::/48",
        "2002::/16",
        "2001::/32",
        "::/96",
        "fec0::/10",
    )
)


class WebhookSender:
    """Posts to https URLs; with `loopback` also to http on this machine, for development."""

    def __init__(
        self, clock: Clock, *, loopback: bool = False, resolve: Resolve | None = None
    ) -> None:
        self._clock = clock
        self._loopback = loopback
        backend = GuardedBackend(resolve or resolved, loopback=loopback)
        self._pool = httpcore2.ConnectionPool(network_backend=backend)

    def post(
        self, address: str, message_id: str, content: Mapping[str, Any], keys: Sequence[bytes]
    ) -> None:
        """Post a message and take any 2xx as its receipt.

        Args:
            address: The receiver's URL.
            message_id: The value of webhook-id, by which the receiver drops what comes twice.
            content: JSON values.
            keys: Each signs; while a secret is rotated there are two.

        Raises:
            Undelivered: WEBHOOK:URL, :INSIDE, :UNREACHABLE, or WEBHOOK: with the status of the
                response.
        """
        url = httpcore2.URL(address)
        if url.scheme != b"https" and not (self._loopback and url.scheme == b"http"):
            raise Undelivered("WEBHOOK:URL", "webhooks go to https addresses alone")
        body = canonical(dict(content)).encode()
        second = int(self._clock().timestamp())
        signed = " ".join(signature(key, message_id, second, body) for key in keys)
        headers: dict[bytes | str, bytes | str] = {
            "content-type": "application/json",
            "webhook-id": message_id,
            "webhook-timestamp": str(second),
            "webhook-signature": signed,
        }
        timeouts = dict.fromkeys(("connect", "read", "write", "pool"), TIMEOUT_SECONDS)
        try:
            # Only the status is asked for; a body is left where it is, however long it is.
            with (
                Deadline(TIMEOUT_SECONDS),
                self._pool.stream(
                    "POST", url, headers=headers, content=body, extensions={"timeout": timeouts}
                ) as response,
            ):
                status = response.status
        except (httpcore2.NetworkError, httpcore2.TimeoutException, httpcore2.ProtocolError) as no:
            raise Undelivered("WEBHOOK:UNREACHABLE", f"no answer ({type(no).__name__})") from no
        if status not in _DELIVERED:
            raise Undelivered(f"WEBHOOK:{status}", "the receiver did not take it")

    def close(self) -> None:
        """Close the pooled connections."""
        self._pool.close()


class WebhookChannel:
    """Posts messages to their recipients' URLs, signed with the node's one secret."""

    def __init__(
        self, secret: str, clock: Clock, *, loopback: bool = False, resolve: Resolve | None = None
    ) -> None:
        self._key = key_of(secret)
        self._sender = WebhookSender(clock, loopback=loopback, resolve=resolve)

    def deliver(self, message: Message) -> None:
        """Post a message and take any 2xx as its receipt.

        Args:
            message: The leased message.

        Raises:
            Undelivered: As for `WebhookSender.post`.
        """
        self._sender.post(message.recipient, message.key, message.content, [self._key])

    def close(self) -> None:
        """Close the pooled connections."""
        self._sender.close()


class GuardedBackend(httpcore2.NetworkBackend):
    """Connects to addresses of the open internet alone."""

    def __init__(self, resolve: Resolve, *, loopback: bool) -> None:
        self._resolve = resolve
        self._loopback = loopback
        self._backend = TimedBackend()

    def connect_tcp(
        self, host: str, port: int, timeout: float | None = None,
        local_address: str | None = None, socket_options: Any = None,
    ) -> httpcore2.NetworkStream:  # fmt: skip
        """Connect to the first address of a name; refuse when any of them lies inside.

        Args:
            host: The name.
            port: The port.
            timeout: In seconds, None for no limit.
            local_address: The address to connect from, as httpcore takes it.
            socket_options: As httpcore takes them.

        Returns:
            The connection's stream.

        Raises:
            Undelivered: WEBHOOK:INSIDE when an address is not on the open internet.
            ConnectError: When the name has no address.
        """
        addresses = [ipaddress.ip_address(address) for address in self._resolve(host, port)]
        for address in addresses:
            inner = getattr(address, "ipv4_mapped", None) or address
            if not (_on_the_internet(inner) or (self._loopback and inner.is_loopback)):
                raise Undelivered("WEBHOOK:INSIDE", "the address is not on the open internet")
        if not addresses:
            raise httpcore2.ConnectError("the name stands for no address")
        return self._backend.connect_tcp(
            str(addresses[0]), port, timeout, local_address, socket_options
        )


def _on_the_internet(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Whether an address is one machine out there: not inside, not a group, not a way back in."""
    if not address.is_global or address.is_multicast or address.is_reserved:
        return False
    return not any(address in network for network in _TRANSLATED)


def resolved(host: str, port: int) -> list[str]:
    """Return the addresses that a name stands for.

    Args:
        host: The name.
        port: The port.

    Returns:
        The addresses as text.

    Raises:
        ConnectError: When the name cannot be resolved.
    """
    try:
        entries = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:  # the latter for labels that no name can have
        raise httpcore2.ConnectError("the name cannot be resolved") from error
    return [str(entry[4][0]) for entry in entries]
