"""What stands behind a loan, as rules of the state machine.

Guarantors, collateral, new terms that lenders vote on, warnings, mandates, and the end of it all.
"""

from __future__ import annotations

import contextlib
from dataclasses import replace
from typing import Any

from eth_abi.abi import encode
from eth_utils.address import to_checksum_address
from eth_utils.crypto import keccak
from hypothesis import note
from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from contracts import ballots, mandates
from contracts.builders import DISCLOSURE, Refused
from contracts.lending import BORROWERS, GUARANTOR, INVESTORS, PICK, SHARE
from contracts.recovering import Recovering
from contracts.shadow import Loan, today
from tallystick.loans.restructuring import restructure

FLOOR = 500


class Securing(Recovering):
    """Lending with guarantors, collateral and ballots, and its end."""

    to_treasury = 0
    deeds = 0

    @initialize()
    def collection(self) -> None:
        world = self.world
        address = world._deploy("Deed", "mocks/Deed", ())
        world.decide(9, address, 1)

    def new_loan(self, pick: int, **terms: object) -> int | None:
        before = set(self.loans)
        self.put_up(pick, **terms)
        return next(iter(set(self.loans) - before), None)

    # Guarantors

    @rule(pick=PICK, principal=st.integers(100, 5_000), share=SHARE, days=st.integers(1, 400))
    def lend_guaranteed(self, pick: int, principal: int, share: int, days: int) -> None:
        number = self.new_loan(pick, principal=principal, n=4)
        if number is None:
            return
        amount = max(1, principal * share // 10**6)
        self.attempt_pledge(number, amount, today(self.world) + days)
        self.fill(number)

    def attempt_pledge(self, number: int, amount: int, last_day: int) -> None:
        arguments = (number, amount, last_day)
        if self.attempt("Reserve.pledge", *arguments, sender=self.guarantor) is not None:
            self.balances[self.guarantor] -= amount
            self.loans[number].stake = amount

    @rule(pick=PICK)
    def pay_guarantee(self, pick: int) -> None:
        loan_with_number = self.some_loan(pick)
        if loan_with_number is not None:
            self.cover_by(*loan_with_number, "Reserve.pay_guarantee")

    @rule(pick=PICK, live=st.booleans())
    def release_stake(self, pick: int, live: bool) -> None:
        loan_with_number = self.some_loan(pick, live=live)
        if loan_with_number is None:
            return
        number, loan = loan_with_number
        if self.attempt("Reserve.release_stake", number, sender=self.villains[0]) is not None:
            self.balances[self.guarantor] += loan.stake
            loan.stake = 0

    # Warnings and new terms

    @rule(pick=PICK, lift=st.booleans())
    def impair(self, pick: int, lift: bool) -> None:
        """No money moves, whatever is flagged."""
        loan_with_number = self.some_loan(pick)
        if loan_with_number is None:
            return
        if lift:
            self.attempt("Workouts.lift_impairment", loan_with_number[0], sender=self.villains[0])
            return
        servicer = self.world.servicer.address
        self.attempt("Workouts.impair", loan_with_number[0], b"\1" * 32, sender=servicer)

    @rule(
        pick=PICK, rate=st.sampled_from([0, 60_000, 990_000]), n=st.integers(1, 6),
        lead=st.integers(0, 2), votes=st.lists(st.booleans(), min_size=5, max_size=5),
    )  # fmt: skip
    def vote_on_new_terms(self, pick: int, rate: int, n: int, lead: int, votes: list[bool]) -> None:
        loan_with_number = self.some_loan(pick)
        if loan_with_number is None:
            return
        number, loan = loan_with_number
        assert loan.state is not None
        terms: dict[str, Any] = {"rate_ppm": rate, "n": n, "lead": min(lead, n - 1)}
        borrower = BORROWERS[[*self.borrowers].index(to_checksum_address(loan.borrower))]
        try:
            ballots.ask(self.world, number, borrower=borrower, guarantor=GUARANTOR, **terms)
        except Refused as refusal:
            note(f"new terms refused: {refusal}")
            return
        cast = {True: 0, False: 0}
        for voter, favour in zip(self.clients[:5], votes, strict=True):
            units = loan.note(voter).units
            if self.attempt("Ballots.vote", number, favour, sender=voter) is not None:
                cast[favour] += units
        carried = ballots.close(self.world, number)
        assert not carried or cast[True] >= 2 * cast[False]
        if carried:
            loan.state = restructure(loan.state, today(self.world), period=1, **terms)

    # Collateral

    @rule(pick=PICK, principal=st.integers(100, 5_000))
    def lend_on_collateral(self, pick: int, principal: int) -> None:
        world, deed = self.world, self.world.address["Deed"]
        self.deeds += 1
        token = self.deeds
        named = keccak(encode(["address", "uint256", "uint256"], [deed, token, FLOOR]))
        number = self.new_loan(pick, principal=principal, n=3, collateral=named)
        if number is None:
            return
        borrower = self.loans[number].borrower
        world.call("Deed.mint", borrower, token)
        world.call("Deed.approve", world.address["Collateral"], token, sender=borrower)
        self.attempt("Collateral.lock", number, deed, token, FLOOR, sender=borrower)
        self.fill(number)

    @rule(pick=PICK, who=st.integers(0, 4), days=st.integers(0, 20), release=st.booleans())
    def auction(self, pick: int, who: int, days: int, release: bool) -> None:
        """It starts when it may; what is paid is a recovery, and the rest the borrower's."""
        loan_with_number = self.some_loan(pick)
        if loan_with_number is None:
            return
        number, loan = loan_with_number
        if release:
            self.attempt("Collateral.release", number, sender=self.villains[0])
        self.attempt("Collateral.start_auction", number, sender=self.villains[0])
        self.wait(days)
        buyer, state = self.clients[who], loan.state
        assert state is not None
        price = self.attempt("Collateral.buy", number, 10**9, sender=buyer)
        if price is None:
            return
        assert price >= FLOOR
        paid = min(price, state.owed)
        assert paid > 0
        after, payment = self.recovered(state, paid)
        loan.receive(after)
        loan.paid_in += paid
        self.give_back(loan, payment.coverers)
        self.balances[buyer] -= price
        self.balances[loan.borrower] += price - paid

    # Mandates

    @rule(
        pick=PICK, principal=st.integers(100, 5_000),
        limits=st.lists(st.integers(0, 6_000), min_size=6, max_size=6), again=st.booleans(),
    )  # fmt: skip
    def lend_by_mandate(self, pick: int, principal: int, limits: list[int], again: bool) -> None:
        """Within every limit, for everyone in the call, even one who is named twice."""
        number = self.new_loan(pick, principal=principal)
        if number is None:
            return
        loan, world = self.loans[number], self.world
        digests = [
            mandates.bring(world, role, person_max=person, day_max=day)
            for role, person, day in zip(INVESTORS, limits[:3], limits[3:], strict=True)
        ]
        digests += digests[:1] * again
        arguments = (number, self.others(number), digests, [principal] * len(digests), DISCLOSURE)
        total = self.attempt("Mandates.execute", *arguments, sender=self.villains[0])
        if total is None:
            return
        lent = 0
        for place, investor in enumerate(self.investors):
            units = world.call("Book.balanceOf", investor, number)
            assert units <= min(limits[place], limits[3 + place])
            loan.note(investor).units += units
            loan.note(investor).exposure += units
            self.balances[investor] -= units
            lent += units
        assert total is True or total == lent

    def others(self, number: int) -> list[int]:
        """The other loans of a loan's group that count against its caps, ascending."""
        group = self.group_of(self.loans[number])
        rows = []
        for other, loan in sorted(self.loans.items()):
            status = self.world.call("Lens.status_of", other)
            if other != number and status in {1, 2, 3, 5} and self.group_of(loan) == group:
                rows.append(other)
        return rows[:20]

    def group_of(self, loan: Loan) -> int:
        return int(self.world.call("Registry.person_of", loan.borrower)["group"])

    # The end

    @precondition(lambda self: len(self.loans) > 5)
    @rule(contribution=st.integers(0, 10**4), cooperative=st.booleans())
    def wind_down(self, contribution: int, cooperative: bool) -> None:
        """Every loan to its end by anyone's calls, and the reserve to those who have lost."""
        with contextlib.suppress(Refused):
            self.world.decide(7)
        if contribution:
            self.contribute(0, contribution)
        live = sorted(number for number, loan in self.loans.items() if loan.state is not None)
        for place in range(len(live)):
            if cooperative:
                self.collect(place)
        for borrower in self.borrowers:
            self.take_out(borrower, self.balances[borrower])
        self.wait(15 * 31 + 120)
        for place in range(len(live)):
            self.default(place)
        self.wait(365)
        for place in range(len(live)):
            self.write_off(place)
            self.release_stake(place, True)
        self.distribute_all()

    def distribute_all(self) -> None:
        world = self.world
        free = world.call("Reserve.free") + world.call("Reserve.set_aside")
        if self.attempt("Reserve.begin_distribution", sender=self.villains[0]) is None:
            return
        self.distributed = True
        parts = [world.call(f"Reserve.for_{kind}") for kind in ("principal", "interest")]
        self.to_treasury = free - sum(parts)
        assert self.to_treasury >= 0
        for number, loan in self.loans.items():
            amount = self.attempt("Reserve.distribute", number, sender=self.villains[0])
            if amount is None or amount is True or not amount:
                continue
            assert loan.state is not None
            loan.distributed += amount
            total = loan.state.total_interest + amount
            loan.receive(replace(loan.state, total_interest=total))
        assert sum(loan.distributed for loan in self.loans.values()) <= sum(parts)
