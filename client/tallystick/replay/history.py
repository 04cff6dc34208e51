"""Every state that a loan was in, for figures that look back: vintages, default rates, returns."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from tallystick.loans.state import LoanState
    from tallystick.replay.records import LoanRecord

__all__ = ["History", "HistoryStep"]


class HistoryStep(NamedTuple):
    """A loan after a transaction: the local day, its state, what its lenders had received."""

    day: int
    state: LoanState
    principal: int
    interest: int


class History:
    """The steps of each loan in their order; a replay writes them while it goes on."""

    def __init__(self) -> None:
        self.steps: dict[int, list[HistoryStep]] = defaultdict(list)

    def note(self, loan: LoanRecord, day: int) -> None:
        """Keep a loan's state of now; nothing when the rules have lost it.

        Args:
            loan: The loan.
            day: The local day, in days since 1970-01-01.
        """
        if loan.rules is not None:
            self.steps[loan.number].append(
                HistoryStep(day, loan.rules, loan.total_principal, loan.total_interest)
            )
