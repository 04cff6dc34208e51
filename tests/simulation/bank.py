"""A bank with its own books, which no crash of a node touches, and each process's line to it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, TypeVar

from simulation.faults import Fault
from tallystick_node.payments.custodian import (
    CustodianOrder,
    CustodianRefused,
    CustodianUnavailable,
    Instruction,
    Movement,
    PaymentKind,
    Status,
)

if TYPE_CHECKING:
    from random import Random

__all__ = ["Bank", "BankLine"]

T = TypeVar("T")


@dataclass
class Bank:
    """Clients' money, apart from ours. today: the bank's day; opening: what clients had before.

    Slow: an order that its client has authorised is booked when the bank comes to it.
    """

    today: Callable[[], date]
    opening: int = 0
    orders: dict[str, CustodianOrder] = field(default_factory=dict)
    movements: list[Movement] = field(default_factory=list)

    def instruct(self, instruction: Instruction) -> CustodianOrder:
        """Take an instruction; the same key again is the same order."""
        known = self.orders.get(instruction.key)
        if known is None:
            known = CustodianOrder(
                f"BANK-{len(self.orders) + 1}", instruction, Status.INSTRUCTED, "bank:yes"
            )
            self.orders[instruction.key] = known
        elif known.instruction != instruction:
            raise CustodianRefused("BANK:KEY", "the key was used for something else")
        return known

    def answer(self, key: str, status: Status) -> None:
        """Write down what a client, or their own bank, has said to an order."""
        self.orders[key] = replace(self.orders[key], status=status, authorise_at=None)

    def work(self, chance: Random) -> None:
        """Ask clients, and book some of what they have authorised: that takes until tomorrow."""
        for key, order in list(self.orders.items()):
            if order.status is Status.INSTRUCTED and chance.random() < 0.5:
                reply = chance.choices(
                    [Status.AUTHORISED, Status.REFUSED, Status.EXPIRED], [10, 1, 1]
                )
                self.answer(key, reply[0])
            elif order.status is Status.AUTHORISED and chance.random() < 0.5:
                self.answer(key, Status.SETTLED)
                asked = order.instruction
                self.movements.append(
                    Movement(
                        order.reference, key, asked.kind, asked.account, asked.amount, self.today()
                    )
                )

    @property
    def total(self) -> int:
        """What all clients have now."""
        return self.opening + sum(_signed(movement) for movement in self.movements)

    def balance(self, day: date) -> int:
        """What all clients had at the end of a day."""
        later = (movement for movement in self.movements if movement.booked_on > day)
        return self.total - sum(map(_signed, later))

    def statement(self, day: date) -> Sequence[Movement]:
        """What was booked on a day."""
        return [movement for movement in self.movements if movement.booked_on == day]


def _signed(movement: Movement) -> int:
    return movement.amount if movement.kind is PaymentKind.DEPOSIT else -movement.amount


@dataclass
class BankLine:
    """The custodian's interface, on a line on which requests and answers get lost or come twice."""

    bank: Bank
    awaits: Callable[[str], Fault | None]

    def instruct(self, instruction: Instruction) -> CustodianOrder:
        return self._asked(lambda: self.bank.instruct(instruction))

    def order(self, key: str) -> CustodianOrder | None:
        return self._asked(lambda: self.bank.orders.get(key))

    def statement(self, day: date) -> Sequence[Movement]:
        return self._asked(lambda: self.bank.statement(day))

    def balance(self, day: date) -> int:
        return self._asked(lambda: self.bank.balance(day))

    def _asked(self, question: Callable[[], T]) -> T:
        fault = self.awaits("bank")
        if fault is Fault.NOT_SENT:
            raise CustodianUnavailable("BANK:DOWN", "the simulated bank does not answer")
        if fault is Fault.TWICE:
            question()
        answer = question()
        if self.awaits("bank answered") is Fault.NO_ANSWER:
            raise CustodianUnavailable("BANK:DOWN", "the simulated bank's answer was lost")
        return answer
