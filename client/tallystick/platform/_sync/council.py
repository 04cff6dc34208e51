"""The council's acts: from a proposal to its execution."""

# Made by scripts/unasync.py from platform/_async/council.py; do not edit.

from __future__ import annotations

from typing import TYPE_CHECKING

from tallystick.chain.codec import address_of
from tallystick.chain.contracts import Governor
from tallystick.errors import InputError
from tallystick.platform.decisions import PARAMETER_BOUNDS, PARAMETERS, Kind
from tallystick.platform.messages import NOBODY
from tallystick.platform.outcomes import nothing, value_of

if TYPE_CHECKING:
    from tallystick.chain.signer import Signer
    from tallystick.platform._sync.plan import Plan
    from tallystick.platform._sync.platform import Platform

__all__ = ["Governance"]


class Governance:
    """A council member's acts; every method returns a plan, `send()` carries it out.

    Errors are those of `AccountActions`.
    """

    def __init__(self, platform: Platform, signer: Signer) -> None:
        self._platform = platform
        self._signer = signer

    def propose(self, kind: Kind, subject: str, argument: int) -> Plan[int]:
        """Propose any decision; the methods below say what subject and argument mean.

        Args:
            kind: What the decision does.
            subject: The address that it is about; the zero address where it is about none.
            argument: What it needs besides, 0 to 2^256 - 1.

        Returns:
            The plan; its result is the decision's number.
        """
        return self._platform.plan(
            Governor.propose(int(kind), subject, argument),
            self._signer,
            result=value_of("Proposed", "decision", int),
        )

    def propose_parameter(self, name: str, value: int) -> Plan[int]:
        """Propose a parameter for loans not yet listed.

        Args:
            name: Its name in the policy pack, one of `PARAMETERS`.
            value: In the parameter's own unit (ppm, minor units, seconds), 0 to its entry in
                `PARAMETER_BOUNDS`.

        Returns:
            The plan; its result is the decision's number.

        Raises:
            InputError: INPUT:PARAMETER for another name, INPUT:RANGE for a value out of bounds.
            TypeError: When the value is not an integer.
        """
        if name not in PARAMETERS:
            raise InputError("INPUT:PARAMETER", f"there is no {name!r}; {', '.join(PARAMETERS)}")
        if isinstance(value, bool) or not isinstance(value, int):
            raise TypeError(f"value must be an int, not {type(value).__name__}")
        if not 0 <= value <= PARAMETER_BOUNDS[name]:
            raise InputError(
                "INPUT:RANGE", f"{name} must be 0 to {PARAMETER_BOUNDS[name]}, not {value}"
            )
        key = PARAMETERS.index(name)
        return self.propose(Kind.SET_PARAMETER, NOBODY, (key << 128) | value)

    def propose_roles(self, account: str, bits: int) -> Plan[int]:
        """Propose an account's roles.

        Args:
            account: The account's address.
            bits: The sum of 1 compliance, 2 underwriter, 4 guardian, 8 publisher, 16 servicer; 0
                for none.

        Returns:
            The plan; its result is the decision's number.
        """
        return self.propose(Kind.SET_ROLES, account, bits)

    def propose_treasury(self, account: str) -> Plan[int]:
        """Propose where the platform's fees go.

        Args:
            account: The account's address.

        Returns:
            The plan; its result is the decision's number.
        """
        return self.propose(Kind.SET_TREASURY, account, 0)

    def propose_attestor(self, seat: str, successor: str) -> Plan[int]:
        """Propose another attestor for a seat, or the same one to lift a suspension.

        Args:
            seat: The address that holds the seat.
            successor: The address that shall hold it.

        Returns:
            The plan; its result is the decision's number.

        Raises:
            InputError: INPUT:ADDRESS when the successor is not an address.
        """
        successor = address_of("successor", successor)
        return self.propose(Kind.REPLACE_ATTESTOR, seat, int(successor, 16))

    def propose_member(self, member: str, successor: str) -> Plan[int]:
        """Propose another member for a seat of the council.

        Args:
            member: The address that holds the seat.
            successor: The address that shall hold it.

        Returns:
            The plan; its result is the decision's number.

        Raises:
            InputError: INPUT:ADDRESS when the successor is not an address.
        """
        successor = address_of("successor", successor)
        return self.propose(Kind.REPLACE_MEMBER, member, int(successor, 16))

    def propose_min_epoch(self, issued_at: int) -> Plan[int]:
        """Propose to retire credentials issued before a time.

        Args:
            issued_at: The time, a Unix second.

        Returns:
            The plan; its result is the decision's number.
        """
        return self.propose(Kind.SET_MIN_EPOCH, NOBODY, issued_at)

    def propose_unpause(self, pause: int | None = None) -> Plan[int]:
        """Propose to reopen new risk; needs no timelock.

        Args:
            pause: The number of the pause to end; the last one without it.

        Returns:
            The plan; its result is the decision's number.
        """
        return self.propose(Kind.UNPAUSE, NOBODY, self._pause(pause))

    def propose_confirm_pause(self, pause: int | None = None) -> Plan[int]:
        """Propose to let a guardian's pause last another 30 days; needs no timelock.

        Args:
            pause: The number of the pause to confirm; the last one without it.

        Returns:
            The plan; its result is the decision's number.
        """
        return self.propose(Kind.CONFIRM_PAUSE, NOBODY, self._pause(pause))

    def propose_wind_down(self) -> Plan[int]:
        """Propose to close new risk for ever.

        Returns:
            The plan; its result is the decision's number.
        """
        return self.propose(Kind.WIND_DOWN, NOBODY, 0)

    def propose_collection(self, collection: str, *, allowed: bool) -> Plan[int]:
        """Propose to take a collection's tokens as collateral from now on, or no longer.

        Args:
            collection: The ERC-721 contract's address.
            allowed: Whether they are taken; what is locked already stays.

        Returns:
            The plan; its result is the decision's number.
        """
        return self.propose(Kind.SET_COLLECTION, collection, int(allowed))

    def approve(self, decision: int) -> Plan[int]:
        """Approve a decision, within 30 days of its proposal.

        Args:
            decision: The decision's number.

        Returns:
            The plan; its result is the Unix second from which it may run, 0 while approvals are
            missing.
        """
        return self._platform.plan(
            Governor.approve(decision), self._signer, result=value_of("Approved", "ready_at", int)
        )

    def execute(self, decision: int) -> Plan[None]:
        """Carry out a decision that is approved and has waited, within 30 days; anyone may.

        Args:
            decision: The decision's number.

        Returns:
            The plan, without a result.
        """
        return self._platform.plan(Governor.execute(decision), self._signer, result=nothing)

    def cancel(self, decision: int) -> Plan[None]:
        """Take a decision back before it is carried out (GUARDIAN), unless it is about oneself.

        Args:
            decision: The decision's number.

        Returns:
            The plan, without a result.
        """
        return self._platform.plan(Governor.cancel(decision), self._signer, result=nothing)

    def _pause(self, number: int | None) -> int:
        return self._platform.read(Governor.pause_count()) if number is None else number
