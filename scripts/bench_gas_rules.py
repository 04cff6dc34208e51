"""Gas of lending by mandates, of a restructuring by vote, and of the last distribution."""

from __future__ import annotations

from dataclasses import dataclass, field

from bench_gas_stage import (
    DAY,
    DISCLOSURE,
    GROUP_OF_STAFF,
    INSTALMENTS,
    TICKET,
    UNIT,
    open_stage,
    signer_of,
)
from tallystick.chain.contracts import Escrow, Lens
from tallystick.chain.signer import MemorySigner, signature_bytes
from tallystick.loans.dates import Unit, due_day
from tallystick.loans.mandates import EXECUTE_MAX
from tallystick.platform.decisions import Kind
from tallystick.platform.mandates import Mandate
from tallystick.platform.messages import NOBODY
from tallystick.platform.restructurings import Restructuring

__all__ = ["METHOD", "Scenario"]

METHOD = {
    "mandate_fund": "a stranger executes one brought mandate, its owner's first lending, on a loan"
    " that others have funded; mandates have lent that day, the borrower has no other loan",
    "mandate_fund.batch": f"as mandate_fund, per lender: {EXECUTE_MAX} mandates in one call",
    "restructure": "a stranger closes a ballot that carries: an active loan a month and more after"
    " its issue, nothing paid, over twelve new rows; the votes are in",
    "distribution": "a stranger gives a loan its part of the last distribution: it was written off"
    " in a wind-down, the reserve has money, its lenders miss principal and interest",
    "life.mandates": f"as life.once, lent by mandates in calls of {EXECUTE_MAX}: per lender an"
    " approval, a deposit (an earlier one stands), their share of the calls, one"
    " claim_and_withdraw, and their share of list, issue and 12 repayments; a mandate is brought"
    " once for many loans and not counted",
}


