"""What becomes of orders: sales and cancellations on the chain, orders that are over.

A look that was missed is made up by the next one: it begins where the log ends.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from tallystick.chain.contracts import Lens, Market
from tallystick.errors import TransactionRefused, TransportError
from tallystick.platform.messages import SignedAsk, SignedBid
from tallystick_node.resale.bids import terms_of_bid
from tallystick_node.resale.board import terms_of_ask
from tallystick_node.resale.hosted import ASK_ROWS, BID_ROWS
from tallystick_node.resale.rules import EXPIRED, SOLD_OUT, VERSION, OrderFact, OrderSide
from tallystick_node.storage.insertion import one_at_a_time
from tallystick_node.storage.tables import order_log

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tallystick.platform._sync.platform import Platform
    from tallystick_node.infrastructure.clock import Clock
    from tallystick_node.infrastructure.indexer.chain_reader import IndexedEvent
    from tallystick_node.infrastructure.indexer.queries import ChainIndex
    from tallystick_node.resale.bids import BidBoard
    from tallystick_node.resale.board import AskBoard
    from tallystick_node.resale.hosted import HostedOrders
    from tallystick_node.resale.order_log import OrderLog
    from tallystick_node.resale.rules import OrderTerms
    from tallystick_node.storage import Database

__all__ = ["OrderWatch"]

PPM = 1_000_000
# Events, and orders that are over, of one look.
LOOK_MAX = 200
PAGE_MAX = 1_000
# No block has so many events: what comes after this place is in the next block.
PLACES_MAX = 2**31
# How far back a chain may still change its mind: the index reads no earlier than it is told to.
REORGANISED_BLOCKS = 64


@dataclass(frozen=True, slots=True)
class _Sale:
    """A sale as the chain had it: what the index does not keep is read at its block."""

    event: IndexedEvent
    terms: OrderTerms | None
    values: dict[str, Any]


@dataclass(frozen=True, slots=True)
class OrderWatch:
    """Follows the Market's events, and ends what can never be filled again."""

    database: Database
    platform: Platform
    index: ChainIndex
    asks: AskBoard
    bids: BidBoard
    log: OrderLog
    clock: Clock

    def look(self) -> int:
        """Take in what has happened since the last look.

        Returns:
            How many entries were added to the log.

        Raises:
            NothingIndexed: INDEX:EMPTY before the index has looked.
            TransportError: When the chain's node does not answer.
        """
        return self._take_back() + self._follow() + self._expire() + self._end_bids()

    def _take_back(self) -> int:
        """Say of entries whose events are gone that the chain has taken them back."""
        first = self.index.freshness().block - REORGANISED_BLOCKS
        there, added = self._events_since(first), 0
        with self.database.writing() as connection:
            undone = set(self.log.undone(connection))
            rows = connection.execute(
                select(order_log).where(order_log.c.block > first).order_by(order_log.c.number)
            ).all()
            for row in rows:
                if row.number in undone or (row.block, row.place, row.tx_hash) in there:
                    continue
                self.log.add(
                    connection, OrderFact.UNDONE, self.clock(), side=row.side, digest=row.digest,
                    loan=row.loan, units=row.units, undoes=row.number,
                )  # fmt: skip
                added += 1
        return added

    def _events_since(self, block: int) -> set[tuple[int, int, str]]:
        """The Market's events that the index has after a block, as block, place and transaction."""
        there: set[tuple[int, int, str]] = set()
        after = (block, PLACES_MAX)
        while True:
            page = self.index.events(contract="Market", after=after, limit=PAGE_MAX).answer
            there |= {(event.block, event.place, event.tx_hash) for event in page}
            if len(page) < PAGE_MAX:
                return there
            after = (page[-1].block, page[-1].place)

    def _follow(self) -> int:
        with self.database.reading() as connection:
            after = self._cursor(connection)
        events = self.index.events(contract="Market", after=after, limit=LOOK_MAX).answer
        sales = {
            (event.block, event.place): self._sale(event)
            for event in events
            if event.name == "Filled"
        }
        added = 0
        with self.database.writing() as connection:
            one_at_a_time(connection, "the log of orders")
            if self._cursor(connection) != after:
                return 0  # another process was here first
            for event in events:
                at = self._time_of(event.block)
                sale = sales.get((event.block, event.place))
                if sale is not None:
                    self._add_sale(connection, sale, at)
                    added += 1
                elif event.name == "Cancelled":
                    self._add_cancelled(connection, event, str(event.fields["digest"]), at)
                    added += 1
                else:
                    added += self._add_cancelled_below(connection, event, at)
        return added

    def _cursor(self, connection: Connection) -> tuple[int, int]:
        """Block and place of the last event that the log has, and that the chain still has."""
        undone = select(order_log.c.undoes).where(order_log.c.undoes.is_not(None))
        row = connection.execute(
            select(order_log.c.block, order_log.c.place)
            .where(order_log.c.block.is_not(None), order_log.c.number.not_in(undone))
            .order_by(order_log.c.block.desc(), order_log.c.place.desc())
            .limit(1)
        ).one_or_none()
        return (-1, 0) if row is None else (row.block, row.place)

    def _sale(self, event: IndexedEvent) -> _Sale:
        loan, digest = int(event.fields["loan"]), str(event.fields["digest"])
        with self.database.reading() as connection:
            terms = _terms_of(connection, digest)
        paid = self.index.events(
            loan=loan, name="SalePaid", after=(event.block, event.place), limit=1
        ).answer
        values: dict[str, Any] = {"price": None, "fee": None}
        if paid and paid[0].tx_hash == event.tx_hash:
            fields = paid[0].fields
            values = {"price": int(fields["price"]), "fee": int(fields["fee"])}
        facts = self.index.loan(loan).answer
        units = int(event.fields["units"])
        return _Sale(
            event, terms,
            values | self._standing(loan, units, event.block)
            | {"units": units, "loan": loan, "level": None if facts is None else facts.risk_level},
        )  # fmt: skip

    def _standing(self, loan: int, units: int, block: int) -> dict[str, int | None]:
        """What the units would have cost at their outstanding principal, and days past due."""
        try:
            par, _ = self.platform.read(Market.quote(loan, units, PPM), block=block)
            overdue = self.platform.read(Lens.days_past_due(loan), block=block)
        except (TransportError, TransactionRefused):
            self.platform.now()  # a node that does not answer at all is asked again later
            return {"par": None, "overdue": None}
        return {"par": par, "overdue": overdue}

    def _add_sale(self, connection: Connection, sale: _Sale, at: datetime) -> None:
        event, terms = sale.event, sale.terms
        self.log.add(
            connection, OrderFact.EXECUTED, at, digest=event.fields["digest"],
            side=None if terms is None else terms.side,
            price_ppm=None if terms is None else terms.price_ppm,
            block=event.block, place=event.place, tx_hash=event.tx_hash, **sale.values,
        )  # fmt: skip
        if terms is not None and int(event.fields["filled"]) >= terms.units:
            _rows(terms.side).end(connection, terms.digest, SOLD_OUT, self.clock())

    def _add_cancelled(
        self, connection: Connection, event: IndexedEvent, digest: str, at: datetime
    ) -> None:
        terms = _terms_of(connection, digest)
        known = {} if terms is None else {
            "side": terms.side, "loan": terms.loan, "units": terms.units,
            "price_ppm": terms.price_ppm,
        }  # fmt: skip
        self.log.add(
            connection, OrderFact.CANCELLED, at, digest=digest, block=event.block,
            place=event.place, tx_hash=event.tx_hash, **known,
        )  # fmt: skip
        if terms is not None:
            _rows(terms.side).end(connection, digest, SOLD_OUT, self.clock())

    def _add_cancelled_below(
        self, connection: Connection, event: IndexedEvent, at: datetime
    ) -> int:
        """Of a maker's orders below a nonce; where none is here, one entry without a digest."""
        maker, floor = str(event.fields["maker"]), int(event.fields["nonce"])
        ended = [
            row.digest
            for rows in (ASK_ROWS, BID_ROWS)
            for row in rows.not_ended(connection, maker)
            if _nonce_of(rows.side, row.document) < floor
        ]
        for digest in ended:
            self._add_cancelled(connection, event, digest, at)
        if not ended:
            self.log.add(
                connection, OrderFact.CANCELLED, at, block=event.block, place=event.place,
                tx_hash=event.tx_hash,
            )  # fmt: skip
        return max(1, len(ended))

    def _expire(self) -> int:
        """End what has expired; a withdrawn order expires silently: it was off the board before."""
        now, added = self.platform.now(), 0
        with self.database.writing() as connection:
            for rows in (ASK_ROWS, BID_ROWS):
                for row in rows.expired(connection, now, LOOK_MAX):
                    if not rows.end(connection, row.digest, EXPIRED, self.clock()):
                        continue
                    terms = _terms(rows.side, row.digest, row.document)
                    at = datetime.fromtimestamp(row.expiry, UTC)
                    self.log.add_order(connection, OrderFact.EXPIRED, at, terms, EXPIRED)
                    added += 1
        return added

    def _end_bids(self) -> int:
        """End bids that their buyers cannot pay for any more, or may not, and void asks."""
        over: list[tuple[HostedOrders, OrderTerms, str]] = [
            (ASK_ROWS, terms_of_ask(ask.digest, ask.signed.ask), ask.void)
            for ask in self.asks.open(LOOK_MAX)
            if ask.void == VERSION
        ]
        for bid in self.bids.open(LOOK_MAX):
            reason = self.bids.over_reason(bid)
            if reason and reason not in {EXPIRED, SOLD_OUT}:
                over.append((BID_ROWS, terms_of_bid(bid.digest, bid.signed.bid), reason))
        if not over:
            return 0
        added = 0
        with self.database.writing() as connection:
            for rows, terms, reason in over:
                if rows.end(connection, terms.digest, reason, self.clock()):
                    self.log.add_order(connection, OrderFact.ENDED, self.clock(), terms, reason)
                    added += 1
        return added

    def _time_of(self, block: int) -> datetime:
        read = self.platform.connection.block(block)
        return self.clock() if read is None else datetime.fromtimestamp(read.timestamp, UTC)


def _rows(side: OrderSide) -> HostedOrders:
    return ASK_ROWS if side is OrderSide.ASK else BID_ROWS


def _terms_of(connection: Connection, digest: str) -> OrderTerms | None:
    """What is public of an order that is here."""
    for rows in (ASK_ROWS, BID_ROWS):
        row = rows.row(connection, digest)
        if row is not None:
            return _terms(rows.side, digest, row.document)
    return None


def _terms(side: OrderSide, digest: str, document: str) -> OrderTerms:
    if side is OrderSide.ASK:
        return terms_of_ask(digest, SignedAsk.parse(json.loads(document)).ask)
    return terms_of_bid(digest, SignedBid.parse(json.loads(document)).bid)


def _nonce_of(side: OrderSide, document: str) -> int:
    if side is OrderSide.ASK:
        return SignedAsk.parse(json.loads(document)).ask.nonce
    return SignedBid.parse(json.loads(document)).bid.nonce
