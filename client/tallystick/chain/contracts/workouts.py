"""The contract Workouts as a class."""

# Made by scripts/contract_classes.py from the contracts' ABIs; do not edit.

from __future__ import annotations

from collections.abc import Sequence
from typing import TypedDict

from tallystick.chain.contracts.call import Command, Query

__all__ = ["Workouts", "WorkoutsCoverOf", "WorkoutsDebtOf", "WorkoutsPlatform"]


class WorkoutsDebtOf(TypedDict):
    """What `debt_of` returns."""

    principal: int
    interest: int
    charges: int
    principal_at_default: int
    default_day: int


class WorkoutsCoverOf(TypedDict):
    """What `cover_of` returns."""

    amount: int
    returned: int
    recovered: int
    guaranteed: int


class WorkoutsPlatform(TypedDict):
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


class Workouts:
    """Calls of the contract Workouts."""

    @staticmethod
    def declare_default(loan: int) -> Command:
        """Declares a default, by anyone, from the agreed days past due on.

        It first collects what the borrower's free balance covers; what that cures is no
        default. What is owed is that day's payoff, and nothing accrues after.

        Args:
            loan: The loan's number, from 1.

        Returns:
            The command, which a plan carries out.

        The contract refuses with WORKOUT:DEFAULT:EARLY, WORKOUT:DEFAULT:STATUS.
        """
        return Command("Workouts", "declare_default", (loan,))

    @staticmethod
    def write_off(loan: int) -> Command:
        """Call `write_off` of the contract.

        Writes a loan off, by anyone, three years after its default, or one year in a wind-
        down. What is recovered later is the lenders' income.

        Args:
            loan: The loan's number, from 1.

        Returns:
            The command, which a plan carries out.

        The contract refuses with WORKOUT:WRITEOFF:EARLY, WORKOUT:WRITEOFF:GUARANTEE,
        WORKOUT:WRITEOFF:STATUS.
        """
        return Command("Workouts", "write_off", (loan,))

    @staticmethod
    def record_cover(loan: int, amount: int, guaranteed: bool) -> Command:
        """Counts a cover that the Reserve pays into the pot: its own, or a guarantor's.

        Args:
            loan: The loan's number, from 1.
            amount: In minor units of the token, from 1.
            guaranteed: Whether a guarantor's stake pays it.

        Returns:
            The command, which a plan carries out.

        The contract refuses with WORKOUT:COVER:CALLER.
        """
        return Command("Workouts", "record_cover", (loan, amount, guaranteed))

    @staticmethod
    def record_distribution(loan: int, amount: int) -> Command:
        """Counts a written-off loan's part of the last distribution as its lenders' income.

        Args:
            loan: The loan's number, from 1.
            amount: In minor units of the token, from 1.

        Returns:
            The command, which a plan carries out.

        The contract refuses with WORKOUT:COVER:CALLER.
        """
        return Command("Workouts", "record_distribution", (loan, amount))

    @staticmethod
    def recover(loan: int, amount_max: int) -> Command:
        """Call `recover` of the contract.

        Pays what is owed after a default out of the caller's balance: the borrower, or anyone
        else whom the Registry lets pay: enrolled, in time, not frozen.

        Args:
            loan: The loan's number, from 1.
            amount_max: The most to pay, in minor units of the token, from 1.

        Returns:
            The command, which a plan carries out. It returns: What was debited, in minor units.

        The contract refuses with WORKOUT:RECOVER:NOTHING.
        """
        return Command("Workouts", "recover", (loan, amount_max))

    @staticmethod
    def collect(loan: int) -> Command:
        """Call `collect` of the contract.

        Takes what is owed after a default out of the borrower's free balance, by anyone's
        call.

        Args:
            loan: The loan's number, from 1.

        Returns:
            The command, which a plan carries out.

        The contract refuses with WORKOUT:COLLECT:NOTHING.
        """
        return Command("Workouts", "collect", (loan,))

    @staticmethod
    def collect_many(loans: Sequence[int]) -> Command:
        """Collects from many loans in default; those with nothing to take are passed over.

        Args:
            loans: The loans' numbers, from 1; at most 100.

        Returns:
            The command, which a plan carries out.
        """
        return Command("Workouts", "collect_many", (loans,))

    @staticmethod
    def receive_price(loan: int, buyer: str, price: int) -> Command:
        """Call `receive_price` of the contract.

        Takes the price of a loan's collateral out of its buyer's balance: a recovery as far
        as something is owed, what is over to the borrower.

        Args:
            loan: The loan's number, from 1.
            buyer: Collateral's caller, who buys and pays.
            price: In minor units of the token, from 1.

        Returns:
            The command, which a plan carries out.

        The contract refuses with WORKOUT:PRICE:CALLER.
        """
        return Command("Workouts", "receive_price", (loan, buyer, price))

    @staticmethod
    def debt_of(loan: int) -> Query[WorkoutsDebtOf]:
        """Returns what is still owed after a default.

        Args:
            loan: The loan's number, from 1.

        Returns:
            The query. Its answer: The debt, in minor units of the token; all zero when there
            was no default.
        """
        return Query("Workouts", "debt_of", (loan,))

    @staticmethod
    def cover_of(loan: int) -> Query[WorkoutsCoverOf]:
        """Returns what the reserve has covered, and what it got back.

        Args:
            loan: The loan's number, from 1.

        Returns:
            The query. Its answer: The cover, in minor units of the token; all zero when there
            was none.
        """
        return Query("Workouts", "cover_of", (loan,))

    @staticmethod
    def is_covered(loan: int) -> Query[bool]:
        """Returns whether a loan in default was covered.

        Args:
            loan: The loan's number, from 1.

        Returns:
            The query. Its answer: Whether it was, at least in part.
        """
        return Query("Workouts", "is_covered", (loan,))

    @staticmethod
    def cover_cap(loan: int) -> Query[int]:
        """Call `cover_cap` of the contract.

        Returns the most that a loan in default may be covered with by the reserve: 0 when
        fewer than 3 instalments were paid, or 90 days have not passed since its issue.

        Args:
            loan: The loan's number, from 1.

        Returns:
            The query. Its answer: In minor units of the token, rounded down.
        """
        return Query("Workouts", "cover_cap", (loan,))

    @staticmethod
    def impair(loan: int, reason: bytes | str) -> Command:
        """Call `impair` of the contract.

        Flags an active loan as impaired: not again within 120 days, so that no flag outlives
        its time by renewal.

        Args:
            loan: The loan's number, from 1.
            reason: A hash that says why; not zero.

        Returns:
            The command, which a plan carries out.

        The contract refuses with WORKOUT:IMPAIR:REASON, WORKOUT:IMPAIR:REST,
        WORKOUT:IMPAIR:ROLE, WORKOUT:IMPAIR:STATUS.
        """
        return Command("Workouts", "impair", (loan, reason))

    @staticmethod
    def lift_impairment(loan: int) -> Command:
        """Takes the flag off: a servicer at any time, anyone after 90 days.

        Args:
            loan: The loan's number, from 1.

        Returns:
            The command, which a plan carries out.

        The contract refuses with WORKOUT:IMPAIR:EARLY, WORKOUT:IMPAIR:STATUS.
        """
        return Command("Workouts", "lift_impairment", (loan,))

    @staticmethod
    def impaired_at(key: int) -> Query[int]:
        """A loan's number, from 1 -> the Unix second of its last flag; 0: never.

        Args:
            key: As the contract says.

        Returns:
            The query. Its answer: A loan's number, from 1 -> the Unix second of its last
            flag; 0: never.
        """
        return Query("Workouts", "impaired_at", (key,))

    @staticmethod
    def platform() -> Query[WorkoutsPlatform]:
        """Returns the contracts of the platform, fixed at deployment.

        Returns:
            The query. Its answer: The addresses, by the contracts' names.
        """
        return Query("Workouts", "platform", ())