@dataclass
class Scenario:
    """One loan lent by mandates and repaid, another restructured, lost and made good in part."""

    crowd: int
    gas: dict[str, int] = field(default_factory=dict)
    approval: int = 0
    deposit: int = 0

    def __post_init__(self) -> None:
        self.lenders = [signer_of(f"mandated {i}") for i in range(self.crowd)]
        self.others = [signer_of(f"other mandated {i}") for i in range(EXECUTE_MAX + 2)]
        self.borrowers = [signer_of(f"mandated borrower {i}") for i in range(3)]
        self.stage = open_stage([*self.lenders, *self.others, *self.borrowers])
        self.digests: dict[str, bytes] = {}

    def run(self) -> dict[str, int]:
        """Play it, and return gas by key."""
        self.settle_in()
        self.alone_and_together()
        main, lent, listed, issued = self.begin(self.borrowers[1])
        lost, _, _, _ = self.begin(self.borrowers[2])
        repaid = self.live(main, lost)
        taken = self.stage.send(self.lenders[-1], "Book", "claim_and_withdraw", [main])
        if self.crowd > 1:
            share = (lent + listed + issued + repaid) // self.crowd
            self.gas["life.mandates"] = self.approval + self.deposit + share + taken
        self.lose(lost)
        return self.gas

    def settle_in(self) -> None:
        """People, their money and their mandates."""
        stage = self.stage
        stage.enrol(stage.people.underwriter, GROUP_OF_STAFF)
        for place, borrower in enumerate(self.borrowers, start=1):
            stage.enrol(borrower, place, borrows=True)
            stage.give(borrower, 10**12)
            stage.send(borrower, "Escrow", "deposit", 10**12)
        for place, investor in enumerate([*self.others, *self.lenders], start=10):
            stage.enrol(investor, place)
            stage.give(investor, 10**9)
            stage.send(investor, "Escrow", "deposit", 10**9)
            self.approval = stage.give(investor, 10**8)
            self.deposit = stage.send(investor, "Escrow", "deposit", 10**8)
            stage.send(investor, "Escrow", "withdraw", UNIT)  # tokens outside, as life.once has
            self.bring(investor)

    def bring(self, owner: MemorySigner) -> None:
        """A wide mandate, signed by its owner and brought by a stranger."""
        stage = self.stage
        mandate = Mandate(
            owner=owner.address, level_max=5, statement=5, ticket=UNIT, person_max=10**12,
            group_max=10**12, day_max=10**12, exposure_max=10**12, lifetime_max=10**12, nonce=1,
            expiry=stage.platform.now() + 10**8,
        )  # fmt: skip
        signature = signature_bytes(mandate.sign(stage.platform, owner))
        stage.send(stage.people.outsider, "Mandates", "bring", mandate, signature)
        self.digests[owner.address] = mandate.digest(stage.platform)

    def execute(self, loan: int, owners: list[MemorySigner]) -> int:
        """One call that lends a ticket for each of some owners."""
        digests = [self.digests[owner.address] for owner in owners]
        units = [TICKET] * len(owners)
        return self.stage.send(
            self.stage.people.outsider, "Mandates", "execute", loan, [], digests, units, DISCLOSURE
        )

    def alone_and_together(self) -> None:
        """A listing that stays open: one by hand, one to begin the day, then what is weighed."""
        stage = self.stage
        _, loan = stage.list_loan(self.borrowers[0], 10**10)
        stage.fund(self.others[0], loan, TICKET)
        self.execute(loan, self.others[:1])
        self.gas["mandate_fund"] = self.execute(loan, self.others[1:2])
        self.gas["mandate_fund.batch"] = self.execute(loan, self.others[2:]) // EXECUTE_MAX

    def begin(self, borrower: MemorySigner) -> tuple[int, int, int, int]:
        """A loan is listed, lent by mandates and issued: its number, and what each has cost."""
        stage, lent = self.stage, 0
        listed, loan = stage.list_loan(borrower, self.crowd * TICKET)
        for first in range(0, self.crowd, EXECUTE_MAX):
            lent += self.execute(loan, self.lenders[first : first + EXECUTE_MAX])
        return loan, lent, listed, stage.send(borrower, "Book", "issue", loan)

    def live(self, main: int, lost: int) -> int:
        """One loan is repaid over twelve months; the other is restructured in the second."""
        stage, repaid = self.stage, 0
        progress = stage.platform.read(Lens.progress_of(main))
        for month in range(1, INSTALMENTS + 1):
            due = due_day(progress["issue_day"], month, 1, Unit.MONTHS)
            stage.builder.set_next(due * DAY + DAY // 2)
            amount = progress["level"] if month < INSTALMENTS else 10**12
            repaid += stage.send(self.borrowers[1], "Servicing", "repay", main, amount, month)
            if month == 1:
                self.restructure(lost)
        return repaid

    def restructure(self, loan: int) -> None:
        """Borrower and servicer propose, the quorum agrees, a stranger closes the ballot."""
        stage, people = self.stage, self.stage.people
        now = stage.platform.now()
        terms = Restructuring(
            loan=loan, rate_ppm=60_000, n=INSTALMENTS, period=1, window_seconds=3 * DAY, version=0,
            expiry=now + DAY,
        )  # fmt: skip
        by_servicer = signature_bytes(terms.sign(stage.platform, people.servicer))
        servicer = people.servicer.address
        stage.send(self.borrowers[2], "Ballots", "propose", terms, servicer, b"", by_servicer, b"")
        in_favour = True
        for lender in self.lenders[: self.crowd // 4 + 1]:
            stage.send(lender, "Ballots", "vote", loan, in_favour)
        stage.builder.set_next(stage.platform.now() + 4 * DAY)
        self.gas["restructure"] = stage.send(people.outsider, "Ballots", "close_ballot", loan)

    def lose(self, loan: int) -> None:
        """Default, wind-down, write-off and the last distribution."""
        stage, people = self.stage, self.stage.people
        debtor, stranger = self.borrowers[2], people.outsider
        balance = stage.platform.read(Escrow.balance_of(debtor.address))
        stage.send(debtor, "Escrow", "withdraw", balance)
        stage.send(stranger, "Workouts", "declare_default", loan)
        first, two, _ = people.council
        stage.send(first, "Governor", "propose", int(Kind.WIND_DOWN), NOBODY, 0)
        stage.send(two, "Governor", "approve", 1)
        stage.builder.set_next(stage.platform.now() + 2 * DAY)
        stage.send(first, "Governor", "execute", 1)
        stage.builder.set_next(stage.platform.now() + 366 * DAY)
        stage.send(stranger, "Workouts", "write_off", loan)
        stage.send(stranger, "Reserve", "begin_distribution")
        self.gas["distribution"] = stage.send(stranger, "Reserve", "distribute", loan)
