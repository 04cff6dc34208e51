"""The contract Market as a class."""

# Made by scripts/contract_classes.py from the contracts' ABIs; do not edit.

from __future__ import annotations

from typing import Any, TypedDict

from tallystick.chain.contracts.call import Command, Query

__all__ = ["Market", "MarketPlatform"]


class MarketPlatform(TypedDict):
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


class Market:
    """Calls of the contract Market."""

    @staticmethod
    def platform() -> Query[MarketPlatform]:
        """Returns the contracts of the platform, fixed at deployment.

        Returns:
            The query. Its answer: The addresses, by the contracts' names.
        """
        return Query("Market", "platform", ())

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
    def bid_digest(bid: Any) -> Query[bytes]:
        """Returns the EIP-712 digest that a buyer signs.

        Args:
            bid: The terms of the purchase.

        Returns:
            The query. Its answer: The digest, for this chain and this contract.
        """
        return Query("Market", "bid_digest", (bid,))

    @staticmethod
    def quote(loan: int, units: int, price_ppm: int) -> Query[tuple[int, int]]:
        """Prices units of a loan's notes now; reverts while its market is closed.

        Args:
            loan: The loan's number, from 1.
            units: Units to price, in minor units of original principal, from 0.
            price_ppm: The price, in ppm of the units' outstanding principal.

        Returns:
            The query. Its answer: The price, in minor units of the token, fee included,
            rounded up. The market fee within the price, in minor units, rounded down.

        The contract refuses with MARKET:SALE:CLOSED, MARKET:SALE:STATUS.
        """
        return Query("Market", "quote", (loan, units, price_ppm))

    @staticmethod
    def fill(
        ask: Any, signature: bytes, units: int, units_min: int, price_max: int, seen: Any
    ) -> Command:
        """Buys units of a signed ask for the caller, out of their balance.

        Args:
            ask: The terms of the sale, as signed.
            signature: The seller's signature of the ask's digest, 64 or 65 bytes, or what
                their contract asks for (EIP-1271), at most 1,024.
            units: The most to buy, in minor units of original principal, from 1.
            units_min: The least to accept when less is left of the ask, in minor units, 0 to
                units.
            price_max: The most the caller would pay, in minor units of the token.
            seen: What the caller has seen of the loan: days past due at most, and its totals.

        Returns:
            The command, which a plan carries out.

        The contract refuses with MARKET:FILL:BUYER, MARKET:FILL:DPD, MARKET:FILL:EXPIRED,
        MARKET:FILL:MAXIMUM, MARKET:FILL:MOVED, MARKET:FILL:NONCE, MARKET:FILL:PRICE,
        MARKET:FILL:SIGNATURE, MARKET:FILL:UNITS, MARKET:FILL:VERSION, MARKET:FILL:ZERO,
        MARKET:SALE:CLOSED, MARKET:SALE:STATUS.
        """
        return Command("Market", "fill", (ask, signature, units, units_min, price_max, seen))

    @staticmethod
    def sell(
        bid: Any, signature: bytes, units: int, units_min: int, price_min: int, seen: Any
    ) -> Command:
        """Sells units of the caller's note to a signed bid, for the bidder's balance.

        Args:
            bid: The terms of the purchase, as signed.
            signature: The buyer's signature of the bid's digest, 64 or 65 bytes, or what
                their contract asks for (EIP-1271), at most 1,024.
            units: The most to sell, in minor units of original principal, from 1.
            units_min: The least to sell when less is left of the bid, in minor units, 0 to
                units.
            price_min: The least the caller would get, in minor units of the token, fee
                deducted.
            seen: What the caller has seen of the loan: days past due at most, and its totals.

        Returns:
            The command, which a plan carries out.

        The contract refuses with MARKET:FILL:DPD, MARKET:FILL:EXPIRED, MARKET:FILL:MINIMUM,
        MARKET:FILL:MOVED, MARKET:FILL:NONCE, MARKET:FILL:PRICE, MARKET:FILL:SIGNATURE,
        MARKET:FILL:UNITS, MARKET:FILL:VERSION, MARKET:FILL:ZERO, MARKET:SALE:CLOSED,
        MARKET:SALE:STATUS.
        """
        return Command("Market", "sell", (bid, signature, units, units_min, price_min, seen))

    @staticmethod
    def cancel_ask(ask: Any) -> Command:
        """Takes back what is left of the caller's own ask, for ever.

        Args:
            ask: The terms of the sale, as signed.

        Returns:
            The command, which a plan carries out.

        The contract refuses with MARKET:CANCEL:MAKER.
        """
        return Command("Market", "cancel_ask", (ask,))

    @staticmethod
    def cancel_bid(bid: Any) -> Command:
        """Takes back what is left of the caller's own bid, for ever.

        Args:
            bid: The terms of the purchase, as signed.

        Returns:
            The command, which a plan carries out.

        The contract refuses with MARKET:CANCEL:MAKER.
        """
        return Command("Market", "cancel_bid", (bid,))

    @staticmethod
    def cancel_below(nonce: int) -> Command:
        """Takes back all of the caller's orders whose nonce is below a floor, for ever.

        Args:
            nonce: The least nonce that still holds, above the one before.

        Returns:
            The command, which a plan carries out.

        The contract refuses with MARKET:CANCEL:FLOOR.
        """
        return Command("Market", "cancel_below", (nonce,))

    @staticmethod
    def end_orders(maker: str) -> Command:
        """Takes back all orders of a wallet whose key was lost, for ever.

        Args:
            maker: The lost wallet.

        Returns:
            The command, which a plan carries out.

        The contract refuses with MARKET:END:CALLER.
        """
        return Command("Market", "end_orders", (maker,))

    @staticmethod
    def filled(key: bytes | str) -> Query[int]:
        """Units sold of an order, by its digest, in minor units; 2^256 - 1: cancelled.

        Args:
            key: As the contract says.

        Returns:
            The query. Its answer: Units sold of an order, by its digest, in minor units;
            2^256 - 1: cancelled.
        """
        return Query("Market", "filled", (key,))

    @staticmethod
    def least_nonce(key: str) -> Query[int]:
        """A maker's least nonce: their orders below it are void.

        Args:
            key: As the contract says.

        Returns:
            The query. Its answer: A maker's least nonce: their orders below it are void.
        """
        return Query("Market", "least_nonce", (key,))
