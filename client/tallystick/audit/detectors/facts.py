"""What the detectors look at: loans, moves of money, and the acts of those who run the platform."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, NamedTuple

from tallystick.audit.detectors.thresholds import ARREARS_DAYS, DAY
from tallystick.loans.dates import Unit, due_day

__all__ = ["LoanFacts", "Move", "MoveKind", "PaidInstalment", "PlatformFacts", "TimedEvent"]


class TimedEvent(NamedTuple):
    """An event with its time: addresses as 20 bytes, amounts in minor units.

    A transfer of the token has the contract Token, the name Transfer, and the values sender,
    receiver and amount.
    """

    time: int
    tx: str
    contract: str
    name: str
    values: Mapping[str, Any]


class MoveKind(Enum):
    """What a move of money was."""

    TRANSFER = "transfer"
    WITHDRAWAL = "withdrawal"
    DRAW = "draw"
    INSTALMENT = "instalment"
    FUNDING = "funding"
    RECEIPT = "receipt"


class Move(NamedTuple):
    """Money that moved, in minor units; loan is 0 where it was for none.

    A transfer is one between accounts, by the token or by a deposit for somebody else. A receipt
    comes out of the platform's pots: claims, refunds, prices, fees.
    """

    time: int
    kind: MoveKind
    source: bytes
    target: bytes
    amount: int
    loan: int


class PaidInstalment(NamedTuple):
    """A payment on a loan; settled: instalments settled after it. final: whether it ended it."""

    time: int
    payer: bytes
    amount: int
    settled: int
    final: bool


@dataclass(slots=True)
class LoanFacts:
    """One loan. issued_at is 0 until the money is drawn; replanned_at, until terms change."""

    number: int
    borrower: bytes
    group: int
    listed_at: int
    principal: int
    n: int
    period: int
    in_days: bool
    issued_at: int = 0
    issue_day: int = 0
    drawn: int = 0
    replanned_at: int = 0
    defaulted_at: int = 0
    ended_at: int = 0
    payments: list[PaidInstalment] = field(default_factory=list)

    def due_at(self, instalment: int) -> int:
        """Return when an instalment is due.

        Args:
            instalment: Its number, from 1 to n.

        Returns:
            The Unix second at which its day ends, in UTC.
        """
        unit = Unit.DAYS if self.in_days else Unit.MONTHS
        return (due_day(self.issue_day, instalment, self.period, unit) + 1) * DAY

    @property
    def matures_at(self) -> int:
        """When its last instalment is due by the first schedule."""
        return self.due_at(self.n)

    def settled_at(self, time: int) -> int:
        """Return how many instalments were settled at a time.

        Args:
            time: A Unix second.

        Returns:
            How many.
        """
        return max(
            (payment.settled for payment in self.payments if payment.time <= time), default=0
        )

    def trials(self, now: int) -> list[tuple[int, int, bool]]:
        """Return each instalment that could have fallen into arrears, up to the first that did.

        Args:
            now: When it is looked at, a Unix second.

        Returns:
            Number, due time, and whether it was unpaid for 30 days. What was due after the terms
            were changed is left out.
        """
        grace = ARREARS_DAYS * DAY
        rows: list[tuple[int, int, bool]] = []
        for instalment in range(1, self.n + 1):
            due = self.due_at(instalment)
            over = due + grace
            if over > now or (self.replanned_at and self.replanned_at < over):
                break
            if self.ended_at and self.ended_at <= due:
                break
            late = self.settled_at(over) < instalment and not 0 < self.ended_at <= over
            rows.append((instalment, due, late))
            if late:
                break
        return rows


@dataclass(slots=True)
class PlatformFacts:
    """A platform's life up to `now`, a Unix second.

    heads: the person of each enrolled wallet. operators: accounts that held a role, a seat or the
    treasury at any time. contracts: the platform's own. acts: when somebody with a role acted.
    """

    now: int = 0
    loans: dict[int, LoanFacts] = field(default_factory=dict)
    moves: list[Move] = field(default_factory=list)
    heads: dict[bytes, bytes] = field(default_factory=dict)
    groups: dict[bytes, int] = field(default_factory=dict)
    staff: set[bytes] = field(default_factory=set)
    operators: set[bytes] = field(default_factory=set)
    contracts: frozenset[bytes] = frozenset()
    acts: list[int] = field(default_factory=list)
    pauses: list[int] = field(default_factory=list)

    def person(self, account: bytes) -> bytes:
        """Return the person of an account.

        Args:
            account: 20 bytes.

        Returns:
            The head of their wallets; the account itself when it is not enrolled.
        """
        return self.heads.get(account, account)

    @property
    def issued(self) -> list[LoanFacts]:
        """The loans whose money was drawn, in the order of drawing."""
        return sorted(
            (loan for loan in self.loans.values() if loan.issued_at),
            key=lambda loan: (loan.issued_at, loan.number),
        )

    @property
    def lenders(self) -> set[bytes]:
        """Persons who have lent and never borrowed."""
        borrowers = {self.person(loan.borrower) for loan in self.loans.values()}
        funding = {self.person(move.source) for move in self.moves if move.kind is MoveKind.FUNDING}
        return funding - borrowers

    @property
    def operator_groups(self) -> set[int]:
        """Groups of related parties that somebody with a role belongs to."""
        persons = {self.person(account) for account in self.operators} | self.staff
        return {self.groups[person] for person in persons if person in self.groups}

    def by_borrower(self) -> dict[bytes, list[LoanFacts]]:
        """Return the drawn loans of each person.

        Returns:
            In the order of drawing.
        """
        loans: dict[bytes, list[LoanFacts]] = defaultdict(list)
        for loan in self.issued:
            loans[self.person(loan.borrower)].append(loan)
        return loans
