"""Orders and their fills: what was sold of each, to whom, at which price."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tallystick.loans.dates import local_day
from tallystick.loans.payoff import days_past_due
from tallystick.loans.rounding import TermsError
from tallystick.loans.state import PPM, Status
from tallystick.replay.findings import shown
from tallystick.replay.records import DEFAULTED

if TYPE_CHECKING:
    from tallystick.replay.decoding import Log
    from tallystick.replay.findings import Findings
    from tallystick.replay.records import LoanRecord
    from tallystick.replay.source import Clock

__all__ = ["CANCELLED", "PRICE_MAX", "Fill", "Sales"]

CANCELLED = 2**256 - 1
PRICE_MAX = 10 * PPM
# Days past due up to which a loan has a market.
SALE_DPD_MAX = 30


@dataclass(slots=True)
class Fill:
    """A part of an order that was dealt in.

    floors: the least nonces of seller and buyer at that moment. totals: what the loan's lenders had
    received then, principal and interest. outstanding: principal not returned of all units.
    """

    log: Log
    loan: int
    digest: bytes
    units: int
    filled: int
    at: int
    seller: bytes = b""
    buyer: bytes = b""
    price: int = 0
    floors: tuple[int, int] = (0, 0)
    totals: tuple[int, int] = (0, 0)
    outstanding: int = 0
    version: int = 0
    overdue: int = 0


@dataclass(slots=True)
class Sales:
    """Every order that was filled or taken back.

    A handler takes its event's values: accounts as 20 bytes, amounts in minor units. `prices` is,
    by order, which prices in ppm all of its fills allow; `makers`, which of the two sides signed.
    """

    findings: Findings
    clock: Clock
    offset: int
    loans: dict[int, LoanRecord]
    filled: dict[bytes, int] = field(default_factory=dict)
    least_nonce: dict[bytes, int] = field(default_factory=dict)
    prices: dict[bytes, tuple[int, int]] = field(default_factory=dict)
    makers: dict[bytes, frozenset[bytes]] = field(default_factory=dict)
    fills: list[Fill] = field(default_factory=list)
    open: Fill | None = None

    def filled_order(self, log: Log, number: int, digest: bytes, units: int, filled: int) -> None:
        """Take the event that a part of a signed order was dealt in; the Transfer follows.

        Args:
            log: The event's log.
            number: The loan's number.
            digest: The order's digest, 32 bytes.
            units: How many units.
            filled: All units of the order that were dealt in after it.
        """
        before = self.filled.get(digest, 0)
        self._require(
            log,
            before != CANCELLED and units > 0,
            f"order {shown(digest)} was filled after it was cancelled, or with nothing",
        )
        after = self.filled[digest] = before + units
        self.findings.same("market.rules", f"order {shown(digest)}'s fill", filled, after, log)
        self._require(log, self.open is None, "an order was filled and no notes moved")
        self.open = Fill(log, number, digest, units, filled, self.clock.time(log))

    def cancelled(self, log: Log, maker: bytes, digest: bytes) -> None:
        """Take the event that its maker took an order back.

        Args:
            log: The event's log.
            maker: Who signed it.
            digest: The order's digest, 32 bytes.
        """
        known = self.makers.get(digest)
        self._require(
            log,
            known is None or maker in known,
            f"{shown(maker)} cancelled order {shown(digest)}, and did not sign it",
        )
        self.filled[digest] = CANCELLED

    def cancelled_below(self, log: Log, maker: bytes, nonce: int) -> None:
        """Take the event that a maker took back all orders below a nonce.

        Args:
            log: The event's log.
            maker: Whose orders.
            nonce: The least nonce that still holds.
        """
        floor = self.least_nonce.get(maker, 0)
        self._require(log, nonce > floor, f"{shown(maker)}'s floor went from {floor} to {nonce}")
        self.least_nonce[maker] = nonce

    def begin(self, log: Log, loan: LoanRecord, sides: tuple[bytes, bytes], units: int) -> Fill:
        """Take the Transfer of notes that were sold.

        Args:
            log: The Transfer's log.
            loan: The loan.
            sides: Seller and buyer.
            units: How many units.

        Returns:
            The fill that the Transfer belongs to.
        """
        fill, self.open = self.open, None
        if fill is None or (fill.loan, fill.units) != (loan.number, units):
            self._require(log, condition=False, sentence="a sale of notes that filled no order")
            fill = Fill(log, loan.number, b"", units, units, self.clock.time(log))
        seller, buyer = fill.seller, fill.buyer = sides
        fill.floors = (self.least_nonce.get(seller, 0), self.least_nonce.get(buyer, 0))
        fill.totals = (loan.total_principal, loan.total_interest)
        fill.outstanding = self._outstanding(loan)
        self._check_open(log, loan, fill)
        self.makers[fill.digest] = self.makers.get(fill.digest, frozenset(sides)) & {*sides}
        self._require(
            log, bool(self.makers[fill.digest]), f"order {shown(fill.digest)} has two makers"
        )
        self.fills.append(fill)
        return fill

    def settle(self, log: Log, loan: LoanRecord, fill: Fill, price: int) -> None:
        """Check the price of a sale: one fraction of what was outstanding, rounded up.

        The order's price in ppm is not in any event; but there must be one, and the same for all
        fills of the order.

        Args:
            log: The Transfer's log.
            loan: The loan.
            fill: The fill.
            price: What the buyer paid.
        """
        fill.price = price
        worth = fill.units * fill.outstanding
        if worth == 0:
            self._require(log, price == 0, f"{price} was paid for what is worth nothing")
            return
        whole = loan.principal * PPM
        # The exact price lies above the one a unit lower, and not above the one that was paid.
        least, most = (price - 1) * whole // worth + 1, price * whole // worth
        before = self.prices.get(fill.digest, (0, PRICE_MAX))
        least, most = max(least, before[0]), min(most, before[1])
        self._require(
            log,
            least <= most,
            f"loan {loan.number}: {price} for {fill.units} units is no price of order"
            f" {shown(fill.digest)}, rounded up",
        )
        self.prices[fill.digest] = (least, most) if least <= most else before

    def close(self, log: Log) -> None:
        """End a transaction: what was filled has moved.

        Args:
            log: The transaction's last log.
        """
        if self.open is not None:
            self._require(log, condition=False, sentence="an order was filled and no notes moved")
            self.open = None

    def _outstanding(self, loan: LoanRecord) -> int:
        """Principal not yet paid of an active loan; after default what lenders have not got."""
        state = loan.rules
        if state is None or state.status is not Status.ACTIVE:
            return loan.principal - loan.total_principal
        return state.outstanding

    def _check_open(self, log: Log, loan: LoanRecord, fill: Fill) -> None:
        """A loan has a market up to 30 days past due, and again once it is covered."""
        state = loan.rules
        if state is None:
            return
        try:
            fill.overdue = days_past_due(state, local_day(fill.at, self.offset))
        except TermsError:
            return
        fill.version = state.version
        covered = loan.status == DEFAULTED and loan.cover > 0
        self._require(
            log,
            covered or (loan.status != DEFAULTED and fill.overdue <= SALE_DPD_MAX),
            f"loan {loan.number} was sold {fill.overdue} days past due",
        )

    def _require(self, log: Log, condition: bool, sentence: str) -> None:  # noqa: FBT001 - it reads as an assertion
        self.findings.holds("market.rules", condition, sentence, log)
