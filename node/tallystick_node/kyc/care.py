"""Extra care for who is old or has little: a lower cap, a second yes, and a call by a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import insert, select

from tallystick_node.kyc.fields import Field
from tallystick_node.kyc.refusals import PersonRefused
from tallystick_node.storage.tables import care_steps

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tallystick_node.kyc.context import Surroundings
    from tallystick_node.kyc.evidence import Evidence

__all__ = ["CALL", "CONFIRMATION", "Care", "age_on"]

CALL, CONFIRMATION = "call", "confirmation"
# Steps are taken anew for each credential: these many days before it, at most.
STEP_DAYS = 90


def age_on(born: date, day: date) -> int:
    """Return the age in whole years on a day."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


@dataclass(frozen=True, slots=True)
class Care:
    """Says who needs it and what is missing, and keeps the steps."""

    around: Surroundings
    evidence: Evidence

    def reasons(self, connection: Connection, person: str) -> list[str]:
        """Return why a person needs extra care: `age`, `income`; empty when he does not."""
        found = []
        number = self.evidence.value(connection, person, Field.ID_NUMBER)
        if number is not None:
            born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
            if age_on(born, self.around.today) >= self.around.number("care.age_min"):
                found.append("age")
        income = self.evidence.value(connection, person, Field.INCOME)
        if income is not None and int(income) < self.around.number("care.income_min"):
            found.append("income")
        return found

    def missing(self, connection: Connection, person: str) -> list[str]:
        """Return the steps that are still to be taken: the call, the confirmation, or none."""
        if not self.reasons(connection, person):
            return []
        since = self.around.now - timedelta(days=STEP_DAYS)
        found = []
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
                found.append(step)
        return found

    def confirm(self, person: str) -> None:
        """Take down the client's second yes; it comes after the call. `CARE:CALL` before it."""
        with self.around.database.writing() as connection:
            self.around.person(connection, person, lock=True)
            if CALL in self.missing(connection, person):
                raise PersonRefused("CARE:CALL", "one of us calls you first; then confirm")
            self._keep(connection, person, CONFIRMATION, by="client", understood=True)

    def record_call(self, person: str, *, staff: str, understood: bool) -> None:
        """Take down that one of staff has spoken with the client, and whether he understood."""
        with self.around.database.writing() as connection:
            self.around.person(connection, person, lock=True)
            self._keep(connection, person, CALL, by=staff, understood=understood)

    def _keep(
        self, connection: Connection, person: str, step: str, *, by: str, understood: bool
    ) -> None:
        connection.execute(
            insert(care_steps).values(
                person=person, step=step, by=by, understood=understood, at=self.around.now
            )
        )
        self.around.note(
            connection, f"care.{step}", person, actor=by, details={"understood": understood}
        )
