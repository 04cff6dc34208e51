"""What the checks against the chain have at hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from tallystick.audit.reader import Refusal

if TYPE_CHECKING:
    from tallystick.audit.reader import Reader
    from tallystick.audit.touched import Touched
    from tallystick.chain._sync.connection import Connection
    from tallystick.platform.deployment import Deployment
    from tallystick.replay.findings import Findings
    from tallystick.replay.records import LoanRecord
    from tallystick.replay.replay import Replay

__all__ = ["Scene", "canonical", "plain"]

Name = TypeVar("Name", bytes, int)


@dataclass(frozen=True, slots=True)
class Scene:
    """The replayed platform, the chain at the pinned block, and where differences go.

    now: the Unix second of that block. touched: what the events since the last audit name; None
    when everything is compared.
    """

    connection: Connection
    deployment: Deployment
    reader: Reader
    replay: Replay
    findings: Findings
    now: int
    touched: Touched | None = None

    def loans(self) -> list[LoanRecord]:
        """Return the loans to compare.

        Returns:
            All loans, or those that events have named since the last audit.
        """
        every, touched = self.replay.loans, self.touched
        if touched is None:
            return list(every.values())
        return [every[number] for number in sorted(touched.loans) if number in every]

    def wanted(self, names: Iterable[Name]) -> list[Name]:
        """Return the accounts, hashes or keys to compare.

        Args:
            names: All that are known.

        Returns:
            All of them, or those that events have named since the last audit.
        """
        touched = self.touched
        return [name for name in names if touched is None or name in touched.words]


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
