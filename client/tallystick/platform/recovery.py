"""Who may take over a wallet whose key is lost."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["NOTICE_SECONDS", "NamedRecovery"]

# As KeyRecovery has it: 14 days.
NOTICE_SECONDS = 14 * 86_400


@dataclass(frozen=True, slots=True)
class NamedRecovery:
    """The wallet that a client has named.

    takes_over_at: the Unix second from which it may take over, None while no notice is running.
    """

    wallet: str
    takes_over_at: int | None
