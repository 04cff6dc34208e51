"""What operators do: plans of transactions, which succeed by the signer's role."""

# Made by scripts/unasync.py from platform/_async/operator_actions.py; do not edit.

from __future__ import annotations

from typing import TYPE_CHECKING

from tallystick.chain.contracts import (
    Book,
    Disclosures,
    Freezes,
    Governor,
    Offers,
    Registry,
    Reserve,
    Servicing,
    Workouts,
)
from tallystick.platform._sync.council import Governance
from tallystick.platform._sync.execution import MandateExecution
from tallystick.platform._sync.workout_actions import WorkoutActions
from tallystick.platform.outcomes import count_of, nothing, paid_in, value_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tallystick.chain.contracts import Command
    from tallystick.chain.signer import Signer
    from tallystick.platform._sync.plan import Plan
    from tallystick.platform._sync.platform import Platform
    from tallystick.platform.messages import SignedCredential, SignedFreezeOrder

__all__ = ["OperatorActions"]


class OperatorActions(WorkoutActions, MandateExecution):
    """What an operator does; every method returns a plan, `send()` carries it out.

    Loans are named by their numbers, from 1. Errors are those of `AccountActions`.
    """

    def __init__(self, platform: Platform, signer: Signer) -> None:
        self._platform = platform
        self._signer = signer
        self.council = Governance(platform, signer)

    # People

    def enrol(self, signed: SignedCredential) -> Plan[str]:
        """Bring a credential.

        Args:
            signed: The credential with its attestations, and the wallet's consent.

        Returns:
            The plan; its result is the person's head wallet.
        """
        return self._platform.plan(
            Registry.enrol(signed.credential, signed.ordered, signed.consent),
            self._signer,
            result=value_of("Enrolled", "head", str),
        )

    def mark_staff(self, key: str) -> Plan[None]:
        """Mark the person behind a role's key as staff, for ever.

        Args:
            key: The address that holds the role.

        Returns:
            The plan, without a result.
        """
        return self._plan(Registry.mark_staff(key))

    def freeze(self, wallet: str, until: int, order: bytes) -> Plan[int]:
        """Freeze a person (COMPLIANCE).

        Args:
            wallet: One of the person's wallets.
            until: The Unix second of its end, at most 72 hours ahead.
            order: Hash of the order that it rests on, 32 bytes.

        Returns:
            The plan; its result is the end, a Unix second.
        """
        return self._platform.plan(
            Freezes.freeze(wallet, until, order),
            self._signer,
            result=value_of("Frozen", "until", int),
        )

    def freeze_by_order(self, signed: SignedFreezeOrder) -> Plan[int]:
        """Bring a freeze by M attestors, for 30 days at most.

        Args:
            signed: The freeze order with its attestations.

        Returns:
            The plan; its result is the end, a Unix second.
        """
        return self._platform.plan(
            Freezes.freeze_by_order(signed.order, signed.ordered),
            self._signer,
            result=value_of("Frozen", "until", int),
        )

    def suspend_attestor(self, seat: str) -> Plan[None]:
        """Suspend an attestor's seat at once (GUARDIAN).

        Args:
            seat: The attestor's address.

        Returns:
            The plan, without a result.
        """
        return self._plan(Registry.suspend_attestor(seat))

    def pause(self) -> Plan[int]:
        """Close new risk at once for 30 days (GUARDIAN); the council may reopen it or confirm it.

        Returns:
            The plan; its result is the pause's number.
        """
        return self._platform.plan(
            Governor.pause(), self._signer, result=value_of("Paused", "pause", int)
        )

    # Loans

    def revoke_offer(self, project: bytes) -> Plan[None]:
        """Take back the caller's own offers for a project that is not listed yet (UNDERWRITER).

        Args:
            project: The project's hash, 32 bytes.

        Returns:
            The plan, without a result.
        """
        return self._plan(Offers.revoke_offer(project))

    def expire(self, loan: int) -> Plan[None]:
        """Close a listing whose time is over; anyone may.

        Args:
            loan: The listed loan.

        Returns:
            The plan, without a result.
        """
        return self._plan(Book.expire(loan))

    def collect(self, loan: int) -> Plan[int]:
        """Take what is due from the borrower's balance; anyone may.

        Args:
            loan: The loan.

        Returns:
            The plan; its result is the sum in minor units.
        """
        return self.collect_many([loan])

    def collect_many(self, loans: Sequence[int]) -> Plan[int]:
        """Collect from several loans, passing over those with nothing to take; anyone may.

        Args:
            loans: At most 100 loans.

        Returns:
            The plan; its result is the sum in minor units.
        """
        return self._platform.plan(
            Servicing.collect_many(list(loans)), self._signer, result=paid_in
        )

    def collect_debts(self, loans: Sequence[int]) -> Plan[int]:
        """Collect what is owed after defaults, passing over loans with nothing to take; anyone may.

        Args:
            loans: At most 100 loans.

        Returns:
            The plan; its result is the sum in minor units.
        """
        return self._platform.plan(Workouts.collect_many(list(loans)), self._signer, result=paid_in)

    def declare_default(self, loan: int) -> Plan[int]:
        """Declare the default of a loan far enough past due; anyone may.

        First it collects what the borrower's balance covers; that may cure the loan.

        Args:
            loan: The loan.

        Returns:
            The plan; its result is what is owed, in minor units, 0 when the loan was cured.
        """
        return self._platform.plan(
            Workouts.declare_default(loan),
            self._signer,
            result=count_of("Defaulted", "principal", "interest", "charges"),
        )

    def cover(self, loan: int) -> Plan[int]:
        """Let the reserve pay a defaulted loan's lenders, from the month after on; anyone may.

        Args:
            loan: The loan.

        Returns:
            The plan; its result is the amount in minor units, which may be 0.
        """
        return self._platform.plan(
            Reserve.cover(loan), self._signer, result=count_of("CoverPaid", "amount")
        )

    def enter_again(self, loan: int) -> Plan[int]:
        """Enter what is left of a covered loan's cap into this month's; anyone may.

        Args:
            loan: The loan, within 365 days of its default.

        Returns:
            The plan; its result is its cap in this month, in minor units.
        """
        return self._platform.plan(
            Reserve.enter_again(loan), self._signer, result=count_of("Entered", "cap")
        )

    def refresh_exposure(self, wallet: str, loans: Sequence[int] = ()) -> Plan[int]:
        """Make room under a lender's limit for what came back and was lost; anyone may.

        Args:
            wallet: One of the lender's wallets.
            loans: Loans that have ended, of which the wallet holds notes; at most 100.

        Returns:
            The plan; its result is by how much the exposure falls, in minor units.
        """
        return self._platform.plan(
            Book.refresh_exposure(wallet, list(loans)),
            self._signer,
            result=count_of("ExposureRefreshed", "returned"),
        )

    def write_off(self, loan: int) -> Plan[None]:
        """Write a loan off three years after its default, one in a wind-down; anyone may.

        Args:
            loan: The loan.

        Returns:
            The plan, without a result.
        """
        return self._plan(Workouts.write_off(loan))

    def release(self, loan: int) -> Plan[int]:
        """Take principal repaid so far off the borrower's caps.

        Args:
            loan: The loan.

        Returns:
            The plan; its result is how much, in minor units.
        """
        return self._platform.plan(
            Servicing.release(loan), self._signer, result=count_of("Released", "amount")
        )

    def sweep(self, loans: Sequence[int]) -> Plan[int]:
        """Move the platform's fees to the treasury.

        Args:
            loans: At most 100 loans.

        Returns:
            The plan; its result is the sum in minor units.
        """
        return self._platform.plan(
            Servicing.sweep_fees(list(loans)), self._signer, result=count_of("FeesSwept", "amount")
        )

    def contribute(self, amount: int) -> Plan[None]:
        """Give to the reserve for good: the treasury the platform's profit, others a guarantee.

        Args:
            amount: In minor units, at least 1.

        Returns:
            The plan, without a result.
        """
        return self._plan(Reserve.contribute(amount))

    # Publishing and the end

    def publish(self, subject: bytes, version: int, root: bytes) -> Plan[int]:
        """Anchor the next version of a subject (PUBLISHER).

        Args:
            subject: The subject's hash, 32 bytes.
            version: One more than the latest version.
            root: Root of the document's Merkle tree, 32 bytes.

        Returns:
            The plan; its result is the anchor's number.
        """
        return self._platform.plan(
            Disclosures.publish(subject, version, root),
            self._signer,
            result=value_of("Published", "number", int),
        )

    def wind_down_by_silence(self) -> Plan[None]:
        """Begin the wind-down 90 days after the last monthly report that came in time; anyone may.

        Returns:
            The plan, without a result.
        """
        return self._plan(Governor.wind_down_by_silence())

    def _plan(self, command: Command) -> Plan[None]:
        return self._platform.plan(command, self._signer, result=nothing)
