"""Loans that go wrong, as rules of the state machine: default, recovery, cover, write-off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import strategies as st
from hypothesis.stateful import rule

from contracts.lending import PICK, SHARE, Lending
from contracts.shadow import Loan, today
from tallystick.loans import default as workout
from tallystick.loans.state import Status

if TYPE_CHECKING:
    from tallystick.loans.allocation import Payment
    from tallystick.loans.state import LoanState


class Recovering(Lending):
    """What follows when a borrower does not pay."""

    def take_out(self, owner: str, amount: int) -> None:
        """A withdrawal, as far as holds and tokens let it through."""
        if amount and self.attempt("Escrow.withdraw", amount, sender=owner) is not None:
            self.balances[owner] -= amount

    @rule(pick=PICK)
    def default(self, pick: int) -> None:
        """It collects first, and what that cures is no default."""
        loan_with_number = self.some_loan(pick)
        if loan_with_number is None or loan_with_number[1].state is None:
            return
        number, loan = loan_with_number
        state = loan.state
        assert state is not None
        done = self.attempt("Workouts.declare_default", number, sender=self.villains[0])
        if done is None:
            return
        free = self.balances[loan.borrower]
        after, payment = workout.declare_default(state, today(self.world), free)
        assert done is (after.status is Status.DEFAULTED)
        loan.receive(after)
        loan.paid_in += payment.debit
        self.balances[loan.borrower] -= payment.debit

    @rule(pick=PICK)
    def write_off(self, pick: int) -> None:
        loan_with_number = self.some_loan(pick)
        if loan_with_number is None or loan_with_number[1].state is None:
            return
        number, loan = loan_with_number
        if self.attempt("Workouts.write_off", number, sender=self.villains[0]) is not None:
            assert loan.state is not None
            wind_down = self.world.call("Governor.wind_down")
            loan.state = workout.write_off(loan.state, today(self.world), wind_down=wind_down)

    @rule(pick=PICK, who=st.integers(0, 4), share=st.integers(0, 2 * 10**6), crank=st.booleans())
    def recover(self, pick: int, who: int, share: int, crank: bool) -> None:
        """By anyone out of their own, or by anyone out of the borrower's balance."""
        loan_with_number = self.some_loan(pick)
        if loan_with_number is None or loan_with_number[1].state is None:
            return
        number, loan = loan_with_number
        state, payer = loan.state, self.clients[who]
        assert state is not None
        amount = max(1, loan.principal * share // 10**6)
        if crank:
            free = self.balances[loan.borrower]
            self.pay(
                number, loan, loan.borrower, "Workouts.collect", (),
                lambda: self.recovered(state, free), self.villains[0],
            )  # fmt: skip
            return
        self.pay(
            number, loan, payer, "Workouts.recover", (amount,),
            lambda: self.recovered(state, amount), payer,
        )  # fmt: skip

    def recovered(self, state: LoanState, amount: int) -> tuple[LoanState, Payment]:
        """What a payment makes of a debt, for the lenders alone after the last distribution."""
        return workout.recover(state, today(self.world), amount, distributed=self.distributed)

    @rule(pick=PICK)
    def cover(self, pick: int) -> None:
        loan_with_number = self.some_loan(pick)
        if loan_with_number is None or loan_with_number[1].state is None:
            return
        number, loan = loan_with_number
        self.cover_by(number, loan, "Reserve.cover")

    def cover_by(self, number: int, loan: Loan, target: str) -> None:
        """A cover; what a guarantor's stake has too much goes back to them."""
        before = self.world.call("Workouts.cover_of", number)
        if self.attempt(target, number, sender=self.villains[0]) is None:
            return
        after = self.world.call("Workouts.cover_of", number)
        guarantor = after["guaranteed"] - before["guaranteed"]
        reserve = after["amount"] - before["amount"] - guarantor
        left = self.world.call("Reserve.stake_of", number)["amount"]
        self.balances[self.guarantor] += loan.stake - left - guarantor
        assert loan.stake - left >= guarantor
        loan.stake = left
        if guarantor + reserve:
            assert loan.state is not None
            assert loan.state.status is Status.DEFAULTED
            loan.cover(reserve, guarantor)

    @rule(pick=PICK)
    def enter_again(self, pick: int) -> None:
        loan_with_number = self.some_loan(pick)
        if loan_with_number is not None:
            self.attempt("Reserve.enter_again", loan_with_number[0], sender=self.villains[0])

    @rule(who=st.integers(0, 4), amount=st.integers(1, 10**6))
    def contribute(self, who: int, amount: int) -> None:
        giver = self.clients[who]
        if self.attempt("Reserve.contribute", amount, sender=giver) is not None:
            self.balances[giver] -= amount

    @rule(pick=PICK, share=SHARE, crank=st.booleans())
    def fall_behind(self, pick: int, share: int, crank: bool) -> None:
        """Three instalments on time, then no money: the life that a reserve is for."""
        loan_with_number = self.some_loan(pick)
        if loan_with_number is None:
            return
        for _ in range(3):
            self.wait(31)
            self.collect(pick)
        self.take_out(loan_with_number[1].borrower, self.balances[loan_with_number[1].borrower])
        self.wait(125)
        self.default(pick)
        if crank:
            self.recover(pick, 3, share, False)
        self.wait(31)
        self.cover(pick)
        self.enter_again(pick)

    @rule(pick=PICK, who=st.integers(0, 4))
    def refresh_exposure(self, pick: int, who: int) -> None:
        """Anyone may have a loan that ended paid out, and its loss forgotten."""
        loan_with_number = self.some_loan(pick)
        if loan_with_number is None:
            return
        number, loan = loan_with_number
        holder = self.clients[who]
        done = self.attempt("Book.refresh_exposure", holder, [number], sender=self.villains[0])
        assert (done is not None) is loan.ended
        if done is not None:
            self.balances[holder] += loan.pay(holder)
