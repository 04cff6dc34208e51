"""Cases: alerts that somebody looks into, alone at a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, update

from tallystick.errors import InputError
from tallystick_node.aml.alert_book import AlertState
from tallystick_node.aml.case_rules import (
    ActKind,
    CaseLevel,
    CaseState,
    may_follow,
)
from tallystick_node.aml.context import holder_of, written_text
from tallystick_node.aml.refusals import AmlRefused, NoAml
from tallystick_node.storage.insertion import insert_absent
from tallystick_node.storage.tables import (
    aml_alerts,
    aml_case_acts,
    aml_case_links,
    aml_case_people,
    aml_cases,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Connection, Row

    from tallystick_node.aml.alert_book import AlertBook
    from tallystick_node.aml.context import AmlDesk

__all__ = ["LEASE_HOURS", "CaseAct", "CaseBook"]

# A case that nobody has touched for so long may be taken by a colleague.
LEASE_HOURS = 24


@dataclass(frozen=True, slots=True)
class CaseAct:
    """What was done in a case, by whom and when, in their words."""

    kind: ActKind
    by: str
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class CaseBook:
    """Keeps cases."""

    desk: AmlDesk
    alerts: AlertBook

    def open(
        self, connection: Connection, numbers: Iterable[int], level: CaseLevel, staff: str
    ) -> int:
        """Open a case of some alerts.

        Args:
            connection: An open transaction that writes.
            numbers: The alerts, at least one, none of them in a case.
            level: How much it matters.
            staff: The member of staff, who has the case from now on.

        Returns:
            The case's number.

        Raises:
            InputError: AML:ALERTS without an alert.
            NoAml: AML:ALERT when there is none of a number.
            AmlRefused: AML:TAKEN when one is in a case already.
            Forbidden: ACCESS:OWN when one is about the member of staff.
        """
        wanted = sorted(set(numbers))
        if not wanted:
            raise InputError("AML:ALERTS", "a case has at least one alert")
        rows = [self.alerts.alert(connection, number) for number in wanted]
        for row in rows:
            if row.state == AlertState.IN_CASE:
                raise AmlRefused("AML:TAKEN", f"alert {row.id} is in case {row.case} already")
        people = self.alerts.people(connection, wanted)
        self.desk.kyc.conflicts.not_about_oneself(connection, staff, *people)
        number = connection.execute(
            insert(aml_cases)
            .values(
                state=CaseState.INVESTIGATING, level=level, assignee=staff,
                lease_until=self._lease_end(), due_on=min(row.due_on for row in rows),
                opened_by=staff, opened_at=self.desk.context.now,
            )
            .returning(aml_cases.c.id)
        ).scalar_one()  # fmt: skip
        self.desk.context.vault.open_for(connection, holder_of(number))
        joined = connection.execute(
            update(aml_alerts)
            .where(aml_alerts.c.id.in_(wanted), aml_alerts.c.case.is_(None))
            .values(state=AlertState.IN_CASE, case=number)
            .returning(aml_alerts.c.id)
        ).all()
        if len(joined) != len(wanted):
            raise AmlRefused("AML:TAKEN", "a colleague has just taken one of these alerts")
        for person in people:
            tie = {"case": number, "person": person}
            connection.execute(insert_absent(connection, aml_case_people), tie)
        self.add_act(connection, number, ActKind.OPENED, staff, f"alerts {wanted}")
        self.note(connection, "aml.case_opened", number, staff, {"alerts": wanted})
        return int(number)

    def case(self, connection: Connection, number: int, *, lock: bool = False) -> Row[Any]:
        """Return a case.

        Args:
            connection: An open database transaction.
            number: Its number.
            lock: Whether others who change it wait.

        Returns:
            Its row.

        Raises:
            NoAml: AML:CASE when there is none.
        """
        question = select(aml_cases).where(aml_cases.c.id == number)
        row = connection.execute(question.with_for_update() if lock else question).one_or_none()
        if row is None:
            raise NoAml("AML:CASE", f"there is no case {number}")
        return row

    def listed(
        self,
        connection: Connection,
        *,
        state: CaseState | None = None,
        assignee: str | None = None,
        among: Iterable[int] | None = None,
        before: int | None = None,
        limit: int = 50,
    ) -> Sequence[Row[Any]]:
        """Return cases, the newest first; without a state those that are not closed.

        Args:
            connection: An open database transaction.
            state: Of this state alone.
            assignee: In the hands of this wallet alone.
            among: Of these numbers alone.
            before: Older than the case of this number.
            limit: How many at most.

        Returns:
            Their rows.
        """
        question = select(aml_cases).order_by(aml_cases.c.id.desc()).limit(limit)
        if state is None:
            question = question.where(aml_cases.c.state != CaseState.CLOSED)
        else:
            question = question.where(aml_cases.c.state == state)
        if assignee is not None:
            question = question.where(aml_cases.c.assignee == assignee)
        if among is not None:
            question = question.where(aml_cases.c.id.in_(sorted(among)))
        if before is not None:
            question = question.where(aml_cases.c.id < before)
        return connection.execute(question).all()

    def people(self, connection: Connection, number: int) -> list[str]:
        """Return whom a case is about.

        Args:
            connection: An open database transaction.
            number: The case.

        Returns:
            Persons, sorted.
        """
        question = select(aml_case_people.c.person).where(aml_case_people.c.case == number)
        return sorted(connection.scalars(question))

    def linked(self, connection: Connection, number: int) -> list[int]:
        """Return the cases that a case is linked to.

        Args:
            connection: An open database transaction.
            number: The case.

        Returns:
            Their numbers, sorted.
        """
        question = select(aml_case_links.c.other).where(aml_case_links.c.case == number)
        return sorted(connection.scalars(question))

    def acts(self, connection: Connection, number: int) -> list[CaseAct]:
        """Return what was done in a case.

        Args:
            connection: An open database transaction.
            number: The case.

        Returns:
            The acts, the oldest first.
        """
        rows = connection.execute(
            select(aml_case_acts).where(aml_case_acts.c.case == number).order_by(aml_case_acts.c.id)
        ).all()
        return [
            CaseAct(
                ActKind(row.kind), row.by, row.at,
                self.desk.unseal(connection, "aml_case_acts", row.id, number),
            )
            for row in rows
        ]  # fmt: skip

    def take(self, connection: Connection, number: int, staff: str) -> None:
        """Take a case, or keep it for another day.

        Args:
            connection: An open transaction that writes.
            number: The case.
            staff: The member of staff.

        Raises:
            NoAml: AML:CASE when there is none.
            AmlRefused: AML:CLOSED when it is closed; AML:LEASE while a colleague has it.
            Forbidden: ACCESS:OWN when it is about the member of staff.
        """
        row = self.workable(connection, number, staff)
        now = self.desk.context.now
        if row.assignee not in {None, staff} and row.lease_until > now:
            raise AmlRefused("AML:LEASE", "a colleague has this case; wait, or ask them")
        connection.execute(
            update(aml_cases)
            .where(aml_cases.c.id == number)
            .values(assignee=staff, lease_until=self._lease_end())
        )
        self.note(connection, "aml.case_taken", number, staff, {})

    def write(
        self, connection: Connection, number: int, kind: ActKind, text: str, staff: str
    ) -> None:
        """Write down what was done in a case.

        Args:
            connection: An open transaction that writes.
            number: The case.
            kind: What it was: NOTE, ASKED, EDD or EXIT.
            text: In the words of staff.
            staff: The member of staff, who has the case.

        Raises:
            InputError: AML:ACT for another kind; AML:TEXT for an empty or long text.
            NoAml: AML:CASE when there is none.
            AmlRefused: AML:CLOSED when it is closed; AML:LEASE when they do not have it.
            Forbidden: ACCESS:OWN when it is about the member of staff.
        """
        if kind not in {ActKind.NOTE, ActKind.ASKED, ActKind.EDD, ActKind.EXIT}:
            raise InputError("AML:ACT", f"{kind} is not written by hand")
        self.held(connection, number, staff)
        self.add_act(connection, number, kind, staff, written_text(text, "what was done"))
        self.note(connection, f"aml.case_{kind}", number, staff, {})

    def move(self, connection: Connection, number: int, state: CaseState, staff: str) -> None:
        """Say where a case stands.

        Args:
            connection: An open transaction that writes.
            number: The case.
            state: INVESTIGATING, WAITING or ESCALATED.
            staff: The member of staff, who has the case.

        Raises:
            NoAml: AML:CASE when there is none.
            AmlRefused: AML:STATE when that does not follow; AML:PROPOSAL for closing it, which
                `propose` and `decide` do; AML:CLOSED or AML:LEASE as for `write`.
            Forbidden: ACCESS:OWN when it is about the member of staff.
        """
        row = self.held(connection, number, staff)
        now = CaseState(row.state)
        if state in {CaseState.CLOSING, CaseState.CLOSED}:
            raise AmlRefused(
                "AML:PROPOSAL", "a case is closed by two: propose an outcome, a colleague decides"
            )
        if now is CaseState.CLOSING or not may_follow(now, state):
            raise AmlRefused("AML:STATE", f"a case that is {now} does not become {state}")
        connection.execute(update(aml_cases).where(aml_cases.c.id == number).values(state=state))
        self.add_act(connection, number, ActKind.MOVED, staff, state)
        self.note(connection, "aml.case_moved", number, staff, {"state": state})

    def link(self, connection: Connection, number: int, other: int, staff: str) -> None:
        """Link two cases, each to the other.

        Args:
            connection: An open transaction that writes.
            number: The case.
            other: The other case.
            staff: The member of staff, who has the case.

        Raises:
            InputError: AML:LINK when they are one.
            NoAml: AML:CASE when there is none of a number.
            AmlRefused: AML:CLOSED or AML:LEASE as for `write`.
            Forbidden: ACCESS:OWN when it is about the member of staff.
        """
        if number == other:
            raise InputError("AML:LINK", "a case is not linked to itself")
        self.held(connection, number, staff)
        self.case(connection, other)
        for left, right in ((number, other), (other, number)):
            row = {"case": left, "other": right}
            connection.execute(insert_absent(connection, aml_case_links), row)
        self.note(connection, "aml.case_linked", number, staff, {"other": other})

    def workable(self, connection: Connection, number: int, staff: str) -> Row[Any]:
        """Return a case that a member of staff may work on.

        Args:
            connection: An open transaction that writes.
            number: The case.
            staff: The member of staff.

        Returns:
            Its row, which others wait for.

        Raises:
            NoAml: AML:CASE when there is none.
            AmlRefused: AML:CLOSED when it is closed.
            Forbidden: ACCESS:OWN when it is about the member of staff.
        """
        row = self.case(connection, number, lock=True)
        if row.state == CaseState.CLOSED:
            raise AmlRefused("AML:CLOSED", f"case {number} is closed")
        people = self.people(connection, number)
        self.desk.kyc.conflicts.not_about_oneself(connection, staff, *people)
        return row

    def held(self, connection: Connection, number: int, staff: str) -> Row[Any]:
        """Return a case that a member of staff has.

        Args:
            connection: An open transaction that writes.
            number: The case.
            staff: The member of staff.

        Returns:
            Its row, which others wait for.

        Raises:
            NoAml, Forbidden: As for `workable`.
            AmlRefused: AML:CLOSED when it is closed; AML:LEASE when they do not have it.
        """
        row = self.workable(connection, number, staff)
        if row.assignee != staff or row.lease_until <= self.desk.context.now:
            raise AmlRefused("AML:LEASE", "take the case first: you do not have it, or no longer")
        return row

    def _lease_end(self) -> datetime:
        return self.desk.context.now + timedelta(hours=LEASE_HOURS)

    def add_act(
        self, connection: Connection, case: int, kind: ActKind, staff: str, text: str
    ) -> None:
        """Write down what was done, sealed under the key of the case.

        Args:
            connection: An open transaction that writes.
            case: The case.
            kind: What it was.
            staff: Who did it.
            text: In words.
        """
        number = connection.execute(
            insert(aml_case_acts)
            .values(case=case, kind=kind, by=staff, at=self.desk.context.now)
            .returning(aml_case_acts.c.id)
        ).scalar_one()
        self.desk.seal(connection, "aml_case_acts", number, case, text)

    def note(
        self, connection: Connection, act: str, case: int, staff: str, details: dict[str, Any]
    ) -> None:
        """Journal what was done; last in a transaction.

        Args:
            connection: An open transaction that writes.
            act: What was done.
            case: The case.
            staff: Who did it.
            details: Numbers and codes.
        """
        self.desk.note(connection, act, f"aml case {case}", staff, details)
