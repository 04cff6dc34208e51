"""The contract Disclosures as a class."""

# Made by scripts/contract_classes.py from the contracts' ABIs; do not edit.

from __future__ import annotations

from typing import TypedDict

from tallystick.chain.contracts.call import Command, Query

__all__ = ["Disclosures", "DisclosuresAnchor", "DisclosuresPlatform"]


class DisclosuresPlatform(TypedDict):
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


class DisclosuresAnchor(TypedDict):
    """What `anchor` returns."""

    subject: bytes
    version: int
    root: bytes
    publisher: str
    published_at: int


class Disclosures:
    """Calls of the contract Disclosures."""

    @staticmethod
    def platform() -> Query[DisclosuresPlatform]:
        """Returns the contracts of the platform, fixed at deployment.

        Returns:
            The query. Its answer: The addresses, by the contracts' names.
        """
        return Query("Disclosures", "platform", ())

    @staticmethod
    def anchor(number: int) -> Query[DisclosuresAnchor]:
        """Returns the anchor of a number.

        Args:
            number: The anchor's number, from 1 to count.

        Returns:
            The query. Its answer: The anchor; its time is a Unix second.

        The contract refuses with DISC:ANCHOR:UNKNOWN.
        """
        return Query("Disclosures", "anchor", (number,))

    @staticmethod
    def anchor_of(subject: bytes | str, version: int) -> Query[DisclosuresAnchor]:
        """Returns the anchor of a version of a subject.

        Args:
            subject: The hash of what the anchor is about.
            version: The version's number, from 1.

        Returns:
            The query. Its answer: The anchor; its time is a Unix second.

        The contract refuses with DISC:ANCHOR:UNKNOWN.
        """
        return Query("Disclosures", "anchor_of", (subject, version))

    @staticmethod
    def publish(subject: bytes | str, version: int, root: bytes | str) -> Command:
        """Anchors a root as the next version of a subject.

        Args:
            subject: The hash of what the root is about; not zero.
            version: The version's number: one more than the subject has, from 1.
            root: The Merkle root of what is published; not zero.

        Returns:
            The command, which a plan carries out. It returns: The anchor's number, from 1.

        The contract refuses with DISC:PUBLISH:ROLE, DISC:PUBLISH:VERSION, DISC:PUBLISH:ZERO.
        """
        return Command("Disclosures", "publish", (subject, version, root))

    @staticmethod
    def count() -> Query[int]:
        """How many anchors there are.

        Returns:
            The query. Its answer: How many anchors there are.
        """
        return Query("Disclosures", "count", ())

    @staticmethod
    def versions(key: bytes | str) -> Query[int]:
        """How many versions a subject has.

        Args:
            key: As the contract says.

        Returns:
            The query. Its answer: How many versions a subject has.
        """
        return Query("Disclosures", "versions", (key,))

    @staticmethod
    def latest_at() -> Query[int]:
        """When something was last published, in Unix seconds; 0: never.

        Returns:
            The query. Its answer: When something was last published, in Unix seconds; 0:
            never.
        """
        return Query("Disclosures", "latest_at", ())

    @staticmethod
    def reported_at() -> Query[int]:
        """When a monthly report was last anchored in time, in Unix seconds; 0: never.

        Returns:
            The query. Its answer: When a monthly report was last anchored in time, in Unix
            seconds; 0: never.
        """
        return Query("Disclosures", "reported_at", ())
