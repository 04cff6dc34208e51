"""What an investor has: notes, all of them with the balance, and what lending has earned."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tallystick.platform.listing import LoanStatus

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Note", "Portfolio", "Returns"]

_OPEN = {LoanStatus.LISTED, LoanStatus.FUNDED}
_LIVE = {*_OPEN, LoanStatus.ACTIVE}


@dataclass(frozen=True, slots=True)
class Note:
    """A claim on one loan: units of original principal, and what a claim would pay now.

    outstanding: the units' share of the principal not yet received, rounded down; all of it before
    the issue. overdue: days past due. impaired: whether a servicer has flagged the loan.
    """

    loan: int
    status: LoanStatus
    units: int
    outstanding: int
    claimable_principal: int
    claimable_interest: int
    overdue: int = 0
    impaired: bool = False

    @classmethod
    def of(cls, holding: Mapping[str, Any]) -> Note:
        """Make a note of what the Lens answers.

        Args:
            holding: One of what its `portfolio` returns, of a loan that exists.

        Returns:
            The note.
        """
        status, units = LoanStatus(holding["status"]), holding["units"]
        return cls(
            loan=holding["loan"],
            status=status,
            units=units,
            outstanding=units if status in _OPEN else holding["outstanding"],
            claimable_principal=holding["principal"],
            claimable_interest=holding["interest"],
            overdue=holding["overdue"],
            impaired=holding["impaired"],
        )

    @property
    def value(self) -> int:
        """What it stands for: claimable, and outstanding while the loan is not in default."""
        kept = self.outstanding if self.status in _LIVE else 0
        return kept + self.claimable_principal + self.claimable_interest


@dataclass(frozen=True, slots=True)
class Portfolio:
    """Everything an investor has; amounts in minor units."""

    balance: int
    notes: tuple[Note, ...]

    @property
    def value(self) -> int:
        """Balance and the notes' value; notes of defaulted loans count only what is claimable."""
        return self.balance + sum(note.value for note in self.notes)


@dataclass(frozen=True, slots=True)
class Returns:
    """What lending has earned so far: paid into loans, received, and what is left in them.

    annual_ppm: effective annual rate with the value of today as the last flow; None when it is
    undefined. It says what was, and promises nothing.
    """

    paid_in: int
    received: int
    value: int
    annual_ppm: int | None
