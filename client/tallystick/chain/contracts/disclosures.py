"""The contract Disclosures as a class."""

# Made by scripts/contract_classes.py from the contracts' ABIs; do not edit.

from __future__ import annotations

from typing import TypedDict

from tallystick.chain.contracts.call import Command, Query

__all__ = ["Disclosures", "DisclosuresAnchor", "DisclosuresAnchorOf"]


class DisclosuresAnchor(TypedDict):
    """What `anchor` returns."""

    subject: bytes
    version: int
    root: bytes
    publisher: str
    published_at: int


class DisclosuresAnchorOf(TypedDict):
    """What `anchor_of` returns."""

    subject: bytes
    version: int
    root: bytes
    publisher: str
    published_at: int


class Disclosures:
    """Calls of the contract Disclosures."""

    @staticmethod
    def peers() -> Query[str]:
        """The Governor, fixed at deployment."""
        return Query("Disclosures", "peers", ())

    @staticmethod
    def anchor(number: int) -> Query[DisclosuresAnchor]:
        """The anchor of a number, from 1."""
        return Query("Disclosures", "anchor", (number,))

    @staticmethod
    def anchor_of(subject: bytes | str, version: int) -> Query[DisclosuresAnchorOf]:
        """The anchor of a version of a subject, from 1."""
        return Query("Disclosures", "anchor_of", (subject, version))

    @staticmethod
    def publish(subject: bytes | str, version: int, root: bytes | str) -> Command:
        """Anchors a root as the next version of a subject."""
        return Command("Disclosures", "publish", (subject, version, root))

    @staticmethod
    def count() -> Query[int]:
        """How many anchors there are."""
        return Query("Disclosures", "count", ())

    @staticmethod
    def versions(key: bytes | str) -> Query[int]:
        """How many versions a subject has."""
        return Query("Disclosures", "versions", (key,))

    @staticmethod
    def latest_at() -> Query[int]:
        """When something was last published; 0: never."""
        return Query("Disclosures", "latest_at", ())
