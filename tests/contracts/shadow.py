"""A shadow of the platform's money in exact numbers, kept by the state machine.

Loans are the client's ledger; what a note has earned is an exact fraction, so that nothing here
rounds the way the contracts do.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from contracts.builders import DAY, World
from tallystick.loans.state import Status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tallystick.loans.state import LoanState

ENDED = {Status.REPAID, Status.RECOVERED, Status.WRITTEN_OFF}


@dataclass
class Note:
    units: int = 0
    earned: list[Fraction] = field(default_factory=lambda: [Fraction(0), Fraction(0)])
    paid: list[int] = field(default_factory=lambda: [0, 0])
    # Principal that counts as lent by it, in minor units, and how often that was rounded.
    exposure: int = 0
    moves: int = 0
    released: bool = False


@dataclass
class Loan:
    """One loan: its ledger once issued, and who holds it."""

    borrower: str
    principal: int
    state: LoanState | None = None
    notes: dict[str, Note] = field(default_factory=dict)
    paid_in: int = 0
    # What covered it: the reserve, the guarantor; what each got back; the last distribution.
    covered: int = 0
    guaranteed: int = 0
    returned: int = 0
    to_guarantor: int = 0
    distributed: int = 0
    stake: int = 0
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

    def cover(self, reserve: int, guarantor: int) -> None:
        """Principal for the lenders, which the borrower still owes."""
        assert self.state is not None
        self.covered += reserve
        self.guaranteed += guarantor
        amount = reserve + guarantor
        self.receive(
            replace(
                self.state,
                cover=self.state.cover + amount,
                guaranteed=self.state.guaranteed + guarantor,
                total_principal=self.state.total_principal + amount,
            )
        )

    def give_back(self, coverers: int) -> int:
        """What a recovery returns; the guarantor's part of it, by what each has paid."""
        self.returned += coverers
        if not self.guaranteed:
            return 0
        due = self.returned * self.guaranteed // (self.covered + self.guaranteed)
        part = min(max(0, due - self.to_guarantor), coverers)
        self.to_guarantor += part
        return part

    def claimable(self, holder: str) -> tuple[int, int]:
        """Whole units earned and not yet paid, by kind."""
        note = self.note(holder)
        return (
            int(note.earned[0]) - note.paid[0],
            int(note.earned[1]) - note.paid[1],
        )

    @property
    def ended(self) -> bool:
        return self.state is not None and self.state.status in ENDED

    @property
    def outstanding(self) -> int:
        """Principal by which notes are priced."""
        assert self.state is not None
        if self.state.status is Status.ACTIVE:
            return self.state.balance - self.state.part_principal
        return self.principal - self.state.total_principal

    def pay(self, holder: str) -> int:
        """What a claim pays; once the loan has ended it also releases what was lost."""
        principal, interest = self.claimable(holder)
        note = self.note(holder)
        note.paid[0] += principal
        note.paid[1] += interest
        note.exposure -= principal
        if self.ended and not note.released:
            note.exposure, note.released = 0, True
        return principal + interest

    def move(self, seller: str, buyer: str, units: int) -> None:
        """Units sold, after both sides were paid; outstanding principal goes with them."""
        assert self.state is not None
        gone = units - units * self.state.total_principal // self.principal
        for holder, sign in ((seller, -1), (buyer, 1)):
            note = self.note(holder)
            note.units += sign * units
            note.exposure += sign * gone
            note.moves += 1


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
        loan.paid_in + loan.covered + loan.guaranteed + loan.distributed - loan.returned
        - claimed - claimable - state.fees
    )  # fmt: skip
    holders = len(loan.notes)
    assert 0 <= dust < 2 * max(1, holders), f"dust of {dust} among {holders}"
    assert state.total_principal <= loan.principal


def today(world: World) -> int:
    return world.now // DAY


def check_caps(world: World, loans: dict[int, Loan], borrowers: Sequence[str]) -> None:
    """What counts against borrowers, groups and the platform is what their loans make it."""
    counted = dict.fromkeys(borrowers, 0)
    outstanding = live = 0
    for number, loan in loans.items():
        left = loan.principal
        if loan.state is not None:
            left -= world.call("Lens.progress_of", number)["released"]
            outstanding += left
            live += not loan.ended
            assert left == 0 or not loan.ended
        elif world.call("Book.listing_of", number)[0]["status"] > 3:
            left = 0  # expired or cancelled
        counted[loan.borrower] += left
    for borrower in borrowers:
        assert world.call("Registry.borrower_record", borrower)[0] == counted[borrower]
    groups = {b: world.call("Registry.person_of", b)["group"] for b in borrowers}
    for group in set(groups.values()):
        owed = sum(counted[b] for b in borrowers if groups[b] == group)
        assert world.call("Registry.group_record", group)[0] == owed
    assert world.call("Servicing.outstanding") == outstanding
    assert world.call("Servicing.live_loans") == live


def check_exposures(world: World, loans: dict[int, Loan], lenders: Sequence[str]) -> None:
    """Exposure less what was returned is the principal that a person's notes still lend."""
    for lender in lenders:
        notes = [loan.note(lender) for loan in loans.values()]
        lent = sum(note.exposure for note in notes)
        exposure = world.call("Registry.person_of", lender)["exposure"]
        exposure -= world.call("Escrow.principal_returned", lender)
        assert abs(exposure - lent) <= 2 * sum(note.moves for note in notes), (exposure, lent)


def check_reserve(world: World, loans: dict[int, Loan], to_treasury: int) -> None:
    """What the reserve has is what it got less what left it, in three parts."""
    contributed = sum(int(world.call("Reserve.contributed", source)) for source in (1, 2))
    issued = [loan for loan in loans.values() if loan.state is not None]
    contributed += sum(-(-loan.principal * 10_000 // 10**6) for loan in issued)
    covered = sum(loan.covered for loan in issued)
    back = sum(loan.returned - loan.to_guarantor for loan in issued)
    staked = sum(loan.stake for loan in loans.values())
    distributed = sum(loan.distributed for loan in issued)
    assert world.call("Reserve.covered") == covered
    assert world.call("Reserve.staked") == staked
    for loan in issued:
        assert loan.to_guarantor <= loan.guaranteed
        assert loan.returned - loan.to_guarantor <= loan.covered
    balance = world.balance(world.address["Reserve"])
    assert balance == contributed - covered + back + staked - distributed - to_treasury
    parts = [world.call(f"Reserve.{name}") for name in ("free", "set_aside", "staked")]
    assert balance == sum(parts)
