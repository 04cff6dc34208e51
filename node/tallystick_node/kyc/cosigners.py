"""Other attestors' nodes, asked over HTTPS; their replies count only by their signatures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import httpcore2

from tallystick.documents import read_json
from tallystick.exchanges.deadline import Deadline
from tallystick_node.infrastructure.notifications.courier import Undelivered
from tallystick_node.infrastructure.notifications.webhooks import (
    TIMEOUT_SECONDS,
    GuardedBackend,
    Resolve,
    resolved,
)
from tallystick_node.kyc.refusals import PersonRefused
from tallystick_node.kyc.signatures import read_signature
from tallystick_node.storage.schema import canonical

if TYPE_CHECKING:
    from tallystick.chain.signer import Signature
    from tallystick_node.kyc.cosign_request import CosignRequest

__all__ = ["Cosigner", "HttpCosigner"]

ANSWER_BYTES_MAX = 64 * 2**10


class Cosigner(Protocol):
    """Another attestor."""

    @property
    def place(self) -> str:
        """Where it is asked."""

    def cosign(self, request: CosignRequest) -> Signature:
        """Return the attestor's signature of the credential.

        Args:
            request: The signed request.

        Returns:
            The signature.

        Raises:
            PersonRefused: With the attestor's reason (COSIGN:…), or COSIGN:UNREACHABLE.
        """


@dataclass
class HttpCosigner:
    """A node behind a URL; https alone, and no address inside, but for `loopback` in development.

    Redirects are not followed. What it says is a sentence of its own and is not passed on.
    """

    place: str
    loopback: bool = False
    resolve: Resolve = resolved

    def __post_init__(self) -> None:
        backend = GuardedBackend(self.resolve, loopback=self.loopback)
        self._pool = httpcore2.ConnectionPool(network_backend=backend)

    def close(self) -> None:
        """Close the pooled connections."""
        self._pool.close()

    def cosign(self, request: CosignRequest) -> Signature:
        """Ask the node for its signature.

        Args:
            request: The signed request.

        Returns:
            The signature, as it came; whose it is has to be checked.

        Raises:
            PersonRefused: COSIGN:URL when the URL is not https; COSIGN:INSIDE when it leads to an
                inner address; COSIGN:UNREACHABLE; else the node's own code or COSIGN:REFUSED.
            InputError: INPUT:SIGNATURE when the signature is malformed.
        """
        url = httpcore2.URL(self.place)
        if url.scheme != b"https" and not (self.loopback and url.scheme == b"http"):
            raise PersonRefused("COSIGN:URL", "attestors are asked at https addresses alone")
        timeouts = dict.fromkeys(("connect", "read", "write", "pool"), TIMEOUT_SECONDS)
        content = bytearray()
        try:
            with (
                Deadline(TIMEOUT_SECONDS),
                self._pool.stream(
                    "POST", url, content=canonical(request.document()).encode(),
                    headers={"host": url.host.decode(), "content-type": "application/json"},
                    extensions={"timeout": timeouts},
                ) as response,
            ):  # fmt: skip
                for part in response.iter_stream():
                    content += part
                    if len(content) > ANSWER_BYTES_MAX:
                        break
        except Undelivered as inside:
            raise PersonRefused("COSIGN:INSIDE", inside.sentence) from inside
        except (httpcore2.NetworkError, httpcore2.TimeoutException, httpcore2.ProtocolError) as no:
            raise PersonRefused(
                "COSIGN:UNREACHABLE", f"an attestor does not answer ({type(no).__name__})"
            ) from no
        return self._signature(response.status, bytes(content))

    def _signature(self, status: int, content: bytes) -> Signature:
        document = _document(content)
        if status == 200 and "signature" in document:
            return read_signature(document["signature"])
        code = str(document.get("code", ""))
        if not (code.startswith("COSIGN:") and code[7:].isalpha() and len(code) < 40):
            code = "COSIGN:REFUSED"
        raise PersonRefused(code, f"an attestor does not sign ({status})")


def _document(content: bytes) -> dict[str, Any]:
    try:
        document = read_json(content) if len(content) <= ANSWER_BYTES_MAX else None
    except ValueError:
        document = None
    return document if isinstance(document, dict) else {}
