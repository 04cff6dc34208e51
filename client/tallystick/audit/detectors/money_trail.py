"""Where the money that pays instalments comes from, as far as public moves show it.

Each person's money is a row of lots in the order in which they came. A payment takes what its own
loan brought first, then what came last; what another loan of the same borrower brought goes last of
all. So an honest borrower is never suspected of money that they need not have used, and a sham one
is not excused by a deposit that still lies there.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from tallystick.audit.detectors.facts import MoveKind
from tallystick.audit.detectors.thresholds import (
    DAY,
    FRESH_AFTER_DAYS,
    HUB_LENDER_PPM,
    HUB_PERSONS_MIN,
    PPM,
)

if TYPE_CHECKING:
    from tallystick.audit.detectors.facts import LoanFacts, Move, PlatformFacts

__all__ = ["MoneyTrail", "Origin", "TracedPayment", "opaque_accounts", "trace"]


class Origin(Enum):
    """Where money that paid an instalment came from."""

    OUTSIDE = "outside"
    SAME_LOAN = "same_loan"
    OTHER_LOAN = "other_loan"
    OTHER_BORROWER = "other_borrower"
    LENDER = "lender"
    OPERATOR = "operator"


class _Lot(NamedTuple):
    """Money that came at once: drawn from a loan (0: from none), and through which account."""

    amount: int
    loan: int
    origin: Origin
    time: int
    through: bytes


class TracedPayment(NamedTuple):
    """A payment with its origins in minor units, and the accounts that its money came through."""

    time: int
    loan: int
    payer: bytes
    amount: int
    final: bool
    origins: dict[Origin, int]
    through: dict[bytes, int]


@dataclass(slots=True)
class MoneyTrail:
    """What became of the money. passed_on: of each loan's money, what reached whom."""

    payments: list[TracedPayment] = field(default_factory=list)
    passed_on: dict[int, Counter[bytes]] = field(default_factory=lambda: defaultdict(Counter))
    opaque: set[bytes] = field(default_factory=set)

    def by_loan(self) -> dict[int, list[TracedPayment]]:
        """Return the payments of each loan.

        Returns:
            In their order.
        """
        loans: dict[int, list[TracedPayment]] = defaultdict(list)
        for payment in self.payments:
            loans[payment.loan].append(payment)
        return loans


def opaque_accounts(facts: PlatformFacts) -> set[bytes]:
    """Return the accounts in which money loses its origin: exchanges, banks, issuers.

    Args:
        facts: The platform.

    Returns:
        Accounts that nobody enrolled and that pay lenders as well as borrowers.
    """
    lenders = facts.lenders
    paid: dict[bytes, set[bytes]] = defaultdict(set)
    for move in facts.moves:
        unknown = move.kind is MoveKind.TRANSFER and move.source not in facts.heads
        if unknown and move.target in facts.heads:
            paid[move.source].add(facts.person(move.target))
    return {bytes(20)} | {
        account
        for account, persons in paid.items()
        if len(persons) >= HUB_PERSONS_MIN
        and len(persons & lenders) * PPM >= HUB_LENDER_PPM * len(persons)
    }


def _pools(facts: PlatformFacts, opaque: set[bytes]) -> set[bytes]:
    """Accounts that gather the money of several lenders, outside of the platform."""
    lenders = facts.lenders
    senders: dict[bytes, set[bytes]] = defaultdict(set)
    for move in facts.moves:
        if move.kind is MoveKind.TRANSFER:
            source, target = facts.person(move.source), facts.person(move.target)
            if source in lenders and source != target:
                senders[target].add(source)
    return {
        account
        for account, persons in senders.items()
        if len(persons) >= HUB_PERSONS_MIN and account not in opaque
    }


def trace(facts: PlatformFacts) -> MoneyTrail:
    """Follow the money.

    Args:
        facts: The platform.

    Returns:
        Every payment with its origins, and what of each loan's money reached whom.
    """
    return _Tracer(facts).run()


