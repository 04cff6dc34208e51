"""The contract Freezes as a class."""

# Made by scripts/contract_classes.py from the contracts' ABIs; do not edit.

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypedDict

from tallystick.chain.contracts.call import Command, Query

__all__ = ["Freezes", "FreezesPlatform"]


class FreezesPlatform(TypedDict):
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


class Freezes:
    """Calls of the contract Freezes."""

    @staticmethod
    def platform() -> Query[FreezesPlatform]:
        """Returns the contracts of the platform, fixed at deployment.

        Returns:
            The query. Its answer: The addresses, by the contracts' names.
        """
        return Query("Freezes", "platform", ())

    @staticmethod
    def order_digest(order: Any) -> Query[bytes]:
        """Returns the EIP-712 digest that attestors sign.

        Args:
            order: Whom, until when and why.

        Returns:
            The query. Its answer: The digest, for this chain and this contract.
        """
        return Query("Freezes", "order_digest", (order,))

    @staticmethod
    def freeze(wallet: str, until: int, order: bytes | str) -> Command:
        """Call `freeze` of the contract.

        Freezes a person on the word of one COMPLIANCE key: for 72 hours in any 30 days at
        most, in up to 16 parts, and of 20 persons a day at most.

        Args:
            wallet: A wallet of the person.
            until: Unix second, from now + 1 to now + 259,200.
            order: A hash that says why; zero when there is none.

        Returns:
            The command, which a plan carries out.

        The contract refuses with FREEZE:PERSON:AGAIN, FREEZE:PERSON:DAY, FREEZE:PERSON:LONG,
        FREEZE:PERSON:PAST, FREEZE:PERSON:ROLE, FREEZE:PERSON:UNKNOWN.
        """
        return Command("Freezes", "freeze", (wallet, until, order))

    @staticmethod
    def freeze_by_order(order: Any, attestations: Sequence[Any]) -> Command:
        """Call `freeze_by_order` of the contract.

        Freezes a person for 30 days at most, renewable, when M attestors have signed the hash
        of a lawful order.

        Args:
            order: Whom, until when (at most now + 2,592,000) and why.
            attestations: Signatures of at least M active attestors, in ascending order of
                address, at most 8.

        Returns:
            The command, which a plan carries out.

        The contract refuses with FREEZE:PERSON:EXPIRED, FREEZE:PERSON:LONG,
        FREEZE:PERSON:ORDER, FREEZE:PERSON:PAST, FREEZE:PERSON:STALE, FREEZE:PERSON:UNKNOWN.
        """
        return Command("Freezes", "freeze_by_order", (order, attestations))
