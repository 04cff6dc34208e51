"""Who pays gas: the node gives a person's wallet some of the chain's coin, once for ever."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select, update

from tallystick.errors import ConfigError
from tallystick_node.kyc.refusals import PersonRefused
from tallystick_node.kyc.retention import Remnant
from tallystick_node.storage.insertion import insert_absent
from tallystick_node.storage.tables import sends, sponsorship_days

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tallystick_node.infrastructure.clock import Clock
    from tallystick_node.infrastructure.transactions.outgoing import Send, SendBook
    from tallystick_node.kyc.levels import Levels
    from tallystick_node.storage import Database

__all__ = ["Sponsorship", "sponsored"]

LEVEL_MIN = 1


@dataclass(frozen=True, slots=True)
class Sponsorship:
    """The budget of one node; account: which of its accounts pays, None when it has none.

    wei_per_person and wei_per_day: 0 gives nothing to anybody.
    """

    database: Database
    book: SendBook
    levels: Levels
    clock: Clock
    account: str | None
    wei_per_person: int
    wei_per_day: int

    def grant(self, connection: Connection, person: str, wallet: str) -> None:
        """Plan the gift in the caller's transaction, and take it from the day's budget.

        Args:
            connection: An open database transaction.
            person: The person's identifier.
            wallet: The wallet's address.

        Raises:
            ConfigError: SPONSORSHIP:OFF when this node pays nobody's gas; POLICY:DAY.
            PersonRefused: SPONSORSHIP:LEVEL below level 1; SPONSORSHIP:ONCE when the person had it;
                SPONSORSHIP:BUDGET when the day's budget is used up; CASE:REVIEW while they are
                held; PEOPLE:UNKNOWN.
            InputError: INPUT:ADDRESS when the wallet is not an address.
        """
        if self.account is None or not self.wei_per_person:
            raise ConfigError("SPONSORSHIP:OFF", "this node pays nobody's gas")
        self.levels.watchlist.require_free(connection, person)
        level = self.levels.of(connection, person)
        if level.number < LEVEL_MIN:
            raise PersonRefused("SPONSORSHIP:LEVEL", f"first: {'; '.join(level.missing)}")
        granted = self._given_locked(connection)
        # Only now, behind the lock of the day: two at once see each other.
        earlier = self.levels.evidence.remnants.of(connection, person, Remnant.GAS)
        if earlier or sponsored(connection, person):
            raise PersonRefused("SPONSORSHIP:ONCE", "gas is paid once for each person")
        if granted + self.wei_per_person > self.wei_per_day:
            raise PersonRefused(
                "SPONSORSHIP:BUDGET", "what there is for today is used up; ask again tomorrow"
            )
        connection.execute(
            update(sponsorship_days)
            .where(sponsorship_days.c.day == self.clock().date())
            .values(wei=granted + self.wei_per_person)
        )
        self.book.put_transfer(
            connection, key=_key(person), account=self.account, to=wallet,
            value=self.wei_per_person,
        )  # fmt: skip

    def find(self, person: str) -> Send | None:
        """Return the transfer to a person.

        Args:
            person: The person's identifier.

        Returns:
            The send, None before they asked for it.
        """
        return self.book.find(self.database, _key(person))

    def _given_locked(self, connection: Connection) -> int:
        """Return the wei given today, which stays as it is until the transaction ends."""
        day = self.clock().date()
        connection.execute(insert_absent(connection, sponsorship_days), {"day": day, "wei": 0})
        question = select(sponsorship_days.c.wei).where(sponsorship_days.c.day == day)
        return int(connection.scalar(question.with_for_update()) or 0)


def sponsored(connection: Connection, person: str) -> bool:
    """Return whether a person has had the gift, or is about to.

    Args:
        connection: An open database transaction.
        person: The person's identifier.

    Returns:
        True from the moment it was planned.
    """
    question = select(sends.c.id).where(sends.c.key == _key(person))
    return connection.scalar(question) is not None


def _key(person: str) -> str:
    return f"sponsorship:{person}"
