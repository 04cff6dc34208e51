"""The contract Offers as a class."""

# Made by scripts/contract_classes.py from the contracts' ABIs; do not edit.

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypedDict

from tallystick.chain.contracts.call import Command, Query

__all__ = ["Offers", "OffersPlatform"]


class OffersPlatform(TypedDict):
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


class Offers:
    """Calls of the contract Offers."""

    @staticmethod
    def signed_total(head: str) -> Query[int]:
        """Call `signed_total` of the contract.

        Returns the principal of the listings that a person has signed in the last 30 days.

        Args:
            head: The person's first wallet.

        Returns:
            The query. Its answer: In minor units of the token; what is up to 40 days old is
            counted, too.
        """
        return Query("Offers", "signed_total", (head,))

    @staticmethod
    def platform() -> Query[OffersPlatform]:
        """Returns the contracts of the platform, fixed at deployment.

        Returns:
            The query. Its answer: The addresses, by the contracts' names.
        """
        return Query("Offers", "platform", ())

    @staticmethod
    def offer_digest(offer: Any) -> Query[bytes]:
        """Returns the EIP-712 digest that underwriters sign.

        Args:
            offer: The loan's terms, fees and documents.

        Returns:
            The query. Its answer: The digest, for this chain and this contract.
        """
        return Query("Offers", "offer_digest", (offer,))

    @staticmethod
    def list_offer(offer: Any, signers: Sequence[str], first: bytes, second: bytes) -> Command:
        """Call `list_offer` of the contract.

        Lists the caller's offer, which one underwriter has signed, or two: above the
        council's limits for one offer and for what one person signs in 30 days.

        Args:
            offer: The loan's terms, fees and documents; bounds as in modules/signed_offers.
            signers: Who signed: UNDERWRITER keys of enrolled people, distinct persons; the
                second zero when one suffices.
            first: The first one's signature of the offer's digest, 64 or 65 bytes, or what
                their contract asks for (EIP-1271), at most 1,024.
            second: The second one's; not looked at when there is none.

        Returns:
            The command, which a plan carries out. It returns: The loan's number, from 1.

        The contract refuses with OFFER:LIST:AGREEMENT, OFFER:LIST:BORROWER,
        OFFER:LIST:CEILING, OFFER:LIST:DISCLOSURE, OFFER:LIST:DPD, OFFER:LIST:EXPIRED,
        OFFER:LIST:FEES, OFFER:LIST:GRACE, OFFER:LIST:INTEREST, OFFER:LIST:ISSUE,
        OFFER:LIST:LEAD, OFFER:LIST:LEVEL, OFFER:LIST:METHOD, OFFER:LIST:PERIOD,
        OFFER:LIST:PRINCIPAL, OFFER:LIST:PROJECT, OFFER:LIST:PROJECT_USED, OFFER:LIST:QUORUM,
        OFFER:LIST:RAISE, OFFER:LIST:RATE, OFFER:LIST:REFLECTION, OFFER:LIST:REVOKED,
        OFFER:LIST:ROWS, OFFER:LIST:SELF, OFFER:LIST:SIGNATURE, OFFER:LIST:SIGNERS,
        OFFER:LIST:TERM, OFFER:LIST:TICKET.
        """
        return Command("Offers", "list_offer", (offer, signers, first, second))

    @staticmethod
    def revoke_offer(project: bytes | str) -> Command:
        """Call `revoke_offer` of the contract.

        Takes back, for ever, all offers that the caller has signed or will sign for a project
        not yet listed; others' offers stay.

        Args:
            project: The project's hash.

        Returns:
            The command, which a plan carries out.

        The contract refuses with OFFER:REVOKE:AGAIN, OFFER:REVOKE:LISTED, OFFER:REVOKE:ROLE.
        """
        return Command("Offers", "revoke_offer", (project,))

    @staticmethod
    def loan_of_project(key: bytes | str) -> Query[int]:
        """Call `loan_of_project` of the contract.

        A project's loan, from 1; 0: none; 2^256 - 1: a signer has revoked their offers for
        it.

        Args:
            key: As the contract says.

        Returns:
            The query. Its answer: A project's loan, from 1; 0: none; 2^256 - 1: a signer has
            revoked their offers for it.
        """
        return Query("Offers", "loan_of_project", (key,))

    @staticmethod
    def collateral_of(key: int) -> Query[bytes]:
        """Call `collateral_of` of the contract.

        A loan's number, from 1 -> the hash of collection, token and floor; zero: no
        collateral.

        Args:
            key: As the contract says.

        Returns:
            The query. Its answer: A loan's number, from 1 -> the hash of collection, token
            and floor; zero: no collateral.
        """
        return Query("Offers", "collateral_of", (key,))

    @staticmethod
    def is_revoked(key: bytes | str, key_2: str) -> Query[bool]:
        """Whether a signer has revoked their offers for a project.

        Args:
            key: As the contract says.
            key_2: As the contract says.

        Returns:
            The query. Its answer: Whether a signer has revoked their offers for a project.
        """
        return Query("Offers", "is_revoked", (key, key_2))
