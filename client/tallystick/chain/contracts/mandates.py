"""The contract Mandates as a class."""

# Made by scripts/contract_classes.py from the contracts' ABIs; do not edit.

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypedDict

from tallystick.chain.contracts.call import Command, Query

__all__ = ["Mandates", "MandatesPlatform"]


class MandatesPlatform(TypedDict):
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


class Mandates:
    """Calls of the contract Mandates."""

    @staticmethod
    def day_totals() -> Query[tuple[int, int]]:
        """Returns what mandates have lent today over all loans (days of UTC).

        Returns:
            The query. Its answer: Lent today, in minor units of the token. The most that they
            may lend on a day, in minor units.
        """
        return Query("Mandates", "day_totals", ())

    @staticmethod
    def set_day_max(amount: int) -> Command:
        """Call `set_day_max` of the contract.

        Writes the most that all mandates may lend on a day of UTC: the Governor's parameter,
        of which a copy is kept here, so that an execution reads one word.

        Args:
            amount: In minor units of the token, 0 to 10^18.

        Returns:
            The command, which a plan carries out.

        The contract refuses with MANDATE:DAY:CALLER.
        """
        return Command("Mandates", "set_day_max", (amount,))

    @staticmethod
    def platform() -> Query[MandatesPlatform]:
        """Returns the contracts of the platform, fixed at deployment.

        Returns:
            The query. Its answer: The addresses, by the contracts' names.
        """
        return Query("Mandates", "platform", ())

    @staticmethod
    def mandate_digest(mandate: Any) -> Query[bytes]:
        """Returns the EIP-712 digest that an investor signs.

        Args:
            mandate: The limits.

        Returns:
            The query. Its answer: The digest, for this chain and this contract.
        """
        return Query("Mandates", "mandate_digest", (mandate,))

    @staticmethod
    def words_of(digest: bytes | str) -> Query[tuple[int, int, int, str]]:
        """Returns what is kept of a mandate, laid out in modules/mandate_packing.

        Args:
            digest: The mandate's digest.

        Returns:
            The query. Its answer: Its rules; 0: never brought. Its amounts. Its sums. Its
            executor; zero: anyone.
        """
        return Query("Mandates", "words_of", (digest,))

    @staticmethod
    def bring(mandate: Any, signature: bytes) -> Command:
        """Brings a mandate that its owner has signed, by anyone, once.

        Args:
            mandate: The limits; bounds as in modules/mandate_packing.
            signature: The owner's signature of its digest, 64 or 65 bytes, or what their
                contract asks for (EIP-1271); not looked at when the owner sends.

        Returns:
            The command, which a plan carries out. It returns: The mandate's digest.

        The contract refuses with MANDATE:BRING:AGAIN, MANDATE:BRING:AMOUNT,
        MANDATE:BRING:DAYS, MANDATE:BRING:EXPIRED, MANDATE:BRING:LEVEL, MANDATE:BRING:RATE,
        MANDATE:BRING:SIGNATURE, MANDATE:BRING:STATEMENT.
        """
        return Command("Mandates", "bring", (mandate, signature))

    @staticmethod
    def revoke(mandate: Any) -> Command:
        """Ends a mandate of the caller's, brought or not, for ever.

        Args:
            mandate: The limits, as signed.

        Returns:
            The command, which a plan carries out.

        The contract refuses with MANDATE:REVOKE:OWNER.
        """
        return Command("Mandates", "revoke", (mandate,))

    @staticmethod
    def execute(
        loan: int,
        others: Sequence[int],
        digests: Sequence[bytes | str],
        units: Sequence[int],
        disclosure_hash: bytes | str,
    ) -> Command:
        """Call `execute` of the contract.

        Lends to one listed loan for many mandates, each as far as it fits: those that do not
        are passed over.

        Args:
            loan: The loan's number, from 1.
            others: The group's other loans that count against its caps, ascending; at most
                20.
            digests: The mandates' digests, at most 50.
            units: The most to lend for each, in minor units of the token.
            disclosure_hash: The hash of the loan's disclosure.

        Returns:
            The command, which a plan carries out. It returns: What was lent in all, in minor units.

        The contract refuses with MANDATE:EXECUTE:DAY, MANDATE:EXECUTE:LENGTH,
        MANDATE:EXECUTE:OTHERS.
        """
        return Command("Mandates", "execute", (loan, others, digests, units, disclosure_hash))