class _Tracer:
    """Lots of every person while the moves are gone through."""

    def __init__(self, facts: PlatformFacts) -> None:
        self._facts = facts
        self._lenders = facts.lenders
        self._lots: dict[bytes, list[_Lot]] = defaultdict(list)
        self._withdrawn: Counter[bytes] = Counter()
        self._trail = MoneyTrail(opaque=opaque_accounts(facts))
        self._operators = facts.operators - self._trail.opaque
        self._pools = _pools(facts, self._trail.opaque)

    def run(self) -> MoneyTrail:
        person = self._facts.person
        for move in self._facts.moves:
            source, target = person(move.source), person(move.target)
            if move.kind is MoveKind.TRANSFER:
                if source != target:
                    self._transfer(move, source, target)
            elif move.kind is MoveKind.DRAW:
                self._put(target, _Lot(move.amount, move.loan, Origin.SAME_LOAN, move.time, b""))
            elif move.kind is MoveKind.INSTALMENT:
                self._pay(move, source)
            elif move.kind is MoveKind.FUNDING:
                self._take(source, move, 0)
            elif move.kind is MoveKind.WITHDRAWAL:
                self._withdrawn[source] += move.amount
            elif move.kind is MoveKind.RECEIPT:
                origin = Origin.OPERATOR if move.target in self._operators else Origin.OUTSIDE
                self._put(target, _Lot(move.amount, 0, origin, move.time, b""))
        return self._trail

    def _put(self, owner: bytes, lot: _Lot) -> None:
        if owner not in self._trail.opaque:
            self._lots[owner].append(lot)

    def _transfer(self, move: Move, source: bytes, target: bytes) -> None:
        for lot in self._take(source, move, 0):
            passed = self._passed(lot, move, source, target)
            if passed.loan:
                self._trail.passed_on[passed.loan][target] += passed.amount
            self._put(target, passed)

    def _passed(self, lot: _Lot, move: Move, source: bytes, target: bytes) -> _Lot:
        """A lot as its receiver gets it."""
        if lot.loan or source in self._trail.opaque:
            return lot._replace(through=source)
        if source in self._operators:
            return lot._replace(origin=Origin.OPERATOR, time=move.time, through=source)
        if source in self._lenders and (self._withdrawn[source] > 0 or target in self._pools):
            self._withdrawn[source] -= min(lot.amount, self._withdrawn[source])
            return lot._replace(origin=Origin.LENDER, time=move.time, through=source)
        return lot._replace(through=source)

    def _pay(self, move: Move, payer: bytes) -> None:
        loan = self._facts.loans[move.loan]
        origins: Counter[Origin] = Counter()
        through: Counter[bytes] = Counter()
        for lot in self._take(payer, move, loan.number):
            origins[self._origin(lot, loan, payer)] += lot.amount
            if lot.through:
                through[lot.through] += lot.amount
        final = any(payment.final and payment.time == move.time for payment in loan.payments[-1:])
        self._trail.payments.append(
            TracedPayment(
                move.time, loan.number, payer, move.amount, final, dict(origins), dict(through)
            )
        )

    def _origin(self, lot: _Lot, loan: LoanFacts, payer: bytes) -> Origin:
        if lot.loan == 0:
            own = payer in self._operators and lot.origin is Origin.OUTSIDE
            return Origin.OPERATOR if own else lot.origin
        if lot.loan == loan.number:
            return Origin.SAME_LOAN
        of_lot = self._facts.loans[lot.loan]
        same = self._facts.person(of_lot.borrower) == self._facts.person(loan.borrower)
        return Origin.OTHER_LOAN if same else Origin.OTHER_BORROWER

    def _take(self, owner: bytes, move: Move, loan: int) -> list[_Lot]:
        """Take an amount out of somebody's lots; what they do not cover came from outside."""
        lots = self._lots[owner]
        if owner in self._trail.opaque:
            return [_Lot(move.amount, 0, Origin.OUTSIDE, move.time, owner)]
        self._age(lots, move.time)
        borrower = self._facts.loans[loan].borrower if loan else b""
        taken: list[_Lot] = []
        left = move.amount
        for place in self._order(lots, loan, borrower):
            if not left:
                break
            lot = lots[place]
            part = min(left, lot.amount)
            taken.append(lot._replace(amount=part))
            lots[place] = lot._replace(amount=lot.amount - part)
            left -= part
        lots[:] = [lot for lot in lots if lot.amount]
        if left:
            taken.append(_Lot(left, 0, Origin.OUTSIDE, move.time, b""))
        return taken

    def _order(self, lots: list[_Lot], loan: int, borrower: bytes) -> list[int]:
        """The places of the lots in the order in which they are taken."""
        places = list(range(len(lots) - 1, -1, -1))
        if not loan:
            return places
        person = self._facts.person(borrower)

        def rank(place: int) -> int:
            lot = lots[place]
            if lot.loan == loan:
                return 0
            if lot.loan and self._facts.person(self._facts.loans[lot.loan].borrower) == person:
                return 2
            return 1

        return sorted(places, key=rank)

    @staticmethod
    def _age(lots: list[_Lot], now: int) -> None:
        """Forget where money came from that was drawn long ago."""
        oldest = now - FRESH_AFTER_DAYS * DAY
        for place, lot in enumerate(lots):
            if lot.time < oldest and (lot.loan or lot.origin is not Origin.OUTSIDE):
                lots[place] = lot._replace(loan=0, origin=Origin.OUTSIDE, through=b"")
