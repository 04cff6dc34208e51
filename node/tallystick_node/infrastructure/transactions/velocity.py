"""Velocity limits: what the node asks its accounts to send, held when it is abnormally much.

An action is a function of a contract that an account of the node calls. Whoever abuses an interface
or a key makes it ask far more often, or for far more, than it ever has. Then the action is halted:
what was asked for waits, nothing is lost, and somebody looks. Clients' own withdrawals are never
among the actions: from the Escrow clients withdraw by themselves, and what a bank paid them is
burned, or given back, whatever else is halted. Nor is what anybody may call, such as collecting an
instalment that is due: there is no power in it to abuse, and on a day when many are due there is
much of it.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import exists, insert, select, update

from tallystick_node.infrastructure.jobs.rules import JobKey
from tallystick_node.storage.tables import send_halts, sends

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection, Row

    from tallystick_node.infrastructure.audit_log.book import AuditLog
    from tallystick_node.infrastructure.clock import BusinessClock, Clock
    from tallystick_node.infrastructure.notifications.alerts import Alerts
    from tallystick_node.infrastructure.policy.packs import Pack

__all__ = [
    "ANYBODYS", "BOUNDED_ON_CHAIN", "CLIENTS_OWN",
    "VelocityBounds", "VelocityGuard", "action_of", "breach_of",
    "is_halted",
]  # fmt: skip

# What a client has asked for with their own money: burning and giving back after a withdrawal.
CLIENTS_OWN = frozenset({("Token", "burn"), ("Token", "transfer"), ("Escrow", "withdraw_for")})
# Of these the node calls only what the contracts take from anybody, when they find it due.
ANYBODYS = frozenset({"Servicing", "Workouts", "Reserve", "Ballots", "Collateral", "Book"})
# Each call is within limits that its owners have signed, and all of a day within the Governor's.
BOUNDED_ON_CHAIN = frozenset({"Mandates"})
# The place of the amount among the arguments of actions that hand out tokens.
_AMOUNTS = {("Token", "mint"): 1}
HISTORY_DAYS = 14
_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class VelocityBounds:
    """From where on an action is abnormal.

    hour_floor: so many calls in an hour are never abnormal. amount_floor: so many units handed out
    in a day are not either. times: so many times the busiest hour, or day, of the 14 days before.
    """

    hour_floor: int
    amount_floor: int
    times: int


def action_of(contract: str, function: str) -> str:
    """Return the name of an action.

    Args:
        contract: The contract's name.
        function: The function's name.

    Returns:
        Both, with a dot between.
    """
    return f"{contract}.{function}"


def breach_of(
    asked: Sequence[tuple[datetime, int]], now: datetime, bounds: VelocityBounds
) -> tuple[str, int, int] | None:
    """Return what is abnormal about an action.

    Args:
        asked: When it was asked for in the days before and now, and for how much.
        now: The present moment.
        bounds: From where on it is abnormal.

    Returns:
        `calls` or `amount`, the figure, and the bound that it is above; None when all is well.
    """
    hours: Counter[int] = Counter()
    days: Counter[int] = Counter()
    for moment, amount in asked:
        hours[(now - moment) // _HOUR] += 1
        days[(now - moment) // _DAY] += amount
    busiest = max((count for hour, count in hours.items() if hour > 0), default=0)
    largest = max((amount for day, amount in days.items() if day > 0), default=0)
    calls_bound = max(bounds.hour_floor, bounds.times * busiest)
    amount_bound = max(bounds.amount_floor, bounds.times * largest)
    if hours[0] > calls_bound:
        return "calls", hours[0], calls_bound
    if days[0] > amount_bound:
        return "amount", days[0], amount_bound
    return None


def is_halted(contract: Any, function: Any) -> ColumnElement[bool]:
    """Return the condition that an action is halted now.

    Args:
        contract: The column, or the name.
        function: Likewise.

    Returns:
        The condition.
    """
    return exists().where(
        send_halts.c.contract == contract,
        send_halts.c.function == function,
        send_halts.c.lifted_at.is_(None),
    )


@dataclass(frozen=True, slots=True)
class VelocityGuard:
    """Looks at every new send, halts actions and lets them go on."""

    pack: Pack
    clock: Clock
    business: BusinessClock
    audit_log: AuditLog
    alerts: Alerts

    def look(self, connection: Connection, contract: str, function: str) -> None:
        """Look at an action that has just been asked for once more; halt it when it is abnormal.

        Args:
            connection: The transaction that asked for it.
            contract: The contract's name.
            function: The function's name.

        Raises:
            ConfigError: POLICY:DAY when the policy pack does not cover the day.
        """
        if contract in ANYBODYS | BOUNDED_ON_CHAIN or (contract, function) in CLIENTS_OWN:
            return
        if connection.scalar(select(is_halted(contract, function))):
            return
        now, today = self.clock(), self.business.today()
        bounds = self._bounds(today)
        # Below the floors nothing is abnormal: the days before are read where it matters alone.
        if breach_of(self._asked(connection, contract, function, now - _DAY), now, bounds) is None:
            return
        since = now - HISTORY_DAYS * _DAY
        breach = breach_of(self._asked(connection, contract, function, since), now, bounds)
        if breach is None:
            return
        kind, value, bound = breach
        connection.execute(
            insert(send_halts).values(
                contract=contract, function=function, kind=kind, value=value, bound=bound,
                halted_at=now,
            )
        )  # fmt: skip
        action = action_of(contract, function)
        details = {"action": action, "kind": kind, "value": str(value), "bound": str(bound)}
        self.alerts.put(connection, JobKey(today, "velocity", action), "action.halted", details)
        self.audit_log.add(
            connection, actor="node", act="action.halted", subject=action, details=details
        )

    @staticmethod
    def _asked(
        connection: Connection, contract: str, function: str, since: datetime
    ) -> list[tuple[datetime, int]]:
        """When an action was asked for, and for how much."""
        of_action = (
            sends.c.contract == contract, sends.c.function == function, sends.c.created_at > since,
        )  # fmt: skip
        place = _AMOUNTS.get((contract, function))
        if place is None:
            moments = connection.scalars(select(sends.c.created_at).where(*of_action))
            return [(moment, 0) for moment in moments]
        rows = connection.execute(select(sends.c.created_at, sends.c.arguments).where(*of_action))
        return [(row.created_at, int(row.arguments[place])) for row in rows]

    def lift(self, connection: Connection, number: int, by: str, reason: str) -> bool:
        """Let a halted action go on.

        Args:
            connection: An open transaction that writes.
            number: The halt's number.
            by: Who has looked.
            reason: What they saw.

        Returns:
            False when it is not halted.
        """
        changed = connection.execute(
            update(send_halts)
            .where(send_halts.c.id == number, send_halts.c.lifted_at.is_(None))
            .values(lifted_at=self.clock(), lifted_by=by, reason=reason)
        )
        if changed.rowcount != 1:
            return False
        self.audit_log.add(
            connection, actor=by, act="action.lifted", subject=str(number),
            details={"reason": reason},
        )  # fmt: skip
        return True

    @staticmethod
    def all(connection: Connection, limit: int) -> Sequence[Row[Any]]:
        """Return halts.

        Args:
            connection: An open database transaction.
            limit: How many at most.

        Returns:
            Their rows, the newest first.
        """
        return connection.execute(
            select(send_halts).order_by(send_halts.c.id.desc()).limit(limit)
        ).all()

    @staticmethod
    def one(connection: Connection, number: int) -> Row[Any]:
        """Return a halt that there is.

        Args:
            connection: An open database transaction.
            number: Its number.

        Returns:
            Its row.
        """
        return connection.execute(select(send_halts).where(send_halts.c.id == number)).one()

    def _bounds(self, today: Any) -> VelocityBounds:
        number = self.pack.number
        return VelocityBounds(
            number("velocity.hour_floor", today), number("velocity.amount_floor", today),
            max(1, number("velocity.times", today)),
        )  # fmt: skip
