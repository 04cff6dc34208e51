"""The end of a platform, told to whom it concerns: who has or owes something, once at either end.

The chain says when it begins and when it has ended; a person hears what they have and what to do.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import exists, func, or_, select

from tallystick.chain.contracts import Escrow, Governor, Servicing
from tallystick.platform._sync.investor import InvestorView
from tallystick.platform._sync.winding_down import WindDown
from tallystick.platform.winding_down import WindDownStep
from tallystick.statements.statement_on_chain import last_block_of
from tallystick_node.kyc.notices import PERSON_HOLDER
from tallystick_node.servicing.notice_wording import wind_down_notice
from tallystick_node.storage.insertion import inserted
from tallystick_node.storage.tables import (
    event_parties,
    events,
    index_cursor,
    loans,
    person_wallets,
    wind_down_months,
    wind_down_notices,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection, Row

    from tallystick_node.servicing.context import ServicingDesk

__all__ = ["ClosingMonth", "ClosingStage", "ClosingStanding", "WindDownWatch"]

_PAYMENTS = (("Servicing", "Paid"), ("Workouts", "Recovered"))
_OWING = ("active", "defaulted")
_DAY = timedelta(days=1)


class ClosingStage(StrEnum):
    """Which end of a wind-down. BEGUN: it was announced; ENDED: nothing is live any more."""

    BEGUN = "begun"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class ClosingStanding:
    """What somebody has and owes; minor units. notes: what they stand for, owed: principal.

    block: up to which the index was read; what came later is another look's.
    """

    balance: int
    notes: int
    owed: int
    block: int

    @property
    def is_anything(self) -> bool:
        """Whether there is anything to be told of."""
        return bool(self.balance or self.notes or self.owed)


@dataclass(frozen=True, slots=True)
class ClosingMonth:
    """How far a wind-down was at the last look of a month; amounts in minor units.

    paid: by borrowers in the month. running, late, in_default: how many loans.
    """

    month: str
    day: date
    block: int
    paid: int
    outstanding: int
    running: int
    late: int
    in_default: int


@dataclass(frozen=True, slots=True)
class WindDownWatch:
    """Tells people, and keeps the figures of each month."""

    desk: ServicingDesk

    def stage(self) -> ClosingStage | None:
        """Return where the chain says the wind-down is.

        Returns:
            The stage, None while the platform goes on.

        Raises:
            TransportError: When the chain's node does not answer.
        """
        platform = self.desk.dues.platform
        if not platform.read(Governor.wind_down()):
            return None
        if platform.read(Servicing.live_loans()):
            return ClosingStage.BEGUN
        ended = WindDown(platform).standing().step is WindDownStep.TERMINAL
        return ClosingStage.ENDED if ended else ClosingStage.BEGUN

    def untold(self, connection: Connection, stage: ClosingStage) -> list[str]:
        """Return who is to be looked at in a stage.

        Args:
            connection: An open database transaction.
            stage: The stage.

        Returns:
            Persons with a wallet, sorted: who was never looked at, and who had nothing then and has
            had an event or a further wallet since.
        """
        wallets, seen, parties = person_wallets.c, wind_down_notices.c, event_parties.c
        looked_at = (seen.person == wallets.person) & (seen.stage == stage)
        moved = exists().where(parties.address == wallets.wallet, parties.block > seen.block)
        question = (
            select(wallets.person)
            .outerjoin(wind_down_notices, looked_at)
            .where(
                or_(
                    seen.person.is_(None),
                    seen.told.is_(False)
                    & or_(seen.block.is_(None), wallets.bound_at > seen.made_at, moved),
                )
            )
        )
        return list(connection.scalars(question.distinct().order_by(wallets.person)))

    def standing(self, connection: Connection, person: str) -> ClosingStanding:
        """Return what somebody has and owes, over all their wallets.

        Args:
            connection: An open database transaction.
            person: The person's identifier.

        Returns:
            Balance and notes as the chain has them, debts as the index does.

        Raises:
            TransportError: When the chain's node does not answer.
        """
        platform = self.desk.dues.platform
        # Before the chain is asked: what comes in between is looked at once more.
        block = int(connection.scalar(select(index_cursor.c.block)) or 0)
        wallets = self.desk.people.wallets.of(connection, person)
        owed = connection.scalar(
            select(func.sum(loans.c.balance)).where(
                loans.c.borrower.in_(wallets), loans.c.status.in_(_OWING)
            )
        )
        notes = sum(
            note.value
            for wallet in wallets
            for note in InvestorView(platform, wallet).portfolio().notes
        )
        balance = sum(platform.read(Escrow.balance_of(wallet)) for wallet in wallets)
        return ClosingStanding(balance, notes, int(owed or 0), block)

    def tell(
        self, connection: Connection, person: str, stage: ClosingStage, has: ClosingStanding
    ) -> bool:
        """Tell somebody once; who has and owes nothing is noted, and told once they do.

        Args:
            connection: An open transaction that writes.
            person: The person's identifier.
            stage: At which end.
            has: What they have and owe.

        Returns:
            Whether a notice goes out now.

        Raises:
            ConfigError: POLICY:DAY when the policy pack does not cover today.
        """
        row = {
            "person": person, "stage": stage, "told": has.is_anything,
            "made_at": self.desk.context.now, "block": has.block,
        }  # fmt: skip
        if not self._looked(connection, row) or not has.is_anything:
            return False
        content = wind_down_notice(
            self.desk.currency, has.balance, has.notes, has.owed, ended=stage is ClosingStage.ENDED
        )
        self.desk.context.outbox.put(
            connection, key=f"wind_down:{stage}:{person}", channel="notice",
            recipient=PERSON_HOLDER + person, content=content, not_before=self.desk.opening,
        )  # fmt: skip
        self.desk.context.note(connection, f"wind_down.{stage}", person, actor="node")
        return True

    def measure(self, connection: Connection, day: date) -> ClosingMonth:
        """Return how far the wind-down is on a day.

        Args:
            connection: An open database transaction.
            day: A local date of the platform.

        Returns:
            The figures of its month up to now.

        Raises:
            TransportError: When the chain's node does not answer.
        """
        dues = self.desk.dues
        block = int(connection.scalar(select(index_cursor.c.block)) or 0)
        first = last_block_of(dues.platform, day.replace(day=1) - _DAY, block) + 1
        standings = [
            dues.of(loan, borrower, day) for loan, borrower in dues.owing(connection, *_OWING)
        ]
        running = [stands for stands in standings if stands.active]
        return ClosingMonth(
            month=f"{day:%Y-%m}", day=day, block=block,
            paid=self._paid(connection, first, block),
            outstanding=sum(stands.outstanding for stands in standings),
            running=len(running), late=sum(stands.days_past_due > 0 for stands in running),
            in_default=len(standings) - len(running),
        )  # fmt: skip

    def keep(self, connection: Connection, month: ClosingMonth) -> None:
        """Keep a month's figures; a later look of the same month takes their place.

        Args:
            connection: An open transaction that writes.
            month: The figures.
        """
        table = wind_down_months
        row = {name: getattr(month, name) for name in table.c.keys()}  # noqa: SIM118 - columns
        if not inserted(connection, table, row):
            connection.execute(table.update().where(table.c.month == month.month).values(**row))

    def months(self, connection: Connection) -> Sequence[Row[Any]]:
        """Return the figures of every month of the wind-down.

        Args:
            connection: An open database transaction.

        Returns:
            Their rows, the newest first.
        """
        question = select(wind_down_months).order_by(wind_down_months.c.month.desc())
        return connection.execute(question).all()

    @staticmethod
    def _looked(connection: Connection, row: dict[str, Any]) -> bool:
        """Keep a look; False when the person was told before."""
        table = wind_down_notices
        if inserted(connection, table, row):
            return True
        again = table.update().where(
            table.c.person == row["person"], table.c.stage == row["stage"], table.c.told.is_(False)
        )
        return bool(connection.execute(again.values(**row)).rowcount)

    @staticmethod
    def _paid(connection: Connection, first: int, last: int) -> int:
        """What borrowers have paid in a span of blocks: principal, interest and charges."""
        total = 0
        for contract, name in _PAYMENTS:
            question = select(events.c.fields).where(
                events.c.contract == contract, events.c.name == name,
                events.c.block.between(first, last),
            )  # fmt: skip
            for fields in connection.scalars(question):
                total += sum(int(fields[part]) for part in ("principal", "interest", "charges"))
        return total
