"""Arrears tiers: which one a loan is in, since when, and what is done on entering it.

The tier follows from the chain's days past due. A pause or a promise puts off what is done to the
borrower, and neither the tier nor what is published.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select, update

from tallystick.loans.state import Status
from tallystick_node.servicing.contacts import ContactOutcome, Way
from tallystick_node.servicing.notice_wording import arrears_notice
from tallystick_node.servicing.rules import ReminderChannel, tier_of
from tallystick_node.storage.insertion import inserted
from tallystick_node.storage.tables import delinquencies

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from sqlalchemy import Connection, Row

    from tallystick_node.servicing.contacts import Contacts
    from tallystick_node.servicing.context import LoanBorrower, ServicingDesk
    from tallystick_node.servicing.dues import LoanDay
    from tallystick_node.servicing.letters import Letters

__all__ = ["Delinquency"]

_OPEN_OF = select(delinquencies.c.due, delinquencies.c.tier).where(
    delinquencies.c.loan == bindparam("of_loan"), delinquencies.c.left_on.is_(None)
)


@dataclass(frozen=True, slots=True)
class Delinquency:
    """Follows loans from tier to tier."""

    desk: ServicingDesk
    contacts: Contacts
    letters: Letters

    def tier(self, days_past_due: int, day: date) -> int:
        """Return the tier of a delay by the policy of a day.

        Args:
            days_past_due: At least 0.
            day: A local date of the platform.

        Returns:
            0 on time, then 1, 2 and 3.

        Raises:
            ConfigError: POLICY:DAY when the policy pack does not cover that day.
        """
        pack = self.desk.context.pack
        return tier_of(
            days_past_due, pack.number("collection.tier_2_from", day),
            pack.number("collection.tier_3_from", day),
        )  # fmt: skip

    def follow(self, connection: Connection, stands: LoanDay, who: LoanBorrower, free: int) -> int:
        """Write down where a loan stands and do what its tier asks for.

        A borrower who has all that is due in the Escrow is not contacted: it is being collected.

        Args:
            connection: An open database transaction.
            stands: The loan as it is on the day.
            who: Who the borrower is.
            free: What the borrower has in the Escrow, in minor units.

        Returns:
            The tier.

        Raises:
            InputError: AGREEMENT:… when a letter's text is not the approved one.
            ConfigError: POLICY:DAY when the policy pack does not cover today.
        """
        tier = self.tier(stands.days_past_due, stands.day)
        self._leave(connection, stands, tier)
        if tier == 0:
            return 0
        assert stands.oldest_due is not None, "what is late was due on a day"
        row = {
            "loan": stands.loan, "due": stands.oldest_due, "tier": tier,
            "entered_on": stands.day, "days_past_due": stands.days_past_due, "owed": stands.due,
        }  # fmt: skip
        new = inserted(connection, delinquencies, row)
        if new:
            self.desk.note(
                connection, "loan.tier", stands.loan, "node",
                {"tier": tier, "days_past_due": stands.days_past_due},
            )  # fmt: skip
        if tier == 3:
            self._prepare_court(connection, stands)
        if free < stands.due and self._waits(connection, stands, tier):
            self._act(connection, stands, who, tier)
        return tier

    def waiting(self, connection: Connection, stands: Iterable[LoanDay]) -> set[int]:
        """Return the loans that have entered a tier or left one, or wait for what it asks for.

        Args:
            connection: An open database transaction.
            stands: Loans as they are on a day.

        Returns:
            Loan numbers.

        Raises:
            ConfigError: POLICY:DAY when the policy pack does not cover that day.
        """
        opened: dict[int, list[tuple[date, int, bool]]] = {}
        for row in self.late(connection):
            opened.setdefault(row.loan, []).append((row.due, row.tier, row.acted_on is not None))
        numbers = set(opened)
        for standing in stands:
            tier = self.tier(standing.days_past_due, standing.day)
            settled = [] if tier == 0 else [(standing.oldest_due, tier, True)]
            if opened.get(standing.loan, []) == settled:
                numbers.discard(standing.loan)
            else:
                numbers.add(standing.loan)
        return numbers

    def late(self, connection: Connection) -> Sequence[Row[Any]]:
        """Return the tiers that loans are in now.

        Args:
            connection: An open database transaction.

        Returns:
            Their rows, the worst first.
        """
        return connection.execute(
            select(delinquencies)
            .where(delinquencies.c.left_on.is_(None))
            .order_by(delinquencies.c.tier.desc(), delinquencies.c.due, delinquencies.c.loan)
        ).all()

    def history(self, connection: Connection, loan: int) -> Sequence[Row[Any]]:
        """Return every tier that a loan has ever been in.

        Args:
            connection: An open database transaction.
            loan: The loan's number.

        Returns:
            Their rows, the oldest first.
        """
        return connection.execute(
            select(delinquencies)
            .where(delinquencies.c.loan == loan)
            .order_by(delinquencies.c.due, delinquencies.c.tier)
        ).all()

    def _leave(self, connection: Connection, stands: LoanDay, tier: int) -> None:
        here = (stands.oldest_due, tier)
        ended = "recovered" if stands.status is Status.RECOVERED else "cured"
        where = f"tier {tier}" if tier else ended
        rows = connection.execute(_OPEN_OF, {"of_loan": stands.loan}).all()
        for row in rows:
            if (row.due, row.tier) != here:
                connection.execute(
                    update(delinquencies)
                    .where(
                        delinquencies.c.loan == stands.loan, delinquencies.c.due == row.due,
                        delinquencies.c.tier == row.tier,
                    )
                    .values(left_on=stands.day, left_to=where)
                )  # fmt: skip

    def _waits(self, connection: Connection, stands: LoanDay, tier: int) -> bool:
        acted = connection.scalar(
            select(delinquencies.c.loan).where(
                delinquencies.c.loan == stands.loan, delinquencies.c.due == stands.oldest_due,
                delinquencies.c.tier == tier, delinquencies.c.acted_on.is_(None),
            )
        )  # fmt: skip
        return acted is not None and self.contacts.quiet(connection, stands.loan) is None

    def _act(self, connection: Connection, stands: LoanDay, who: LoanBorrower, tier: int) -> None:
        key = f"{stands.loan}:{stands.oldest_due}:{tier}"
        facts: dict[str, Any] = {
            "due": str(stands.oldest_due), "days": stands.days_past_due, "owed": str(stands.due),
        }  # fmt: skip
        if tier == 1:
            self._write(connection, stands, who, key)
            self.desk.task(
                connection, f"call:{key}", "call", stands.loan,
                facts | {"why": "learn the reason, offer a plan"},
            )  # fmt: skip
        elif tier == 2:
            number = self.letters.write(connection, stands, f"tier:{key}", "node")
            self.desk.task(
                connection, f"letter:{key}", "letter", stands.loan, facts | {"letter": number}
            )
            self.desk.task(connection, f"visit:{key}", "visit", stands.loan, facts)
        connection.execute(
            update(delinquencies)
            .where(
                delinquencies.c.loan == stands.loan, delinquencies.c.due == stands.oldest_due,
                delinquencies.c.tier == tier,
            )
            .values(acted_on=stands.day)
        )  # fmt: skip

    def _write(self, connection: Connection, stands: LoanDay, who: LoanBorrower, key: str) -> None:
        """Send the first text about arrears; it counts as a contact, and limits hold for it."""
        assert stands.oldest_due is not None, "what is late was due on a day"
        if self.contacts.limited(connection, stands.loan, Way.SMS, self.desk.opening) is not None:
            return
        content = arrears_notice(
            self.desk.currency, stands.loan, stands.oldest_due, stands.due, stands.days_past_due
        )
        sent = self.desk.notify(connection, who, ReminderChannel.SMS, f"arrears:{key}", content)
        if sent is not None:
            self.contacts.keep(connection, stands.loan, "node", Way.SMS, ContactOutcome.SENT)

    def _prepare_court(self, connection: Connection, stands: LoanDay) -> None:
        """What touches no borrower does not wait for a pause to end."""
        key = f"{stands.loan}:{stands.oldest_due}:3"
        for kind in ("legal", "agency"):
            self.desk.task(
                connection, f"{kind}:{key}", kind, stands.loan,
                {"due": str(stands.oldest_due), "days": stands.days_past_due,
                 "owed": str(stands.due)},
            )  # fmt: skip
