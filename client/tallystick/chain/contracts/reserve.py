"""The contract Reserve as a class."""

# Made by scripts/contract_classes.py from the contracts' ABIs; do not edit.

from __future__ import annotations

from typing import TypedDict

from tallystick.chain.contracts.call import Command, Query

__all__ = ["Reserve", "ReserveBucketOf", "ReservePlaceOf", "ReservePlatform", "ReserveStakeOf"]


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


class ReserveStakeOf(TypedDict):
    """What `stake_of` returns."""

    guarantor: str
    amount: int
    last_day: int


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
    ballots: str
    mandates: str
    collateral: str
    freezes: str
    key_recovery: str


class Reserve:
    """Calls of the contract Reserve."""

    @staticmethod
    def covered() -> Query[int]:
        """Returns what was ever paid as cover.

        Returns:
            The query. Its answer: In minor units of the token.
        """
        return Query("Reserve", "covered", ())

    @staticmethod
    def set_aside() -> Query[int]:
        """Returns what is set aside for months whose ratio is fixed.

        Returns:
            The query. Its answer: In minor units of the token.
        """
        return Query("Reserve", "set_aside", ())

    @staticmethod
    def staked() -> Query[int]:
        """Returns all stakes that are locked.

        Returns:
            The query. Its answer: In minor units of the token.
        """
        return Query("Reserve", "staked", ())

    @staticmethod
    def is_distributed() -> Query[bool]:
        """Returns whether the last distribution has begun.

        Returns:
            The query. Its answer: Whether it has.
        """
        return Query("Reserve", "is_distributed", ())

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
            in minor units; all zero when it never entered, and once it was covered.
        """
        return Query("Reserve", "place_of", (loan,))

    @staticmethod
    def pledge(loan: int, amount: int, last_day: int) -> Command:
        """Locks a stake of the caller's for a listed loan that nobody has funded yet.

        Args:
            loan: The loan's number, from 1.
            amount: In minor units of the token, from 1 to the council's share of the
                principal.
            last_day: Local day up to which a default is guaranteed, after today.

        Returns:
            The command, which a plan carries out.

        The contract refuses with RESERVE:PLEDGE:AGAIN, RESERVE:PLEDGE:AMOUNT,
        RESERVE:PLEDGE:DAY, RESERVE:PLEDGE:RELATED, RESERVE:PLEDGE:STATUS.
        """
        return Command("Reserve", "pledge", (loan, amount, last_day))

    @staticmethod
    def pay_guarantee(loan: int) -> Command:
        """Call `pay_guarantee` of the contract.

        Pays a defaulted loan's lenders out of its guarantor's stake, by anyone: what they
        miss of the principal, as far as the stake goes; the rest goes back.

        Args:
            loan: The loan's number, from 1.

        Returns:
            The command, which a plan carries out.

        The contract refuses with RESERVE:GUARANTEE:NONE.
        """
        return Command("Reserve", "pay_guarantee", (loan,))

    @staticmethod
    def release_stake(loan: int) -> Command:
        """Call `release_stake` of the contract.

        Gives a stake back, by anyone, once its loan has ended or was not issued, or the
        promise has ended without a default.

        Args:
            loan: The loan's number, from 1.

        Returns:
            The command, which a plan carries out.

        The contract refuses with RESERVE:RELEASE:EARLY, RESERVE:RELEASE:NONE.
        """
        return Command("Reserve", "release_stake", (loan,))

    @staticmethod
    def stake_of(loan: int) -> Query[ReserveStakeOf]:
        """Returns what a guarantor has locked for a loan.

        Args:
            loan: The loan's number, from 1.

        Returns:
            The query. Its answer: The stake; the amount 0 once it has paid or was released.
        """
        return Query("Reserve", "stake_of", (loan,))

    @staticmethod
    def guarantor_of(loan: int) -> Query[str]:
        """Returns who guarantees a loan.

        Args:
            loan: The loan's number, from 1.

        Returns:
            The query. Its answer: The guarantor's wallet; zero: nobody.
        """
        return Query("Reserve", "guarantor_of", (loan,))

    @staticmethod
    def is_guarantee_open(loan: int, default_day: int) -> Query[bool]:
        """Returns whether a stake guarantees a default of a day and has not paid yet.

        Args:
            loan: The loan's number, from 1.
            default_day: Local day of the default, days since 1970-01-01.

        Returns:
            The query. Its answer: Whether it does.
        """
        return Query("Reserve", "is_guarantee_open", (loan, default_day))

    @staticmethod
    def note_loss(loan: int, principal: int, interest: int) -> Command:
        """Notes what the lenders of a loan miss on the day of its write-off.

        Args:
            loan: The loan's number, from 1.
            principal: In minor units of the token.
            interest: In minor units.

        Returns:
            The command, which a plan carries out.

        The contract refuses with RESERVE:LOSS:CALLER.
        """
        return Command("Reserve", "note_loss", (loan, principal, interest))

    @staticmethod
    def distribute(loan: int) -> Command:
        """Pays a loan's part of the last distribution into its pot, by anyone.

        Args:
            loan: The loan's number, from 1.

        Returns:
            The command, which a plan carries out.

        The contract refuses with RESERVE:DISTRIBUTE:EARLY, RESERVE:DISTRIBUTE:NONE.
        """
        return Command("Reserve", "distribute", (loan,))

    @staticmethod
    def loss_of(loan: int) -> Query[tuple[int, int]]:
        """Returns what the lenders of a loan that was written off miss.

        Args:
            loan: The loan's number, from 1.

        Returns:
            The query. Its answer: Principal, in minor units of the token; 0 once the loan has
            got its part. Interest, in minor units.
        """
        return Query("Reserve", "loss_of", (loan,))

    @staticmethod
    def lost_principal() -> Query[int]:
        """Principal that lenders miss over all loans that were written off, in minor units.

        Returns:
            The query. Its answer: Principal that lenders miss over all loans that were
            written off, in minor units.
        """
        return Query("Reserve", "lost_principal", ())

    @staticmethod
    def lost_interest() -> Query[int]:
        """Interest that they miss over these loans, in minor units.

        Returns:
            The query. Its answer: Interest that they miss over these loans, in minor units.
        """
        return Query("Reserve", "lost_interest", ())

    @staticmethod
    def for_principal() -> Query[int]:
        """What the distribution gives to lost principal, in minor units.

        Returns:
            The query. Its answer: What the distribution gives to lost principal, in minor
            units.
        """
        return Query("Reserve", "for_principal", ())

    @staticmethod
    def for_interest() -> Query[int]:
        """What it gives to lost interest, in minor units.

        Returns:
            The query. Its answer: What it gives to lost interest, in minor units.
        """
        return Query("Reserve", "for_interest", ())

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

        The contract refuses with RESERVE:ENTER:CALLER, RESERVE:ENTER:RANGE.
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

        The contract refuses with RESERVE:ENTER:EARLY, RESERVE:ENTER:LATE, RESERVE:ENTER:NONE,
        RESERVE:ENTER:RANGE.
        """
        return Command("Reserve", "enter_again", (loan,))

    @staticmethod
    def cover(loan: int) -> Command:
        """Call `cover` of the contract.

        Pays a defaulted loan's lenders the share of its month, by anyone, from the next month
        on: its cap times what the month's loans share over the sum of their caps, and no more
        than its part, by the caps, of what the borrower's group may still draw. The first
        call after the month fixes what they share: at most the council's share of the free
        reserve.

        Args:
            loan: The loan's number, from 1.

        Returns:
            The command, which a plan carries out.

        The contract refuses with RESERVE:COVER:EARLY, RESERVE:COVER:NONE,
        RESERVE:ENTER:RANGE.
        """
        return Command("Reserve", "cover", (loan,))

    @staticmethod
    def begin_distribution() -> Command:
        """Call `begin_distribution` of the contract.

        Begins the last distribution, by anyone, once the platform winds down and no loan is
        live: what was set aside for months is free again.

        Returns:
            The command, which a plan carries out.

        The contract refuses with RESERVE:DISTRIBUTE:AGAIN, RESERVE:DISTRIBUTE:LIVE,
        RESERVE:DISTRIBUTE:OPEN.
        """
        return Command("Reserve", "begin_distribution", ())

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
