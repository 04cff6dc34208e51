"""What a wallet may do as staff: what the chain says now, and nothing else."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from tallystick.chain.contracts import Governor, Registry

if TYPE_CHECKING:
    from tallystick.platform._sync.platform import Platform

__all__ = ["ROLE_BITS", "SEAT_ACTIVE", "Rights", "Role"]

# A role that the council takes away is gone everywhere within so many seconds.
FRESH_SECONDS = 5
_KNOWN_MAX = 10_000


class Role(StrEnum):
    """The roles of the chain, by the names of the roles file."""

    COMPLIANCE = "compliance"
    UNDERWRITER = "underwriter"
    GUARDIAN = "guardian"
    PUBLISHER = "publisher"
    SERVICER = "servicer"
    COUNCIL = "council"
    ATTESTOR = "attestor"
    TREASURY = "treasury"


# The state of a seat in the Registry, and the roles as bits in the Governor.
SEAT_ACTIVE = 1
ROLE_BITS = {
    Role.COMPLIANCE: 1,
    Role.UNDERWRITER: 2,
    Role.GUARDIAN: 4,
    Role.PUBLISHER: 8,
    Role.SERVICER: 16,
}


@dataclass
class Rights:
    """Reads roles from the contracts; what it returns is at most five seconds old."""

    platform: Platform
    _known: dict[str, tuple[float, frozenset[Role]]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def of(self, wallet: str) -> frozenset[Role]:
        """Return the roles of a wallet.

        Args:
            wallet: The checksummed address.

        Returns:
            The roles; empty for anybody who is not staff.

        Raises:
            TransportError: When the chain's node does not answer.
        """
        now = time.monotonic()
        with self._lock:
            kept = self._known.get(wallet)
            if kept is not None and now - kept[0] < FRESH_SECONDS:
                return kept[1]
        roles = frozenset(self._read(wallet))
        with self._lock:
            if len(self._known) >= _KNOWN_MAX:
                self._known.clear()
            self._known[wallet] = (now, roles)
        return roles

    def _read(self, wallet: str) -> set[Role]:
        read = self.platform.read
        bits = read(Governor.roles_of(wallet))
        roles = {role for role, bit in ROLE_BITS.items() if bits & bit}
        if wallet in read(Governor.council()):
            roles.add(Role.COUNCIL)
        if wallet == read(Governor.treasury()):
            roles.add(Role.TREASURY)
        if read(Registry.seat_of(wallet)) == SEAT_ACTIVE:
            roles.add(Role.ATTESTOR)
        return roles
