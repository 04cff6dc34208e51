"""SANDBOX: a bank in a file, for development. No money is real; every way of failing is.

The end of an account's name chooses how it fails: `-refuse`, `-expire`, `-late` (settles a day
later than it was authorised), `-down` (answers nobody). Any other account behaves.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

from tallystick_node.payments.custodian import (
    CustodianOrder,
    CustodianRefused,
    CustodianUnavailable,
    Instruction,
    Movement,
    PaymentKind,
    Status,
)

__all__ = ["SandboxBank"]

_SCHEMA = """
CREATE TABLE IF NOT EXISTS orders (
  key TEXT PRIMARY KEY, kind TEXT NOT NULL, account TEXT NOT NULL, amount INTEGER NOT NULL,
  currency TEXT NOT NULL, status TEXT NOT NULL, reason TEXT, settles_on TEXT, booked_on TEXT
);
"""
_COLUMNS = "key, kind, account, amount, currency, status, reason"


class SandboxBank:
    """A custodian for development; refuses to be anything else. today: the business date.

    books: False beside a running node, whose calendar alone decides on which day money is booked.
    """

    def __init__(self, file: Path, today: Callable[[], date], *, books: bool = True) -> None:
        self._today = today
        self._books = books
        file.parent.mkdir(parents=True, exist_ok=True)
        self._file = file
        self.durable = True
        with self._bank() as bank:
            bank.executescript(_SCHEMA)

    @contextmanager
    def _bank(self) -> Iterator[sqlite3.Connection]:
        bank = sqlite3.connect(self._file)
        if not self.durable:
            bank.execute("PRAGMA synchronous = OFF").close()
        try:
            with bank:
                yield bank
        finally:
            bank.close()

    def instruct(self, instruction: Instruction) -> CustodianOrder:
        """Take an instruction; see `Custodian.instruct`.

        Args:
            instruction: What is to be done.

        Returns:
            The order.

        Raises:
            CustodianRefused: BANK:KEY when the key has other values; BANK:BALANCE when a withdrawal
                is not covered.
            CustodianUnavailable: BANK:DOWN for an account that ends with `-down`.
        """
        if instruction.account.endswith("-down"):
            raise CustodianUnavailable("BANK:DOWN", "the sandbox bank does not answer")
        known = self.order(instruction.key)
        if known is not None:
            if known.instruction != instruction:
                raise CustodianRefused(
                    "BANK:KEY", f"the key {instruction.key} was used for something else"
                )
            return known
        if instruction.kind is PaymentKind.WITHDRAWAL:
            free = self._free(instruction.account)
            if free < instruction.amount:
                raise CustodianRefused(
                    "BANK:BALANCE", f"the account has {free}, not {instruction.amount} minor units"
                )
        row = (
            instruction.key, instruction.kind, instruction.account, instruction.amount,
            instruction.currency, Status.INSTRUCTED,
        )  # fmt: skip
        with self._bank() as bank:
            bank.execute(
                "INSERT INTO orders (key, kind, account, amount, currency, status)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                row,
            )
        order = self.order(instruction.key)
        assert order is not None, "it was written just now"
        return order

    def authorise(self, key: str) -> CustodianOrder:
        """Authorise an order in the client's place.

        Args:
            key: The order's key.

        Returns:
            The order.

        Raises:
            CustodianRefused: BANK:AUTHORISE when it does not wait for that.
        """
        order = self.order(key)
        if order is None or order.status is not Status.INSTRUCTED:
            raise CustodianRefused("BANK:AUTHORISE", f"the order {key} waits for no authorisation")
        account, days = order.instruction.account, 0
        status, reason = Status.AUTHORISED, None
        if account.endswith("-refuse"):
            status, reason = Status.REFUSED, "the client's bank refuses"
        elif account.endswith("-expire"):
            status, reason = Status.EXPIRED, "the client did not answer in time"
        elif account.endswith("-late"):
            days = 1
        settles_on = (self._today() + timedelta(days)).isoformat()
        with self._bank() as bank:
            bank.execute(
                "UPDATE orders SET status = ?, reason = ?, settles_on = ? WHERE key = ?",
                (status, reason, settles_on, key),
            )
        authorised = self.order(key)
        assert authorised is not None, "orders are never removed"
        return authorised

    def settle(self) -> None:
        """Book what is due by today."""
        if not self._books:
            return
        today = self._today().isoformat()
        with self._bank() as bank:
            bank.execute(
                "UPDATE orders SET status = ?, booked_on = ? WHERE status = ? AND settles_on <= ?",
                (Status.SETTLED, today, Status.AUTHORISED, today),
            )

    def order(self, key: str) -> CustodianOrder | None:
        """Return an order by our key; what is due by today is booked before.

        Args:
            key: The order's key.

        Returns:
            The order, None when there is none.
        """
        self.settle()
        with self._bank() as bank:
            row = bank.execute(f"SELECT {_COLUMNS} FROM orders WHERE key = ?", (key,)).fetchone()  # noqa: S608 - fixed names
        if row is None:
            return None
        _, kind, account, amount, currency, status, reason = row
        return CustodianOrder(
            f"SANDBOX-{key}",
            Instruction(key, PaymentKind(kind), account, amount, currency),
            Status(status),
            f"sandbox:authorise/{key}" if status == Status.INSTRUCTED else None,
            reason,
        )

    def statement(self, day: date) -> Sequence[Movement]:
        """Return what was booked on a day.

        Args:
            day: A local date of the platform.

        Returns:
            The movements, in the order of their instructions.
        """
        with self._bank() as bank:
            rows = bank.execute(
                "SELECT key, kind, account, amount FROM orders WHERE booked_on = ? ORDER BY rowid",
                (day.isoformat(),),
            ).fetchall()
        return [
            Movement(f"SANDBOX-{key}", key, PaymentKind(kind), account, amount, day)
            for key, kind, account, amount in rows
        ]

    def balance(self, day: date) -> int:
        """Return what all clients have at the end of a day.

        Args:
            day: A local date of the platform.

        Returns:
            Minor units.
        """
        return self._sum("booked_on <= ?", day.isoformat())

    def _free(self, account: str) -> int:
        """What an account has, withdrawals that are under way taken off."""
        booked = self._sum("account = ? AND booked_on IS NOT NULL", account)
        with self._bank() as bank:
            (open_,) = bank.execute(
                "SELECT coalesce(sum(amount), 0) FROM orders WHERE account = ? AND kind = ?"
                " AND status IN (?, ?)",
                (account, PaymentKind.WITHDRAWAL, Status.INSTRUCTED, Status.AUTHORISED),
            ).fetchone()
        return booked - int(open_)

    def _sum(self, where: str, value: str) -> int:
        with self._bank() as bank:
            (total,) = bank.execute(
                f"SELECT coalesce(sum(CASE kind WHEN 'deposit' THEN amount ELSE -amount END), 0)"  # noqa: S608 - fixed texts
                f" FROM orders WHERE {where}",
                (value,),
            ).fetchone()
        return int(total)
