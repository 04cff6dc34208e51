"""What an investor has: notes, all of them with the balance, and what lending has earned."""

from __future__ import annotations

from dataclasses import dataclass

from tallystick.platform.listing import LoanStatus

__all__ = ["Note", "Portfolio", "Returns"]

_LIVE = {LoanStatus.LISTED, LoanStatus.FUNDED, LoanStatus.ACTIVE}


@dataclass(frozen=True, slots=True)
class Note:
    """A claim on one loan: units of original principal, and what a claim would pay now.

    outstanding: the units' share of the principal not yet received, rounded up.
    """

    loan: int
    status: LoanStatus
    units: int
    outstanding: int
    claimable_principal: int
    claimable_interest: int

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
