"""A simulated market: public events of a platform's year, with nothing behind them but a seed.

Every person has a wallet and an account in the Escrow; tokens come and go by transfers that
everybody sees. What is drawn, spent, earned, paid and claimed adds up, to the unit.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from eth_utils.crypto import keccak

from tallystick.audit.detectors.collector import Collector
from tallystick.audit.detectors.facts import PlatformFacts, TimedEvent
from tallystick.loans.dates import add_months
from tallystick.replay.money import MoveReason
from tallystick.replay.records import DEFAULTED, REPAID

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["DAY", "Debt", "Market", "account"]

DAY = 86_400
FIRST_DAY = 20_454  # 2026-01-01
NAMES = ("Escrow", "Book", "Servicing", "Reserve", "Market", "Mandates", "Governor")
NOBODY = bytes(20)


def account(name: str) -> bytes:
    return keccak(text=name)[:20]


@dataclass
class Debt:
    """A loan as its borrower sees it; how: what pays it, default_from: the first unpaid row."""

    number: int
    borrower: bytes
    principal: int
    interest: int
    n: int
    months: int
    issue_day: int
    bullet: bool
    lenders: list[tuple[bytes, int]]
    how: str = "own"
    bad_from: int = 0
    settled: int = 0
    over: bool = False

    def due_day(self, row: int) -> int:
        return add_months(self.issue_day, row * self.months)

    def row(self, row: int) -> tuple[int, int]:
        """Principal and interest of a row; the last one takes the rest."""
        last = row == self.n
        if self.bullet:
            principal = self.principal if last else 0
        else:
            part = self.principal // self.n
            principal = self.principal - part * (self.n - 1) if last else part
        return principal, self.interest // self.n


@dataclass
class Market:
    """The platform's ledger, and its events."""

    seed: int
    day: int = FIRST_DAY
    events: list[TimedEvent] = field(default_factory=list)
    wallets: Counter[bytes] = field(default_factory=Counter)
    escrow: Counter[bytes] = field(default_factory=Counter)
    debts: dict[int, Debt] = field(default_factory=dict)
    claims: defaultdict[bytes, int] = field(default_factory=lambda: defaultdict(int))
    fees: int = 0
    groups: dict[bytes, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)
        self.contracts = {name: account(f"contract {name}") for name in NAMES}
        self.treasury = account("treasury")
        self.underwriter = account("underwriter")
        self._tx = 0
        self._second = 0
        self.log("Governor", "TreasurySet", account=self.treasury)
        self.log("Governor", "RolesSet", account=self.underwriter, role_bits=1)

    def log(self, contract: str, name: str, **values: Any) -> None:
        time = self.day * DAY + min(self._second, DAY - 1)
        self.events.append(TimedEvent(time, f"0x{self._tx:064x}", contract, name, values))

    def begin(self) -> None:
        """Begin another transaction."""
        self._tx += 1
        self._second += 1

    def next_day(self) -> None:
        self.day += 1
        self._second = 0

    def enrol(self, name: str, group: int = 0) -> bytes:
        wallet = account(name)
        self.groups[wallet] = group or 1_000 + len(self.groups)
        self.begin()
        self.log(
            "Registry", "Enrolled", person=keccak(text=name), wallet=wallet, head=wallet,
            group=self.groups[wallet],
        )  # fmt: skip
        return wallet

    def transfer(self, sender: bytes, receiver: bytes, amount: int) -> None:
        if amount <= 0:
            return
        self.begin()
        if sender != NOBODY:
            assert self.wallets[sender] >= amount
            self.wallets[sender] -= amount
        self.wallets[receiver] += amount
        self.log("Token", "Transfer", sender=sender, receiver=receiver, amount=amount)

    def mint(self, receiver: bytes, amount: int) -> None:
        self.transfer(NOBODY, receiver, amount)

    def deposit(self, owner: bytes, amount: int, payer: bytes | None = None) -> None:
        payer = owner if payer is None else payer
        assert self.wallets[payer] >= amount > 0
        self.begin()
        self.wallets[payer] -= amount
        self.escrow[owner] += amount
        self.log(
            "Token", "Transfer", sender=payer, receiver=self.contracts["Escrow"], amount=amount
        )
        self.log("Escrow", "Deposited", owner=owner, amount=amount, balance=self.escrow[owner])

    def withdraw(self, owner: bytes, amount: int) -> None:
        if amount <= 0:
            return
        assert self.escrow[owner] >= amount
        self.begin()
        self.escrow[owner] -= amount
        self.wallets[owner] += amount
        self.log("Escrow", "Withdrawn", owner=owner, amount=amount, balance=self.escrow[owner])
        self.log(
            "Token", "Transfer", sender=self.contracts["Escrow"], receiver=owner, amount=amount
        )

    def lend(
        self,
        borrower: bytes,
        principal: int,
        lenders: list[bytes],
        *,
        n: int,
        months: int = 1,
        rate_ppm: int = 120_000,
        bullet: bool = False,
    ) -> Debt:
        """List, fund and issue a loan; lenders without enough deposit first."""
        number = len(self.debts) + 1
        parts = [principal // len(lenders)] * len(lenders)
        parts[0] += principal - sum(parts)
        self.begin()
        self.log(
            "Offers", "Listed", loan=number, borrower=borrower, group=self.groups[borrower],
            **{
                "offer.principal": principal, "offer.n": n, "offer.period": months,
                "offer.in_days": False,
            },
        )  # fmt: skip
        for lender, units in zip(lenders, parts, strict=True):
            missing = units - self.escrow[lender]
            if missing > 0:
                if self.wallets[lender] < missing:
                    self.mint(lender, missing - self.wallets[lender])
                self.deposit(lender, missing)
            self.begin()
            self.escrow[lender] -= units
            self.log("Book", "Funded", loan=number, investor=lender, units=units, funded=0)
        fee = principal // 100
        interest = principal * rate_ppm // 10**6 * n * months // 12
        interest = interest if bullet else interest * (n + 1) // (2 * n)
        debt = Debt(
            number, borrower, principal, interest, n, months, self.day, bullet,
            list(zip(lenders, parts, strict=True)),
        )  # fmt: skip
        self.debts[number] = debt
        self.begin()
        self.log(
            "Book", "Issued", loan=number, borrower=borrower, issue_day=self.day,
            principal=principal, origination=fee, contribution=0,
        )  # fmt: skip
        self._move(self.contracts["Book"], self.treasury, MoveReason.ORIGINATION, fee)
        self.escrow[borrower] += principal - fee
        return debt

    def _move(self, sender: bytes, receiver: bytes, reason: int, amount: int) -> None:
        self.escrow[receiver] += amount
        self.log(
            "Escrow", "Moved", sender=sender, receiver=receiver, reason=reason, ref=0,
            amount=amount,
        )  # fmt: skip

    def owed(self, debt: Debt, rows: int = 1) -> int:
        """What the next rows come to."""
        last = min(debt.n, debt.settled + rows)
        return sum(sum(debt.row(row)) for row in range(debt.settled + 1, last + 1))

    def pay(self, debt: Debt, payer: bytes, rows: int = 1) -> None:
        """Pay rows out of the payer's account in the Escrow."""
        last = min(debt.n, debt.settled + rows)
        due = [debt.row(row) for row in range(debt.settled + 1, last + 1)]
        principal = sum(row[0] for row in due)
        interest = sum(row[1] for row in due)
        amount = principal + interest
        assert self.escrow[payer] >= amount, (self.escrow[payer], amount)
        self.begin()
        self.escrow[payer] -= amount
        debt.settled = last
        ends = last == debt.n
        self.log(
            "Servicing", "Paid", loan=debt.number, payer=payer, reason=MoveReason.REPAY,
            principal=principal, interest=interest, charges=0, settled=last,
            balance=0 if ends else 1,
        )  # fmt: skip
        fee = interest // 20
        self.fees += fee
        for lender, units in debt.lenders:
            self.claims[lender] += (amount - fee) * units // debt.principal
        if ends:
            debt.over = True
            self.log("Servicing", "StatusChanged", loan=debt.number, status=REPAID)

    def default(self, debt: Debt) -> None:
        self.begin()
        debt.over = True
        self.log("Servicing", "StatusChanged", loan=debt.number, status=DEFAULTED)

    def claim(self, lender: bytes) -> None:
        amount = self.claims.pop(lender, 0)
        if amount:
            self.begin()
            self.escrow[lender] += amount
            self.log("Escrow", "ClaimPaid", loan=1, holder=lender, principal=amount, interest=0)

    def sweep(self) -> None:
        """The platform's fees go to its treasury."""
        if self.fees:
            self.begin()
            self._move(self.contracts["Servicing"], self.treasury, MoveReason.FEES, self.fees)
            self.fees = 0

    def facts(self, chosen: Callable[[TimedEvent], bool] = lambda _: True) -> PlatformFacts:
        collector = Collector(self.contracts)
        collector.take(event for event in self.events if chosen(event))
        return collector.facts
