"""The board of bids: what buyers have signed, as long as the contract would still take it.

The board buys nothing and holds nothing: a holder who accepts a bid brings it to the Market
themselves, which checks it again. A bid that is taken off the board can still be accepted by
whoever has kept it; `Market.cancel_bid` ends it for everybody.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from tallystick.chain.contracts import Lens, Market
from tallystick.errors import InputError, Reverted
from tallystick.platform._sync.investor import InvestorView
from tallystick.platform.messages import SignedBid
from tallystick_node.auth.refusals import Forbidden
from tallystick_node.auth.wallet_signature import has_signed_digest
from tallystick_node.resale.hosted import BID_ROWS
from tallystick_node.resale.lender_check import lender_refusal
from tallystick_node.resale.rules import (
    DAY_SECONDS,
    EXPIRED,
    EXPIRY_DAYS_MAX,
    ORDERS_MAX,
    PRICE_PPM_MAX,
    SOLD_OUT,
    UNCOVERED,
    VERSION,
    OrderFact,
    OrderSide,
    OrderTerms,
    coverable,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Row

    from tallystick.platform._sync.platform import Platform
    from tallystick.platform.messages import Bid
    from tallystick_node.infrastructure.audit_log.book import AuditLog
    from tallystick_node.infrastructure.clock import Clock
    from tallystick_node.resale.order_log import OrderLog
    from tallystick_node.storage import Database

__all__ = ["BidBoard", "ListedBid", "terms_of_bid"]

_MINUTE = 60


@dataclass(frozen=True, slots=True)
class ListedBid:
    """A bid on the board, with what the chain says of it now.

    left: units still sought that the buyer's balance pays for. price, fee: of those units now, in
    minor units; None while the loan's market is closed. overdue: days past due. void: why nobody
    can sell to it now, a code; empty when somebody can. withdrawn: its buyer has taken it off the
    board. ended: why it is over for good, as the log has it; empty while it is not.
    """

    digest: str
    signed: SignedBid
    left: int
    price: int | None
    fee: int | None
    overdue: int
    void: str
    withdrawn: bool = False
    ended: str = ""


@dataclass(frozen=True, slots=True)
class BidBoard:
    """The bids of one platform; what the chain says of each is read once a block and minute."""

    database: Database
    platform: Platform
    clock: Clock
    log: OrderLog
    audit_log: AuditLog
    _read: dict[tuple[int, int], dict[str, ListedBid]] = field(default_factory=dict)

    def put(self, signed: SignedBid, by: str) -> str:
        """Keep a bid that the contract would take now; the same one again is the one that is there.

        Args:
            signed: The bid with its buyer's signature.
            by: The wallet that brings it, which has to be the buyer's.

        Returns:
            The bid's digest in hex, which names it.

        Raises:
            Forbidden: BID:BUYER when it is another's.
            InputError: BID:SIGNATURE when the buyer has not signed it for this platform;
                BID:PRICE; BID:EXPIRY when it is over or lasts over 90 days; BID:UNITS when the
                loan has fewer; BID:VERSION when the loan's status has changed since; BID:NONCE
                when the buyer has ended all bids of so low a nonce; BID:DPD when the loan is later
                than it allows; BID:ENDED when it was filled or ended on the chain; BID:BALANCE when
                the buyer's cash does not cover all their bids here; BID:GUARANTOR; BID:MANY beyond
                fifty of a buyer.
            Reverted: When there is no such loan, its market is closed, or the buyer may not lend
                to it: their class, limit, group or credential.
            TransportError: When the chain's node does not answer.
        """
        bid = signed.bid
        if bid.buyer != by:
            raise Forbidden("BID:BUYER", f"the bid is of {bid.buyer}, and {by} has signed in")
        self._check(signed)
        cost = self._check_market(signed)
        digest = "0x" + bid.digest(self.platform).hex()
        others = [listed for listed in self.open(ORDERS_MAX, buyer=by) if listed.digest != digest]
        balance = InvestorView(self.platform, by).balance()
        if cost + sum(listed.price or 0 for listed in others) > balance:
            raise InputError(
                "BID:BALANCE", "the buyer's cash in the Escrow does not cover all their bids here"
            )
        with self.database.writing() as connection:
            count = BID_ROWS.count_open(connection, by, self.platform.now())
            known = BID_ROWS.row(connection, digest)
            if known is not None and known.withdrawn_at is None and known.ended_at is None:
                return digest
            if count >= ORDERS_MAX:
                raise InputError("BID:MANY", f"a buyer has at most {ORDERS_MAX} open bids here")
            now, terms = self.clock(), terms_of_bid(digest, bid)
            BID_ROWS.keep(connection, terms, by, signed.document(), now)
            self.log.add_order(connection, OrderFact.PLACED, now, terms)
            self.audit_log.add(
                connection, actor=by, act="bid.put", subject=digest, details={"loan": bid.loan}
            )
        return digest

    def open(
        self, limit: int, loan: int | None = None, buyer: str | None = None
    ) -> Sequence[ListedBid]:
        """Return bids that are neither over nor withdrawn.

        Args:
            limit: How many at most; of each buyer the newest come first, so that nobody's bids
                push those of the others off.
            loan: Of this loan alone.
            buyer: Of this buyer alone.

        Returns:
            The bids, the newest first, each with what the chain says of it now.

        Raises:
            TransportError: When the chain's node does not answer.
        """
        with self.database.reading() as connection:
            rows = BID_ROWS.open(connection, self.platform.now(), limit, loan, buyer)
        return [self._seen(row) for row in rows]

    def of_buyer(self, buyer: str, limit: int = ORDERS_MAX) -> list[ListedBid]:
        """Return a buyer's bids, also those that are over or withdrawn.

        Args:
            buyer: The wallet.
            limit: How many at most.

        Returns:
            The bids, the newest first.

        Raises:
            TransportError: When the chain's node does not answer.
        """
        with self.database.reading() as connection:
            rows = BID_ROWS.of_maker(connection, buyer, limit)
        return [self._with_ends(row) for row in rows]

    def find(self, digest: str, by: str | None = None) -> ListedBid:
        """Return one bid, also one that is over; one that was taken off to its buyer alone.

        Args:
            digest: Its digest in hex.
            by: The wallet that asks; None for a stranger.

        Returns:
            The bid.

        Raises:
            InputError: BID:UNKNOWN when it is not here.
            TransportError: When the chain's node does not answer.
        """
        with self.database.reading() as connection:
            row = BID_ROWS.row(connection, digest)
        if row is None or (row.withdrawn_at is not None and row.buyer != by):
            raise InputError("BID:UNKNOWN", "no such bid is here")
        return self._with_ends(row)

    def withdraw(self, digest: str, by: str) -> None:
        """Take a bid off the board.

        Args:
            digest: Its digest in hex.
            by: The wallet that asks, which has to be the buyer's.

        Raises:
            InputError: BID:UNKNOWN when the wallet has no such open bid here.
        """
        with self.database.writing() as connection:
            row = BID_ROWS.row(connection, digest)
            now = self.clock()
            if row is None or not BID_ROWS.withdraw(connection, digest, by, now):
                raise InputError("BID:UNKNOWN", "this wallet has no such open bid here")
            bid = SignedBid.parse(json.loads(row.document)).bid
            self.log.add_order(connection, OrderFact.WITHDRAWN, now, terms_of_bid(digest, bid))
            self.audit_log.add(connection, actor=by, act="bid.withdrawn", subject=digest)

    def over_reason(self, listed: ListedBid) -> str:
        """Return why a bid is over for good, whatever its loan does next.

        Args:
            listed: The bid as the chain has it now.

        Returns:
            A code; empty while somebody may still sell to it, now or later.

        Raises:
            TransportError: When the chain's node does not answer.
        """
        if listed.void in {EXPIRED, SOLD_OUT, VERSION, UNCOVERED}:
            return listed.void
        if listed.void:
            return ""  # the loan may be cured, and its market open again
        try:
            refusal = lender_refusal(self.platform, listed.signed.bid, listed.left)
        except InputError as refused:
            return refused.code
        return "" if refusal is None else refusal.code

    def _check(self, signed: SignedBid) -> None:
        bid, now = signed.bid, self.platform.now()
        digest, signature = bid.digest(self.platform), "0x" + signed.signature.hex()
        if not has_signed_digest(self.platform.connection, bid.buyer, digest, signature):
            raise InputError("BID:SIGNATURE", "its buyer has not signed it for this platform")
        if not 0 < bid.price_ppm <= PRICE_PPM_MAX:
            raise InputError("BID:PRICE", "a price is above 0 and at most ten times what is owed")
        if not now < bid.expiry <= now + EXPIRY_DAYS_MAX * DAY_SECONDS:
            raise InputError("BID:EXPIRY", f"a bid holds for at most {EXPIRY_DAYS_MAX} days")
        if bid.nonce < self.platform.read(Market.least_nonce(bid.buyer)):
            raise InputError("BID:NONCE", "the buyer has ended all bids with a nonce so low")
        version = self.platform.read(Lens.progress_of(bid.loan))["version"]
        if bid.version != version:
            raise InputError(
                "BID:VERSION",
                f"the loan's status has changed: its order version is {version}, not {bid.version}",
            )
        principal = self.platform.read(Lens.terms_of(bid.loan))["principal"]
        if not 0 < bid.units <= principal:
            raise InputError("BID:UNITS", f"the loan has {principal} units in all")

    def _check_market(self, signed: SignedBid) -> int:
        """What all that is left of the bid costs now, once the contract would let the buyer buy."""
        bid, view = signed.bid, InvestorView(self.platform, signed.bid.buyer)
        left = view.bid_left(signed)
        if left == 0:
            raise InputError("BID:ENDED", "it was filled whole, or ended on the chain")
        price, _ = view.price(bid.loan, left, bid.price_ppm)
        overdue = view.note(bid.loan).overdue
        if overdue > bid.dpd_max:
            raise InputError(
                "BID:DPD",
                f"the loan is {overdue} days past due: nobody could sell at {bid.dpd_max} or less",
            )
        refusal = lender_refusal(self.platform, bid, left)
        if refusal is not None:
            raise refusal
        return price

    def _known(self) -> dict[str, ListedBid]:
        """What was read of bids in this block and minute: anybody may ask for them all."""
        moment = (self.platform.connection.block_number(), self.platform.now() // _MINUTE)
        if moment not in self._read:
            self._read.clear()
        return self._read.setdefault(moment, {})

    def _seen(self, row: Row[Any]) -> ListedBid:
        known = self._known()
        if row.digest not in known:
            known[row.digest] = self._listed(row.digest, row.document)
        return known[row.digest]

    def _with_ends(self, row: Row[Any]) -> ListedBid:
        """Of a bid that may be over: the reason for which it ended stays the first one."""
        listed, ended = self._seen(row), row.end_reason or ""
        return replace(
            listed, withdrawn=row.withdrawn_at is not None, ended=ended, void=listed.void or ended
        )

    def _listed(self, digest: str, document: str) -> ListedBid:
        signed = SignedBid.parse(json.loads(document))
        bid, view = signed.bid, InvestorView(self.platform, signed.bid.buyer)
        sought, overdue = view.bid_left(signed), view.note(bid.loan).overdue
        void = ""
        if bid.expiry < self.platform.now():
            void = EXPIRED
        elif sought == 0:
            void = SOLD_OUT
        elif self.platform.read(Lens.progress_of(bid.loan))["version"] != bid.version:
            void = VERSION
        elif overdue > bid.dpd_max:
            void = "MARKET:FILL:DPD"
        try:
            whole, _ = view.price(bid.loan, max(sought, 1), bid.price_ppm)
        except Reverted as closed:
            return ListedBid(digest, signed, sought, None, None, overdue, void or closed.code)
        left = coverable(sought, whole, view.balance())
        if left == 0:
            void = void or UNCOVERED
        price, fee = view.price(bid.loan, left, bid.price_ppm)
        return ListedBid(digest, signed, left, price, fee, overdue, void)


def terms_of_bid(digest: str, bid: Bid) -> OrderTerms:
    """Return what is public of a bid.

    Args:
        digest: Its digest in hex.
        bid: The bid.

    Returns:
        Its terms, without whose they are.
    """
    return OrderTerms(
        OrderSide.BID, digest, bid.loan, bid.units, bid.price_ppm, bid.dpd_max, bid.expiry
    )
