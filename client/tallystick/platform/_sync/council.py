"""The council's acts: from a proposal to its execution."""

# Made by scripts/unasync.py from platform/_async/council.py; do not edit.

from __future__ import annotations

from typing import TYPE_CHECKING

from tallystick.chain.codec import address_of
from tallystick.errors import InputError
from tallystick.platform.decisions import PARAMETERS, Kind
from tallystick.platform.outcomes import nothing, value_of

if TYPE_CHECKING:
    from tallystick.chain.signer import Signer
    from tallystick.platform._sync.plan import Plan
    from tallystick.platform._sync.platform import Platform

__all__ = ["Governance"]

_NOBODY = "0x" + "00" * 20


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
