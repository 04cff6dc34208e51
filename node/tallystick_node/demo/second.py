"""A second, small platform of a demonstration: what goes wrong, and how a platform ends.

It lives on a chain of its own, in a process of its own, by the SDK alone: its people sign with test
keys, since no node is left to ask once the operators are gone.
"""

from __future__ import annotations

import multiprocessing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tallystick.errors import VerificationFailed

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

__all__ = ["SecondPlatform", "Telling", "told"]


@dataclass(frozen=True, slots=True)
class SecondPlatform:
    """What happened on it, in order, and how its audit ended.

    scenes: sentences with their figures. statuses: how many loans had which status as the wind-down
    began, and at the end. claimable: what a lender who never claimed may still claim, minor units.
    """

    scenes: list[tuple[str, str]] = field(default_factory=list)
    statuses: dict[str, int] = field(default_factory=dict)
    ended: dict[str, int] = field(default_factory=dict)
    claimable: int = 0
    checks: int = 0
    failed: list[str] = field(default_factory=list)

    @property
    def passed(self) -> bool:
        """Whether every check of its audit holds."""
        return not self.failed

    def document(self) -> dict[str, object]:
        """Return it as it is printed with --json.

        Returns:
            A document for JSON; amounts are decimal strings of minor units.
        """
        return {
            "scenes": [{"what": what, "figure": figure} for what, figure in self.scenes],
            "at_wind_down": self.statuses,
            "at_the_end": self.ended,
            "claimable": str(self.claimable),
            "audit": {"checks": self.checks, "failed": self.failed},
        }


class Telling:
    """Lets the second platform live in a process of its own, while the first one does."""

    def __init__(self) -> None:
        """Prepare it; `begin` lets it live."""
        spawned = multiprocessing.get_context("spawn")
        self._answer, self._sender = spawned.Pipe(duplex=False)
        self._process = spawned.Process(target=_tell, args=(self._sender,), daemon=True)

    def begin(self) -> None:
        """Let it begin; once."""
        self._process.start()
        self._sender.close()

    def result(self) -> SecondPlatform:
        """Wait for its end.

        Returns:
            What happened.

        Raises:
            VerificationFailed: DEMO:SECOND when the process has ended without an answer.
        """
        try:
            platform: SecondPlatform = self._answer.recv()
        except EOFError as ended:
            raise VerificationFailed(
                "DEMO:SECOND", "the process of the second platform has ended without an answer"
            ) from ended
        finally:
            self.close()
        return platform

    def close(self) -> None:
        """End it, wherever it is."""
        if self._process.pid is not None:
            self._process.terminate()
            self._process.join()
        self._answer.close()


def _tell(sender: Connection) -> None:
    sender.send(told())
    sender.close()


def told() -> SecondPlatform:
    """Let the second platform live and end, here and now.

    Returns:
        What happened.
    """
    from tallystick_node.demo.ending import Ending  # noqa: PLC0415 - imports the EVM

    return Ending.begin().live()
