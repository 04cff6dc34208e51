"""Several notes for sale at once: what each might bring, and asks that are put together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tallystick.errors import Reverted, TallystickError, TransportError
from tallystick.platform._sync.investor import InvestorView
from tallystick.platform.listing import LoanStatus
from tallystick_node.resale.price_rules import PriceEstimate, estimate_price

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tallystick.platform._sync.platform import Platform
    from tallystick.platform.messages import SignedAsk
    from tallystick_node.infrastructure.indexer.queries import ChainIndex
    from tallystick_node.resale.board import AskBoard
    from tallystick_node.resale.sales import SaleBook

__all__ = ["BulkSale", "NoteChoice", "NoteEstimate", "PutOutcome"]


@dataclass(frozen=True, slots=True)
class NoteChoice:
    """Which notes: these loans alone, of this risk level alone, late ones alone; empty: all."""

    loans: frozenset[int] = frozenset()
    level: int | None = None
    late: bool = False

    def takes(self, loan: int, level: int, overdue: int) -> bool:
        """Say whether a note is meant.

        Args:
            loan: The loan's number.
            level: Its risk level, 1 to 5.
            overdue: Its days past due, from 0.

        Returns:
            True when every condition holds.
        """
        return (
            (not self.loans or loan in self.loans)
            and self.level in {None, level}
            and (not self.late or overdue > 0)
        )


@dataclass(frozen=True, slots=True)
class NoteEstimate:
    """A note, and what it might bring; amounts in minor units.

    price, fee: of all its units at the asked price, or at the estimate where none is asked; None
    while the loan's market is closed, and closed says why, a code. asked_ppm: that price, of what
    is outstanding.
    """

    loan: int
    units: int
    outstanding: int
    overdue: int
    level: int
    estimate: PriceEstimate
    asked_ppm: int
    price: int | None
    fee: int | None
    closed: str


@dataclass(frozen=True, slots=True)
class PutOutcome:
    """What became of one ask; digest is None and code says why when it is not on the board."""

    loan: int
    digest: str | None
    code: str = ""
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class BulkSale:
    """Looks at a holder's notes, and puts what they have signed on the board, each by itself."""

    platform: Platform
    index: ChainIndex
    asks: AskBoard
    sales: SaleBook

    def estimates(
        self, holder: str, choice: NoteChoice, price_ppm: int | None = None
    ) -> list[NoteEstimate]:
        """Return what a holder's notes might bring.

        Args:
            holder: The wallet.
            choice: Which of them.
            price_ppm: The price that is asked for all, of what is outstanding; None for each
                note's own estimate.

        Returns:
            The notes of loans that run, by loan.

        Raises:
            NothingIndexed: INDEX:EMPTY before the index has looked.
            TransportError: When the chain's node does not answer.
        """
        view, cells = InvestorView(self.platform, holder), self.sales.cells()
        rows = []
        for note in view.portfolio().notes:
            if note.status is not LoanStatus.ACTIVE:
                continue
            facts = self.index.loan(note.loan).answer
            level = 1 if facts is None else facts.risk_level
            if not choice.takes(note.loan, level, note.overdue):
                continue
            estimate = estimate_price(cells, note.overdue, level)
            asked = estimate.price_ppm if price_ppm is None else price_ppm
            price = fee = None
            closed = ""
            try:
                price, fee = view.price(note.loan, note.units, asked)
            except Reverted as refused:
                closed = refused.code
            rows.append(
                NoteEstimate(
                    note.loan, note.units, note.outstanding, note.overdue, level, estimate, asked,
                    price, fee, closed,
                )
            )  # fmt: skip
        return rows

    def put(self, signed: Sequence[SignedAsk], by: str) -> list[PutOutcome]:
        """Put asks on the board, each by itself: one that is refused stops none of the rest.

        Args:
            signed: The asks with their seller's signatures.
            by: The wallet that brings them.

        Returns:
            An outcome for each, in their order.

        Raises:
            TransportError: When the chain's node does not answer; what was put before stays.
        """
        return [self._put(each, by) for each in signed]

    def _put(self, signed: SignedAsk, by: str) -> PutOutcome:
        loan = signed.ask.loan
        try:
            return PutOutcome(loan, self.asks.put(signed, by))
        except TransportError:
            raise  # nothing of the rest could be looked at either
        except TallystickError as refused:
            return PutOutcome(loan, None, refused.code, refused.sentence)
