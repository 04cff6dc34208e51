"""Gas of whole transactions in a fixed scenario, one in each block, for growing crowds of lenders.

Everything is deterministic: keys, dates and amounts are fixed, so two runs give the same numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import bench_gas_rules
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
from tallystick.chain.contracts import Lens
from tallystick.loans.dates import Unit, due_day

__all__ = ["CROWDS", "METHOD", "measure"]

CROWDS = (1, 10, 100, 1000)
METHOD = {
    "enrol": "a lender's first credential: 2 of 3 attestors and the wallet sign, another sends it",
    "deposit.first": "an allowance stands; the owner's first deposit, the Escrow holds tokens",
    "deposit.again": "the same owner's second deposit",
    "deposit_and_fund": "an allowance and an earlier deposit stand; first funding of this loan",
    "list": "the borrower's second listing, one underwriter's signature",
    "fund.first": "an investor's first funding of a loan that others have funded",
    "fund.again": "the same investor funds the same loan again",
    "issue": "the borrower's second loan; they, treasury and reserve have balances",
    "repay": "the second instalment, exactly, on its due date, by the borrower",
    "collect": "the second instalment, on its due date, by a stranger",
    "default": "declared some months past due by a stranger, three instalments paid; the borrower's"
    " balance is empty, the loan enters the reserve's month",
    "cover": "the first cover of its month, which fixes what the month shares, by a stranger",
    "claim.one": "an investor's second claim, principal and interest accrued",
    "claim.each_more": "what a second loan adds to claim_many; both kinds accrued on both",
    "claim_and_withdraw": "one loan, both kinds accrued, the owner has tokens outside",
    "withdraw": "part of a balance, the owner has tokens outside",
    "transfer.known": "to another wallet of the sender's, which holds the note; both have accrued",
    "transfer.new": "to another wallet of the sender's, which holds none of the loan; accrued",
    "sale.known": "first fill of an ask, the seller accrued, the buyer holds the note",
    "sale.new": "first fill of an ask, the seller accrued, the buyer holds none of the loan",
    "life.once": "per lender: approve, deposit_and_fund, one claim_and_withdraw at the end, and"
    " their share of list, issue and 12 repayments",
    "life.twelve": "as life.once, with a claim after each instalment and one withdrawal",
} | bench_gas_rules.METHOD


def measure(crowds: Sequence[int] = CROWDS) -> dict[str, dict[str, int]]:
    """Return gas by key and by number of lenders on the loan."""
    figures: dict[str, dict[str, int]] = {}
    for crowd in crowds:
        for key, gas in _scenario(crowd).items():
            figures.setdefault(key, {})[str(crowd)] = gas
    return dict(sorted(figures.items()))


@dataclass
class Scenario:
    """Three loans with the same lenders: one is repaid, one is traded, one defaults."""

    crowd: int
    gas: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.lenders = [signer_of(f"lender {i}") for i in range(self.crowd)]
        self.newcomers = [signer_of("newcomer one"), signer_of("newcomer two")]
        self.second_wallet = signer_of("second wallet")
        self.borrower = signer_of("borrower")
        self.stage = open_stage([*self.lenders, *self.newcomers, self.second_wallet, self.borrower])
        self.escrow = self.stage.platform.address("Escrow")
        self.once, self.twelve = self.lenders[-1], self.lenders[max(0, self.crowd - 2)]

    def run(self) -> dict[str, int]:
        self.settle_in()
        self.warm_up()
        loans = [self.begin(place) for place in range(3)]
        self.live(*loans)
        return self.gas

    def settle_in(self) -> None:
        """People and their money; what is weighed is the last of each."""
        stage = self.stage
        stage.enrol(stage.people.underwriter, GROUP_OF_STAFF)
        stage.enrol(self.borrower, 1, borrows=True)
        stage.give(self.borrower, 10**12)
        stage.send(self.borrower, "Escrow", "deposit", 10**12)
        for place, investor in enumerate([*self.lenders, *self.newcomers], start=2):
            self.gas["enrol"] = stage.enrol(investor, place)
            stage.give(investor, 2 * 10**9)
            self.gas["deposit.first"] = stage.send(investor, "Escrow", "deposit", 10**9)
            self.gas["deposit.again"] = stage.send(investor, "Escrow", "deposit", 5 * 10**8)
        stage.builder.set_next(stage.platform.now() + 1)
        stage.enrol(self.second_wallet, 2, person=self.lenders[0])
        stage.give(self.second_wallet, UNIT)
        stage.send(self.second_wallet, "Escrow", "deposit", UNIT)
        treasury = stage.people.treasury
        stage.give(treasury, 10**10)
        stage.send(treasury, "Escrow", "deposit", 10**10)
        stage.send(treasury, "Reserve", "contribute", 5 * 10**9)

    def warm_up(self) -> None:
        """An open listing: the Book's pot is not zero from here on."""
        stage = self.stage
        _, warm = stage.list_loan(self.borrower, 10**9)
        stage.fund(self.newcomers[0], warm, 10 * UNIT)
        self.gas["fund.first"] = stage.fund(self.newcomers[1], warm, 10 * UNIT)
        self.gas["fund.again"] = stage.fund(self.newcomers[1], warm, 10 * UNIT)

    def begin(self, place: int) -> int:
        """A loan is listed, funded by all and issued."""
        stage, gas = self.stage, self.gas
        gas["list"], loan = stage.list_loan(self.borrower, self.crowd * TICKET)
        for lender in self.lenders[:-1]:
            stage.fund(lender, loan, TICKET)
        if place == 0:
            self.approval = stage.give(self.once, TICKET)
            gas["deposit_and_fund"] = stage.send(
                self.once, "Book", "deposit_and_fund", loan, TICKET, 1, DISCLOSURE
            )
        else:
            stage.fund(self.once, loan, TICKET)
        gas["issue"] = stage.send(self.borrower, "Book", "issue", loan)
        return loan

    def live(self, main: int, traded: int, lost: int) -> None:
        """Twelve months of the three loans."""
        stage, gas, stranger = self.stage, self.gas, self.stage.people.outsider
        progress = stage.platform.read(Lens.progress_of(main))
        repaid, claims = 0, []
        for month in range(1, INSTALMENTS + 1):
            due = due_day(progress["issue_day"], month, 1, Unit.MONTHS)
            stage.builder.set_next(due * DAY + DAY // 2)
            amount = progress["level"] if month < INSTALMENTS else 10**12
            repay = stage.send(self.borrower, "Servicing", "repay", main, amount, month)
            collect = 0
            if month <= 5:
                collect = stage.send(stranger, "Servicing", "collect", traded)
            if month <= 3:
                stage.send(stranger, "Servicing", "collect", lost)
            if month == 2:
                gas["repay"], gas["collect"] = repay, collect
            repaid += repay
            if self.crowd > 1 or month <= 2:
                claims.append(stage.send(self.twelve, "Book", "claim", main))
            self.exchange(month, traded, [main, traded, lost])
            if month == 8:
                balance = stage.empty(self.borrower)
                gas["default"] = stage.send(stranger, "Workouts", "declare_default", lost)
                stage.send(self.borrower, "Token", "approve", self.escrow, balance)
                stage.send(self.borrower, "Escrow", "deposit", balance)
            if month == 9:
                gas["cover"] = stage.send(stranger, "Reserve", "cover", lost)
        gas["claim.one"] = claims[1]
        self.end(main, repaid, sum(claims))

    def exchange(self, month: int, loan: int, loans: list[int]) -> None:
        """Notes change hands, a step a month: what is weighed has accrued since the last."""
        stage, gas = self.stage, self.gas
        seller, buyer = self.lenders[0], self.newcomers[0]
        if month == 2:
            gas["transfer.new"] = stage.send(
                seller, "Book", "transfer", self.second_wallet.address, loan, 2 * UNIT
            )
        if month == 3:
            gas["transfer.known"] = stage.send(
                seller, "Book", "transfer", self.second_wallet.address, loan, UNIT
            )
        if month in {4, 5}:
            key = "sale.new" if month == 4 else "sale.known"
            ask, signature = stage.ask(seller, loan, UNIT)
            gas[key] = stage.send(
                buyer, "Market", "fill", ask, signature, UNIT, UNIT, 10**9, stage.seen(loan)
            )
        if month == 6:
            self.alone = stage.send(seller, "Book", "claim_many", loans[:1])
        if month == 7:
            together = stage.send(self.lenders[0], "Book", "claim_many", [loans[0], loans[2]])
            gas["claim.each_more"] = together - self.alone

    def end(self, main: int, repaid: int, claims: int) -> None:
        """The last claims and withdrawals, and what a lender's whole life has cost."""
        stage, gas = self.stage, self.gas
        stage.send(self.once, "Escrow", "withdraw", UNIT)
        gas["withdraw"] = stage.send(self.once, "Escrow", "withdraw", UNIT)
        gas["claim_and_withdraw"] = stage.send(self.once, "Book", "claim_and_withdraw", [main])
        if self.crowd == 1:
            return  # one lender cannot claim both once and twelve times
        share = (gas["list"] + gas["issue"] + repaid) // self.crowd
        joined = self.approval + gas["deposit_and_fund"] + share
        gas["life.once"] = joined + gas["claim_and_withdraw"]
        gas["life.twelve"] = joined + claims + gas["withdraw"]


def _scenario(crowd: int) -> dict[str, int]:
    return Scenario(crowd).run() | bench_gas_rules.Scenario(crowd).run()
