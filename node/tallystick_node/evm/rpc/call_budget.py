"""How much execution an anonymous caller may have of the thread that all callers share.

Gas and time bound one call; this bounds their sum for an address. What a call takes within a
twentieth of a second is free, so that wallets and audits are not counted at all, and somebody who
sends endless loops has used up their share after a few.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable

__all__ = ["CallBudget", "executes"]

FREE_SECONDS = 0.05
# What an address may use at once, and how fast it comes back.
SECONDS_MAX = 5.0
SECONDS_PER_SECOND = 0.1
# The least recently seen of so many is forgotten: their share is full again.
ADDRESSES_MAX = 10_000
_EXECUTING = (b"eth_call", b"eth_estimateGas", b"eth_createAccessList", b"debug_trace")


def executes(body: bytes | str) -> bool:
    """Return whether a request asks for an execution, in any of its parts.

    Args:
        body: The text of a request or a batch.

    Returns:
        True when it may; other questions have bounds of their own.
    """
    text = body.encode("utf-8", "replace") if isinstance(body, str) else body
    return any(name in text for name in _EXECUTING)


class CallBudget:
    """The shares of all addresses; each process counts for itself."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._used: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait(self, caller: str) -> float:
        """Return how long a caller has to wait before they may ask again.

        Args:
            caller: Their address.

        Returns:
            Seconds, 0 when they may ask now.
        """
        over = self._now(caller) - SECONDS_MAX
        return 0.0 if over < 0 else over / SECONDS_PER_SECOND + 1

    def left(self, caller: str) -> float:
        """Return how long one more call of theirs may take.

        Args:
            caller: Their address.

        Returns:
            Seconds: what is free and what is left of the share, a twentieth of a second at least:
            whoever takes it has used up the share.
        """
        return FREE_SECONDS + max(FREE_SECONDS, SECONDS_MAX - self._now(caller))

    def spend(self, caller: str, seconds: float) -> None:
        """Count what a request has taken.

        Args:
            caller: Their address.
            seconds: How long the thread worked for it.
        """
        used = self._now(caller) + max(0.0, seconds - FREE_SECONDS)
        self._used.pop(caller, None)
        if used > 0:
            self._used[caller] = (used, self._clock())
        while len(self._used) > ADDRESSES_MAX:
            self._used.popitem(last=False)

    def _now(self, caller: str) -> float:
        used, at = self._used.get(caller, (0.0, 0.0))
        return max(0.0, used - (self._clock() - at) * SECONDS_PER_SECOND)
