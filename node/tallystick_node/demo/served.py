"""What the node of a demonstration has done about its loans by itself, counted in its tables."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from tallystick_node.infrastructure.notifications.messages import DELIVERED
from tallystick_node.infrastructure.transactions.outgoing import SendState
from tallystick_node.storage.tables import (
    delinquencies,
    loan_warnings,
    messages,
    reminders,
    sends,
    service_tasks,
)

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

    from tallystick_node.storage import Database

__all__ = ["Served", "served"]


@dataclass(frozen=True, slots=True)
class Served:
    """Numbers of rows. sent: transactions; of them collections, declared and covered.

    reminders: steps before due dates. notices: texts about dues that were delivered.
    delays: tiers that loans have come to.
    """

    sent: int
    collections: int
    declared: int
    covered: int
    reminders: int
    notices: int
    tasks: int
    delays: int
    warnings: int

    def document(self) -> dict[str, int]:
        """Return it as it is printed with --json.

        Returns:
            The numbers by their names.
        """
        return asdict(self)


def served(database: Database) -> Served:
    """Count what the node has done by itself.

    Args:
        database: The node's.

    Returns:
        The counts.
    """
    done = sends.c.state == SendState.DONE

    def called(*functions: str) -> list[ColumnElement[bool]]:
        return [done, sends.c.function.in_(functions)]

    is_notice = messages.c.key.startswith("reminder:") | messages.c.key.startswith("arrears:")
    with database.reading() as connection:

        def count(column: ColumnElement[object], *where: ColumnElement[bool]) -> int:
            return int(connection.scalar(select(func.count(column)).where(*where)) or 0)

        return Served(
            sent=count(sends.c.id, done),
            collections=count(sends.c.id, *called("collect", "collect_many")),
            declared=count(sends.c.id, *called("declare_default")),
            covered=count(sends.c.id, *called("cover")),
            reminders=count(reminders.c.loan),
            notices=count(messages.c.id, messages.c.state == DELIVERED, is_notice),
            tasks=count(service_tasks.c.id),
            delays=count(delinquencies.c.loan),
            warnings=count(loan_warnings.c.id),
        )
