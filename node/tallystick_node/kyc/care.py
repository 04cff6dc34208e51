"""Vulnerable customers: a lower cap, a second confirmation, and a call by a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import insert, select

from tallystick_node.kyc.fields import Field
from tallystick_node.kyc.providers.identity_numbers import age_on
from tallystick_node.kyc.refusals import PersonRefused
from tallystick_node.storage.tables import care_steps

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tallystick_node.kyc.conflicts import Conflicts
    from tallystick_node.kyc.context import Context
    from tallystick_node.kyc.evidence import Evidence

__all__ = ["CALL", "CONFIRMATION", "Care"]

CALL, CONFIRMATION = "call", "confirmation"
# Steps are taken anew for each credential: these many days before it, at most.
STEP_DAYS = 90


@dataclass(frozen=True, slots=True)
class Care:
    """Says who needs it and what is missing, and keeps the steps."""

    context: Context
    evidence: Evidence
    conflicts: Conflicts

    def reasons(self, connection: Connection, person: str) -> list[str]:
        """Return why a person needs extra care.

        Args:
            connection: An open database transaction.
            person: The person's identifier.

        Returns:
            `age`, `income`, both, or nothing when the person does not need any.

        Raises:
            ConfigError: POLICY:DAY when the policy pack does not cover today.
            VaultRefused: When the vault cannot open what it keeps of the person.
        """
        reasons = []
        born = self.evidence.born(connection, person)
        if born is not None and age_on(born, self.context.today) >= self.context.number(
            "care.age_min"
        ):
            reasons.append("age")
        income = self.evidence.value(connection, person, Field.INCOME)
        if income is not None and int(income) < self.context.number("care.income_min"):
            reasons.append("income")
        return reasons

    def missing(self, connection: Connection, person: str) -> list[str]:
        """Return the steps of extra care that are still to be taken.

        Args:
            connection: An open database transaction.
            person: The person's identifier.

        Returns:
            The call, the confirmation, both, or nothing; a step counts for 90 days.

        Raises:
            ConfigError: POLICY:DAY when the policy pack does not cover today.
            VaultRefused: When the vault cannot open what it keeps of the person.
        """
        if not self.reasons(connection, person):
            return []
        since = self.context.now - timedelta(days=STEP_DAYS)
        steps = []
        for step in (CALL, CONFIRMATION):
            last = connection.scalar(
                select(care_steps.c.understood)
                .where(
                    care_steps.c.person == person,
                    care_steps.c.step == step,
                    care_steps.c.at >= since,
                )
                .order_by(care_steps.c.id.desc())
                .limit(1)
            )
            if not last:
                steps.append(step)
        return steps

    def confirm(self, person: str) -> None:
        """Record the client's second yes, which comes after the call.

        Args:
            person: The person's identifier.

        Raises:
            PersonRefused: CARE:CALL before the call; PEOPLE:UNKNOWN.
            ConfigError: POLICY:DAY when the policy pack does not cover today.
            VaultRefused: When the vault cannot open what it keeps of the person.
        """
        with self.context.database.writing() as connection:
            self.context.person(connection, person, lock=True)
            if CALL in self.missing(connection, person):
                raise PersonRefused("CARE:CALL", "one of us calls you first; then confirm")
            self._keep(connection, person, CONFIRMATION, by="client", understood=True)

    def record_call(self, person: str, *, staff: str, understood: bool) -> None:
        """Record that a member of staff has spoken with the client.

        Args:
            person: The person's identifier.
            staff: The member of staff who does it.
            understood: Whether the client understood the risks.

        Raises:
            PersonRefused: PEOPLE:UNKNOWN when nobody is registered under this identifier.
            Forbidden: ACCESS:OWN when it is about the member of staff.
        """
        with self.context.database.writing() as connection:
            self.context.person(connection, person, lock=True)
            self.conflicts.not_about_oneself(connection, staff, person)
            self._keep(connection, person, CALL, by=staff, understood=understood)

    def _keep(
        self, connection: Connection, person: str, step: str, *, by: str, understood: bool
    ) -> None:
        connection.execute(
            insert(care_steps).values(
                person=person, step=step, by=by, understood=understood, at=self.context.now
            )
        )
        self.context.note(
            connection, f"care.{step}", person, actor=by, details={"understood": understood}
        )
