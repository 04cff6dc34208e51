"""Since when the money of each balance waits: what came first goes first."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tallystick.replay.decoding import Log

__all__ = ["WaitingMoney"]

# Block and log at which money came, and how much of it is left.
_Arrival = list[int]


class WaitingMoney:
    """The arrivals of each balance, of which the oldest are spent first.

    What is refunded or returned waits from when it came back.
    """

    def __init__(self) -> None:
        self._arrivals: dict[bytes, deque[_Arrival]] = {}

    def note(self, owner: bytes, log: Log, amount: int) -> None:
        """Take a change of a balance.

        Args:
            owner: Whose balance, 20 bytes.
            log: The event's log.
            amount: How much came, in minor units; below 0: how much went.
        """
        arrivals = self._arrivals.setdefault(owner, deque())
        if amount > 0:
            arrivals.append([log.block, log.log_index, amount])
            return
        while amount < 0 and arrivals:
            oldest = arrivals[0]
            spent = min(oldest[2], -amount)
            oldest[2] -= spent
            amount += spent
            if oldest[2] == 0:
                arrivals.popleft()

    def since(self, owner: bytes) -> tuple[int, int] | None:
        """Return from where on an owner's oldest money waits.

        Args:
            owner: Whose balance, 20 bytes.

        Returns:
            The block and the log's place in it; None without money.
        """
        arrivals = self._arrivals.get(owner)
        return (arrivals[0][0], arrivals[0][1]) if arrivals else None
