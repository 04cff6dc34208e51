"""What the checks against the chain have at hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tallystick.audit.reader import Refusal

if TYPE_CHECKING:
    from tallystick.audit.reader import Reader
    from tallystick.chain._sync.connection import Connection
    from tallystick.platform.deployment import Deployment
    from tallystick.replay.findings import Findings
    from tallystick.replay.replay import Replay

__all__ = ["Scene", "canonical", "plain"]


@dataclass(frozen=True, slots=True)
class Scene:
    """The replayed platform, the chain at the pinned block, and where differences go.

    now: the Unix second of that block.
    """

    connection: Connection
    deployment: Deployment
    reader: Reader
    replay: Replay
    findings: Findings
    now: int


def plain(answer: Any) -> Any:
    """Return an answer in the form in which the replay keeps it.

    Args:
        answer: What a view has returned.

    Returns:
        The same with addresses as 20 bytes, lists as tuples, and "refused" for a refusal.
    """
    if isinstance(answer, str):
        return canonical(answer)
    if isinstance(answer, Mapping):
        return {name: plain(value) for name, value in answer.items()}
    if isinstance(answer, tuple | list):
        return tuple(plain(value) for value in answer)
    if isinstance(answer, Refusal):
        return "refused"
    return answer


def canonical(address: str) -> bytes:
    """Return an address as 20 bytes.

    Args:
        address: 0x and 40 hex digits.

    Returns:
        The 20 bytes.
    """
    return bytes.fromhex(address[2:])
