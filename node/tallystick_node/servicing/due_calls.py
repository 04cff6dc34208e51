"""Permissionless calls that are due: defaults and what follows, what has run out, fees.

Each is tried out on the chain as it is; what the contract refuses is not asked for today.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from tallystick.chain.contracts import Command, Servicing, Workouts
from tallystick_node.servicing.after_default import AfterDefault
from tallystick_node.servicing.collection import LOANS_AT_ONCE
from tallystick_node.servicing.expiries import lapsed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from tallystick_node.infrastructure.transactions.outgoing import SendBook
    from tallystick_node.servicing.context import ServicingDesk

__all__ = ["Crank", "Cranks"]


# In January and July.
_RELEASE_MONTHS = 6


@dataclass(frozen=True, slots=True)
class Crank:
    """A call that the chain would take now."""

    key: str
    command: Command


@dataclass(frozen=True, slots=True)
class Cranks:
    """Finds the calls of a day and asks for them. account: who sends; None: nothing is found."""

    desk: ServicingDesk
    sends: SendBook
    account: str | None

    def ready(self, connection: Connection, day: date) -> list[Crank]:
        """Return the calls that the chain would accept now.

        Args:
            connection: An open database transaction.
            day: A local date of the platform.

        Returns:
            The calls; empty where nothing is sent.

        Raises:
            TransportError: When the chain's node does not answer.
        """
        if self.account is None:
            return []
        # A key has the day: what failed is tried tomorrow.
        wanted = (Crank(f"{name} {day}", call) for name, call in self._wanted(connection, day))
        return [crank for crank in wanted if self._taken(crank)]

    def ask(self, connection: Connection, cranks: list[Crank]) -> None:
        """Ask for calls in the caller's transaction, each once.

        Args:
            connection: An open database transaction.
            cranks: The calls, as `ready` returns them.
        """
        if self.account is None:
            return
        for crank in cranks:
            self.sends.put(
                connection, key=crank.key, account=self.account, contract=crank.command.contract,
                function=crank.command.function, arguments=crank.command.arguments,
            )  # fmt: skip

    def _wanted(self, connection: Connection, day: date) -> Iterator[tuple[str, Command]]:
        """Yield every call that may be open."""
        dues = self.desk.dues
        for stands in dues.all(dues.owing(connection, "active"), day):
            if stands.days_past_due >= stands.default_dpd:
                yield f"default {stands.loan}", Workouts.declare_default(stands.loan)
        yield from AfterDefault(dues).calls(connection, day)
        yield from lapsed(connection, day)
        if day.day == 1:
            yield from self._monthly(connection, day)

    def _monthly(self, connection: Connection, day: date) -> Iterator[tuple[str, Command]]:
        """Fees into the treasury, of ended loans too; each half-year repaid principal off the caps.

        Each loan's release is a transaction, and the last payment releases by itself.
        """
        dues = self.desk.dues
        fees = dues.unswept(connection)
        for place in range(0, len(fees), LOANS_AT_ONCE):
            part = fees[place : place + LOANS_AT_ONCE]
            yield f"sweep {place}", Servicing.sweep_fees(part)
        if day.month % _RELEASE_MONTHS != 1:
            return
        for loan, _ in dues.owing(connection, "active"):
            yield f"release {loan}", Servicing.release(loan)

    def _taken(self, crank: Crank) -> bool:
        assert self.account is not None, "without an account nothing is looked for"
        return self.desk.dues.platform.plan(crank.command, self.account).refusal is None
