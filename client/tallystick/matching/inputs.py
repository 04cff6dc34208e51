"""What a round of allocation goes by: mandates in the queue, loans that seek money, who holds what.

All of it follows from the chain's events up to one block, so that anyone can make it again.
"""

from __future__ import annotations

from dataclasses import astuple, dataclass, field, fields
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from tallystick.disclosure.canonical import canonical

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tallystick.loans.mandates import Limits

__all__ = ["Lender", "QueuedMandate", "RoundInput", "SeekingLoan"]

_FORMAT = 1


@dataclass(frozen=True, slots=True)
class QueuedMandate:
    """A mandate that may be executed now; amounts in minor units.

    since: block and log from which its oldest money waits, or the mandate itself when that came
    later. lent, lent_today: by this mandate over its life, and on the round's day of UTC.
    """

    digest: str
    owner: str
    limits: Limits
    since: tuple[int, int]
    lent: int = 0
    lent_today: int = 0

    @property
    def place(self) -> tuple[int, int, str]:
        """Its place in the queue: the oldest money first, equals by digest."""
        return (*self.since, self.digest)


@dataclass(frozen=True, slots=True)
class Lender:
    """Where the owner of mandates stands; amounts in minor units.

    bar: why they may take on no new risk now, a code; empty when they may. by_person, by_group:
    units held of live loans of those who borrow now, by the borrower's first wallet and by group.
    retracted: loans whose funding they have taken back, which they cannot fund again.
    """

    owner: str
    balance: int
    exposure: int
    lend_limit: int
    risk_class: int
    group: int
    bar: str = ""
    by_person: Mapping[str, int] = field(default_factory=dict)
    by_group: Mapping[int, int] = field(default_factory=dict)
    retracted: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class SeekingLoan:
    """A listed loan; amounts in minor units.

    person: the borrower's first wallet. least_class: the least class that may fund it now. days:
    the term, a month counted as 31. barred_groups: of the signers and the guarantor. others: the
    group's other loans that count against its caps, ascending; None when more count than a call
    takes.
    """

    loan: int
    person: str
    group: int
    level: int
    least_class: int
    rate_ppm: int
    days: int
    open_units: int
    ticket_min: int
    disclosure_hash: str
    barred_groups: tuple[int, ...] = ()
    others: tuple[int, ...] | None = ()


@dataclass(frozen=True, slots=True)
class RoundInput:
    """All that a round goes by, in any order.

    now: the Unix second of the block. day_room: what all mandates may still lend on its day of UTC.
    closed: whether new risk is paused, or over.
    """

    now: int
    day_room: int
    closed: bool
    mandates: tuple[QueuedMandate, ...]
    lenders: tuple[Lender, ...]
    loans: tuple[SeekingLoan, ...]

    def document(self) -> dict[str, Any]:
        """Return the input for JSON, in its one order.

        Returns:
            Lists sorted by queue, owner and loan; whole numbers as decimal strings.
        """
        return {
            "format": _FORMAT,
            "now": str(self.now),
            "day_room": str(self.day_room),
            "closed": self.closed,
            "mandates": [
                _mandate(mandate)
                for mandate in sorted(self.mandates, key=lambda entry: entry.place)
            ],
            "lenders": [
                _lender(lender) for lender in sorted(self.lenders, key=lambda entry: entry.owner)
            ],
            "loans": [_loan(loan) for loan in sorted(self.loans, key=lambda entry: entry.loan)],
        }

    @property
    def hash(self) -> str:
        """SHA-256 of the canonical document, in hex."""
        return sha256(canonical(self.document())).hexdigest()


def _mandate(mandate: QueuedMandate) -> list[Any]:
    numbers = (*astuple(mandate.limits), *mandate.since, mandate.lent, mandate.lent_today)
    return [mandate.digest, mandate.owner, *map(str, numbers)]


def _lender(lender: Lender) -> list[Any]:
    return [
        lender.owner,
        str(lender.balance), str(lender.exposure), str(lender.lend_limit), str(lender.risk_class),
        str(lender.group), lender.bar,
        [[person, str(units)] for person, units in sorted(lender.by_person.items())],
        [[str(group), str(units)] for group, units in sorted(lender.by_group.items())],
        [str(loan) for loan in sorted(lender.retracted)],
    ]  # fmt: skip


def _loan(loan: SeekingLoan) -> dict[str, Any]:
    return {name.name: _written(getattr(loan, name.name)) for name in fields(loan)}


def _written(value: Any) -> Any:
    if value is None or isinstance(value, str):
        return value
    return [str(part) for part in value] if isinstance(value, tuple) else str(value)
