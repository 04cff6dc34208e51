"""Loans from listing to write-off, as rules of a state machine beside a shadow ledger."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import event, note
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    rule,
)

from contracts.builders import NO_SIGNATURE, ZERO, Refused, World, key_of
from contracts.shadow import Loan, today
from tallystick.loans import repayment as ledger
from tallystick.loans.schedule import Method, Terms, Unit
from tallystick.loans.state import LoanError, LoanTerms, Mode

BORROWERS = ("borrower one", "borrower two")
INVESTORS = ("investor one", "investor two", "investor three")
GUARANTOR = "guarantor"
SHARE = st.integers(0, 10**6)
PICK = st.integers(0, 10**6)


class Lending(RuleBasedStateMachine):
    """People, loans and payments; what notes and attackers do is added to it."""

    token: tuple[str, tuple[Any, ...] | None] = ("SettlementToken", None)

    def __init__(self) -> None:
        super().__init__()
        self.world = World(*self.token)
        self.loans: dict[int, Loan] = {}
        self.balances: dict[str, int] = {}
        self.surplus = 0
        self.distributed = False

    @initialize()
    def people(self) -> None:
        world = self.world
        for role in (*BORROWERS, *INVESTORS, GUARANTOR):
            wallet = world.enrol(role, borrow_limit=10**9 if role in BORROWERS else 0)
            self.mint(wallet, 10**7)
            world.call("Escrow.deposit", 10**7, sender=wallet)
            self.balances[wallet] = 10**7
        self.borrowers = [key_of(role).address for role in BORROWERS]
        self.investors = [key_of(role).address for role in INVESTORS]
        self.guarantor = key_of(GUARANTOR).address
        self.clients = [*self.borrowers, *self.investors, self.guarantor]
        self.villains = [
            *world.council, world.guardian, world.compliance, world.publisher, world.treasury,
            world.underwriter.address, world.deployer, world.custodian,
            *(seat.address for seat in world.attestors),
        ]  # fmt: skip

        self.lend(0, 0, 4, 0, 5_000, 120_000)
        self.lend(1, 1, 3, 1, 3_000, 990_000)

    @rule(
        pick=PICK, method=st.integers(0, 3), n=st.integers(1, 5), lead=st.integers(0, 2),
        principal=st.integers(3, 5_000), rate=st.sampled_from([0, 120_000, 990_000]),
    )  # fmt: skip
    def lend(self, pick: int, method: int, n: int, lead: int, principal: int, rate: int) -> None:
        """A loan listed, funded by all and issued: so that life is not only listings."""
        before = set(self.loans)
        self.list_loan(pick, method, n, lead, principal, rate)
        for number in set(self.loans) - before:
            self.fill(number)

    def fill(self, number: int) -> None:
        """All investors fund a listing, and its borrower draws it down."""
        place = sorted(n for n, loan in self.loans.items() if loan.state is None).index(number)
        for who in range(3):
            self.fund(place, who, 10**6 // 3 if who < 2 else 10**6)
        ready = sorted(
            n
            for n, loan in self.loans.items()
            if loan.state is None
            and sum(note.units for note in loan.notes.values()) == loan.principal
        )
        if number in ready:
            self.issue(ready.index(number))

    def mint(self, owner: str, amount: int) -> None:
        world = self.world
        world.call("Token.mint", owner, amount, sender=world.custodian)
        world.call("Token.approve", world.address["Escrow"], amount, sender=owner)

    def attempt(self, target: str, *arguments: Any, sender: str | None = None) -> Any:
        """The answer, or None when it was refused; a refusal changes nothing."""
        before = {owner: self.world.balance(owner) for owner in self.clients}
        try:
            answer = self.world.call(target, *arguments, sender=sender)
        except Refused as refusal:
            note(f"{target} refused: {refusal}")
            assert {owner: self.world.balance(owner) for owner in self.clients} == before
            return None
        event(f"{target} done")
        return answer if answer is not None else True

    def some_loan(self, pick: int, *, live: bool = True) -> tuple[int, Loan] | None:
        pairs = [(n, loan) for n, loan in self.loans.items() if (loan.state is not None) is live]
        return pairs[pick % len(pairs)] if pairs else None

    # Life

    @rule(days=st.sampled_from([0, 1, 5, 15, 31, 31, 62, 120]))
    def wait(self, days: int) -> None:
        self.world.travel(days=days)

    @rule(
        pick=PICK, method=st.integers(0, 3), n=st.integers(1, 5), lead=st.integers(0, 2),
        principal=st.integers(1, 5_000), rate=st.sampled_from([0, 120_000, 990_000]),
    )  # fmt: skip
    def list_loan(
        self, pick: int, method: int, n: int, lead: int, principal: int, rate: int
    ) -> None:
        self.put_up(
            pick, principal=principal, rate_ppm=rate, n=n, method=method,
            lead=min(lead, n - 1) if method < 2 else 0, risk_level=1 + pick % 5,
        )  # fmt: skip

    def put_up(self, pick: int, **terms: Any) -> None:
        """List a loan of a borrower's on these terms."""
        borrower = self.borrowers[pick % 2]
        offer = self.world.offer(borrower, ticket_min=1, **terms)
        signature = self.world.sign_bytes("Offer", offer, self.world.underwriter)
        signers = [self.world.underwriter.address, ZERO]
        number = self.attempt(
            "Offers.list_offer", offer, signers, signature, NO_SIGNATURE, sender=borrower
        )
        if number is not None:
            self.loans[number] = Loan(borrower, offer["principal"])
            self.loans[number].terms = offer  # type: ignore[attr-defined]

    @rule(pick=PICK, who=st.integers(0, 4), share=SHARE)
    def fund(self, pick: int, who: int, share: int) -> None:
        loan_with_number = self.some_loan(pick, live=False)
        if loan_with_number is None:
            return
        number, loan = loan_with_number
        # A borrower may lend, too: to others.
        investor = [*self.investors, *self.borrowers][who]
        units = max(1, loan.principal * share // 10**6)
        offer = loan.terms  # type: ignore[attr-defined]
        taken = self.attempt(
            "Book.fund", number, units, 1, offer["disclosure_hash"], sender=investor
        )
        if taken is not None:
            assert investor != loan.borrower
            loan.note(investor).units += taken
            loan.note(investor).exposure += taken
            self.balances[investor] -= taken

    @rule(pick=PICK, who=st.integers(0, 4), share=SHARE)
    def retract(self, pick: int, who: int, share: int) -> None:
        loan_with_number = self.some_loan(pick, live=False)
        if loan_with_number is None:
            return
        number, loan = loan_with_number
        investor = [*self.investors, *self.borrowers][who]
        units = max(1, loan.note(investor).units * share // 10**6)
        if self.attempt("Book.retract", number, units, sender=investor) is not None:
            loan.note(investor).units -= units
            loan.note(investor).exposure -= units
            self.balances[investor] += units

    @rule(pick=PICK)
    def issue(self, pick: int) -> None:
        ready = [
            (n, loan)
            for n, loan in self.loans.items()
            if loan.state is None
            and sum(note.units for note in loan.notes.values()) == loan.principal
        ]
        if not ready:
            return
        number, loan = ready[pick % len(ready)]
        if self.attempt("Book.issue", number, sender=loan.borrower) is None:
            return
        offer = loan.terms  # type: ignore[attr-defined]
        fees = 2 * -(-loan.principal * 10_000 // 10**6)
        self.balances[loan.borrower] += loan.principal - fees
        names = (
            "grace_days late_rate_ppm late_cap_ppm default_dpd servicing_ppm late_share_ppm"
            " recovery_ppm cover_cap_ppm"
        )
        plan = Terms(
            loan.principal, offer["rate_ppm"], offer["n"], 1, Unit.MONTHS,
            Method(offer["method"]), offer["lead"],
        )  # fmt: skip
        terms = LoanTerms(schedule=plan, **{name: offer[name] for name in names.split()})
        loan.state = ledger.issue(terms, today(self.world))

    @rule(pick=PICK)
    def expire(self, pick: int) -> None:
        loan_with_number = self.some_loan(pick, live=False)
        if loan_with_number is not None:
            self.attempt("Book.expire", loan_with_number[0], sender=self.investors[0])

    # Payments

    def pay(
        self, number: int, loan: Loan, payer: str, target: str, arguments: tuple[Any, ...],
        mirror: Callable[[], Any], sender: str,
    ) -> None:  # fmt: skip
        try:
            expected = mirror()
        except LoanError:
            expected = None
        debit = self.attempt(target, number, *arguments, sender=sender)
        if debit is None:
            return
        assert expected is not None
        after, payment = expected
        assert debit == payment.debit
        loan.receive(after)
        loan.paid_in += debit
        self.give_back(loan, payment.coverers)
        self.balances[payer] -= debit

    def give_back(self, loan: Loan, coverers: int) -> None:
        """Share what a recovery returns between guarantor and reserve."""
        self.balances[self.guarantor] += loan.give_back(coverers)

    @rule(pick=PICK, who=st.integers(0, 4), share=st.integers(0, 2 * 10**6))
    def repay(self, pick: int, who: int, share: int) -> None:
        loan_with_number = self.some_loan(pick)
        if loan_with_number is None:
            return
        number, loan = loan_with_number
        state, payer = loan.state, self.clients[who]
        assert state is not None
        amount = max(1, loan.principal * share // 10**6)
        # Others than the borrower pay what is due, and nothing ahead.
        through, stranger = 1 + pick % 6, payer != loan.borrower
        self.pay(
            number, loan, payer, "Servicing.repay", (amount, through),
            lambda: ledger.repay(state, today(self.world), amount, through, only_due=stranger),
            payer,
        )  # fmt: skip

    @rule(pick=PICK)
    def collect(self, pick: int) -> None:
        loan_with_number = self.some_loan(pick)
        if loan_with_number is None:
            return
        number, loan = loan_with_number
        state = loan.state
        assert state is not None
        free = self.balances[loan.borrower]
        self.pay(
            number, loan, loan.borrower, "Servicing.collect", (),
            lambda: ledger.collect(state, today(self.world), free), self.villains[0],
        )  # fmt: skip

    @rule(
        pick=PICK, share=st.integers(0, 12 * 10**5), mode=st.sampled_from(Mode),
        who=st.sampled_from([None, None, 0, 2, 4]),
    )  # fmt: skip
    def prepay(self, pick: int, share: int, mode: Mode, who: int | None) -> None:
        loan_with_number = self.some_loan(pick)
        if loan_with_number is None:
            return
        number, loan = loan_with_number
        state = loan.state
        assert state is not None
        amount = max(1, loan.principal * share // 10**6)
        if who is not None and self.clients[who] != loan.borrower:
            hostile = self.clients[who]
            arguments = (number, amount, int(mode))
            assert self.attempt("Servicing.prepay", *arguments, sender=hostile) is None
            return
        self.pay(
            number, loan, loan.borrower, "Servicing.prepay", (amount, int(mode)),
            lambda: ledger.prepay(state, today(self.world), amount, mode), loan.borrower,
        )  # fmt: skip

    @rule(pick=PICK)
    def sweep(self, pick: int) -> None:
        loan_with_number = self.some_loan(pick)
        if loan_with_number is not None:
            amount = self.attempt(
                "Servicing.sweep_fees", [loan_with_number[0]], sender=self.villains[0]
            )
            loan_with_number[1].swept += amount or 0
