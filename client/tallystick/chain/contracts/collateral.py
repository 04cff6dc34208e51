"""The contract Collateral as a class."""

# Made by scripts/contract_classes.py from the contracts' ABIs; do not edit.

from __future__ import annotations

from typing import TypedDict

from tallystick.chain.contracts.call import Command, Query

__all__ = ["Collateral", "CollateralLockOf", "CollateralPlatform"]


class CollateralPlatform(TypedDict):
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


class CollateralLockOf(TypedDict):
    """What `lock_of` returns."""

    collection: str
    token_id: int
    floor_price: int
    lowered: bool
    started_at: int
    start_price: int


class Collateral:
    """Calls of the contract Collateral."""

    @staticmethod
    def platform() -> Query[CollateralPlatform]:
        """Returns the contracts of the platform, fixed at deployment.

        Returns:
            The query. Its answer: The addresses, by the contracts' names.
        """
        return Query("Collateral", "platform", ())

    @staticmethod
    def lock_of(loan: int) -> Query[CollateralLockOf]:
        """Returns what secures a loan, and how its auction stands.

        Args:
            loan: The loan's number, from 1.

        Returns:
            The query. Its answer: The lock; all zero when nothing is locked.
        """
        return Query("Collateral", "lock_of", (loan,))

    @staticmethod
    def is_locked(loan: int) -> Query[bool]:
        """Returns whether a loan's collateral is locked.

        Args:
            loan: The loan's number, from 1.

        Returns:
            The query. Its answer: Whether it is.
        """
        return Query("Collateral", "is_locked", (loan,))

    @staticmethod
    def may_lower(loan: int, floor_price: int) -> Query[bool]:
        """Call `may_lower` of the contract.

        Returns whether lenders may vote on a floor: the auction is over and unsold, the floor
        is lower, and was not lowered before.

        Args:
            loan: The loan's number, from 1.
            floor_price: The lower floor, in minor units of the settlement token.

        Returns:
            The query. Its answer: Whether they may.
        """
        return Query("Collateral", "may_lower", (loan, floor_price))

    @staticmethod
    def price_of(loan: int) -> Query[int]:
        """Returns what a loan's collateral costs now.

        Args:
            loan: The loan's number, from 1.

        Returns:
            The query. Its answer: In minor units of the settlement token, rounded up; 2^256 -
            1: not for sale.
        """
        return Query("Collateral", "price_of", (loan,))

    @staticmethod
    def lock(loan: int, collection: str, token_id: int, floor_price: int) -> Command:
        """Call `lock` of the contract.

        Locks the collateral that the caller's offer names, before the loan is issued; the
        caller has approved this contract.

        Args:
            loan: The loan's number, from 1.
            collection: The ERC-721 contract, which the council allows.
            token_id: The token's number.
            floor_price: The agreed least price of an auction, in minor units of the
                settlement token.

        Returns:
            The command, which a plan carries out.

        The contract refuses with COLL:LOCK:AGAIN, COLL:LOCK:BORROWER, COLL:LOCK:COLLECTION,
        COLL:LOCK:OFFER, COLL:LOCK:STATUS, COLL:LOCK:TOKEN.
        """
        return Command("Collateral", "lock", (loan, collection, token_id, floor_price))

    @staticmethod
    def release(loan: int) -> Command:
        """Call `release` of the contract.

        Gives the collateral back to the borrower, by anyone, once nothing is owed or the loan
        was not issued.

        Args:
            loan: The loan's number, from 1.

        Returns:
            The command, which a plan carries out.

        The contract refuses with COLL:RELEASE:NONE, COLL:RELEASE:STATUS.
        """
        return Command("Collateral", "release", (loan,))

    @staticmethod
    def start_auction(loan: int) -> Command:
        """Call `start_auction` of the contract.

        Starts the auction of a defaulted loan's collateral, by anyone, from 30 days after the
        default on.

        Args:
            loan: The loan's number, from 1.

        Returns:
            The command, which a plan carries out.

        The contract refuses with COLL:AUCTION:AGAIN, COLL:AUCTION:EARLY, COLL:AUCTION:NONE,
        COLL:AUCTION:STATUS.
        """
        return Command("Collateral", "start_auction", (loan,))

    @staticmethod
    def buy(loan: int, price_max: int) -> Command:
        """Call `buy` of the contract.

        Buys a loan's collateral at its price of now, out of the caller's balance: a recovery,
        and what is over goes to the borrower.

        Args:
            loan: The loan's number, from 1.
            price_max: The most the caller would pay, in minor units of the settlement token.

        Returns:
            The command, which a plan carries out.

        The contract refuses with COLL:BUY:CLOSED, COLL:BUY:MAXIMUM, COLL:BUY:RELATED.
        """
        return Command("Collateral", "buy", (loan, price_max))

    @staticmethod
    def lower_floor(loan: int, floor_price: int) -> Command:
        """Call `lower_floor` of the contract.

        Lowers the floor that lenders have voted on, once: the price falls on from the floor
        before, over 14 days.

        Args:
            loan: The loan's number, from 1.
            floor_price: The lower floor, in minor units of the settlement token.

        Returns:
            The command, which a plan carries out.

        The contract refuses with COLL:FLOOR:CALLER.
        """
        return Command("Collateral", "lower_floor", (loan, floor_price))
