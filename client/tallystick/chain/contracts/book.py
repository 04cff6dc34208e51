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

        Lists the caller's offer, which one underwriter has signed, or two above the council's
        limit.

        Args:
            offer: The loan's terms, fees and documents; bounds as in modules/offers.
            first: An underwriter's signature of the offer's digest.
            second: Another underwriter's; looked at only above the council's limit.

        Returns:
            The command, which a plan carries out. It returns: The loan's number, from 1.

        The contract refuses with BOOK:LIST:AGREEMENT, BOOK:LIST:BORROWER, BOOK:LIST:CEILING,
        BOOK:LIST:DISCLOSURE, BOOK:LIST:DPD, BOOK:LIST:EXPIRED, BOOK:LIST:GRACE,
        BOOK:LIST:INTEREST, BOOK:LIST:ISSUE, BOOK:LIST:LEAD, BOOK:LIST:LEVEL,
        BOOK:LIST:METHOD, BOOK:LIST:PERIOD, BOOK:LIST:PRINCIPAL, BOOK:LIST:PROJECT,
        BOOK:LIST:PROJECT_USED, BOOK:LIST:RAISE, BOOK:LIST:RATE, BOOK:LIST:ROWS,
        BOOK:LIST:SELF, BOOK:LIST:SIGNATURE, BOOK:LIST:SIGNERS, BOOK:LIST:TERM,
        BOOK:LIST:TICKET.
        """
        return Command("Book", "list_offer", (offer, first, second))

    @staticmethod
    def revoke_offer(project: bytes | str) -> Command:
        """Call `revoke_offer` of the contract.

        Takes back, by an underwriter and for ever, all offers for a project not yet listed.

        Args:
            project: The project's hash.

        Returns:
            The command, which a plan carries out.

        The contract refuses with BOOK:REVOKE:LISTED, BOOK:REVOKE:ROLE.
        """
        return Command("Book", "revoke_offer", (project,))

    @staticmethod
    def retract(loan: int, units: int) -> Command:
        """Call `retract` of the contract.

        Takes the caller's funding back: free while listed, locked from fully funded until the
        issue window has passed, free again if not issued.

        Args:
            loan: The loan's number, from 1.
            units: Units, in minor units of the token, from 1 to what the caller holds.

        Returns:
            The command, which a plan carries out.

        The contract refuses with BOOK:RETRACT:ISSUED, BOOK:RETRACT:LOCKED,
        BOOK:RETRACT:TICKET, BOOK:RETRACT:UNITS, BOOK:RETRACT:UNKNOWN.
        """
        return Command("Book", "retract", (loan, units))

    @staticmethod
    def expire(loan: int) -> Command:
        """Call `expire` of the contract.

        Closes a listing whose time is over, or any in a wind-down, by anyone; its investors
        then retract in full.

        Args:
            loan: The loan's number, from 1.

        Returns:
            The command, which a plan carries out.

        The contract refuses with BOOK:EXPIRE:EARLY, BOOK:EXPIRE:STATUS.
        """
        return Command("Book", "expire", (loan,))

    @staticmethod
    def issue(loan: int) -> Command:
        """Call `issue` of the contract.

        Draws a fully funded loan down, by its borrower; the local date of now is its issue
        date.

        Args:
            loan: The loan's number, from 1.

        Returns:
            The command, which a plan carries out.

        The contract refuses with BOOK:ISSUE:BORROWER, BOOK:ISSUE:LATE, BOOK:ISSUE:STATUS.
        """
        return Command("Book", "issue", (loan,))

    @staticmethod
    def listing_of(loan: int) -> Query[tuple[BookListingOf, BookListingOf2, bytes]]:
        """Returns who borrows, how far the funding is, and which disclosure holds.

        Args:
            loan: The loan's number, from 1.

        Returns:
            The query. Its answer: Borrower, group, risk level, status and ticket. Principal
            and funding, in minor units of the token, and its times, in Unix seconds. The hash
            of the disclosure.
        """
        return Query("Book", "listing_of", (loan,))

    @staticmethod
    def offer_digest(offer: Any) -> Query[bytes]:
        """Returns the EIP-712 digest that underwriters sign.

        Args:
            offer: The loan's terms, fees and documents.

        Returns:
            The query. Its answer: The digest, for this chain and this contract.
        """
        return Query("Book", "offer_digest", (offer,))

    @staticmethod
    def loan_count() -> Query[int]:
        """How many loans were ever listed.

        Returns:
            The query. Its answer: How many loans were ever listed.
        """
        return Query("Book", "loan_count", ())

    @staticmethod
    def loan_of_project(key: bytes | str) -> Query[int]:
        """A project's loan, from 1; 0: none; 2^256 - 1: revoked by an underwriter.

        Args:
            key: As the contract says.

        Returns:
            The query. Its answer: A project's loan, from 1; 0: none; 2^256 - 1: revoked by an
            underwriter.
        """
        return Query("Book", "loan_of_project", (key,))

    @staticmethod
    def balanceOf(owner: str, id: int) -> Query[int]:
        """Returns the units of a loan that an owner holds (ERC-6909).

        Args:
            owner: Whose note.
            id: The loan's number, from 1.

        Returns:
            The query. Its answer: Units, in minor units of original principal, 0 to 10^15.
        """
        return Query("Book", "balanceOf", (owner, id))

    @staticmethod
    def allowance(key: str, key_2: str, key_3: int) -> Query[int]:
        """Units, in minor units, that a spender may still transfer (ERC-6909).

        Args:
            key: As the contract says.
            key_2: As the contract says.
            key_3: As the contract says.

        Returns:
            The query. Its answer: Units, in minor units, that a spender may still transfer
            (ERC-6909).
        """
        return Query("Book", "allowance", (key, key_2, key_3))

    @staticmethod
    def isOperator(key: str, key_2: str) -> Query[bool]:
        """Whether a spender may transfer all of an owner's notes (ERC-6909).

        Args:
            key: As the contract says.
            key_2: As the contract says.

        Returns:
            The query. Its answer: Whether a spender may transfer all of an owner's notes
            (ERC-6909).
        """
        return Query("Book", "isOperator", (key, key_2))

    @staticmethod
    def approve(spender: str, id: int, amount: int) -> Command:
        """Call `approve` of the contract.

        Lets another address transfer so many of the caller's units of one loan (ERC-6909).

        Args:
            spender: Who may.
            id: The loan's number, from 1.
            amount: Units, in minor units of original principal; 0 ends it, 2^256 - 1 never
                runs out.

        Returns:
            The command, which a plan carries out. It returns: Always true.
        """
        return Command("Book", "approve", (spender, id, amount))

    @staticmethod
    def setOperator(spender: str, approved: bool) -> Command:
        """Lets another address transfer any of the caller's notes, or ends that (ERC-6909).

        Args:
            spender: Who may, or may no longer.
            approved: Whether they may.

        Returns:
            The command, which a plan carries out. It returns: Always true.
        """
        return Command("Book", "setOperator", (spender, approved))

    @staticmethod
    def supportsInterface(interface_id: bytes) -> Query[bool]:
        """Returns whether an interface is supported (ERC-165): ERC-165 itself and ERC-6909.

        Args:
            interface_id: The interface's four bytes.

        Returns:
            The query. Its answer: Whether it is one of the two.
        """
        return Query("Book", "supportsInterface", (interface_id,))

    @staticmethod
    def peers() -> Query[tuple[str, str, str, str, str, str]]:
        """Returns the contracts that the Book deals with, fixed at deployment.

        Returns:
            The query. Its answer: The Escrow's address. The Registry's address. The
            Governor's address. Servicing's address. The Reserve's address. The Market's
            address.
        """
        return Query("Book", "peers", ())

    @staticmethod
    def claimable(loan: int, holder: str) -> Query[tuple[int, int]]:
        """Returns what a claim would pay a holder now.

        Args:
            loan: The loan's number, from 1.
            holder: The address that holds the note.

        Returns:
            The query. Its answer: Principal, in minor units of the token, rounded down.
            Interest and late charges, in minor units, rounded down.
        """
        return Query("Book", "claimable", (loan, holder))

    @staticmethod
    def position_of(loan: int, holder: str) -> Query[tuple[int, int, int, int, int]]:
        """Call `position_of` of the contract.

        Returns what is kept of a holder's note; fractions are what a claim has rounded off.

        Args:
            loan: The loan's number, from 1.
            holder: The address that holds the note.

        Returns:
            The query. Its answer: Units held: minor units of original principal, 0 to 10^15.
            The loan's principal total up to which the note is settled, in minor units. The
            loan's interest total up to which the note is settled, in minor units. Principal
            not yet a whole minor unit, in parts of 1 / the loan's principal. Interest not yet
            a whole minor unit, in parts of 1 / the loan's principal.
        """
        return Query("Book", "position_of", (loan, holder))

    @staticmethod
    def fund(loan: int, units: int, units_min: int, disclosure_hash: bytes | str) -> Command:
        """Lends to a listed loan out of the caller's balance.

        Args:
            loan: The loan's number, from 1.
            units: The most to lend, in minor units of the token, from 1.
            units_min: The least to accept when less than units is open, in minor units, 0 to
                units.
            disclosure_hash: The hash of the disclosure that the investor has read.

        Returns:
            The command, which a plan carries out.

        The contract refuses with BOOK:FUND:FILL, BOOK:FUND:LATE, BOOK:FUND:SIGNER,
        BOOK:FUND:STALE, BOOK:FUND:STATUS, BOOK:FUND:TICKET.
        """
        return Command("Book", "fund", (loan, units, units_min, disclosure_hash))

    @staticmethod
    def deposit_and_fund(
        loan: int, units: int, units_min: int, disclosure_hash: bytes | str
    ) -> Command:
        """Call `deposit_and_fund` of the contract.

        Deposits tokens of the caller's and lends them to a listed loan; what the loan does
        not take stays in the caller's balance.

        Args:
            loan: The loan's number, from 1.
            units: What to deposit and the most to lend, in minor units of the token, from 1.
            units_min: The least to accept when less than units is open, in minor units, 0 to
                units.
            disclosure_hash: The hash of the disclosure that the investor has read.

        Returns:
            The command, which a plan carries out.

        The contract refuses with BOOK:FUND:FILL, BOOK:FUND:LATE, BOOK:FUND:SIGNER,
        BOOK:FUND:STALE, BOOK:FUND:STATUS, BOOK:FUND:TICKET.
        """
        return Command("Book", "deposit_and_fund", (loan, units, units_min, disclosure_hash))

    @staticmethod
    def claim(loan: int) -> Command:
        """Pays the caller what their note of one loan has earned, into their balance.

        Args:
            loan: The loan's number, from 1.

        Returns:
            The command, which a plan carries out.
        """
        return Command("Book", "claim", (loan,))

    @staticmethod
    def claim_many(loans: Sequence[int]) -> Command:
        """Pays the caller what their notes of many loans have earned, into their balance.

        Args:
            loans: The loans' numbers, from 1; at most 100.

        Returns:
            The command, which a plan carries out.
        """
        return Command("Book", "claim_many", (loans,))

    @staticmethod
    def claim_and_withdraw(loans: Sequence[int]) -> Command:
        """Call `claim_and_withdraw` of the contract.

        Pays the caller what their notes of many loans have earned and sends the sum out to
        them.

        Args:
            loans: The loans' numbers, from 1; at most 100.

        Returns:
            The command, which a plan carries out.
        """
        return Command("Book", "claim_and_withdraw", (loans,))

    @staticmethod
    def transfer(receiver: str, id: int, amount: int) -> Command:
        """Gives units of the caller's note to another person (ERC-6909).

        Args:
            receiver: Who gets the units: a wallet of an enrolled person.
            id: The loan's number, from 1.
            amount: Units, in minor units of original principal, from 1.

        Returns:
            The command, which a plan carries out. It returns: Always true.

        The contract refuses with BOOK:MOVE:SELF, BOOK:MOVE:SIGNER, BOOK:MOVE:STATUS,
        BOOK:MOVE:TICKET, BOOK:MOVE:UNITS, BOOK:MOVE:ZERO.
        """
        return Command("Book", "transfer", (receiver, id, amount))

    @staticmethod
    def transferFrom(sender: str, receiver: str, id: int, amount: int) -> Command:
        """Call `transferFrom` of the contract.

        Gives units of a sender's note to another person, by an operator or within an
        allowance (ERC-6909).

        Args:
            sender: Whose units go.
            receiver: Who gets the units: a wallet of an enrolled person.
            id: The loan's number, from 1.
            amount: Units, in minor units of original principal, from 1.

        Returns:
            The command, which a plan carries out. It returns: Always true.

        The contract refuses with BOOK:MOVE:ALLOWANCE, BOOK:MOVE:SELF, BOOK:MOVE:SIGNER,
        BOOK:MOVE:STATUS, BOOK:MOVE:TICKET, BOOK:MOVE:UNITS, BOOK:MOVE:ZERO.
        """
        return Command("Book", "transferFrom", (sender, receiver, id, amount))

    @staticmethod
    def assign(seller: str, buyer: str, loan: int, units: int, price: int, fee: int) -> Command:
        """Moves sold units against their price: the Market's half of a sale.

        Args:
            seller: Who sells.
            buyer: Who buys and pays.
            loan: The loan's number, from 1.
            units: Units sold, in minor units of original principal, from 1.
            price: What the buyer pays, in minor units of the token, fee included; 0 is a
                gift.
            fee: The market fee within the price, in minor units, 0 to price.

        Returns:
            The command, which a plan carries out.

        The contract refuses with BOOK:ASSIGN:CALLER, BOOK:MOVE:SELF, BOOK:MOVE:SIGNER,
        BOOK:MOVE:STATUS, BOOK:MOVE:TICKET, BOOK:MOVE:UNITS, BOOK:MOVE:ZERO.
        """
        return Command("Book", "assign", (seller, buyer, loan, units, price, fee))

    @staticmethod
    def refresh_exposure(wallet: str) -> Command:
        """Call `refresh_exposure` of the contract.

        Lowers a person's exposure by the principal that claims have paid to a wallet; funding
        and buying from that wallet do it anyway.

        Args:
            wallet: The wallet whose counter is taken; any wallet of the person.

        Returns:
            The command, which a plan carries out.
        """
        return Command("Book", "refresh_exposure", (wallet,))
