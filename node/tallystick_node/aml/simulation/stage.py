"""What a simulated market is put together on: its people, flows and loans, by one seed."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tallystick_node.aml.flows import DAY, Borrowing, Customer, Flow, FlowKind, Market, loan_node

if TYPE_CHECKING:
    from tallystick_node.aml.thresholds import RuleBounds

__all__ = ["HOUR", "MONTH_DAYS", "Stage"]

HOUR = 3600
MONTH_DAYS = 30
# Amounts of the market are multiples of this part of what is large of a natural person.
_LARGE_UNITS = 500_000
_HOME = "AA"


@dataclass
class Stage:
    """A market in the making.

    rng: all chance comes from it. start: seconds since 1970, a midnight of UTC. days: how long.
    """

    rng: random.Random
    thresholds: RuleBounds
    start: int
    days: int
    people: list[Customer] = field(default_factory=list)
    flows: list[Flow] = field(default_factory=list)
    loans: dict[int, Borrowing] = field(default_factory=dict)
    listed: set[str] = field(default_factory=set)
    _serial: int = 0

    def units(self, low: float, high: float | None = None) -> int:
        """Return an amount of a range.

        Args:
            low: In units of the market, of which the large amount has half a million.
            high: As above; `low` without it.

        Returns:
            Minor units, at least 1.
        """
        share = low if high is None else self.rng.uniform(low, high)
        return max(1, round(share * self.thresholds.large_natural / _LARGE_UNITS))

    def moment(self, first_day: int = 0, last_day: int | None = None) -> int:
        """Return a moment in the hours when people are awake.

        Args:
            first_day: The earliest day of the market, from 0.
            last_day: The latest; the market's last without it.

        Returns:
            Seconds since 1970.
        """
        last = self.days - 1 if last_day is None else min(last_day, self.days - 1)
        day = self.rng.randint(min(first_day, last), last)
        return self.start + day * DAY + self.rng.randint(7 * HOUR, 22 * HOUR)

    def person(
        self, *marks: str, income: int | None = None, since: int | None = None, legal: bool = False
    ) -> str:
        """Add a person.

        Args:
            *marks: What they share with others.
            income: A month's, minor units; one of chance without it.
            since: When they registered, seconds since 1970; shortly before the start without it.
            legal: Whether it is a legal person.

        Returns:
            Their id.
        """
        number = len(self.people) + 1
        wallet = f"0x{self.rng.getrandbits(160):040x}"
        own = {f"device:{number}", f"telephone:{number}", f"address:{number}", f"wallet:{wallet}"}
        if income is None:
            income = self.units(min(60_000, 3_000 + self.rng.lognormvariate(8.5, 0.6)))
        self.people.append(
            Customer(
                id=f"person-{number:06d}",
                since=self.start - self.rng.randint(1, 60) * DAY if since is None else since,
                legal=legal, monthly_income=income, country=_HOME,
                marks=frozenset(own | set(marks)), wallets=frozenset({wallet}),
            )
        )  # fmt: skip
        return self.people[-1].id

    def income(self, person: str) -> int:
        """Return a person's monthly income.

        Args:
            person: Their id.

        Returns:
            Minor units.
        """
        return self.people[int(person.removeprefix("person-")) - 1].monthly_income or 0

    def move(
        self,
        kind: FlowKind,
        at: int,
        source: str,
        destination: str,
        amount: int,
        *,
        loan: int | None = None,
        country: str = "",
    ) -> None:
        """Add a flow; what would lie behind the end of the market is left out.

        Args:
            kind: What for.
            at: Seconds since 1970.
            source: A person or another node.
            destination: As above.
            amount: Minor units.
            loan: The loan that it is about.
            country: Of the bank outside.
        """
        if at >= self.start + self.days * DAY or amount < 1:
            return
        self._serial += 1
        self.flows.append(
            Flow(f"f{self._serial:08d}", at, kind, source, destination, amount, loan, country)
        )

    def deposit(self, person: str, at: int, amount: int, country: str = _HOME) -> None:
        """Add money from a person's own account at a bank.

        Args:
            person: Their id.
            at: Seconds since 1970.
            amount: Minor units.
            country: Of the bank.
        """
        self.move(FlowKind.DEPOSIT, at, f"bank:{person}", person, amount, country=country)

    def withdraw(
        self, person: str, at: int, amount: int, country: str = _HOME, bank: str | None = None
    ) -> None:
        """Add money that goes to a bank.

        Args:
            person: Their id.
            at: Seconds since 1970.
            amount: Minor units.
            country: Of the bank.
            bank: Whose account; their own without it.
        """
        self.move(
            FlowKind.WITHDRAWAL, at, person, f"bank:{bank or person}", amount, country=country
        )

    def borrow(self, borrower: str, at: int, principal: int, months: int) -> int:
        """Add a loan and its draw.

        Args:
            borrower: Their id.
            at: When it is paid out, seconds since 1970.
            principal: Minor units.
            months: Its term.

        Returns:
            The loan's number.
        """
        number = len(self.loans) + 1
        self.loans[number] = Borrowing(
            number, borrower, principal, at, at + months * MONTH_DAYS * DAY
        )
        self.move(FlowKind.DRAW, at, loan_node(number), borrower, principal, loan=number)
        return number

    def lend(self, person: str, at: int, amount: int, loan: int) -> None:
        """Add money lent.

        Args:
            person: The lender.
            at: Seconds since 1970.
            amount: Minor units.
            loan: The loan's number.
        """
        self.move(FlowKind.LENDING, at, person, loan_node(loan), amount, loan=loan)

    def repay(self, payer: str, at: int, amount: int, loan: int, *, last: bool = False) -> None:
        """Add a repayment.

        Args:
            payer: A person, or another node.
            at: Seconds since 1970.
            amount: Minor units.
            loan: The loan's number.
            last: Whether nothing is owed then.
        """
        self.move(FlowKind.REPAYMENT, at, payer, loan_node(loan), amount, loan=loan)
        if last and at < self.start + self.days * DAY:
            known = self.loans[loan]
            self.loans[loan] = Borrowing(
                loan, known.borrower, known.principal, known.issued_at, known.ends_at, at
            )

    def market(self) -> Market:
        """Return what was put together.

        Returns:
            The market.
        """
        return Market.of(self.flows, self.people, self.loans.values(), self.listed)
