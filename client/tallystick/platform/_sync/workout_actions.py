"""What operators do when loans do not go as planned, and at the platform's end."""

# Made by scripts/unasync.py from platform/_async/workout_actions.py; do not edit.

from __future__ import annotations

from typing import TYPE_CHECKING

from tallystick.chain.contracts import Ballots, Collateral, Reserve, Workouts
from tallystick.platform.outcomes import carried, count_of, nothing, value_of

if TYPE_CHECKING:
    from tallystick.chain.signer import Signer
    from tallystick.platform._sync.plan import Plan
    from tallystick.platform._sync.platform import Platform
    from tallystick.platform.restructurings import SignedRestructuring

__all__ = ["WorkoutActions"]


class WorkoutActions:
    """What servicers, and mostly anyone, do for a loan in trouble; every method returns a plan."""

    _platform: Platform
    _signer: Signer

    def propose_restructuring(self, signed: SignedRestructuring) -> Plan[int]:
        """Put signed new terms to the vote of a loan's lenders.

        Args:
            signed: The restructuring with all signatures but the sender's own.

        Returns:
            The plan; its result is the ballot's number of this loan.
        """
        return self._platform.plan(
            Ballots.propose(
                signed.restructuring,
                signed.servicer,
                signed.by_borrower,
                signed.by_servicer,
                signed.by_guarantor,
            ),
            self._signer,
            result=value_of("BallotOpened", "ballot", int),
        )

    def exclude(self, loan: int, holder: str) -> Plan[int]:
        """Take the units of a holder related to the borrower out of a ballot; anyone may.

        Args:
            loan: The loan's number, from 1.
            holder: A wallet of the borrower's group.

        Returns:
            The plan; its result is the units taken out.
        """
        return self._platform.plan(
            Ballots.exclude(loan, holder), self._signer, result=count_of("Voted", "units")
        )

    def close_ballot(self, loan: int) -> Plan[bool]:
        """Close a ballot whose votes are in, and carry out what it carries; anyone may.

        Args:
            loan: The loan's number, from 1.

        Returns:
            The plan; its result is whether it was carried.
        """
        return self._platform.plan(Ballots.close_ballot(loan), self._signer, result=carried)

    def impair(self, loan: int, reason: bytes) -> Plan[None]:
        """Flag an active loan as impaired (SERVICER): orders for its notes are void.

        Args:
            loan: The loan's number, from 1.
            reason: Hash of why, 32 bytes, not zero.

        Returns:
            The plan, without a result.
        """
        return self._platform.plan(Workouts.impair(loan, reason), self._signer, result=nothing)

    def lift_impairment(self, loan: int) -> Plan[None]:
        """Take the flag off: a servicer at any time, anyone after 90 days.

        Args:
            loan: The loan's number, from 1.

        Returns:
            The plan, without a result.
        """
        return self._platform.plan(Workouts.lift_impairment(loan), self._signer, result=nothing)

    def pay_guarantee(self, loan: int) -> Plan[int]:
        """Let a guarantor's stake pay a defaulted loan's lenders; anyone may.

        Args:
            loan: The loan's number, from 1.

        Returns:
            The plan; its result is what the lenders get, in minor units.
        """
        return self._platform.plan(
            Reserve.pay_guarantee(loan), self._signer, result=count_of("GuaranteePaid", "amount")
        )

    def release_stake(self, loan: int) -> Plan[int]:
        """Give a stake back once the loan or the promise has ended; anyone may.

        Args:
            loan: The loan's number, from 1.

        Returns:
            The plan; its result is what the guarantor gets back, in minor units.
        """
        return self._platform.plan(
            Reserve.release_stake(loan), self._signer, result=count_of("StakeReleased", "amount")
        )

    def start_auction(self, loan: int) -> Plan[int]:
        """Start the auction of a defaulted loan's collateral, 30 days after; anyone may.

        Args:
            loan: The loan's number, from 1.

        Returns:
            The plan; its result is the first price, in minor units.
        """
        return self._platform.plan(
            Collateral.start_auction(loan),
            self._signer,
            result=count_of("AuctionStarted", "start_price"),
        )

    def release_collateral(self, loan: int) -> Plan[None]:
        """Give the collateral back to a borrower who owes nothing; anyone may.

        Args:
            loan: The loan's number, from 1.

        Returns:
            The plan, without a result.
        """
        return self._platform.plan(Collateral.release(loan), self._signer, result=nothing)

    def begin_distribution(self) -> Plan[int]:
        """Begin the reserve's last distribution in a wind-down without live loans; anyone may.

        Returns:
            The plan; its result is what goes to lenders' losses, in minor units.
        """
        return self._platform.plan(
            Reserve.begin_distribution(),
            self._signer,
            result=count_of("DistributionBegun", "for_principal", "for_interest"),
        )

    def distribute(self, loan: int) -> Plan[int]:
        """Pay a written-off loan's part of the last distribution to its lenders; anyone may.

        Args:
            loan: The loan's number, from 1.

        Returns:
            The plan; its result is the amount, in minor units.
        """
        return self._platform.plan(
            Reserve.distribute(loan), self._signer, result=count_of("Distributed", "amount")
        )
