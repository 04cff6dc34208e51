"""The contract Reserve as a class."""

# Made by scripts/contract_classes.py from the contracts' ABIs; do not edit.

from __future__ import annotations

from typing import TypedDict

from tallystick.chain.contracts.call import Command, Query

__all__ = ["Reserve", "ReserveBucketOf", "ReservePlaceOf", "ReservePlatform"]


class ReservePlatform(TypedDict):
    """What `platform` returns."""

    escrow: str
    registry: str
    governor: str
    disclosures: str
    book: str
    offers: str
    servicing: str
    workouts: str
    market: str
    reserve: str


class ReserveBucketOf(TypedDict):
    """What `bucket_of` returns."""

    caps: int
    funds: int
    caps_left: int
    funds_left: int
    fixed: bool


class ReservePlaceOf(TypedDict):
    """What `place_of` returns."""

    month: int
    cap: int


class Reserve:
    """Calls of the contract Reserve."""

    @staticmethod
    def platform() -> Query[ReservePlatform]:
        """Returns the contracts of the platform, fixed at deployment.

        Returns:
            The query. Its answer: The addresses, by the contracts' names.
        """
        return Query("Reserve", "platform", ())

    @staticmethod
    def free() -> Query[int]:
        """Returns what the reserve has and has not set aside for a month.

        Returns:
            The query. Its answer: In minor units of the token.
        """
        return Query("Reserve", "free", ())

    @staticmethod
    def bucket_of(month: int) -> Query[ReserveBucketOf]:
        """Returns the loans that defaulted in a month, in sums.

        Args:
            month: Months since March of year 0.

        Returns:
            The query. Its answer: Their caps, what they share, and what is left of both, in
            minor units.
        """
        return Query("Reserve", "bucket_of", (month,))

    @staticmethod
    def place_of(loan: int) -> Query[ReservePlaceOf]:
        """Returns in which month a loan is covered.

        Args:
            loan: The loan's number, from 1.

        Returns:
            The query. Its answer: The month, since March of year 0, and the loan's cap there,
            in minor units; the cap 0 once it was covered, all zero when it never entered.
        """
        return Query("Reserve", "place_of", (loan,))

    @staticmethod
    def coverage_ppm() -> Query[int]:
        """Returns the free reserve over the principal still counted against borrowers.

        Returns:
            The query. Its answer: In ppm, rounded down; 2^256 - 1 when no principal is
            counted.
        """
        return Query("Reserve", "coverage_ppm", ())

    @staticmethod
    def cover_quote(loan: int) -> Query[int]:
        """Returns what cover would pay now; 0 when it would pay nothing, or not yet.

        Args:
            loan: The loan's number, from 1.

        Returns:
            The query. Its answer: In minor units of the token, rounded down.
        """
        return Query("Reserve", "cover_quote", (loan,))

    @staticmethod
    def contribute(amount: int) -> Command:
        """Call `contribute` of the contract.

        Gives from the caller's balance to the reserve, for good: the treasury gives the
        platform's profit, anyone else a third party's guarantee.

        Args:
            amount: In minor units of the token, 1 to the caller's balance.

        Returns:
            The command, which a plan carries out.

        The contract refuses with RESERVE:GIVE:ZERO.
        """
        return Command("Reserve", "contribute", (amount,))

    @staticmethod
    def enter(loan: int, day: int, cap: int) -> Command:
        """Enters a loan into the month of its default.

        Args:
            loan: The loan's number, from 1.
            day: Local day of the default, days since 1970-01-01.
            cap: The most that the loan may be covered with, in minor units of the token.

        Returns:
            The command, which a plan carries out.

        The contract refuses with RESERVE:ENTER:CALLER.
        """
        return Command("Reserve", "enter", (loan, day, cap))

    @staticmethod
    def enter_again(loan: int) -> Command:
        """Call `enter_again` of the contract.

        Enters what is left of a loan's cap into this month, by anyone: once a month, until a
        year after its default.

        Args:
            loan: The loan's number, from 1.

        Returns:
            The command, which a plan carries out.

        The contract refuses with RESERVE:ENTER:LATE.
        """
        return Command("Reserve", "enter_again", (loan,))

    @staticmethod
    def cover(loan: int) -> Command:
        """Call `cover` of the contract.

        Pays a defaulted loan's lenders the share of its month, by anyone, from the next month
        on: its cap times what the month's loans share over the sum of their caps, and no more
        than the borrower's group may still draw. The first call after the month fixes what
        they share: at most the council's share of the free reserve.

        Args:
            loan: The loan's number, from 1.

        Returns:
            The command, which a plan carries out.

        The contract refuses with RESERVE:COVER:EARLY, RESERVE:COVER:NONE.
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

    @staticmethod
    def set_aside() -> Query[int]:
        """What is set aside for months whose ratio is fixed, in minor units.

        Returns:
            The query. Its answer: What is set aside for months whose ratio is fixed, in minor
            units.
        """
        return Query("Reserve", "set_aside", ())
