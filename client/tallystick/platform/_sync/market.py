"""The market for notes: asks of sellers, bids of buyers, and what fills them."""

# Made by scripts/unasync.py from platform/_async/market.py; do not edit.

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from tallystick.chain.contracts import Lens, Market, Servicing
from tallystick.chain.signer import signature_bytes
from tallystick.errors import InputError
from tallystick.platform._sync.account import AccountActions, AccountView
from tallystick.platform.messages import NOBODY, Ask, Bid, SignedAsk, SignedBid
from tallystick.platform.outcomes import count_of, nothing, proceeds
from tallystick.platform.quotes import Seen

if TYPE_CHECKING:
    from tallystick.platform._sync.plan import Plan
    from tallystick.platform.messages import Signable

__all__ = ["MarketActions", "MarketView"]

MAX_NONCE = 2**256 - 1


class MarketView(AccountView):
    """What anyone reads of the market; no key needed. Amounts in minor units."""

    def ask_left(self, signed: SignedAsk) -> int:
        """Return how many units of an ask are still for sale.

        Args:
            signed: The signed ask.

        Returns:
            The number of units, 0 when it was cancelled.
        """
        return self._left(signed.ask, signed.ask.seller, signed.ask.units, signed.ask.nonce)

    def bid_left(self, signed: SignedBid) -> int:
        """Return how many units a bid still seeks.

        Args:
            signed: The signed bid.

        Returns:
            The number of units, 0 when it was cancelled.
        """
        return self._left(signed.bid, signed.bid.buyer, signed.bid.units, signed.bid.nonce)

    def ask_price(self, signed: SignedAsk, units: int) -> int:
        """Return the price of units of an ask now.

        Args:
            signed: The signed ask.
            units: How many units to buy.

        Returns:
            The price in minor units: price_ppm of the units' outstanding principal, rounded up.

        Raises:
            Reverted: While the loan's market is closed.
        """
        price, _ = self.price(signed.ask.loan, units, signed.ask.price_ppm)
        return price

    def price(self, loan: int, units: int, price_ppm: int) -> tuple[int, int]:
        """Return what units of a loan cost at a price, and the market fee within it.

        Args:
            loan: The loan's number, from 1.
            units: How many units.
            price_ppm: The price in ppm of the units' outstanding principal, at most 10,000,000.

        Returns:
            The price rounded up and the fee rounded down, in minor units.

        Raises:
            Reverted: While the loan's market is closed.
        """
        return self._platform.read(Market.quote(loan, units, price_ppm))

    def fresh_nonce(self) -> int:
        """Return a nonce for an order of this wallet, above the floor that it has set.

        Returns:
            The floor and a random number of 64 bits.

        Raises:
            InputError: MARKET:NONCE when the wallet was lost, which has ended all that it signs.
        """
        floor = self._platform.read(Market.least_nonce(self.address))
        if floor > MAX_NONCE - 2**64:
            raise InputError("MARKET:NONCE", "this wallet can sign no order that would hold")
        return floor + secrets.randbits(64)

    def _left(self, order: Signable, maker: str, units: int, nonce: int) -> int:
        if nonce < self._platform.read(Market.least_nonce(maker)):
            return 0
        filled = self._platform.read(Market.filled(order.digest(self._platform)))
        return max(0, units - filled)


