"""What anyone reads beside a loan: its ballot, its guarantor's stake, its collateral."""

# Made by scripts/unasync.py from platform/_async/workout_views.py; do not edit.

from __future__ import annotations

from typing import TYPE_CHECKING

from tallystick.chain.contracts import Ballots, Collateral, Reserve
from tallystick.platform.workouts import Ballot, LoanCollateral, Stake

if TYPE_CHECKING:
    from tallystick.platform._sync.platform import Platform

__all__ = ["WorkoutView"]


class WorkoutView:
    """What stands beside a loan; no key needed. Errors are those of `AccountView`."""

    _platform: Platform

    def ballot(self, loan: int) -> Ballot | None:
        """Return a loan's last ballot.

        Args:
            loan: The loan's number, from 1.

        Returns:
            The ballot with its votes so far; None when there never was one.
        """
        question, count = self._platform.read(Ballots.ballot_of(loan))
        return Ballot.of(loan, question, count)

    def stake(self, loan: int) -> Stake | None:
        """Return what a guarantor has locked for a loan.

        Args:
            loan: The loan's number, from 1.

        Returns:
            The stake; None when nobody guarantees the loan.
        """
        kept = self._platform.read(Reserve.stake_of(loan))
        stake = Stake(kept["guarantor"], kept["amount"], kept["last_day"])
        return stake if int(stake.guarantor, 16) else None

    def collateral(self, loan: int) -> LoanCollateral | None:
        """Return the token that secures a loan, and how its auction stands.

        Args:
            loan: The loan's number, from 1.

        Returns:
            The collateral; None when nothing is locked.
        """
        kept = self._platform.read(Collateral.lock_of(loan))
        return LoanCollateral(**kept) if int(kept["collection"], 16) else None

    def collateral_price(self, loan: int) -> int | None:
        """Return what a loan's collateral costs at the latest block.

        Args:
            loan: The loan's number, from 1.

        Returns:
            In minor units, rounded up; None while it is not for sale.
        """
        collateral = self.collateral(loan)
        return None if collateral is None else collateral.price(self._platform.now())
