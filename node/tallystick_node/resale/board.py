"""The board of asks: what sellers have signed, as long as the Market would still take it.

The board sells nothing and holds nothing: who buys brings the ask to the Market themselves, which
checks it again. What is taken off the board can still be filled by whoever has kept it;
`Market.cancel_ask` ends it for everybody.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from tallystick.chain.contracts import Lens, Market
from tallystick.errors import InputError, Reverted
from tallystick.platform._sync.investor import InvestorView
from tallystick.platform.messages import NOBODY, SignedAsk
from tallystick_node.auth.refusals import Forbidden
from tallystick_node.auth.wallet_signature import has_signed_digest
from tallystick_node.resale.hosted import ASK_ROWS
from tallystick_node.resale.rules import (
    DAY_SECONDS,
    EXPIRED,
    EXPIRY_DAYS_MAX,
    ORDERS_MAX,
    PRICE_PPM_MAX,
    SOLD_OUT,
    VERSION,
    OrderFact,
    OrderSide,
    OrderTerms,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlalchemy import Row

    from tallystick.platform._sync.platform import Platform
    from tallystick.platform.messages import Ask
    from tallystick_node.infrastructure.audit_log.book import AuditLog
    from tallystick_node.infrastructure.clock import Clock
    from tallystick_node.resale.order_log import OrderLog
    from tallystick_node.storage import Database

__all__ = ["AskBoard", "ListedAsk", "terms_of_ask"]

_MINUTE = 60


@dataclass(frozen=True, slots=True)
class ListedAsk:
    """An ask on the board, with what the chain says of it now.

    left: units still for sale. price, fee: of those units now, in minor units; None while the
    loan's market is closed. overdue: days past due. void: why it can no longer be filled, a code;
    empty when it can. withdrawn: its seller has taken it off the board. ended: why it is over for
    good, as the log has it; empty while it is not.
    """

    digest: str
    signed: SignedAsk
    left: int
    price: int | None
    fee: int | None
    overdue: int
    void: str
    withdrawn: bool = False
    ended: str = ""


def _no_lock(_loan: int, _price_ppm: int) -> None:
    """Every ask may be hosted at once."""


@dataclass(frozen=True, slots=True)
class AskBoard:
    """The asks of one platform; what the chain says of each is read once a block and minute.

    lock: refuses an ask of a loan at a price in ppm that the listing policy does not host yet.
    """

    database: Database
    platform: Platform
    clock: Clock
    log: OrderLog
    audit_log: AuditLog
    lock: Callable[[int, int], None] = _no_lock
    _read: dict[tuple[int, int], dict[str, ListedAsk]] = field(default_factory=dict)

    def put(self, signed: SignedAsk, by: str) -> str:
        """Keep an ask; the same one again is the one that is there.

        Args:
            signed: The ask with its seller's signature.
            by: The wallet that brings it, which has to be the seller's.

        Returns:
            The ask's digest in hex, which names it.

        Raises:
            Forbidden: ASK:SELLER when it is another's.
            InputError: ASK:SIGNATURE when the seller has not signed it for this platform;
                ASK:PRICE; ASK:EXPIRY when it is over or lasts over 90 days; ASK:UNITS when the
                seller has fewer; ASK:VERSION when the loan's status has changed since; ASK:NONCE
                when the seller has ended all asks of so low a nonce; ASK:LOCKED or ASK:LOCK_PRICE
                within the lock of the listing policy; ASK:ENDED when it was bought
                whole, or ended on the chain; ASK:MANY beyond fifty of a seller.
            Reverted: When there is no such loan.
            TransportError: When the chain's node does not answer.
        """
        ask = signed.ask
        if ask.seller != by:
            raise Forbidden("ASK:SELLER", f"the ask is of {ask.seller}, and {by} has signed in")
        self._check(signed)
        digest = "0x" + ask.digest(self.platform).hex()
        with self.database.writing() as connection:
            count = ASK_ROWS.count_open(connection, by, self.platform.now())
            known = ASK_ROWS.row(connection, digest)
            if known is not None and known.withdrawn_at is None and known.ended_at is None:
                return digest
            if count >= ORDERS_MAX:
                raise InputError("ASK:MANY", f"a seller has at most {ORDERS_MAX} open asks here")
            now, terms = self.clock(), terms_of_ask(digest, ask)
            ASK_ROWS.keep(connection, terms, by, signed.document(), now)
            self.log.add_order(connection, OrderFact.PLACED, now, terms)
            self.audit_log.add(
                connection, actor=by, act="ask.put", subject=digest, details={"loan": ask.loan}
            )
        return digest

    def open(
        self, limit: int, loan: int | None = None, seller: str | None = None
    ) -> Sequence[ListedAsk]:
        """Return asks that are neither over nor withdrawn.

        Args:
            limit: How many at most; of each seller the newest come first, so that nobody's asks
                push those of the others off.
            loan: Of this loan alone.
            seller: Of this seller alone.

        Returns:
            The asks, the newest first, each with what the chain says of it now.

        Raises:
            TransportError: When the chain's node does not answer.
        """
        with self.database.reading() as connection:
            rows = ASK_ROWS.open(connection, self.platform.now(), limit, loan, seller)
        return [self._seen(row) for row in rows]

    def of_seller(self, seller: str, limit: int = ORDERS_MAX) -> list[ListedAsk]:
        """Return a seller's asks, also those that are over or withdrawn.

        Args:
            seller: The wallet.
            limit: How many at most.

        Returns:
            The asks, the newest first.

        Raises:
            TransportError: When the chain's node does not answer.
        """
        with self.database.reading() as connection:
            rows = ASK_ROWS.of_maker(connection, seller, limit)
        return [self._with_ends(row) for row in rows]

    def find(self, digest: str, by: str | None = None) -> ListedAsk:
        """Return one ask, also one that is over; one that was taken off to its seller alone.

        Args:
            digest: Its digest in hex.
            by: The wallet that asks; None for a stranger.

        Returns:
            The ask.

        Raises:
            InputError: ASK:UNKNOWN when it is not here.
            TransportError: When the chain's node does not answer.
        """
        with self.database.reading() as connection:
            row = ASK_ROWS.row(connection, digest)
        if row is None or (row.withdrawn_at is not None and row.seller != by):
            raise InputError("ASK:UNKNOWN", "no such ask is here")
        return self._with_ends(row)

    def withdraw(self, digest: str, by: str) -> None:
        """Take an ask off the board.

        Args:
            digest: Its digest in hex.
            by: The wallet that asks, which has to be the seller's.

        Raises:
            InputError: ASK:UNKNOWN when the wallet has no such open ask here.
        """
        with self.database.writing() as connection:
            row = ASK_ROWS.row(connection, digest)
            now = self.clock()
            if row is None or not ASK_ROWS.withdraw(connection, digest, by, now):
                raise InputError("ASK:UNKNOWN", "this wallet has no such open ask here")
            ask = SignedAsk.parse(json.loads(row.document)).ask
            self.log.add_order(connection, OrderFact.WITHDRAWN, now, terms_of_ask(digest, ask))
            self.audit_log.add(connection, actor=by, act="ask.withdrawn", subject=digest)

    def _check(self, signed: SignedAsk) -> None:
        ask, now = signed.ask, self.platform.now()
        digest, signature = ask.digest(self.platform), "0x" + signed.signature.hex()
        if not has_signed_digest(self.platform.connection, ask.seller, digest, signature):
            raise InputError("ASK:SIGNATURE", "its seller has not signed it for this platform")
        if not 0 < ask.price_ppm <= PRICE_PPM_MAX:
            raise InputError("ASK:PRICE", "a price is above 0 and at most ten times what is owed")
        if not now < ask.expiry <= now + EXPIRY_DAYS_MAX * DAY_SECONDS:
            raise InputError("ASK:EXPIRY", f"an ask holds for at most {EXPIRY_DAYS_MAX} days")
        self.lock(ask.loan, ask.price_ppm)
        version = self.platform.read(Lens.progress_of(ask.loan))["version"]
        if ask.version != version:
            raise InputError(
                "ASK:VERSION",
                f"the loan's status has changed: its order version is {version}, not {ask.version}",
            )
        if ask.nonce < self.platform.read(Market.least_nonce(ask.seller)):
            raise InputError("ASK:NONCE", "the seller has ended all asks with a nonce so low")
        view = InvestorView(self.platform, ask.seller)
        units = view.note(ask.loan).units
        if not 0 < ask.units <= units:
            raise InputError("ASK:UNITS", f"the seller has {units} units of the loan")
        if view.ask_left(signed) == 0:
            raise InputError("ASK:ENDED", "it was bought whole, or ended on the chain")

    def _known(self) -> dict[str, ListedAsk]:
        """What was read of asks in this block and minute: anybody may ask for them all."""
        moment = (self.platform.connection.block_number(), self.platform.now() // _MINUTE)
        if moment not in self._read:
            self._read.clear()
        return self._read.setdefault(moment, {})

    def _seen(self, row: Row[Any]) -> ListedAsk:
        known = self._known()
        if row.digest not in known:
            known[row.digest] = self._listed(row.digest, row.document)
        return known[row.digest]

    def _with_ends(self, row: Row[Any]) -> ListedAsk:
        """Of an ask that may be over: the reason for which it ended stays the first one."""
        listed, ended = self._seen(row), row.end_reason or ""
        return replace(
            listed, withdrawn=row.withdrawn_at is not None, ended=ended, void=listed.void or ended
        )

    def _listed(self, digest: str, document: str) -> ListedAsk:
        signed = SignedAsk.parse(json.loads(document))
        ask, view = signed.ask, InvestorView(self.platform, signed.ask.seller)
        note = view.note(ask.loan)
        left = min(view.ask_left(signed), note.units)
        void = ""
        if ask.expiry < self.platform.now():
            void = EXPIRED
        elif left == 0:
            void = SOLD_OUT
        elif self.platform.read(Lens.progress_of(ask.loan))["version"] != ask.version:
            void = VERSION
        elif note.overdue > ask.dpd_max:
            void = "MARKET:FILL:DPD"
        price = fee = None
        try:
            price, fee = view.price(ask.loan, max(left, 1), ask.price_ppm)
        except Reverted as closed:
            void = void or closed.code
        return ListedAsk(digest, signed, left, price, fee, note.overdue, void)

    @staticmethod
    def is_for(listed: ListedAsk, wallet: str) -> bool:
        """Say whether a wallet may buy.

        Args:
            listed: The ask.
            wallet: The checksummed address.

        Returns:
            True unless the ask names another buyer.
        """
        return listed.signed.ask.buyer in {NOBODY, wallet}


def terms_of_ask(digest: str, ask: Ask) -> OrderTerms:
    """Return what is public of an ask.

    Args:
        digest: Its digest in hex.
        ask: The ask.

    Returns:
        Its terms, without whose they are.
    """
    return OrderTerms(
        OrderSide.ASK, digest, ask.loan, ask.units, ask.price_ppm, ask.dpd_max, ask.expiry
    )