class MarketActions(AccountActions):
    """What sellers and buyers do; every method but `sell`, `bid` and `seen` returns a plan.

    Errors are those of `AccountActions`.
    """

    def seen(self, loan: int, dpd_max: int) -> Seen:
        """Return what a loan has received so far: a sale at other totals is refused.

        Args:
            loan: The loan's number, from 1.
            dpd_max: Days past due up to which the caller would deal.

        Returns:
            The loan's totals at the latest block.
        """
        _, principal, interest, _ = self._platform.read(Servicing.totals(loan))
        return Seen(dpd_max, principal, interest)

    def sell(
        self,
        loan: int,
        units: int,
        price_ppm: int,
        *,
        expiry: int,
        dpd_max: int = 0,
        nonce: int | None = None,
        buyer: str = NOBODY,
    ) -> SignedAsk:
        """Sign an ask for units of a note; sends nothing.

        Payments leave it as it is; a change of the loan's status makes it void. Give it to buyers
        as `document()`; `cancel_ask` takes it back.

        Args:
            loan: The loan's number, from 1.
            units: How many units to sell.
            price_ppm: The price in ppm of the units' outstanding principal, at most 10,000,000.
            expiry: The last Unix second on which it may be bought.
            dpd_max: The most days past due at which it may be bought.
            nonce: Tells asks with the same terms apart; random, above the floor, without one.
            buyer: The one who may buy; anyone who may lend without.

        Returns:
            The signed ask.
        """
        ask = Ask(
            seller=self._signer.address,
            buyer=buyer,
            loan=loan,
            units=units,
            price_ppm=price_ppm,
            dpd_max=dpd_max,
            version=self._version(loan),
            nonce=self._nonce(nonce),
            expiry=expiry,
        )
        return SignedAsk(ask, self._signed(ask))

    def bid(
        self,
        loan: int,
        units: int,
        price_ppm: int,
        *,
        expiry: int,
        dpd_max: int = 0,
        nonce: int | None = None,
    ) -> SignedBid:
        """Sign a bid for units of a loan, paid out of the balance when it is filled; sends nothing.

        Give it to holders as `document()`; `cancel_bid` takes it back.

        Args:
            loan: The loan's number, from 1.
            units: How many units to buy.
            price_ppm: The price in ppm of the units' outstanding principal, at most 10,000,000.
            expiry: The last Unix second on which it may be filled.
            dpd_max: The most days past due at which it may be filled.
            nonce: Tells bids with the same terms apart; random, above the floor, without one.

        Returns:
            The signed bid.
        """
        bid = Bid(
            buyer=self._signer.address,
            loan=loan,
            units=units,
            price_ppm=price_ppm,
            dpd_max=dpd_max,
            version=self._version(loan),
            nonce=self._nonce(nonce),
            expiry=expiry,
        )
        return SignedBid(bid, self._signed(bid))

    def buy(
        self,
        signed: SignedAsk,
        units: int,
        *,
        price_max: int,
        units_min: int | None = None,
        seen: Seen | None = None,
    ) -> Plan[int]:
        """Buy units of an ask out of the balance.

        Args:
            signed: The signed ask.
            units: The most units to buy, at least 1.
            price_max: The most to pay, in minor units.
            units_min: The least to accept when less is left; all of `units` without it.
            seen: What the caller has seen of the loan; the state of now without it.

        Returns:
            The plan; its result is the price in minor units.
        """
        ask = signed.ask
        known = seen or self.seen(ask.loan, ask.dpd_max)
        least = units if units_min is None else units_min
        return self._platform.plan(
            Market.fill(ask, signed.signature, units, least, price_max, known),
            self._signer,
            result=count_of("SalePaid", "price"),
        )

    def sell_to(
        self,
        signed: SignedBid,
        units: int,
        *,
        price_min: int,
        units_min: int | None = None,
        seen: Seen | None = None,
    ) -> Plan[int]:
        """Sell units of a note to a bid.

        Args:
            signed: The signed bid.
            units: The most units to sell, at least 1.
            price_min: The least to get, in minor units, after the market fee.
            units_min: The least to sell when less is sought; all of `units` without it.
            seen: What the caller has seen of the loan; the state of now without it.

        Returns:
            The plan; its result is what the seller gets, in minor units.
        """
        bid = signed.bid
        known = seen or self.seen(bid.loan, bid.dpd_max)
        least = units if units_min is None else units_min
        return self._platform.plan(
            Market.sell(bid, signed.signature, units, least, price_min, known),
            self._signer,
            result=proceeds,
        )

    def cancel_ask(self, signed: SignedAsk) -> Plan[None]:
        """Take back what is left of the caller's own ask.

        Args:
            signed: The signed ask.

        Returns:
            The plan, without a result.
        """
        return self._platform.plan(Market.cancel_ask(signed.ask), self._signer, result=nothing)

    def cancel_bid(self, signed: SignedBid) -> Plan[None]:
        """Take back what is left of the caller's own bid.

        Args:
            signed: The signed bid.

        Returns:
            The plan, without a result.
        """
        return self._platform.plan(Market.cancel_bid(signed.bid), self._signer, result=nothing)

    def cancel_below(self, nonce: int) -> Plan[None]:
        """Take back all of the caller's asks and bids whose nonce is below a floor.

        Args:
            nonce: The least nonce that still holds, above the floor so far.

        Returns:
            The plan, without a result.
        """
        return self._platform.plan(Market.cancel_below(nonce), self._signer, result=nothing)

    def _version(self, loan: int) -> int:
        progress = self._platform.read(Lens.progress_of(loan))
        return progress["version"]

    def _signed(self, order: Signable) -> bytes:
        typed = order.typed(self._platform)
        return signature_bytes(self._signer.sign_typed_data(typed))

    def _nonce(self, chosen: int | None) -> int:
        if chosen is not None:
            return chosen
        return MarketView(self._platform, self._signer.address).fresh_nonce()
