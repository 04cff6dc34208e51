"""Several orders of one wallet at once: taken off the board, and what the chain still has to end.

What is taken off the board has been signed and shown: whoever has kept it can fill it until it
expires, or until its maker ends it on the chain.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tallystick.chain.contracts import Market
from tallystick.errors import TallystickError
from tallystick.platform.messages import SignedAsk, SignedBid
from tallystick_node.resale.hosted import ASK_ROWS, BID_ROWS
from tallystick_node.resale.rules import OrderSide

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tallystick.chain.contracts.call import Command
    from tallystick.platform._sync.platform import Platform
    from tallystick_node.resale.bids import BidBoard
    from tallystick_node.resale.board import AskBoard
    from tallystick_node.storage import Database

__all__ = ["CancelPlan", "OrderDesk", "OrderOutcome", "ValidOrder"]

_NOT_HERE = "this wallet has no such open order here"


@dataclass(frozen=True, slots=True)
class OrderOutcome:
    """What became of one order that was to be taken off; code is empty when it is off."""

    digest: str
    side: OrderSide | None
    code: str = ""
    sentence: str = ""

    @property
    def withdrawn(self) -> bool:
        """Whether it is off the board now by this call."""
        return not self.code


@dataclass(frozen=True, slots=True)
class ValidOrder:
    """An order that the chain would still fill. left: units, in minor units of original principal.

    cancelling: the call by which its maker ends it for everybody.
    """

    side: OrderSide
    digest: str
    loan: int
    nonce: int
    left: int
    expiry: int
    cancelling: Command


@dataclass(frozen=True, slots=True)
class CancelPlan:
    """What ends orders on the chain: each by a call of its own, or all below a nonce at once.

    floor: the nonce for `Market.cancel_below`; None where one order or none is left to end.
    also_ends: digests of the wallet's other orders here that it would end with them.
    """

    orders: tuple[ValidOrder, ...]
    floor: int | None
    also_ends: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OrderDesk:
    """Orders of one wallet at a time, of either side."""

    database: Database
    platform: Platform
    asks: AskBoard
    bids: BidBoard

    def open_digests(self, wallet: str, side: OrderSide | None = None) -> list[str]:
        """Return the digests of a wallet's open orders.

        Args:
            wallet: Whose.
            side: Of this side alone.

        Returns:
            The digests, asks first, each side's newest first.

        Raises:
            TransportError: When the chain's node does not answer.
        """
        now = self.platform.now()
        with self.database.reading() as connection:
            return [
                row.digest
                for rows in (ASK_ROWS, BID_ROWS)
                if side in {None, rows.side}
                for row in rows.open(connection, now, 10**6, None, wallet)
            ]

    def withdraw(self, wallet: str, digests: Sequence[str]) -> list[OrderOutcome]:
        """Take orders off the board, each by itself: one that is not there stops none of the rest.

        Args:
            wallet: Whose they have to be.
            digests: The orders; the same one twice counts once.

        Returns:
            An outcome for each, in their order.
        """
        return [self._withdrawn(wallet, digest) for digest in dict.fromkeys(digests)]

    def plan(self, wallet: str, digests: Sequence[str]) -> CancelPlan:
        """Say what of a wallet's orders the chain would still fill, and how it is ended there.

        Args:
            wallet: Whose they have to be; those of others are passed over.
            digests: The orders.

        Returns:
            The plan.

        Raises:
            TransportError: When the chain's node does not answer.
        """
        chosen, now = set(digests), self.platform.now()
        known = [order for order in self._not_over(wallet) if order.expiry >= now]
        floor = self.platform.read(Market.least_nonce(wallet))
        left = tuple(
            replace(order, left=units)
            for order in known
            if order.digest in chosen and (units := self._left(order, floor))
        )
        if len(left) < 2:
            return CancelPlan(left, None, ())
        highest = max(order.nonce for order in left)
        ended = {order.digest for order in left}
        also = tuple(
            order.digest for order in known if order.nonce <= highest and order.digest not in ended
        )
        return CancelPlan(left, highest + 1, also)

    def _withdrawn(self, wallet: str, digest: str) -> OrderOutcome:
        with self.database.reading() as connection:
            sides = [rows.side for rows in (ASK_ROWS, BID_ROWS) if rows.row(connection, digest)]
        if not sides:
            return OrderOutcome(digest, None, "ORDER:UNKNOWN", _NOT_HERE)
        board = self.asks if sides[0] is OrderSide.ASK else self.bids
        try:
            board.withdraw(digest, wallet)
        except TallystickError:
            # Whose it is otherwise, and whether it is there, is said to nobody.
            return OrderOutcome(digest, None, "ORDER:UNKNOWN", _NOT_HERE)
        return OrderOutcome(digest, sides[0])

    def _not_over(self, wallet: str) -> Iterator[ValidOrder]:
        """A wallet's orders that have not ended, withdrawn or not; `left` is what was signed."""
        with self.database.reading() as connection:
            sold = ASK_ROWS.not_ended(connection, wallet)
            sought = BID_ROWS.not_ended(connection, wallet)
        for row in sold:
            ask = SignedAsk.parse(json.loads(row.document)).ask
            yield ValidOrder(
                OrderSide.ASK, row.digest, ask.loan, ask.nonce, ask.units, ask.expiry,
                Market.cancel_ask(ask),
            )  # fmt: skip
        for row in sought:
            bid = SignedBid.parse(json.loads(row.document)).bid
            yield ValidOrder(
                OrderSide.BID, row.digest, bid.loan, bid.nonce, bid.units, bid.expiry,
                Market.cancel_bid(bid),
            )  # fmt: skip

    def _left(self, order: ValidOrder, floor: int) -> int:
        """Units that the chain would still fill."""
        if order.nonce < floor:
            return 0
        filled = self.platform.read(Market.filled(bytes.fromhex(order.digest[2:])))
        return max(0, order.left - filled)
