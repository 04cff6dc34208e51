"""Anything in any order, with an attacker who holds every role: the books balance.

Borrowers, investors and a servicer act on the real contracts beside a shadow ledger in exact
numbers. The attacker holds all roles at once (council, underwriters, guardian, compliance,
publisher, treasury, attestors), with timelocks elapsed, and calls whatever they like. After every
step: tokens held >= sum of balances; every client's balance is what their acts and the rules of
their loans made it; per loan, paid in = claimed + claimable + fees + returned cover + dust; caps,
exposures and the reserve are what the loans make them. Borrowers lend to each other, lenders pay
others' loans, prepay them and give notes away; compliance, guardian and attestors are hostile.

`make fuzz` runs it for long; FUZZ_EXAMPLES says how many lives of a platform a run plays.
"""

from __future__ import annotations

import contextlib
import os
from typing import Any

import pytest
from hypothesis import HealthCheck, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    invariant,
    precondition,
    rule,
)

from contracts.builders import Refused
from contracts.enrolment import move_to_group
from contracts.lending import BORROWERS, INVESTORS, PICK, SHARE
from contracts.securing import Securing
from contracts.shadow import check_caps, check_exposures, check_loan, check_reserve
from tallystick.loans.state import Status


class Platform(Securing):
    """The machine; hostile tokens and the plain one share it."""

    # Notes

    @rule(pick=PICK, who=st.integers(0, 4))
    def claim(self, pick: int, who: int) -> None:
        loan_with_number = self.some_loan(pick)
        if loan_with_number is None:
            return
        number, loan = loan_with_number
        holder = self.clients[who]
        paid = self.attempt("Book.claim", number, sender=holder)
        assert paid == loan.pay(holder)
        self.balances[holder] += paid

    @rule(pick=PICK, who=st.integers(0, 4), to=st.integers(0, 4), share=SHARE)
    def give(self, pick: int, who: int, to: int, share: int) -> None:
        """Nobody receives a note unasked, whoever they are to the giver."""
        loan_with_number = self.some_loan(pick)
        if loan_with_number is None:
            return
        number, loan = loan_with_number
        giver, receiver = self.clients[who], self.clients[to]
        units = max(1, loan.note(giver).units * share // 10**6)
        arguments = (receiver, number, units)
        assert self.attempt("Book.transfer", *arguments, sender=giver) is None

    @rule(
        pick=PICK, who=st.integers(0, 4), to=st.integers(0, 4), share=SHARE,
        price=st.sampled_from([0, 500_000, 990_000, 1_234_567]), bid=st.booleans(),
    )  # fmt: skip
    def sell(self, pick: int, who: int, to: int, share: int, price: int, bid: bool) -> None:
        loan_with_number = self.some_loan(pick)
        if loan_with_number is None:
            return
        number, loan = loan_with_number
        world, roles = self.world, (*BORROWERS, *INVESTORS)
        seller, buyer = self.clients[who], self.clients[to]
        units = max(1, loan.note(seller).units * share // 10**6)
        terms = {"price_ppm": price, "dpd_max": 1_000}
        seen = world.seen(number)
        if bid:
            order = world.bid(roles[to], number, units, **terms)
            done = self.attempt("Market.sell", *order, units, 1, 0, seen, sender=seller)
        else:
            order = world.ask(roles[who], number, units, **terms)
            done = self.attempt("Market.fill", *order, units, 1, 10**18, seen, sender=buyer)
        if done is None:
            return
        paid = -(-units * loan.outstanding * price // (loan.principal * 10**6))
        assert done in {paid, True}
        fee = paid * 5_000 // 10**6
        for holder in (seller, buyer):
            self.balances[holder] += loan.pay(holder)
        loan.move(seller, buyer, units)
        self.balances[buyer] -= paid
        self.balances[seller] += paid - fee
        loan.market_fees += fee

    # Money in and out

    @rule(who=st.integers(0, 4), share=SHARE)
    def withdraw(self, who: int, share: int) -> None:
        owner = self.clients[who]
        self.take_out(owner, max(1, self.balances[owner] * share // 10**6))

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

    @rule(who=st.integers(0, 4), hours=st.sampled_from([1, 24, 72]))
    def freeze(self, who: int, hours: int) -> None:
        """A hostile compliance key, as far as its 72 hours go."""
        world = self.world
        until = world.now + hours * 3_600
        self.attempt("Freezes.freeze", self.clients[who], until, bytes(32), sender=world.compliance)

    @rule(act=st.sampled_from(["pause", "cancel"]), number=st.integers(1, 20))
    def hinder(self, act: str, number: int) -> None:
        """A hostile guardian."""
        arguments = (number,) if act == "cancel" else ()
        self.attempt(f"Governor.{act}", *arguments, sender=self.world.guardian)

    @rule(who=st.integers(0, 4), group=st.integers(1, 9))
    def regroup(self, who: int, group: int) -> None:
        """Attestors who find related whom they like."""
        self.wait(0)
        self.world.travel(seconds=1)
        with contextlib.suppress(Refused):
            move_to_group(self.world, (*BORROWERS, *INVESTORS)[who], group)

    @rule(kind=st.integers(0, 9), who=PICK, argument=st.integers(0, 2**64))
    def decide(self, kind: int, who: int, argument: int) -> None:
        """All roles at once, timelocks elapsed: any decision that can be had."""
        world = self.world
        subject = self.villains[who % len(self.villains)]
        if kind == 0:
            argument = ((argument % 19) << 128) | (argument % 10**6)
        elif kind == 1:
            argument %= 32
        elif kind == 5:
            argument %= world.now
        elif kind == 9:
            argument %= 2
        elif kind in {6, 8}:
            argument = world.call("Governor.pause_count")
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
                "sweep_fees", "enter_again", "refresh_exposure", "pay_guarantee", "release_stake",
                "begin_distribution", "distribute", "close_ballot", "start_auction",
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
            first = self.plausible(base, entry)
            return st.lists(first, min_size=int(length), max_size=int(length))
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
            "bytes": st.sampled_from([b"", bytes(64), bytes(65)]),
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
    def caps_exposures_and_the_reserve_are_conserved(self) -> None:
        if self.loans:
            check_caps(self.world, self.loans, self.borrowers)
            check_exposures(self.world, self.loans, self.clients)
            check_reserve(self.world, self.loans, self.to_treasury)

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
    max_examples=int(os.environ.get("FUZZ_EXAMPLES", "4")),
    stateful_step_count=50,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
TestPlatform = Platform.TestCase
TestPlatform.pytestmark = [pytest.mark.long]  # type: ignore[attr-defined]
TestHostileTokenPlatform = HostileTokenPlatform.TestCase
TestHostileTokenPlatform.pytestmark = [pytest.mark.long]  # type: ignore[attr-defined]
