"""Plans of lenders who leave: kept, said how they stand, reminded of on their days.

The node signs nothing. From the plan's day on its rounds lend nothing by the wallet's mandates;
ending these on the chain, and every ask, is the client's own signature.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, update

from tallystick_node.kyc.notices import PERSON_HOLDER
from tallystick_node.matching.exit_states import ExitFacts, ExitState, check_days, exit_state
from tallystick_node.matching.notice_wording import exit_notice
from tallystick_node.matching.refusals import ExitRefused, NoExit
from tallystick_node.storage.insertion import one_at_a_time
from tallystick_node.storage.tables import exit_plans

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy import Connection, Row

    from tallystick_node.infrastructure.audit_log.book import AuditLog
    from tallystick_node.infrastructure.clock import BusinessClock, Clock
    from tallystick_node.infrastructure.notifications.messages import Outbox
    from tallystick_node.kyc.wallets import Wallets
    from tallystick_node.matching.register import MandateRegister
    from tallystick_node.resale.exit_desk import ExitDesk
    from tallystick_node.storage import Database

__all__ = ["PLANS_SHOWN", "ExitPlans", "StoredExit"]

PLANS_SHOWN = 20


@dataclass(frozen=True, slots=True)
class StoredExit:
    """A plan as it stands. facts: None for one that is over."""

    number: int
    wallet: str
    stop_on: date
    sell_on: date | None
    price_ppm: int | None
    planned_at: datetime
    state: ExitState
    facts: ExitFacts | None
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class ExitPlans:
    """The plans of a node. exits: knows which notes are left; wallets: whom to tell."""

    database: Database
    register: MandateRegister
    exits: ExitDesk
    wallets: Wallets
    outbox: Outbox
    audit_log: AuditLog
    business: BusinessClock
    clock: Clock

    def plan(
        self, wallet: str, stop_on: date, sell_on: date | None, price_ppm: int | None
    ) -> StoredExit:
        """Keep a plan; from its day on this node lends nothing for the wallet.

        Args:
            wallet: The lender.
            stop_on: The first day without lending.
            sell_on: From when they want to sell; None to keep the notes.
            price_ppm: At which price of what is outstanding.

        Returns:
            The plan.

        Raises:
            InputError: EXIT:DAY, EXIT:SELL, EXIT:PRICE as `check_days`.
            ExitRefused: EXIT:OPEN while another plan of the wallet is not over.
            TransportError: When the chain's node does not answer; nothing is kept then.
        """
        check_days(stop_on, sell_on, price_ppm, self.business.today())
        facts = self._facts(wallet)
        with self.database.writing() as connection:
            one_at_a_time(connection, f"exit of {wallet}")
            if _open(connection, wallet) is not None:
                raise ExitRefused("EXIT:OPEN", "withdraw the plan that you have before another one")
            added = connection.execute(
                insert(exit_plans)
                .values(
                    wallet=wallet, stop_on=stop_on, sell_on=sell_on, price_ppm=price_ppm,
                    planned_at=self.clock(),
                )
                .returning(exit_plans)
            ).one()  # fmt: skip
            details = {"stop_on": str(stop_on), "sell_on": str(sell_on), "price_ppm": price_ppm}
            self._note(connection, "exit.planned", added.id, wallet, details)
        return self._stored(added, facts)

    def withdraw(self, wallet: str, number: int) -> StoredExit:
        """End a plan; mandates that it alone would have stopped go on.

        Args:
            wallet: The lender.
            number: The plan.

        Returns:
            The plan.

        Raises:
            NoExit: EXIT:NONE when the wallet has no such plan.
            ExitRefused: EXIT:ENDED when it is over.
        """
        with self.database.writing() as connection:
            one_at_a_time(connection, f"exit of {wallet}")
            row = connection.execute(
                select(exit_plans).where(
                    exit_plans.c.id == number, exit_plans.c.wallet == wallet
                )
            ).one_or_none()  # fmt: skip
            if row is None:
                raise NoExit("EXIT:NONE", f"you have no plan {number} to leave")
            if row.outcome is not None:
                raise ExitRefused("EXIT:ENDED", f"plan {number} is over")
            ended = self._end(connection, number, ExitState.WITHDRAWN)
            self._note(connection, "exit.withdrawn", number, wallet, {})
        return self._stored(ended)

    def of(self, wallet: str) -> list[StoredExit]:
        """Return a wallet's plans as they stand.

        Args:
            wallet: The lender.

        Returns:
            The newest first, at most 20.

        Raises:
            TransportError: When the chain's node does not answer.
        """
        with self.database.reading() as connection:
            rows = connection.execute(
                select(exit_plans)
                .where(exit_plans.c.wallet == wallet)
                .order_by(exit_plans.c.id.desc())
                .limit(PLANS_SHOWN)
            ).all()
        return [self._stored(row) for row in rows]

    def due(self, day: date) -> list[StoredExit]:
        """Return the plans whose first day has come and that are not over.

        Args:
            day: The business date.

        Returns:
            The plans, by number.

        Raises:
            TransportError: When the chain's node does not answer.
        """
        with self.database.reading() as connection:
            rows = connection.execute(
                select(exit_plans)
                .where(exit_plans.c.outcome.is_(None), exit_plans.c.stop_on <= day)
                .order_by(exit_plans.c.id)
            ).all()
        return [self._stored(row) for row in rows]

    def remind(self, connection: Connection, plan: StoredExit, day: date) -> None:
        """Tell a lender that a day of theirs has come, once for each; end a plan that is done.

        Args:
            connection: An open transaction that writes.
            plan: The plan as it was looked at.
            day: The business date.
        """
        row = connection.execute(
            select(exit_plans).where(exit_plans.c.id == plan.number).with_for_update()
        ).one()
        if row.outcome is not None:
            return
        if plan.state is ExitState.DONE:
            self._end(connection, plan.number, ExitState.DONE)
            self._note(connection, "exit.done", plan.number, "node", {})
            return
        facts = plan.facts or ExitFacts(0, 0, 0)
        if row.stop_told_at is None and facts.mandates:
            self._tell(connection, plan, selling=False)
        if (
            plan.sell_on is not None and day >= plan.sell_on
            and row.sell_told_at is None and facts.to_sign
        ):  # fmt: skip
            self._tell(connection, plan, selling=True)

    def _tell(self, connection: Connection, plan: StoredExit, *, selling: bool) -> None:
        person = self.wallets.owner_within(connection, plan.wallet)
        if person is None:
            return
        column = "sell_told_at" if selling else "stop_told_at"
        connection.execute(
            update(exit_plans)
            .where(exit_plans.c.id == plan.number)
            .values({column: self.clock()})
        )  # fmt: skip
        kind = "sell" if selling else "stop"
        self.outbox.put(
            connection, key=f"exit:{plan.number}:{kind}", channel="notice",
            recipient=PERSON_HOLDER + person, content=exit_notice(plan.number, selling=selling),
        )  # fmt: skip

    def _end(self, connection: Connection, number: int, outcome: ExitState) -> Row[Any]:
        return connection.execute(
            update(exit_plans)
            .where(exit_plans.c.id == number)
            .values(outcome=outcome, ended_at=self.clock())
            .returning(exit_plans)
        ).one()

    def _facts(self, wallet: str) -> ExitFacts:
        notes, asked = self.exits.left(wallet)
        return ExitFacts(self.register.standing_count(wallet), notes, asked)

    def _stored(self, row: Row[Any], known: ExitFacts | None = None) -> StoredExit:
        facts = None
        state = ExitState(row.outcome) if row.outcome is not None else None
        if state is None:
            facts = known or self._facts(row.wallet)
            state = exit_state(row.stop_on, row.sell_on, self.business.today(), facts)
        return StoredExit(
            row.id, row.wallet, row.stop_on, row.sell_on, row.price_ppm, row.planned_at, state,
            facts, row.ended_at,
        )  # fmt: skip

    def _note(
        self, connection: Connection, act: str, number: int, actor: str, details: dict[str, Any]
    ) -> None:
        self.audit_log.add(
            connection, actor=actor, act=act, subject=f"exit plan {number}", details=details
        )


def _open(connection: Connection, wallet: str) -> Row[Any] | None:
    return connection.execute(
        select(exit_plans)
        .where(exit_plans.c.wallet == wallet, exit_plans.c.outcome.is_(None))
        .limit(1)
    ).one_or_none()
