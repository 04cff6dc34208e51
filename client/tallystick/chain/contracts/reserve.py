"""The contract Reserve as a class."""

# Made by scripts/contract_classes.py from the contracts' ABIs; do not edit.

from __future__ import annotations

from tallystick.chain.contracts.call import Command, Query

__all__ = ["Reserve"]


class Reserve:
    """Calls of the contract Reserve."""

    @staticmethod
    def peers() -> Query[tuple[str, str, str, str]]:
        """Returns the contracts that the Reserve deals with, fixed at deployment.

        Returns:
            The query. Its answer: The Escrow's address. Servicing's address. The Registry's
            address. The Governor's address.
        """
        return Query("Reserve", "peers", ())

    @staticmethod
    def free() -> Query[int]:
        """Returns what the reserve has.

        Returns:
            The query. Its answer: In minor units of the token.
        """
        return Query("Reserve", "free", ())

    @staticmethod
    def coverage_ppm() -> Query[int]:
        """Returns the reserve over the principal still counted against borrowers.

        Returns:
            The query. Its answer: In ppm, rounded down; 2^256 - 1 when no principal is
            counted.
        """
        return Query("Reserve", "coverage_ppm", ())

    @staticmethod
    def cover_quote(loan: int) -> Query[int]:
        """Returns what cover would pay now, and reverts when the loan may not be covered.

        Args:
            loan: The loan's number, from 1.

        Returns:
            The query. Its answer: In minor units of the token, rounded down.
        """
        return Query("Reserve", "cover_quote", (loan,))

    @staticmethod
    def contribute(source: int, amount: int) -> Command:
        """Gives from the caller's balance to the reserve, for good.

        Args:
            source: Where it comes from: 1 platform's profit, 2 a third party's guarantee.
            amount: In minor units of the token, 1 to the caller's balance.

        Returns:
            The command, which a plan carries out.

        The contract refuses with RESERVE:GIVE:SOURCE, RESERVE:GIVE:ZERO.
        """
        return Command("Reserve", "contribute", (source, amount))

    @staticmethod
    def cover(loan: int) -> Command:
        """Call `cover` of the contract.

        Pays a defaulted loan's lenders, once per loan and by anyone's call: the least of the
        loan's own bound, a share of the free reserve, and what the borrower's group may still
        draw.

        Args:
            loan: The loan's number, from 1.

        Returns:
            The command, which a plan carries out.

        The contract refuses with RESERVE:COVER:EMPTY.
        """
        return Command("Reserve", "cover", (loan,))

    @staticmethod
    def contributed(key: int) -> Query[int]:
        """Call `contributed` of the contract.

        What came in from a source over a lifetime, in minor units; withheld contributions not
        counted.

        Args:
            key: As the contract says.

        Returns:
            The query. Its answer: What came in from a source over a lifetime, in minor units;
            withheld contributions not counted.
        """
        return Query("Reserve", "contributed", (key,))

    @staticmethod
    def covered() -> Query[int]:
        """What was ever paid as cover, in minor units.

        Returns:
            The query. Its answer: What was ever paid as cover, in minor units.
        """
        return Query("Reserve", "covered", ())
