"""The contract Reserve as a class."""

# Made by scripts/contract_classes.py from the contracts' ABIs; do not edit.

from __future__ import annotations

from tallystick.chain.contracts.call import Command, Query

__all__ = ["Reserve"]


class Reserve:
    """Calls of the contract Reserve."""

    @staticmethod
    def peers() -> Query[tuple[str, str, str, str]]:
        """Escrow, Servicing, Registry, Governor, fixed at deployment."""
        return Query("Reserve", "peers", ())

    @staticmethod
    def free() -> Query[int]:
        """What the reserve has, in minor units."""
        return Query("Reserve", "free", ())

    @staticmethod
    def coverage_ppm() -> Query[int]:
        """Call `coverage_ppm` of the contract.

        The reserve over the principal still counted against borrowers, in ppm, rounded down;
        2^256 - 1 when there is none. Never more than the coverage of what is unpaid, and equal to
        it once each loan's repaid principal has been released.
        """
        return Query("Reserve", "coverage_ppm", ())

    @staticmethod
    def cover_quote(loan: int) -> Query[int]:
        """What cover would pay now; reverts when the loan may not be covered."""
        return Query("Reserve", "cover_quote", (loan,))

    @staticmethod
    def contribute(source: int, amount: int) -> Command:
        """Call `contribute` of the contract.

        Gives from the caller's balance, for good: 1 platform's profit, 2 a third party's
        guarantee.
        """
        return Command("Reserve", "contribute", (source, amount))

    @staticmethod
    def cover(loan: int) -> Command:
        """Call `cover` of the contract.

        Pays a defaulted loan's lenders: the least of the loan's own bound, a share of the free
        reserve, and what the borrower's group may still draw. Once per loan; anyone may call.
        """
        return Command("Reserve", "cover", (loan,))

    @staticmethod
    def contributed(key: int) -> Query[int]:
        """What came in from a source, over a lifetime."""
        return Query("Reserve", "contributed", (key,))

    @staticmethod
    def covered() -> Query[int]:
        """What was ever paid as cover."""
        return Query("Reserve", "covered", ())
