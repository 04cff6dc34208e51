"""The daily comparison of chain, ledger and bank: equal, or every difference by its name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tallystick_node.payments.custodian import Movement, PaymentKind

__all__ = ["Booking", "Difference", "Fault", "Reconciliation", "Totals", "reconcile"]


class Fault(StrEnum):
    """What can differ."""

    MISSING_AT_BANK = "missing_at_bank"
    MISSING_IN_LEDGER = "missing_in_ledger"
    MISSING_ON_CHAIN = "missing_on_chain"
    TWICE = "twice"
    AMOUNT = "amount"
    KIND = "kind"
    BALANCE = "balance"


@dataclass(frozen=True, slots=True)
class Booking:
    """One movement as ledger or chain has it: minted for a deposit, burned for a withdrawal."""

    key: str
    kind: PaymentKind
    amount: int


@dataclass(frozen=True, slots=True)
class Totals:
    """What clients have at the end of the day by each account of it, in minor units.

    chain: the token's supply. ledger: our own sum. bank: the custodian's own figure.
    """

    chain: int
    ledger: int
    bank: int


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that does not agree; values in minor units, None where a side has nothing."""

    fault: Fault
    key: str | None
    chain: int | None
    ledger: int | None
    bank: int | None


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """The outcome for one day."""

    day: date
    movements: int
    totals: Totals
    differences: tuple[Difference, ...]

    @property
    def agrees(self) -> bool:
        """Whether nothing differs."""
        return not self.differences

    def document(self) -> dict[str, Any]:
        """Return the outcome for a report.

        Returns:
            A JSON object; amounts as decimal strings.
        """
        return {
            "day": self.day.isoformat(),
            "agrees": self.agrees,
            "movements": self.movements,
            "totals": {
                "chain": str(self.totals.chain),
                "ledger": str(self.totals.ledger),
                "bank": str(self.totals.bank),
            },
            "differences": [
                {
                    "fault": difference.fault.value,
                    "key": difference.key,
                    "chain": _shown(difference.chain),
                    "ledger": _shown(difference.ledger),
                    "bank": _shown(difference.bank),
                }
                for difference in self.differences
            ],
        }


def reconcile(
    day: date,
    bank: Sequence[Movement],
    ledger: Sequence[Booking],
    chain: Sequence[Booking],
    totals: Totals,
) -> Reconciliation:
    """Compare a day's movements by key, and the totals at its end; the order does not matter.

    Args:
        day: The day.
        bank: The custodian's statement.
        ledger: The bookings of our orders.
        chain: Mints and burns.
        totals: What clients have at the end of the day, on each side.

    Returns:
        The outcome with every difference.
    """
    sides = (
        [Booking(movement.key, movement.kind, movement.amount) for movement in bank],
        list(ledger),
        list(chain),
    )
    keys = sorted({booking.key for side in sides for booking in side})
    differences: list[Difference] = []
    for key in keys:
        differences += _of_key(key, *(_under(key, side) for side in sides))
    if not totals.chain == totals.ledger == totals.bank:
        differences.append(
            Difference(Fault.BALANCE, None, totals.chain, totals.ledger, totals.bank)
        )
    return Reconciliation(day, len(keys), totals, tuple(differences))


def _under(key: str, side: Iterable[Booking]) -> list[Booking]:
    return [booking for booking in side if booking.key == key]


def _of_key(
    key: str, bank: list[Booking], ledger: list[Booking], chain: list[Booking]
) -> list[Difference]:
    amounts = [
        sum(booking.amount for booking in side) if side else None for side in (chain, ledger, bank)
    ]

    def differs(fault: Fault) -> Difference:
        return Difference(fault, key, *amounts)

    missing = [
        differs(fault)
        for fault, side in (
            (Fault.MISSING_AT_BANK, bank),
            (Fault.MISSING_IN_LEDGER, ledger),
            (Fault.MISSING_ON_CHAIN, chain),
        )
        if not side
    ]
    if missing:
        return missing
    if max(len(bank), len(ledger), len(chain)) > 1:
        return [differs(Fault.TWICE)]
    every = Counter(
        (booking.kind, booking.amount) for side in (bank, ledger, chain) for booking in side
    )
    if len({kind for kind, _ in every}) > 1:
        return [differs(Fault.KIND)]
    return [differs(Fault.AMOUNT)] if len(every) > 1 else []


def _shown(amount: int | None) -> str | None:
    return None if amount is None else str(amount)
