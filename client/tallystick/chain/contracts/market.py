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
        """Returns the contracts that the Market deals with, fixed at deployment.

        Returns:
            The query. Its answer: The Book's address. Servicing's address.
        """
        return Query("Market", "peers", ())

    @staticmethod
    def ask_digest(ask: Any) -> Query[bytes]:
        """Returns the EIP-712 digest that a seller signs.

        Args:
            ask: The terms of the sale.

        Returns:
            The query. Its answer: The digest, for this chain and this contract.
        """
        return Query("Market", "ask_digest", (ask,))

    @staticmethod
    def quote(ask: Any, units: int) -> Query[tuple[int, int]]:
        """Prices units of an ask now, and reverts as a fill would for the loan's state.

        Args:
            ask: The terms of the sale.
            units: Units to price, in minor units of original principal, from 0.

        Returns:
            The query. Its answer: The price, in minor units of the token, fee included,
            rounded up. The market fee within the price, in minor units, rounded down.

        The contract refuses with MARKET:FILL:DPD, MARKET:FILL:VERSION.
        """
        return Query("Market", "quote", (ask, units))

    @staticmethod
    def fill(ask: Any, signature: Any, units: int, price_max: int) -> Command:
        """Buys units of a signed ask for the caller, out of their balance.

        Args:
            ask: The terms of the sale, as signed.
            signature: The seller's signature of the ask's digest.
            units: Units to buy, in minor units of original principal, from 1 to what is left
                of the ask.
            price_max: The most the caller would pay, in minor units of the token.

        Returns:
            The command, which a plan carries out.

        The contract refuses with MARKET:FILL:DPD, MARKET:FILL:EXPIRED, MARKET:FILL:MAXIMUM,
        MARKET:FILL:PRICE, MARKET:FILL:SIGNATURE, MARKET:FILL:UNITS, MARKET:FILL:VERSION,
        MARKET:FILL:ZERO.
        """
        return Command("Market", "fill", (ask, signature, units, price_max))

    @staticmethod
    def cancel(ask: Any) -> Command:
        """Takes back what is left of the caller's own ask, for ever.

        Args:
            ask: The terms of the sale, as signed.

        Returns:
            The command, which a plan carries out.

        The contract refuses with MARKET:CANCEL:SELLER.
        """
        return Command("Market", "cancel", (ask,))

    @staticmethod
    def filled(key: bytes | str) -> Query[int]:
        """Units sold of an ask, in minor units, by the ask's digest; 2^256 - 1: cancelled.

        Args:
            key: As the contract says.

        Returns:
            The query. Its answer: Units sold of an ask, in minor units, by the ask's digest;
            2^256 - 1: cancelled.
        """
        return Query("Market", "filled", (key,))
