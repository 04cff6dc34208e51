"""Anything in any order, with an attacker who holds every role: the books balance.

Borrowers, investors and a servicer act on the real contracts beside a shadow ledger in exact
numbers. The attacker holds all roles at once (council, underwriters, guardian, compliance,
publisher, treasury, attestors), with timelocks elapsed, and calls whatever he likes. After every
step: tokens held >= sum of balances; every client's balance is what his own acts and the rules of
his loans made it; per loan, paid in = claimed + claimable + fees + returned cover + dust.

TALLYSTICK_DEEP=1 runs it for long.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, event, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from contracts.shadow import Loan, check_loan, today
from contracts.world import NO_SIGNATURE, Refused, World, key_of
from tallystick import ledger, workout
from tallystick.loan import LoanError, LoanTerms, Mode, Status
from tallystick.schedule import Method, Terms, Unit

BORROWERS = ("borrower one", "borrower two")
INVESTORS = ("investor one", "investor two", "investor three")
SHARE = st.integers(0, 10**6)
PICK = st.integers(0, 10**6)


class Platform(RuleBasedStateMachine):
    """The machine; hostile tokens and the plain one share it."""

    token: tuple[str, tuple[Any, ...] | None] = ("SettlementToken", None)

    def __init__(self) -> None:
        super().__init__()
        self.world = World(*self.token)
        self.loans: dict[int, Loan] = {}
        self.balances: dict[str, int] = {}
        self.surplus = 0

    @initialize()
    def people(self) -> None:
        world = self.world
        for role in (*BORROWERS, *INVESTORS):
            wallet = world.enrol(role, borrow_limit=10**9 if role in BORROWERS else 0)
            self.mint(wallet, 10**7)
            world.call("Escrow.deposit", 10**7, sender=wallet)
            self.balances[wallet] = 10**7
        self.borrowers = [key_of(role).address for role in BORROWERS]
        self.investors = [key_of(role).address for role in INVESTORS]
        self.clients = [*self.borrowers, *self.investors]
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
        found = [(n, loan) for n, loan in self.loans.items() if (loan.state is not None) is live]
        return found[pick % len(found)] if found else None

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
        borrower = self.borrowers[pick % 2]
        offer = self.world.offer(
            borrower, principal=principal, rate_ppm=rate, n=n, method=method,
            lead=min(lead, n - 1) if method < 2 else 0, ticket_min=1, risk_level=1 + pick % 5,
        )  # fmt: skip
        signature = self.world.sign("Offer", offer, self.world.underwriter)
        number = self.attempt("Book.list_offer", offer, signature, NO_SIGNATURE, sender=borrower)
        if number is not None:
            self.loans[number] = Loan(borrower, principal)
            self.loans[number].terms = offer  # type: ignore[attr-defined]

    @rule(pick=PICK, who=st.integers(0, 2), share=SHARE)
    def fund(self, pick: int, who: int, share: int) -> None:
        found = self.some_loan(pick, live=False)
        if found is None:
            return
        number, loan = found
        investor = self.investors[who]
        units = max(1, loan.principal * share // 10**6)
        offer = loan.terms  # type: ignore[attr-defined]
        taken = self.attempt(
            "Book.fund", number, units, 1, offer["disclosure_hash"], sender=investor
        )
        if taken is not None:
            loan.note(investor).units += taken
            self.balances[investor] -= taken

    @rule(pick=PICK, who=st.integers(0, 2), share=SHARE)
    def retract(self, pick: int, who: int, share: int) -> None:
        found = self.some_loan(pick, live=False)
        if found is None:
            return
        number, loan = found
        investor = self.investors[who]
        units = max(1, loan.note(investor).units * share // 10**6)
        if self.attempt("Book.retract", number, units, sender=investor) is not None:
            loan.note(investor).units -= units
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
        found = self.some_loan(pick, live=False)
        if found is not None:
            self.attempt("Book.expire", found[0], sender=self.investors[0])

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
        loan.returned += payment.coverers
        self.balances[payer] -= debit

    @rule(pick=PICK, who=st.integers(0, 4), share=st.integers(0, 2 * 10**6))
    def repay(self, pick: int, who: int, share: int) -> None:
        found = self.some_loan(pick)
        if found is None:
            return
        number, loan = found
        state, payer = loan.state, self.clients[who]
        assert state is not None
        amount = max(1, loan.principal * share // 10**6)
        self.pay(
            number, loan, payer, "Servicing.repay", (amount,),
            lambda: ledger.repay(state, today(self.world), amount), payer,
        )  # fmt: skip

    @rule(pick=PICK)
    def collect(self, pick: int) -> None:
        found = self.some_loan(pick)
        if found is None:
            return
        number, loan = found
        state = loan.state
        assert state is not None
        free = self.balances[loan.borrower]
        self.pay(
            number, loan, loan.borrower, "Servicing.collect", (),
            lambda: ledger.collect(state, today(self.world), free), self.villains[0],
        )  # fmt: skip

    @rule(pick=PICK, share=st.integers(0, 12 * 10**5), mode=st.sampled_from(Mode))
    def prepay(self, pick: int, share: int, mode: Mode) -> None:
        found = self.some_loan(pick)
        if found is None:
            return
        number, loan = found
        state = loan.state
        assert state is not None
        amount = max(1, loan.principal * share // 10**6)
        self.pay(
            number, loan, loan.borrower, "Servicing.prepay", (amount, int(mode)),
            lambda: ledger.prepay(state, today(self.world), amount, mode), loan.borrower,
        )  # fmt: skip

    @rule(pick=PICK)
    def default_or_write_off(self, pick: int) -> None:
        found = self.some_loan(pick)
        if found is None or found[1].state is None:
            return
        number, loan = found
        moves: list[tuple[str, Callable[..., Any]]] = [
            ("Servicing.declare_default", workout.default),
            ("Servicing.write_off", workout.write_off),
        ]
        for target, mirror in moves:
            if self.attempt(target, number, sender=self.villains[0]) is not None:
                loan.state = mirror(loan.state, today(self.world))

    @rule(pick=PICK)
    def cover(self, pick: int) -> None:
        found = self.some_loan(pick)
        if found is None or found[1].state is None:
            return
        number, loan = found
        amount = self.attempt("Reserve.cover", number, sender=self.villains[0])
        if amount is not None and loan.state is not None:
            loan.receive(workout.cover(loan.state, amount))

    @rule(pick=PICK)
    def fall_behind(self, pick: int) -> None:
        """Three instalments on time, then silence: the life that a reserve is for."""
        for _ in range(3):
            self.wait(31)
            self.collect(pick)
        self.wait(125)
        self.default_or_write_off(pick)
        self.cover(pick)

    @rule(pick=PICK)
    def sweep(self, pick: int) -> None:
        found = self.some_loan(pick)
        if found is not None:
            amount = self.attempt("Servicing.sweep_fees", [found[0]], sender=self.villains[0])
            found[1].swept += amount or 0

    # Notes

    @rule(pick=PICK, who=st.integers(0, 2))
    def claim(self, pick: int, who: int) -> None:
        found = self.some_loan(pick)
        if found is None:
            return
        number, loan = found
        holder = self.investors[who]
        paid = self.attempt("Book.claim", number, sender=holder)
        assert paid == loan.pay(holder)
        self.balances[holder] += paid

    @rule(pick=PICK, who=st.integers(0, 2), to=st.integers(0, 4), share=SHARE)
    def transfer(self, pick: int, who: int, to: int, share: int) -> None:
        self.hand_over(pick, who, to, share, price_ppm=None)

    @rule(
        pick=PICK, who=st.integers(0, 2), to=st.integers(0, 4), share=SHARE,
        price=st.sampled_from([0, 500_000, 990_000, 1_234_567]),
    )  # fmt: skip
    def sell(self, pick: int, who: int, to: int, share: int, price: int) -> None:
        self.hand_over(pick, who, to, share, price_ppm=price)

    def hand_over(self, pick: int, who: int, to: int, share: int, price_ppm: int | None) -> None:
        found = self.some_loan(pick)
        if found is None:
            return
        number, loan = found
        seller, buyer = self.investors[who], self.clients[to]
        units = max(1, loan.note(seller).units * share // 10**6)
        price = fee = 0
        if price_ppm is None:
            done = self.attempt("Book.transfer", buyer, number, units, sender=seller)
        else:
            ask, signature = self.world.ask(
                INVESTORS[who], number, units, price_ppm=price_ppm, dpd_max=1_000
            )
            assert loan.state is not None
            worth = units * (loan.principal - loan.state.total_principal) // loan.principal
            price = -(-worth * price_ppm // 10**6)
            fee = price * 5_000 // 10**6
            done = self.attempt("Market.fill", ask, signature, units, price, sender=buyer)
        if done is None:
            return
        for holder in (seller, buyer):
            self.balances[holder] += loan.pay(holder)
        loan.note(seller).units -= units
        loan.note(buyer).units += units
        self.balances[buyer] -= price
        self.balances[seller] += price - fee
        loan.market_fees += fee

    # Money in and out

    @rule(who=st.integers(0, 4), share=SHARE)
    def withdraw(self, who: int, share: int) -> None:
        owner = self.clients[who]
        amount = max(1, self.balances[owner] * share // 10**6)
        if self.attempt("Escrow.withdraw", amount, sender=owner) is not None:
            self.balances[owner] -= amount

    @rule(who=st.integers(0, 4), amount=st.integers(1, 10**6))
    def deposit(self, who: int, amount: int) -> None:
        owner = self.clients[who]
        self.mint(owner, amount)
        credited = self.attempt("Escrow.deposit", amount, sender=owner)
        self.balances[owner] += credited or 0

    @rule(amount=st.integers(1, 10**6))
    def donate(self, amount: int) -> None:
        self.world.call(
            "Token.mint", self.world.address["Escrow"], amount, sender=self.world.custodian
        )
        self.surplus += amount

    # The attacker

    @rule(kind=st.integers(0, 7), who=PICK, argument=st.integers(0, 2**64))
    def decide(self, kind: int, who: int, argument: int) -> None:
        """All roles at once, timelocks elapsed: any decision that can be had."""
        world = self.world
        subject = self.villains[who % len(self.villains)]
        if kind == 0:
            argument = ((argument % 14) << 128) | (argument % 10**6)
        elif kind == 1:
            argument %= 16
        elif kind == 5:
            argument %= world.now
        elif kind == 7 and argument % 8:
            return  # a wind-down ends most of life: seldom
        try:
            world.decide(kind, subject, argument)
        except Refused as refusal:
            note(f"decision {kind} refused: {refusal}")

    @precondition(lambda self: self.loans)
    @rule(data=st.data(), who=PICK)
    def attack(self, data: st.DataObject, who: int) -> None:
        """Any entry point with any arguments, in the villains' own name."""
        world = self.world
        calls = [
            (contract, function)
            for contract, interface in world.interface.items()
            for function in interface.functions.values()
            if function.writes and contract != "Token"
            # Collecting dues, time and cranks are anyone's: their own rules do them.
            and function.name not in {
                "collect", "collect_many", "declare_default", "write_off", "cover", "expire",
                "sweep_fees",
            }
        ]  # fmt: skip
        contract, function = data.draw(st.sampled_from(calls), label="call")
        arguments = [
            data.draw(self.plausible(e["type"], e), label=e["name"]) for e in function.inputs
        ]
        sender = self.villains[who % len(self.villains)]
        before = {owner: world.balance(owner) for owner in self.clients}
        self.attempt(f"{contract}.{function.name}", *arguments, sender=sender)
        after = {owner: world.balance(owner) for owner in self.clients}
        assert all(after[owner] >= before[owner] for owner in self.clients)
        assert after == before or contract == "Servicing"

    def plausible(self, kind: str, entry: Any) -> st.SearchStrategy[Any]:
        if kind.endswith("[]"):
            return st.lists(self.plausible(kind[:-2], entry), max_size=2)
        if kind.endswith("]"):
            base, _, length = kind[:-1].rpartition("[")
            one = self.plausible(base, entry)
            return st.lists(one, min_size=int(length), max_size=int(length))
        if kind == "tuple":
            return st.fixed_dictionaries(
                {c["name"]: self.plausible(c["type"], c) for c in entry["components"]}
            )
        return {
            "address": st.sampled_from(
                [*self.clients, *self.villains, *self.world.address.values()]
            ),
            "bool": st.booleans(),
            "bytes32": st.sampled_from([bytes(32), b"\1" * 32]),
            "bytes4": st.just(bytes(4)),
            "uint8": st.just(27),
        }.get(kind, st.one_of(st.integers(0, 20), st.integers(0, 10**7), st.just(2**256 - 1)))

    # What always holds

    @invariant()
    def clients_have_what_they_should(self) -> None:
        assert {owner: self.world.balance(owner) for owner in self.balances} == self.balances

    @invariant()
    def tokens_back_every_balance(self) -> None:
        world = self.world
        accounts = {*self.balances, *getattr(self, "villains", ()), *world.address.values()}
        total = sum(world.balance(owner) for owner in accounts)
        assert world.held() == total + self.surplus

    @invariant()
    def every_loan_balances(self) -> None:
        for number, loan in self.loans.items():
            check_loan(self.world, number, loan)
            if loan.state is not None:
                status = self.world.status(number)
                expected = [Status.ACTIVE, Status.REPAID, Status.DEFAULTED, Status.RECOVERED]
                assert [*expected, Status.WRITTEN_OFF][status - 3] is loan.state.status

    @invariant()
    def the_pots_cover_what_is_claimable(self) -> None:
        world = self.world
        claimable = sum(
            sum(loan.claimable(holder)) for loan in self.loans.values() for holder in loan.notes
        )
        fees = sum(
            loan.state.fees + loan.market_fees - loan.swept
            for loan in self.loans.values()
            if loan.state is not None
        )
        assert world.balance(world.address["Servicing"]) >= claimable + fees


class HostileTokenPlatform(Platform):
    """The same with a token that taxes, lies or blocks, as the attacker pleases."""

    token = ("HostileToken", (6,))

    @rule(flags=st.sampled_from([0, 1, 2, 4]), who=st.integers(0, 4), blocked=st.booleans())
    def misbehave(self, flags: int, who: int, blocked: bool) -> None:
        self.world.call("Token.set_behaviour", flags)
        self.world.call("Token.block_address", self.clients[who], blocked)


Platform.TestCase.settings = HostileTokenPlatform.TestCase.settings = settings(
    max_examples=200 if "TALLYSTICK_DEEP" in os.environ else 8,
    stateful_step_count=50,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
TestPlatform = Platform.TestCase
TestHostileTokenPlatform = HostileTokenPlatform.TestCase
