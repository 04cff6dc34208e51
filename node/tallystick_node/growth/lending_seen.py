"""What clients have lent, from the chain's events, without a database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tallystick_node.growth.incentive_rules import LendingSeen

__all__ = ["EVENTS", "LendingBook", "LoanSeen"]

# Which events are read, by their names on the chain.
EVENTS = (
    "Enrolled", "Deposited", "Funded", "Retracted", "Transfer", "Issued", "Paid", "SalePaid",
    "ClaimPaid", "Withdrawn",
)  # fmt: skip
_BACK = "repaid"


@dataclass(frozen=True, slots=True)
class LoanSeen:
    """A loan as the index has it."""

    loan: int
    borrower: str
    status: str
    risk_level: int
    issue_day: int | None


@dataclass
class LendingBook:
    """Events put to whom they are about.

    owners: persons by checksummed wallet. loans: by number. acts: persons by event name and block.
    """

    owners: Mapping[str, str]
    loans: Mapping[int, LoanSeen]
    units: dict[str, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))
    passed: set[tuple[str, int]] = field(default_factory=set)
    fees: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    sale_fees: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    acts: dict[str, list[tuple[int, str]]] = field(default_factory=lambda: defaultdict(list))

    def take(self, block: int, name: str, fields: Mapping[str, Any]) -> None:
        """Add an event, in the chain's order.

        Args:
            block: Where it stands.
            name: The event's.
            fields: Its values; amounts as ints or digits.
        """
        person = self.owners.get(str(fields.get(_WHO.get(name, ""), "")))
        if person is not None:
            self.acts[name].append((block, person))
        if name in {"Funded", "Retracted"} and person is not None:
            loan, sign = int(fields["loan"]), 1 if name == "Funded" else -1
            own = self.units[person]
            own[loan] = own.get(loan, 0) + sign * int(fields["units"])
        elif name == "Transfer" and person is not None:
            if self.owners.get(str(fields["receiver"])) != person and int(fields["amount"]):
                self.passed.add((person, int(fields["id"])))
        elif name == "Issued":
            self.fees[int(fields["loan"])] += int(fields["origination"])
        elif name == "Paid":
            self.fees[int(fields["loan"])] += int(fields["fees"])
        elif name == "SalePaid" and person is not None:
            self.sale_fees[person] += int(fields["fee"])

    def lent(self, person: str) -> list[tuple[LoanSeen, int]]:
        """Return what somebody has lent to loans that were drawn down, in the order of lending.

        Args:
            person: Their identifier.

        Returns:
            Loans with units, in minor units of principal.
        """
        own = self.units.get(person, {})
        return [
            (self.loans[loan], units)
            for loan, units in own.items()
            if units > 0 and loan in self.loans and self.loans[loan].issue_day is not None
        ]

    def first(self, person: str, ties: frozenset[str], today: int) -> LendingSeen | None:
        """Return the first that somebody has lent.

        Args:
            person: Their identifier.
            ties: Whoever belongs together with them, themselves too.
            today: The local day, as days since 1970.

        Returns:
            What rewards ask of it; None before anything was drawn down.
        """
        lent = self.lent(person)
        if not lent:
            return None
        loan, units = lent[0]
        assert loan.issue_day is not None
        borrower = self.owners.get(loan.borrower)
        return LendingSeen(
            amount=units, risk_level=loan.risk_level, related=borrower in ties,
            passed_on=(person, loan.loan) in self.passed, back=loan.status == _BACK,
            days=today - loan.issue_day,
        )  # fmt: skip

    def people_of(self, name: str, since: int = 0) -> list[str]:
        """Return whom the events of a name are about.

        Args:
            name: The event's.
            since: Only from this block on.

        Returns:
            Persons, once for each event, in the chain's order.
        """
        return [person for block, person in self.acts.get(name, ()) if block >= since]

    @staticmethod
    def of(
        owners: Mapping[str, str], loans: Iterable[LoanSeen],
        events: Iterable[tuple[int, str, Mapping[str, Any]]],
    ) -> LendingBook:  # fmt: skip
        """Put events together.

        Args:
            owners: Persons by checksummed wallet.
            loans: Every loan.
            events: Block, name and values, in the chain's order.

        Returns:
            The book.
        """
        book = LendingBook(owners, {loan.loan: loan for loan in loans})
        for block, name, values in events:
            book.take(block, name, values)
        return book


# Whose act an event is, by the field that names them.
_WHO = {
    "Enrolled": "wallet", "Deposited": "owner", "Withdrawn": "owner", "Funded": "investor",
    "Retracted": "investor", "Transfer": "sender", "Issued": "borrower", "Paid": "payer",
    "SalePaid": "seller", "ClaimPaid": "holder",
}  # fmt: skip
