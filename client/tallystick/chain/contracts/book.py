"""The contract Book as a class."""

# Made by scripts/contract_classes.py from the contracts' ABIs; do not edit.

from __future__ import annotations

from collections.abc import Sequence
from typing import TypedDict

from tallystick.chain.contracts.call import Command, Query

__all__ = ["Book", "BookListingOf", "BookListingOf2", "BookPlatform"]


class BookListingOf(TypedDict):
    """What `listing_of` returns."""

    borrower: str
    level: int
    status: int
    ticket_min: int
    reflection_seconds: int
    reflection_class: int
    collateral: bool
    guaranteed: bool
    voting: bool


class BookListingOf2(TypedDict):
    """What `listing_of` returns."""

    principal: int
    funded: int
    deadline: int
    funded_at: int
    issue_seconds: int
    first_group: int
    second_group: int


class BookPlatform(TypedDict):
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


class Book:
    """Calls of the contract Book."""

    @staticmethod
    def open_listing(side: int, funding: int, disclosure_hash: bytes | str) -> Command:
        """Opens a listing, on the word of Offers, which has checked the offer.

        Args:
            side: The side's word, as in modules/listing_packing.
            funding: The funding's word.
            disclosure_hash: The hash of the disclosure that investors read; not zero.

        Returns:
            The command, which a plan carries out. It returns: The loan's number, from 1.

        The contract refuses with BOOK:OPEN:CALLER.
        """
        return Command("Book", "open_listing", (side, funding, disclosure_hash))

    @staticmethod
    def mark_guaranteed(loan: int) -> Command:
        """Notes that a guarantor has locked a stake: lenders are checked against them, too.

        Args:
            loan: The loan's number, from 1.

        Returns:
            The command, which a plan carries out.

        The contract refuses with BOOK:MARK:CALLER.
        """
        return Command("Book", "mark_guaranteed", (loan,))

    @staticmethod
    def set_voting(loan: int, voting: bool) -> Command:
        """Call `set_voting` of the contract.

        Notes that a ballot of a loan's lenders is open, or closed: units that have voted do
        not move meanwhile.

        Args:
            loan: The loan's number, from 1.
            voting: Whether it is open.

        Returns:
            The command, which a plan carries out.

        The contract refuses with BOOK:MARK:CALLER.
        """
        return Command("Book", "set_voting", (loan, voting))

    @staticmethod
    def fund_many(
        loan: int,
        owners: Sequence[str],
        units: Sequence[int],
        caps: Sequence[int],
        disclosure_hash: bytes | str,
    ) -> Command:
        """Lends to a listed loan out of many balances: Mandates' half of an execution.

        Who may not lend is passed over.

        Args:
            loan: The loan's number, from 1.
            owners: Who lend: first wallets.
            units: What each lends, in minor units of the token; 0: nothing. Together at most
                what is open.
            caps: The most that each may have lent in all afterwards, in minor units.
            disclosure_hash: The hash of the disclosure.

        Returns:
            The command, which a plan carries out.

        The contract refuses with BOOK:FUND:CALLER, BOOK:FUND:LATE, BOOK:FUND:RETRACTED,
        BOOK:FUND:STALE, BOOK:FUND:STATUS.
        """
        return Command("Book", "fund_many", (loan, owners, units, caps, disclosure_hash))

    @staticmethod
    def take_over(wallet: str, loans: Sequence[int]) -> Command:
        """Call `take_over` of the contract.

        Moves a lost wallet's balance, and of the loans named its notes and its place as
        borrower, to the recovery wallet that has its place.

        Args:
            wallet: The lost wallet.
            loans: Loans of which it holds notes, or which it owes, from 1; at most 100.

        Returns:
            The command, which a plan carries out.

        The contract refuses with BOOK:TAKEOVER:WALLET.
        """
        return Command("Book", "take_over", (wallet, loans))

    @staticmethod
    def retract(loan: int, units: int) -> Command:
        """Call `retract` of the contract.

        Takes the caller's funding back: free while listed; once funded, for those who may
        reflect until their time ends, and for all whenever the borrower is frozen or new risk
        is closed; then locked until the issue window has passed.

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

        Draws a fully funded loan down, by its borrower, once the time to reflect is over; the
        local date of now is its issue date.

        Args:
            loan: The loan's number, from 1.

        Returns:
            The command, which a plan carries out.

        The contract refuses with BOOK:ISSUE:BORROWER, BOOK:ISSUE:COLLATERAL, BOOK:ISSUE:LATE,
        BOOK:ISSUE:REFLECTION, BOOK:ISSUE:STATUS.
        """
        return Command("Book", "issue", (loan,))

    @staticmethod
    def listing_of(loan: int) -> Query[tuple[BookListingOf, BookListingOf2, bytes]]:
        """Returns who borrows, how far the funding is, and which disclosure holds.

        Args:
            loan: The loan's number, from 1.

        Returns:
            The query. Its answer: Borrower, risk level, status, ticket, and the time to
            reflect. Principal and funding, in minor units of the token, its times, in Unix
            seconds, and the signers' groups. The hash of the disclosure.
        """
        return Query("Book", "listing_of", (loan,))

    @staticmethod
    def listing_word(loan: int) -> Query[tuple[int, int]]:
        """Returns the words of a listing, laid out in modules/listing_packing.

        Args:
            loan: The loan's number, from 1.

        Returns:
            The query. Its answer: The side's word; 0 for an unknown loan. The funding's word.
        """
        return Query("Book", "listing_word", (loan,))

    @staticmethod
    def words_under(loan: int, disclosure_hash: bytes | str) -> Query[tuple[int, int]]:
        """Returns the words of a listing whose disclosure the caller names.

        Args:
            loan: The loan's number, from 1.
            disclosure_hash: The hash of the disclosure.

        Returns:
            The query. Its answer: The side's word; 0 for an unknown loan. The funding's word;
            0 when the hash is not the listing's.
        """
        return Query("Book", "words_under", (loan, disclosure_hash))

    @staticmethod
    def ticket_of(loan: int) -> Query[int]:
        """Returns the smallest note of a loan.

        Args:
            loan: The loan's number, from 1.

        Returns:
            The query. Its answer: In minor units of the token; 0 for an unknown loan.
        """
        return Query("Book", "ticket_of", (loan,))

    @staticmethod
    def loan_count() -> Query[int]:
        """How many loans were ever listed.

        Returns:
            The query. Its answer: How many loans were ever listed.
        """
        return Query("Book", "loan_count", ())

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
    def refresh_exposure(wallet: str, loans: Sequence[int]) -> Command:
        """Call `refresh_exposure` of the contract.

        Lowers a person's exposure, by anyone's call: by the principal that claims have paid
        to a wallet, and by what its notes of loans that have ended will never return. Funding
        and buying from that wallet do the first anyway.

        Args:
            wallet: The wallet whose counter is taken; any wallet of the person.
            loans: Loans that have ended, of which the wallet holds notes: what they have
                earned is paid to it, too; at most 100, from 1.

        Returns:
            The command, which a plan carries out.

        The contract refuses with BOOK:REFRESH:LIVE.
        """
        return Command("Book", "refresh_exposure", (wallet, loans))

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
    def platform() -> Query[BookPlatform]:
        """Returns the contracts of the platform, fixed at deployment.

        Returns:
            The query. Its answer: The addresses, by the contracts' names.
        """
        return Query("Book", "platform", ())

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

        The contract refuses with BOOK:FUND:FILL, BOOK:FUND:LATE, BOOK:FUND:RETRACTED,
        BOOK:FUND:STALE, BOOK:FUND:STATUS, BOOK:FUND:TICKET, BOOK:LEND:GUARANTOR.
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

        The contract refuses with BOOK:FUND:FILL, BOOK:FUND:LATE, BOOK:FUND:RETRACTED,
        BOOK:FUND:STALE, BOOK:FUND:STATUS, BOOK:FUND:TICKET, BOOK:LEND:GUARANTOR.
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
        them; when that is 0 nothing is sent.

        Args:
            loans: The loans' numbers, from 1; at most 100.

        Returns:
            The command, which a plan carries out.
        """
        return Command("Book", "claim_and_withdraw", (loans,))

    @staticmethod
    def transfer(receiver: str, id: int, amount: int) -> Command:
        """Moves units of the caller's note to another wallet of the same person (ERC-6909).

        Other people get notes by a sale only.

        Args:
            receiver: Who gets the units: another wallet of the caller's person.
            id: The loan's number, from 1.
            amount: Units, in minor units of original principal, from 1.

        Returns:
            The command, which a plan carries out. It returns: Always true.

        The contract refuses with BOOK:MOVE:ENDED, BOOK:MOVE:LOCKED, BOOK:MOVE:PERSON,
        BOOK:MOVE:SELF, BOOK:MOVE:STATUS, BOOK:MOVE:TICKET, BOOK:MOVE:UNITS, BOOK:MOVE:ZERO.
        """
        return Command("Book", "transfer", (receiver, id, amount))

    @staticmethod
    def transferFrom(sender: str, receiver: str, id: int, amount: int) -> Command:
        """Call `transferFrom` of the contract.

        Moves units of a sender's note to another wallet of the same person, by an operator or
        within an allowance (ERC-6909).

        Args:
            sender: Whose units go.
            receiver: Who gets the units: another wallet of the sender's person.
            id: The loan's number, from 1.
            amount: Units, in minor units of original principal, from 1.

        Returns:
            The command, which a plan carries out. It returns: Always true.

        The contract refuses with BOOK:MOVE:ALLOWANCE, BOOK:MOVE:ENDED, BOOK:MOVE:LOCKED,
        BOOK:MOVE:PERSON, BOOK:MOVE:SELF, BOOK:MOVE:STATUS, BOOK:MOVE:TICKET, BOOK:MOVE:UNITS,
        BOOK:MOVE:ZERO.
        """
        return Command("Book", "transferFrom", (sender, receiver, id, amount))

    @staticmethod
    def assign(seller: str, buyer: str, loan: int, units: int, price: int, fee: int) -> Command:
        """Call `assign` of the contract.

        Moves sold units against their price: the Market's half of a sale, which the buyer
        makes or has signed.

        Args:
            seller: Who sells.
            buyer: Who buys and pays; checked as a lender.
            loan: The loan's number, from 1.
            units: Units sold, in minor units of original principal, from 1.
            price: What the buyer pays, in minor units of the token, fee included; may be 0.
            fee: The market fee within the price, in minor units, 0 to price.

        Returns:
            The command, which a plan carries out.

        The contract refuses with BOOK:ASSIGN:CALLER, BOOK:LEND:GUARANTOR, BOOK:MOVE:ENDED,
        BOOK:MOVE:LOCKED, BOOK:MOVE:SELF, BOOK:MOVE:STATUS, BOOK:MOVE:TICKET, BOOK:MOVE:UNITS,
        BOOK:MOVE:ZERO.
        """
        return Command("Book", "assign", (seller, buyer, loan, units, price, fee))
