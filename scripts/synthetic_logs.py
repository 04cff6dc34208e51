"""Events as the logs of a chain that never was: encoded, in blocks, and one of them a lie."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tallystick.replay.decoding import EventPlan, Log, plans_of

__all__ = ["LIES", "Lie", "LogWriter"]

WORD_HEX = 64
Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Lie:
    """What one event is made to say: None leaves it out. again: it is written twice."""

    contract: str
    name: str
    change: Callable[[Values], Values | None] = lambda values: values
    again: bool = False


def _more(name: str, by: int = 1) -> Callable[[Values], Values]:
    return lambda values: values | {name: values[name] + by}


def _gone(_values: Values) -> None:
    return None


# Every kind of lie about the events of an ordinary life, and of a default.
LIES: dict[str, Lie] = {
    "deposit-balance": Lie("Escrow", "Deposited", _more("balance")),
    "deposit-gone": Lie("Escrow", "Deposited", _gone),
    "move-amount": Lie("Escrow", "Moved", _more("amount", -1)),
    "move-gone": Lie("Escrow", "Moved", _gone),
    "move-again": Lie("Escrow", "Moved", again=True),
    "claim-principal": Lie("Escrow", "ClaimPaid", _more("principal")),
    "claim-interest": Lie("Escrow", "ClaimPaid", _more("interest", -1)),
    "claim-again": Lie("Escrow", "ClaimPaid", again=True),
    "units-more": Lie("Book", "Transfer", _more("amount")),
    "funded-total": Lie("Book", "Funded", _more("funded")),
    "funded-gone": Lie("Book", "Funded", _gone),
    "status-gone": Lie("Book", "StatusChanged", _gone),
    "issue-day": Lie("Book", "Issued", _more("issue_day")),
    "origination": Lie("Book", "Issued", _more("origination", -1)),
    "contribution": Lie("Book", "Issued", _more("contribution")),
    "listing-number": Lie("Offers", "Listed", _more("loan")),
    "listing-rate": Lie("Offers", "Listed", _more("offer.rate_ppm", 10**6)),
    "paid-principal": Lie("Servicing", "Paid", _more("principal", -1)),
    "paid-interest": Lie("Servicing", "Paid", _more("interest")),
    "paid-fees": Lie("Servicing", "Paid", _more("fees")),
    "paid-balance": Lie("Servicing", "Paid", _more("balance")),
    "paid-total": Lie("Servicing", "Paid", _more("total_interest", -1)),
    "paid-gone": Lie("Servicing", "Paid", _gone),
    "paid-again": Lie("Servicing", "Paid", again=True),
    "released": Lie("Servicing", "Released", _more("amount", -1)),
    "fees-swept": Lie("Servicing", "FeesSwept", _more("amount", -1)),
    "sale-fee": Lie("Escrow", "SalePaid", _more("fee", -1)),
    "sale-fill": Lie("Market", "Filled", _more("filled")),
    "lend-limit": Lie("Registry", "Enrolled", lambda v: v | {"lend_limit": 1, "borrow_limit": 1}),
    "expiry": Lie("Registry", "Enrolled", lambda v: v | {"expiry": v["issued_at"] + 1}),
    "enrolled-gone": Lie("Registry", "Enrolled", _gone),
    "default-owed": Lie("Workouts", "Defaulted", _more("interest")),
    "default-gone": Lie("Workouts", "Defaulted", _gone),
    "cap": Lie("Reserve", "Entered", _more("cap")),
    "recovery-fee": Lie("Workouts", "Recovered", _more("fee")),
}


@dataclass(slots=True)
class LogWriter:
    """Turns events into logs, block by block.

    at: after how many events of its kind the lie is told.
    """

    addresses: Mapping[str, str]
    seed: int
    block: int
    lie: Lie | None = None
    at: int = 0
    second: int = 0
    events: int = 0
    lied: bool = False
    _plans: dict[tuple[str, str], EventPlan] = field(default_factory=dict)
    _logs: list[Log] = field(default_factory=list)
    _transaction: str = ""
    _transactions: int = 0
    _hash: str = ""

    def __post_init__(self) -> None:
        self._plans = {
            (plan.contract, plan.name): plan
            for contract in self.addresses
            for plan in plans_of(contract)
        }

    def begin(self, second: int) -> None:
        """Begin the next block.

        Args:
            second: Its Unix second.
        """
        self.block += 1
        self.second, self._hash, self._logs = second, self._hashed("block", self.block), []

    def transaction(self) -> None:
        """Begin the next transaction of the block."""
        self._transactions += 1
        self._transaction = self._hashed("transaction", self._transactions)

    def write(self, contract: str, name: str, **values: Any) -> None:
        """Write an event, or what the lie makes of it.

        Args:
            contract: The contract's name.
            name: The event's name.
            **values: Its values; a struct's by names with a full stop.
        """
        lie = self.lie
        if lie is not None and not self.lied and (contract, name) == (lie.contract, lie.name):
            self.at -= 1
            if self.at < 0:
                self.lied = True
                changed = lie.change(values)
                if changed is None:
                    return
                values = changed
                if lie.again:
                    self._add(contract, name, values)
        self._add(contract, name, values)

    def end(self) -> list[Log]:
        """Return the block's logs.

        Returns:
            The logs in order.
        """
        return self._logs

    def _add(self, contract: str, name: str, values: Values) -> None:
        plan = self._plans[contract, name]
        words = [""] * len(plan.fields)
        for field_name, (start, _, _) in zip(plan.fields, plan.steps, strict=True):
            words[start // 32] = _word(values[field_name])
        self._logs.append(
            Log(
                self.addresses[contract].lower(),
                (plan.topic, *["0x" + word for word in words[: plan.indexed]]),
                "0x" + "".join(words[plan.indexed :]), self.block, len(self._logs),
                self._transaction, self._hash, removed=False,
            )
        )  # fmt: skip
        self.events += 1

    def _hashed(self, what: str, number: int) -> str:
        return "0x" + hashlib.sha256(f"{self.seed} {what} {number}".encode()).hexdigest()


def _word(value: object) -> str:
    if isinstance(value, bytes):
        text = value.hex()
        return text.rjust(WORD_HEX, "0") if len(value) == 20 else text.ljust(WORD_HEX, "0")
    assert isinstance(value, int), f"{value!r} has no place in a log"
    return f"{int(value):064x}"
