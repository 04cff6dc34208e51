"""The contract Market as a class."""

# Made by scripts/contract_classes.py from the contracts' ABIs; do not edit.

from __future__ import annotations

from typing import Any

from tallystick.chain.contracts.call import Command, Query

__all__ = ["Market"]


class Market:
    """Calls of the contract Market."""

    @staticmethod
    def peers() -> Query[tuple[str, str]]:
        """Book and Servicing, fixed at deployment."""
        return Query("Market", "peers", ())

    @staticmethod
    def ask_digest(ask: Any) -> Query[bytes]:
        """The EIP-712 digest that a seller signs."""
        return Query("Market", "ask_digest", (ask,))

    @staticmethod
    def quote(ask: Any, units: int) -> Query[tuple[int, int]]:
        """Call `quote` of the contract.

        (price, market fee within it) for so many units of an ask now; reverts as a fill would for
        the loan's state.
        """
        return Query("Market", "quote", (ask, units))

    @staticmethod
    def fill(ask: Any, signature: Any, units: int, price_max: int) -> Command:
        """Buys units of a signed ask for the caller, out of his balance."""
        return Command("Market", "fill", (ask, signature, units, price_max))

    @staticmethod
    def cancel(ask: Any) -> Command:
        """The seller takes back what is left of an ask."""
        return Command("Market", "cancel", (ask,))

    @staticmethod
    def filled(key: bytes | str) -> Query[int]:
        """Units sold of an ask, by its digest; 2^256 - 1: cancelled."""
        return Query("Market", "filled", (key,))
