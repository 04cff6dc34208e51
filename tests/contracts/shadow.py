"""A shadow of the platform's money in exact numbers, kept by the state machine.

Loans are the client's ledger; what a note has earned is an exact fraction, so that nothing here
rounds the way the contracts do.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

from contracts.builders import DAY, World

if TYPE_CHECKING:
    from tallystick.loans.state import LoanState


@dataclass
class Note:
    units: int = 0
    earned: list[Fraction] = field(default_factory=lambda: [Fraction(0), Fraction(0)])
    paid: list[int] = field(default_factory=lambda: [0, 0])


@dataclass
class Loan:
    """One loan: its ledger once issued, and who holds it."""

    borrower: str
    principal: int
    state: LoanState | None = None
    notes: dict[str, Note] = field(default_factory=dict)
    paid_in: int = 0
    returned: int = 0
    market_fees: int = 0
    swept: int = 0

    def note(self, holder: str) -> Note:
        return self.notes.setdefault(holder, Note())

    def receive(self, after: LoanState) -> None:
        """Share what a payment has added to the totals among the notes, exactly."""
        assert self.state is not None
        added = (
            after.total_principal - self.state.total_principal,
            after.total_interest - self.state.total_interest,
        )
        for note in self.notes.values():
            for kind in (0, 1):
                note.earned[kind] += Fraction(note.units * added[kind], self.principal)
        self.state = after

    def claimable(self, holder: str) -> tuple[int, int]:
        """Whole units earned and not yet paid, by kind."""
        note = self.note(holder)
        return (
            int(note.earned[0]) - note.paid[0],
            int(note.earned[1]) - note.paid[1],
        )

    def pay(self, holder: str) -> int:
        principal, interest = self.claimable(holder)
        note = self.note(holder)
        note.paid[0] += principal
        note.paid[1] += interest
        return principal + interest


def check_loan(world: World, number: int, loan: Loan) -> None:
    """The invariants of one loan: units, totals, and paid in = everything it became."""
    units = {h: world.call("Book.balanceOf", h, number) for h in loan.notes}
    assert units == {h: note.units for h, note in loan.notes.items()}
    if loan.state is None:
        return
    assert sum(units.values()) == loan.principal
    state = loan.state
    totals = world.call("Lens.totals_of", number)
    assert (totals["principal"], totals["interest"]) == (
        state.total_principal,
        state.total_interest,
    )
    assert totals["fees"] == state.fees + loan.market_fees - loan.swept
    claimed = sum(sum(note.paid) for note in loan.notes.values())
    claimable = 0
    for holder in loan.notes:
        value = world.call("Book.claimable", number, holder)
        # A fraction that moved with a sale stays with its seller: never more than earned.
        assert value == loan.claimable(holder)
        claimable += sum(value)
    dust = (
        loan.paid_in + state.cover - loan.returned
        - claimed - claimable - state.fees
    )  # fmt: skip
    holders = len(loan.notes)
    assert 0 <= dust < 2 * max(1, holders), f"dust of {dust} among {holders}"
    assert state.total_principal <= loan.principal


def today(world: World) -> int:
    return world.now // DAY
