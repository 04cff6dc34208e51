"""The board of asks: what sellers have signed, as long as the Market would still take it.

The board sells nothing and holds nothing: who buys brings the ask to the Market themselves, which
checks it again. What is taken off the board can still be filled by whoever has kept it;
`Market.cancel_ask` ends it for everybody.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from sqlalchemy import func, select, update

from tallystick.chain.contracts import Lens
from tallystick.errors import InputError, Reverted
from tallystick.platform._sync.investor import InvestorView
from tallystick.platform.messages import NOBODY, SignedAsk
from tallystick_node.auth.refusals import Forbidden
from tallystick_node.auth.wallet_signature import has_signed_digest
from tallystick_node.storage.insertion import insert_absent
from tallystick_node.storage.tables import asks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tallystick.platform._sync.platform import Platform
    from tallystick_node.infrastructure.clock import Clock
    from tallystick_node.storage import Database

__all__ = ["ASKS_MAX", "PRICE_PPM_MAX", "AskBoard", "ListedAsk"]

# Of one seller, not ended.
ASKS_MAX = 50
EXPIRY_DAYS_MAX = 90
PRICE_PPM_MAX = 10_000_000
_DAY_SECONDS, _MINUTE = 86_400, 60


@dataclass(frozen=True, slots=True)
class ListedAsk:
    """An ask on the board, with what the chain says of it now.

    left: units still for sale. price, fee: of those units now, in minor units; None while the
    loan's market is closed. overdue: days past due. void: why it can no longer be filled, a code;
    empty when it can. withdrawn: its seller has taken it off the board.
    """

    digest: str
    signed: SignedAsk
    left: int
    price: int | None
    fee: int | None
    overdue: int
    void: str
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class AskBoard:
    """The asks of one platform; what the chain says of each is read once a block and minute."""

    database: Database
    platform: Platform
    clock: Clock
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
                seller has fewer; ASK:VERSION when the loan's status has changed since; ASK:MANY
                beyond fifty of a seller.
            Reverted: When there is no such loan.
            TransportError: When the chain's node does not answer.
        """
        ask = signed.ask
        if ask.seller != by:
            raise Forbidden("ASK:SELLER", f"the ask is of {ask.seller}, and {by} has signed in")
        self._check(signed)
        digest = "0x" + ask.digest(self.platform).hex()
        with self.database.writing() as connection:
            known = connection.scalar(select(asks.c.withdrawn_at).where(asks.c.digest == digest))
            there = connection.scalar(select(func.count()).where(asks.c.digest == digest))
            if there and known is None:
                return digest
            count = connection.scalar(
                select(func.count()).where(
                    asks.c.seller == by, asks.c.withdrawn_at.is_(None),
                    asks.c.expiry >= self.platform.now(),
                )
            )  # fmt: skip
            if (count or 0) >= ASKS_MAX:
                raise InputError("ASK:MANY", f"a seller has at most {ASKS_MAX} open asks here")
            if there:
                connection.execute(
                    update(asks).where(asks.c.digest == digest).values(withdrawn_at=None)
                )
                return digest
            connection.execute(
                insert_absent(connection, asks).values(  # the same form may be sent twice at once
                    digest=digest, loan=ask.loan, seller=by, expiry=ask.expiry,
                    document=json.dumps(signed.document()), created_at=self.clock(),
                )
            )  # fmt: skip
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
        rank = func.row_number().over(
            partition_by=asks.c.seller, order_by=[asks.c.created_at.desc(), asks.c.digest]
        )
        question = select(asks.c.digest, asks.c.document, asks.c.created_at).where(
            asks.c.withdrawn_at.is_(None), asks.c.expiry >= self.platform.now()
        )
        if loan is not None:
            question = question.where(asks.c.loan == loan)
        if seller is not None:
            question = question.where(asks.c.seller == seller)
        with self.database.reading() as connection:
            rows = connection.execute(
                question.order_by(rank, asks.c.created_at.desc(), asks.c.digest).limit(limit)
            ).all()
        rows = sorted(rows, key=lambda row: row.created_at, reverse=True)
        known = self._known()
        for row in rows:
            if row.digest not in known:
                known[row.digest] = self._listed(row.digest, row.document)
        return [known[row.digest] for row in rows]

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
            row = connection.execute(
                select(asks.c.document, asks.c.seller, asks.c.withdrawn_at).where(
                    asks.c.digest == digest
                )
            ).one_or_none()
        if row is None or (row.withdrawn_at is not None and row.seller != by):
            raise InputError("ASK:UNKNOWN", "no such ask is here")
        known = self._known()
        if digest not in known:
            known[digest] = self._listed(digest, row.document)
        return replace(known[digest], withdrawn=row.withdrawn_at is not None)

    def withdraw(self, digest: str, by: str) -> None:
        """Take an ask off the board.

        Args:
            digest: Its digest in hex.
            by: The wallet that asks, which has to be the seller's.

        Raises:
            InputError: ASK:UNKNOWN when the wallet has no such open ask here.
        """
        with self.database.writing() as connection:
            gone = connection.execute(
                update(asks)
                .where(asks.c.digest == digest, asks.c.seller == by, asks.c.withdrawn_at.is_(None))
                .values(withdrawn_at=self.clock())
            )
        if gone.rowcount != 1:
            raise InputError("ASK:UNKNOWN", "this wallet has no such open ask here")

    def _check(self, signed: SignedAsk) -> None:
        ask, now = signed.ask, self.platform.now()
        digest, signature = ask.digest(self.platform), "0x" + signed.signature.hex()
        if not has_signed_digest(self.platform.connection, ask.seller, digest, signature):
            raise InputError("ASK:SIGNATURE", "its seller has not signed it for this platform")
        if not 0 < ask.price_ppm <= PRICE_PPM_MAX:
            raise InputError("ASK:PRICE", "a price is above 0 and at most ten times what is owed")
        if not now < ask.expiry <= now + EXPIRY_DAYS_MAX * _DAY_SECONDS:
            raise InputError("ASK:EXPIRY", f"an ask holds for at most {EXPIRY_DAYS_MAX} days")
        version = self.platform.read(Lens.progress_of(ask.loan))["version"]
        if ask.version != version:
            raise InputError(
                "ASK:VERSION",
                f"the loan's status has changed: its order version is {version}, not {ask.version}",
            )
        units = InvestorView(self.platform, ask.seller).note(ask.loan).units
        if not 0 < ask.units <= units:
            raise InputError("ASK:UNITS", f"the seller has {units} units of the loan")

    def _known(self) -> dict[str, ListedAsk]:
        """What was read of asks in this block and minute: anybody may ask for them all."""
        moment = (self.platform.connection.block_number(), self.platform.now() // _MINUTE)
        if moment not in self._read:
            self._read.clear()
        return self._read.setdefault(moment, {})

    def _listed(self, digest: str, document: str) -> ListedAsk:
        signed = SignedAsk.parse(json.loads(document))
        ask, view = signed.ask, InvestorView(self.platform, signed.ask.seller)
        note = view.note(ask.loan)
        left = min(view.ask_left(signed), note.units)
        void = ""
        if ask.expiry < self.platform.now():
            void = "MARKET:FILL:EXPIRED"
        elif left == 0:
            void = "MARKET:FILL:UNITS"
        elif self.platform.read(Lens.progress_of(ask.loan))["version"] != ask.version:
            void = "MARKET:FILL:VERSION"
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
