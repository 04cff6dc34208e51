"""The council's decisions: what can be decided, and the steps from proposal to execution."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Any

from tallystick.codec import address_of
from tallystick.errors import InputError
from tallystick.outcomes import nothing, value_of

if TYPE_CHECKING:
    from tallystick.plan import Plan
    from tallystick.platform import Platform
    from tallystick.signer import Signer

__all__ = ["PARAMETERS", "Decision", "Governance", "Kind"]

# The Governor's parameters by their key there, 0 to 13.
PARAMETERS = (
    "rate_max_ppm",
    "late_rate_max_ppm",
    "late_cap_max_ppm",
    "origination_max_ppm",
    "reserve_max_ppm",
    "servicing_max_ppm",
    "late_share_max_ppm",
    "market_fee_max_ppm",
    "recovery_max_ppm",
    "cover_cap_max_ppm",
    "cover_share_ppm",
    "cover_multiple",
    "single_signer_max",
    "raise_seconds_max",
)
_NOBODY = "0x" + "00" * 20


class Kind(IntEnum):
    """What a decision does; the values are the Governor's."""

    SET_PARAMETER = 0
    SET_ROLES = 1
    SET_TREASURY = 2
    REPLACE_ATTESTOR = 3
    REPLACE_MEMBER = 4
    SET_MIN_EPOCH = 5
    UNPAUSE = 6
    WIND_DOWN = 7


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision as it stands; ready_at is 0 while approvals are missing, else a Unix second."""

    number: int
    kind: Kind
    subject: str
    argument: int
    approvals: int
    proposed_at: int
    ready_at: int
    executed: bool

    @classmethod
    def of(cls, number: int, stored: Mapping[str, Any]) -> Decision:
        """Make it from the Governor's record; InputError for a number that was never proposed."""
        if stored["proposed_at"] == 0:
            raise InputError("INPUT:DECISION", f"there is no decision {number}")
        return cls(
            number=number,
            kind=Kind(stored["kind"]),
            subject=stored["subject"],
            argument=stored["argument"],
            approvals=stored["approvals"].bit_count(),
            proposed_at=stored["proposed_at"],
            ready_at=stored["ready_at"],
            executed=stored["executed"],
        )


class Governance:
    """A council member's acts; a proposal's result is the decision's number."""

    def __init__(self, platform: Platform, signer: Signer) -> None:
        self._platform = platform
        self._signer = signer

    def propose(self, kind: Kind, subject: str, argument: int) -> Plan[int]:
        """Propose any decision; the methods below say what subject and argument mean."""
        return self._platform.plan(
            "Governor",
            "propose",
            (int(kind), subject, argument),
            self._signer,
            result=value_of("Proposed", "decision", int),
        )

    def propose_parameter(self, name: str, value: int) -> Plan[int]:
        """Propose a parameter for loans not yet listed, by its name in the policy pack."""
        if name not in PARAMETERS:
            raise InputError("INPUT:PARAMETER", f"there is no {name!r}; {', '.join(PARAMETERS)}")
        if isinstance(value, bool) or not isinstance(value, int):
            raise TypeError(f"value must be an int, not {type(value).__name__}")
        if not 0 <= value < 2**128:
            raise InputError("INPUT:RANGE", f"value must be 0 to 2^128 - 1, not {value}")
        key = PARAMETERS.index(name)
        return self.propose(Kind.SET_PARAMETER, _NOBODY, (key << 128) | value)

    def propose_roles(self, account: str, bits: int) -> Plan[int]:
        """Propose an account's roles: 1 compliance, 2 underwriter, 4 guardian, 8 publisher."""
        return self.propose(Kind.SET_ROLES, account, bits)

    def propose_treasury(self, account: str) -> Plan[int]:
        """Propose where the platform's fees go."""
        return self.propose(Kind.SET_TREASURY, account, 0)

    def propose_attestor(self, seat: str, successor: str) -> Plan[int]:
        """Propose another attestor for a seat, or the same one to lift a suspension."""
        successor = address_of("successor", successor)
        return self.propose(Kind.REPLACE_ATTESTOR, seat, int(successor, 16))

    def propose_member(self, member: str, successor: str) -> Plan[int]:
        """Propose another member for a seat of the council."""
        successor = address_of("successor", successor)
        return self.propose(Kind.REPLACE_MEMBER, member, int(successor, 16))

    def propose_min_epoch(self, issued_at: int) -> Plan[int]:
        """Propose to retire credentials issued before a Unix second."""
        return self.propose(Kind.SET_MIN_EPOCH, _NOBODY, issued_at)

    def propose_unpause(self) -> Plan[int]:
        """Propose to reopen new risk; needs no timelock."""
        return self.propose(Kind.UNPAUSE, _NOBODY, 0)

    def propose_wind_down(self) -> Plan[int]:
        """Propose to close new risk for ever."""
        return self.propose(Kind.WIND_DOWN, _NOBODY, 0)

    def approve(self, decision: int) -> Plan[int]:
        """Approve a decision; the result is when it may run (Unix second), 0 when not yet."""
        return self._platform.plan(
            "Governor",
            "approve",
            (decision,),
            self._signer,
            result=value_of("Approved", "ready_at", int),
        )

    def execute(self, decision: int) -> Plan[None]:
        """Carry out a decision that is approved and has waited; anyone may."""
        return self._platform.plan("Governor", "execute", (decision,), self._signer, result=nothing)
