"""How many changes an account may ask for in a minute, from whatever address and process.

The limit by address stops floods before anybody is known; this one stops whoever has many addresses
and one account. Reading is not counted.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete, select, update

from tallystick_node.auth.refusals import TooMany
from tallystick_node.storage.insertion import insert_absent
from tallystick_node.storage.tables import account_writes

if TYPE_CHECKING:
    from tallystick_node.infrastructure.clock import Clock
    from tallystick_node.storage import Database

__all__ = ["CHANGES_A_MINUTE", "AccountLimit"]

CHANGES_A_MINUTE = 120
_MINUTE, _KEPT = 60, 2


@dataclass(frozen=True, slots=True)
class AccountLimit:
    """Counts in the database; `off` for nodes under development that ask for no limit."""

    database: Database
    clock: Clock
    off: bool = False

    def count(self, wallet: str, method: str) -> None:
        """Count a request that may change something.

        Args:
            wallet: Who asks.
            method: The request's HTTP method; those that read are not counted.

        Raises:
            TooMany: RATE:ACCOUNT beyond 120 in a minute.
        """
        if self.off or method in {"GET", "HEAD", "OPTIONS"}:
            return
        minute = int(self.clock().timestamp()) // _MINUTE
        mine = (account_writes.c.wallet == wallet, account_writes.c.minute == minute)
        with self.database.writing() as connection:
            added = connection.execute(
                insert_absent(connection, account_writes).values(
                    wallet=wallet, minute=minute, count=0
                )
            )
            if added.rowcount:  # once a minute
                connection.execute(
                    delete(account_writes).where(account_writes.c.minute < minute - _KEPT)
                )
            connection.execute(
                update(account_writes).where(*mine).values(count=account_writes.c.count + 1)
            )
            count = connection.scalar(select(account_writes.c.count).where(*mine)) or 0
        if count > CHANGES_A_MINUTE:
            raise TooMany(
                "RATE:ACCOUNT",
                f"at most {CHANGES_A_MINUTE} changes a minute for one account; wait a minute",
            )
