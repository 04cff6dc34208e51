"""An investor who wants to leave: their notes paired with the bids that stand at this moment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tallystick.chain.contracts import Book
from tallystick.errors import InputError, Reverted
from tallystick.platform._sync.investor import InvestorView
from tallystick.platform.listing import LoanStatus
from tallystick_node.resale.exit_rules import ExitBid, ExitMatch, ExitNote, match_exit
from tallystick_node.resale.rules import DAY_SECONDS, EXPIRY_DAYS_MAX, ORDERS_MAX

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tallystick.platform._sync.platform import Platform
    from tallystick_node.resale.bids import BidBoard
    from tallystick_node.resale.board import AskBoard

__all__ = ["ExitDesk", "ExitPlanned"]

PPM = 1_000_000


@dataclass(frozen=True, slots=True)
class ExitPlanned:
    """What leaving comes to now, with all that it was made from.

    block: the chain's newest block then. asks: digests of the investor's own open asks, by loan.
    """

    block: int
    least_ppm: int
    leave_at: int
    notes: tuple[ExitNote, ...]
    bids: tuple[ExitBid, ...]
    cash: Mapping[str, int]
    match: ExitMatch
    asks: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class ExitDesk:
    """Pairs, and sells nothing: each pair is a sale that the investor's own wallet makes."""

    platform: Platform
    asks: AskBoard
    bids: BidBoard

    def plan(self, wallet: str, least_ppm: int, leave_at: int) -> ExitPlanned:
        """Pair an investor's notes with open bids.

        Args:
            wallet: The investor.
            least_ppm: The lowest price that they take, of what is outstanding.
            leave_at: The Unix second until which asks for the rest are to hold.

        Returns:
            The pairs, what is left and why, and everything that it was made from.

        Raises:
            InputError: EXIT:LEAVE when that moment has passed, or is more than 90 days away.
            TransportError: When the chain's node does not answer.
        """
        now = self.platform.now()
        if not now < leave_at <= now + EXPIRY_DAYS_MAX * DAY_SECONDS:
            raise InputError(
                "EXIT:LEAVE", f"the day to leave by is at most {EXPIRY_DAYS_MAX} days from now"
            )
        block = self.platform.connection.block_number()
        notes = self._notes(wallet)
        bids = [bid for note in notes for bid in self._bids(wallet, note.loan)]
        cash = {
            buyer: InvestorView(self.platform, buyer).balance()
            for buyer in sorted({bid.buyer for bid in bids})
        }
        own = self.asks.open(ORDERS_MAX, seller=wallet)
        return ExitPlanned(
            block, least_ppm, leave_at, tuple(notes), tuple(bids), cash,
            match_exit(notes, bids, least_ppm, cash),
            {listed.signed.ask.loan: listed.digest for listed in own if not listed.void},
        )  # fmt: skip

    def left(self, wallet: str) -> tuple[int, int]:
        """Return what an investor has left to sell.

        Args:
            wallet: The investor.

        Returns:
            How many notes of loans that run, and how many of these their own asks offer.

        Raises:
            TransportError: When the chain's node does not answer.
        """
        notes = InvestorView(self.platform, wallet).portfolio().notes
        loans = {note.loan for note in notes if note.status is LoanStatus.ACTIVE}
        own = self.asks.open(ORDERS_MAX, seller=wallet) if loans else []
        return len(loans), len(
            loans & {listed.signed.ask.loan for listed in own if not listed.void}
        )

    def _notes(self, wallet: str) -> list[ExitNote]:
        view = InvestorView(self.platform, wallet)
        notes = []
        for note in view.portfolio().notes:
            if note.status is not LoanStatus.ACTIVE:
                continue
            side, _, _ = self.platform.read(Book.listing_of(note.loan))
            is_open = True
            try:
                view.price(note.loan, note.units, PPM)
            except Reverted:
                is_open = False
            notes.append(ExitNote(note.loan, note.units, side["ticket_min"], is_open))
        return notes

    def _bids(self, wallet: str, loan: int) -> list[ExitBid]:
        """Of others, as far as the contract would take them now."""
        return [
            ExitBid(
                listed.digest, loan, listed.signed.bid.buyer, listed.left,
                listed.signed.bid.price_ppm, listed.price,
            )
            for listed in self.bids.open(ORDERS_MAX, loan)
            if not listed.void and listed.price and listed.signed.bid.buyer != wallet
        ]  # fmt: skip
