"""The contract Book as a class."""

# Made by scripts/contract_classes.py from the contracts' ABIs; do not edit.

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypedDict

from tallystick.chain.contracts.call import Command, Query

__all__ = ["Book", "BookListingOf", "BookListingOf2"]


class BookListingOf(TypedDict):
    """What `listing_of` returns."""

    borrower: str
    group: int
    level: int
    status: int
    ticket_min: int


class BookListingOf2(TypedDict):
    """What `listing_of` returns."""

    principal: int
    funded: int
    deadline: int
    funded_at: int
    issue_seconds: int
    first_signer: int
    second_signer: int


class Book:
    """Calls of the contract Book."""

    @staticmethod
    def list_offer(offer: Any, first: Any, second: Any) -> Command:
        """Call `list_offer` of the contract.

        The borrower lists an offer that one underwriter has signed, above the Governor's limit
        two.
        """
        return Command("Book", "list_offer", (offer, first, second))

    @staticmethod
    def revoke_offer(project: bytes | str) -> Command:
        """An underwriter takes back offers for a project not yet listed."""
        return Command("Book", "revoke_offer", (project,))

    @staticmethod
    def retract(loan: int, units: int) -> Command:
        """Call `retract` of the contract.

        Takes funding back: free while listed, locked from fully funded until the issue window has
        passed, free again if not issued.
        """
        return Command("Book", "retract", (loan, units))

    @staticmethod
    def expire(loan: int) -> Command:
        """Closes a listing whose time is over, or any in a wind-down; anyone.

        Its investors retract in full.
        """
        return Command("Book", "expire", (loan,))

    @staticmethod
    def issue(loan: int) -> Command:
        """Call `issue` of the contract.

        The borrower draws a fully funded loan down; the local date of now is its issue date. Fees
        are withheld, rounded up.
        """
        return Command("Book", "issue", (loan,))

    @staticmethod
    def listing_of(loan: int) -> Query[tuple[BookListingOf, BookListingOf2, bytes]]:
        """Who borrows, how far the funding is, and the hash of the disclosure.

        The status is of the listing; Servicing knows an issued loan's.
        """
        return Query("Book", "listing_of", (loan,))

    @staticmethod
    def offer_digest(offer: Any) -> Query[bytes]:
        """The EIP-712 digest that underwriters sign."""
        return Query("Book", "offer_digest", (offer,))

    @staticmethod
    def loan_count() -> Query[int]:
        """How many loans were ever listed."""
        return Query("Book", "loan_count", ())

    @staticmethod
    def loan_of_project(key: bytes | str) -> Query[int]:
        """A project's loan; 2^256 - 1: revoked by an underwriter."""
        return Query("Book", "loan_of_project", (key,))

    @staticmethod
    def balanceOf(owner: str, id: int) -> Query[int]:
        """Units of a loan that an owner holds (ERC-6909)."""
        return Query("Book", "balanceOf", (owner, id))

    @staticmethod
    def allowance(key: str, key_2: str, key_3: int) -> Query[int]:
        """Units that a spender may still transfer (ERC-6909)."""
        return Query("Book", "allowance", (key, key_2, key_3))

    @staticmethod
    def isOperator(key: str, key_2: str) -> Query[bool]:
        """Whether a spender may transfer all of an owner's notes (ERC-6909)."""
        return Query("Book", "isOperator", (key, key_2))

    @staticmethod
    def approve(spender: str, id: int, amount: int) -> Command:
        """Lets another address transfer so many of the caller's units."""
        return Command("Book", "approve", (spender, id, amount))

    @staticmethod
    def setOperator(spender: str, approved: bool) -> Command:
        """Lets another address transfer any of the caller's notes, or ends it."""
        return Command("Book", "setOperator", (spender, approved))

    @staticmethod
    def supportsInterface(interface_id: bytes) -> Query[bool]:
        """ERC-165: itself and ERC-6909."""
        return Query("Book", "supportsInterface", (interface_id,))

    @staticmethod
    def peers() -> Query[tuple[str, str, str, str, str, str]]:
        """Escrow, Registry, Governor, Servicing, Reserve, Market, fixed at deployment."""
        return Query("Book", "peers", ())

    @staticmethod
    def claimable(loan: int, holder: str) -> Query[tuple[int, int]]:
        """(principal, interest) that a claim would pay now."""
        return Query("Book", "claimable", (loan, holder))

    @staticmethod
    def position_of(loan: int, holder: str) -> Query[tuple[int, int, int, int, int]]:
        """Call `position_of` of the contract.

        (units, principal seen, interest seen, principal fraction, interest fraction); fractions
        are in units of 1 / principal.
        """
        return Query("Book", "position_of", (loan, holder))

    @staticmethod
    def fund(loan: int, units: int, units_min: int, disclosure_hash: bytes | str) -> Command:
        """Lends to a listed loan out of the caller's balance."""
        return Command("Book", "fund", (loan, units, units_min, disclosure_hash))

    @staticmethod
    def deposit_and_fund(
        loan: int, units: int, units_min: int, disclosure_hash: bytes | str
    ) -> Command:
        """Call `deposit_and_fund` of the contract.

        As fund, with so many tokens deposited first; what the loan does not take stays in the
        caller's balance.
        """
        return Command("Book", "deposit_and_fund", (loan, units, units_min, disclosure_hash))

    @staticmethod
    def claim(loan: int) -> Command:
        """Pays the caller's note what it has earned, into his balance."""
        return Command("Book", "claim", (loan,))

    @staticmethod
    def claim_many(loans: Sequence[int]) -> Command:
        """Claims from many loans."""
        return Command("Book", "claim_many", (loans,))

    @staticmethod
    def claim_and_withdraw(loans: Sequence[int]) -> Command:
        """Claims from many loans and sends the sum out to the caller."""
        return Command("Book", "claim_and_withdraw", (loans,))

    @staticmethod
    def transfer(receiver: str, id: int, amount: int) -> Command:
        """Gives units of the caller's note to another person (ERC-6909)."""
        return Command("Book", "transfer", (receiver, id, amount))

    @staticmethod
    def transferFrom(sender: str, receiver: str, id: int, amount: int) -> Command:
        """As transfer, by an operator or within an allowance."""
        return Command("Book", "transferFrom", (sender, receiver, id, amount))

    @staticmethod
    def assign(seller: str, buyer: str, loan: int, units: int, price: int, fee: int) -> Command:
        """The Market's half of a sale: units against their price."""
        return Command("Book", "assign", (seller, buyer, loan, units, price, fee))

    @staticmethod
    def refresh_exposure(wallet: str) -> Command:
        """Call `refresh_exposure` of the contract.

        Lowers a person's exposure by the principal that claims have paid to a wallet; funding and
        buying from that wallet do it anyway.
        """
        return Command("Book", "refresh_exposure", (wallet,))
