"""The core of an audit in parts: what is of no loan, what loans share, and loans in trouble."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from tallystick.audit.engines.operations import Act, Operation, Operations, key_of
from tallystick.replay.decoding import Log, LogError
from tallystick.replay.loan_events import loan_of_plan
from tallystick.replay.money import Money
from tallystick.replay.replay import UNFIT, Replay

if TYPE_CHECKING:
    from tallystick.audit.engines.rows import StoredLog

__all__ = ["CoreReplay"]

_Item = tuple[int, int, Any]


class CoreMoney(Money):
    """Believes the balances that events state, which are proved apart over all events."""

    def _move(self, owner: bytes, amount: int) -> int:
        return self.balances.get(owner, 0) + amount

    def _change(self, log: Log, owner: bytes, amount: int, balance: int) -> None:
        del log, amount
        self.balances[owner] = balance
        self._running.compared += 1

    def state(self, owner: bytes, balance: int) -> None:
        """Note a balance that an event of another part states.

        Args:
            owner: Whose.
            balance: In minor units.
        """
        self.balances[owner] = balance


class CoreReplay(Replay):
    """A replay of the loans that no part replays, into which the parts' operations come."""

    money_kind = CoreMoney
    money: CoreMoney

    def __init__(self, *arguments: Any, **options: Any) -> None:
        """Take what a replay takes.

        Args:
            *arguments: As `Replay`.
            **options: As `Replay`.
        """
        super().__init__(*arguments, **options)
        self.doubt = ""
        self.rows = 0
        self._apart: frozenset[int] = frozenset()
        self._of_loan = {key: loan_of_plan(plan) for key, plan in self.decoder.plans.items()}
        self._known = {key: (plan.contract, plan.name) for key, plan in self.decoder.plans.items()}

    def follow(
        self, rows: Iterator[StoredLog], parts: Sequence[Operations], apart: frozenset[int]
    ) -> None:
        """Take rows and operations in the chain's order, as far as nothing is in doubt.

        Args:
            rows: The core's rows.
            parts: What the parts' loans do to what all loans share.
            apart: The loans whose rows are among them.
        """
        self._apart = apart
        streams: list[Iterator[_Item]] = [_keyed(rows)]
        streams += [_of_part(number, part) for number, part in enumerate(parts)]
        try:
            for _, part, item in heapq.merge(*streams, key=_first):
                if part < 0:
                    self._take_row(item)
                else:
                    self._do(item, parts[part].names)
                if self.doubt:
                    return
        except (OverflowError, LookupError) as wrong:
            self.doubt = f"a number that cannot be: {wrong}"

    def _take_row(self, row: StoredLog) -> None:
        log, last = row.log, self.last
        if last is not None and last.tx_hash != log.tx_hash:
            self.end_transaction(last)
        place = (log.address, log.topics[0]) if log.topics else ("", "")
        step = self.steps.get(place)
        if step is None:
            self.doubt = f"a log of {log.address} that is not an event of ours"
            return
        try:
            values = step[0](log.topics, log.data)
        except (LogError, ValueError) as wrong:
            self.doubt = str(wrong)
            return
        known, loan = self._known[place], self._of_loan[place](values)
        if known != (row.contract, row.name) or loan != row.loan:
            self.doubt = f"a row that is not what it says, at {log.place}"
            return
        if self.notes.handover is not None and not step[2]:
            self.notes.finish()
        self.last = log
        # A listing of a part's loan is that part's row, and checked here.
        self.rows += loan is None or loan in self._apart
        try:
            step[1](log, *values)
        except UNFIT as wrong:
            self.doubt = f"values that cannot be: {wrong}"

    def _do(self, item: Operation, names: list[bytes]) -> None:
        kind = item.kind
        if kind == Act.RETURNED:
            self.lenders.count_returned(names[item.first], item.second)
        elif kind == Act.TAKE_ON:
            settled = None if item.third < 0 else names[item.third]
            self.lenders.take_on(
                _part_log(item.key), names[item.first], item.second, settled, item.fourth
            )
        elif kind == Act.LOWER:
            self.lenders.lower(names[item.first], item.second)
        elif kind == Act.SETTLE:
            self.lenders.settle_returned(names[item.first], item.second)
        elif kind == Act.UNSEEN:
            self.lenders.note_unseen(names[item.first], item.second)
        elif kind == Act.DRAW:
            self._draw(item)
        elif kind == Act.RELEASE:
            self.people.release(self.loans[item.first], item.second)
        elif kind == Act.RESERVE:
            self.money.state(self.places.reserve, item.first)
        else:
            self._sweep(item.first, "0x" + names[item.second].hex(), item.key)

    def _draw(self, item: Operation) -> None:
        loan = self.loans[item.first]
        self.people.draw(_part_log(item.key), loan, item.second, item.third)

    def _sweep(self, amount: int, transaction: str, key: int) -> None:
        """Fees of one transaction are swept loan by loan, and move in one."""
        if self.last is not None and self.last.tx_hash != transaction:
            self.end_transaction(self.last)
        self.last = _part_log(key, transaction)
        self.causes.fees_swept(amount)


def _part_log(key: int, transaction: str = "") -> Log:
    """A log that stands for a part's: what differs there is only ever told as a doubt."""
    return Log("", (), "0x", key, 0, transaction, "", removed=False)


def _first(item: _Item) -> int:
    return item[0]


def _keyed(rows: Iterator[StoredLog]) -> Iterator[_Item]:
    for row in rows:
        yield key_of(row.log.block, row.log.log_index), -1, row


def _of_part(number: int, operations: Operations) -> Iterator[_Item]:
    for operation in operations:
        yield operation.key, number, operation
