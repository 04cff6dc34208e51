"""The contract Ballots as a class."""

# Made by scripts/contract_classes.py from the contracts' ABIs; do not edit.

from __future__ import annotations

from typing import Any, TypedDict

from tallystick.chain.contracts.call import Command, Query

__all__ = ["Ballots", "BallotsBallotOf", "BallotsBallotOf2", "BallotsPlatform"]


class BallotsBallotOf(TypedDict):
    """What `ballot_of` returns."""

    kind: int
    ends_at: int
    version: int
    rate_ppm: int
    n: int
    period: int
    lead: int
    floor_price: int


class BallotsBallotOf2(TypedDict):
    """What `ballot_of` returns."""

    votes_for: int
    votes_against: int
    excluded: int
    number: int
    quorum_ppm: int


class BallotsPlatform(TypedDict):
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


class Ballots:
    """Calls of the contract Ballots."""

    @staticmethod
    def ballot_of(loan: int) -> Query[tuple[BallotsBallotOf, BallotsBallotOf2]]:
        """Returns a loan's last ballot.

        Args:
            loan: The loan's number, from 1.

        Returns:
            The query. Its answer: What is or was asked; kind 0 once it is closed. The votes
            so far, in units.
        """
        return Query("Ballots", "ballot_of", (loan,))

    @staticmethod
    def is_locked(loan: int, holder: str) -> Query[bool]:
        """Call `is_locked` of the contract.

        Returns whether a holder's units cannot move: they have voted, and votes are still
        taken.

        Args:
            loan: The loan's number, from 1.
            holder: The address that holds the note.

        Returns:
            The query. Its answer: Whether they cannot.
        """
        return Query("Ballots", "is_locked", (loan, holder))

    @staticmethod
    def platform() -> Query[BallotsPlatform]:
        """Returns the contracts of the platform, fixed at deployment.

        Returns:
            The query. Its answer: The addresses, by the contracts' names.
        """
        return Query("Ballots", "platform", ())

    @staticmethod
    def restructuring_digest(proposal: Any) -> Query[bytes]:
        """Returns the EIP-712 digest that borrower, servicer and guarantor sign.

        Args:
            proposal: The new terms.

        Returns:
            The query. Its answer: The digest, for this chain and this contract.
        """
        return Query("Ballots", "restructuring_digest", (proposal,))

    @staticmethod
    def propose(
        proposal: Any, servicer: str, by_borrower: bytes, by_servicer: bytes, by_guarantor: bytes
    ) -> Command:
        """Call `propose` of the contract.

        Opens the lenders' ballot on a restructuring that the borrower and a servicer have
        signed, and the guarantor when a stake is locked for the loan.

        Args:
            proposal: The new terms; bounds as in modules/restructurings.
            servicer: The SERVICER key that signed.
            by_borrower: The borrower's signature of the proposal's digest, 64 or 65 bytes, or
                what their contract asks for (EIP-1271); not looked at when they send.
            by_servicer: The servicer's; not looked at when they send.
            by_guarantor: The guarantor's; not looked at when they send, or there is none.

        Returns:
            The command, which a plan carries out.

        The contract refuses with BALLOT:OPEN:AGAIN, BALLOT:OPEN:REST, BALLOT:OPEN:WINDOW,
        BALLOT:PROPOSE:EXPIRED, BALLOT:PROPOSE:INTEREST, BALLOT:PROPOSE:ROLE,
        BALLOT:PROPOSE:SIGNATURE, BALLOT:PROPOSE:STATUS, BALLOT:PROPOSE:TERMS,
        BALLOT:PROPOSE:VERSION.
        """
        return Command(
            "Ballots", "propose", (proposal, servicer, by_borrower, by_servicer, by_guarantor)
        )

    @staticmethod
    def propose_floor(loan: int, floor_price: int, window_seconds: int) -> Command:
        """Call `propose_floor` of the contract.

        Opens the lenders' ballot on a lower floor of the collateral that its auction has not
        sold, by a holder of the loan's notes; it is lowered once.

        Args:
            loan: The loan's number, from 1.
            floor_price: The lower floor, in minor units of the token, from 0.
            window_seconds: How long votes are taken, 3 to 14 days.

        Returns:
            The command, which a plan carries out.

        The contract refuses with BALLOT:OPEN:AGAIN, BALLOT:OPEN:REST, BALLOT:OPEN:WINDOW,
        BALLOT:PROPOSE:FLOOR, BALLOT:PROPOSE:HOLDER.
        """
        return Command("Ballots", "propose_floor", (loan, floor_price, window_seconds))

    @staticmethod
    def vote(loan: int, in_favour: bool) -> Command:
        """Call `vote` of the contract.

        Votes with all units that the caller's wallet holds, once in a ballot; they cannot
        move until votes are no longer taken.

        Args:
            loan: The loan's number, from 1.
            in_favour: Whether the vote is for the question.

        Returns:
            The command, which a plan carries out.

        The contract refuses with BALLOT:VOTE:AGAIN, BALLOT:VOTE:CLOSED, BALLOT:VOTE:RELATED,
        BALLOT:VOTE:UNITS.
        """
        return Command("Ballots", "vote", (loan, in_favour))

    @staticmethod
    def exclude(loan: int, holder: str) -> Command:
        """Call `exclude` of the contract.

        Takes the units of a holder related to the borrower out of those that may vote, by
        anyone.

        Args:
            loan: The loan's number, from 1.
            holder: A wallet of the borrower's group.

        Returns:
            The command, which a plan carries out.

        The contract refuses with BALLOT:VOTE:AGAIN, BALLOT:VOTE:CLOSED, BALLOT:VOTE:UNITS,
        BALLOT:VOTE:UNRELATED.
        """
        return Command("Ballots", "exclude", (loan, holder))

    @staticmethod
    def close_ballot(loan: int) -> Command:
        """Closes a ballot whose votes are in, by anyone, and carries out what it carries.

        A loan that has changed since voids it.

        Args:
            loan: The loan's number, from 1.

        Returns:
            The command, which a plan carries out. It returns: Whether it was carried out.

        The contract refuses with BALLOT:CLOSE:EARLY, BALLOT:CLOSE:NONE,
        BALLOT:PROPOSE:INTEREST.
        """
        return Command("Ballots", "close_ballot", (loan,))

    @staticmethod
    def restructured_on(key: int) -> Query[int]:
        """A loan's number, from 1 -> local day of its last restructuring; 0: never.

        Args:
            key: As the contract says.

        Returns:
            The query. Its answer: A loan's number, from 1 -> local day of its last
            restructuring; 0: never.
        """
        return Query("Ballots", "restructured_on", (key,))
