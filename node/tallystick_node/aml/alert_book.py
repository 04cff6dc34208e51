"""Alerts: what each day's look has found, and which people are left alone for a while."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, insert, or_, select, update

from tallystick.errors import InputError
from tallystick_node.aml.context import written_text
from tallystick_node.aml.refusals import NoAml
from tallystick_node.aml.rules.catalogue import rule_of
from tallystick_node.infrastructure.vault.sealing import Place
from tallystick_node.storage.insertion import insert_absent
from tallystick_node.storage.tables import (
    aml_alert_people,
    aml_alerts,
    aml_cases,
    aml_snoozes,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Connection, Row

    from tallystick_node.aml.context import AmlDesk
    from tallystick_node.aml.rules.rule import RuleHit

__all__ = ["AlertBook", "AlertState", "RaisedAlert", "alerts_after"]

_SNOOZES = "aml:snoozes"


class AlertState(StrEnum):
    """Where an alert stands: nobody has looked, its person is left alone, it is in a case."""

    OPEN = "open"
    SNOOZED = "snoozed"
    IN_CASE = "in_case"


@dataclass(frozen=True, slots=True)
class RaisedAlert:
    """An alert without anybody in it. since, until: Unix seconds. people: how many it is about."""

    number: int
    rule: str
    version: int
    day: date
    since: int
    until: int
    amount: int
    score: int
    state: AlertState
    people: int


def alerts_after(connection: Connection, number: int, limit: int) -> list[RaisedAlert]:
    """Return alerts in the order in which they were raised, for who may not know whom they name.

    Args:
        connection: An open database transaction.
        number: Of the last one seen; 0 from the beginning.
        limit: How many at most.

    Returns:
        The alerts.
    """
    people = (
        select(func.count())
        .where(aml_alert_people.c.alert == aml_alerts.c.id)
        .correlate(aml_alerts)
        .scalar_subquery()
    )
    rows = connection.execute(
        select(aml_alerts, people.label("people"))
        .where(aml_alerts.c.id > number)
        .order_by(aml_alerts.c.id)
        .limit(limit)
    )
    return [
        RaisedAlert(
            row.id, row.rule, row.version, row.day, row.since, row.until, row.amount, row.score,
            AlertState(row.state), row.people,
        )
        for row in rows
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class AlertBook:
    """Keeps alerts and snoozes."""

    desk: AmlDesk

    def raise_one(self, connection: Connection, hit: RuleHit, day: date) -> bool:
        """Keep what a rule has found, once for each rule, subject and day.

        An alert about who is in an open case because of the same rule joins that case.

        Args:
            connection: An open transaction that writes.
            hit: What was found.
            day: The day that was looked at.

        Returns:
            True when it is new.
        """
        key = "aml.large.report_workdays" if hit.rule == "LARGE" else "aml.alert.decide_workdays"
        case = self._open_case(connection, hit)
        state = AlertState.OPEN if case is None else AlertState.IN_CASE
        if case is None and self._snoozed(connection, hit, day):
            state = AlertState.SNOOZED
        row = {
            "rule": hit.rule, "version": hit.version, "subject": hit.subject, "day": day,
            "since": hit.since, "until": hit.until, "amount": hit.amount, "score": hit.score,
            "flows": list(hit.flows), "facts": dict(hit.facts), "state": state, "case": case,
            "due_on": self.desk.due(day, key), "raised_at": self.desk.context.now,
        }  # fmt: skip
        added = connection.execute(
            insert_absent(connection, aml_alerts).returning(aml_alerts.c.id), row
        ).one_or_none()
        if added is None:
            return False
        people = [{"alert": added.id, "person": person} for person in hit.people]
        if people:
            connection.execute(insert(aml_alert_people), people)
        return True

    def alert(self, connection: Connection, number: int) -> Row[Any]:
        """Return an alert.

        Args:
            connection: An open database transaction.
            number: Its number.

        Returns:
            Its row.

        Raises:
            NoAml: AML:ALERT when there is none.
        """
        row = connection.execute(select(aml_alerts).where(aml_alerts.c.id == number)).one_or_none()
        if row is None:
            raise NoAml("AML:ALERT", f"there is no alert {number}")
        return row

    def people(self, connection: Connection, numbers: Iterable[int]) -> list[str]:
        """Return whom alerts are about.

        Args:
            connection: An open database transaction.
            numbers: The alerts.

        Returns:
            Persons, sorted.
        """
        question = (
            select(aml_alert_people.c.person)
            .where(aml_alert_people.c.alert.in_(list(numbers)))
            .distinct()
            .order_by(aml_alert_people.c.person)
        )
        return list(connection.scalars(question))

    def listed(
        self,
        connection: Connection,
        *,
        state: AlertState | None = None,
        rule: str | None = None,
        before: int | None = None,
        limit: int = 50,
    ) -> Sequence[Row[Any]]:
        """Return alerts, the newest first.

        Args:
            connection: An open database transaction.
            state: Of this state alone.
            rule: Of this rule alone.
            before: Older than the alert of this number.
            limit: How many at most.

        Returns:
            Their rows.
        """
        question = select(aml_alerts).order_by(aml_alerts.c.id.desc()).limit(limit)
        if state is not None:
            question = question.where(aml_alerts.c.state == state)
        if rule is not None:
            question = question.where(aml_alerts.c.rule == rule)
        if before is not None:
            question = question.where(aml_alerts.c.id < before)
        return connection.execute(question).all()

    def similar(
        self, connection: Connection, number: int, limit: int = 5
    ) -> Sequence[Row[Any, Any, Any, Any]]:
        """Return closed cases in which there was an alert of the same rule.

        Args:
            connection: An open database transaction.
            number: The alert.
            limit: How many at most.

        Returns:
            Case number, outcome, amount and score of each, the newest first.
        """
        rule = self.alert(connection, number).rule
        return connection.execute(
            select(aml_cases.c.id, aml_cases.c.outcome, aml_alerts.c.amount, aml_alerts.c.score)
            .join(aml_alerts, aml_alerts.c.case == aml_cases.c.id)
            .where(aml_alerts.c.rule == rule, aml_cases.c.outcome.is_not(None))
            .order_by(aml_cases.c.id.desc())
            .limit(limit)
        ).all()

    def snooze(
        self, connection: Connection, person: str, *, rule: str | None, until: date, reason: str,
        staff: str,
    ) -> int:  # fmt: skip
        """Leave a person alone for a while: alerts about them are kept, and wait for nobody.

        Args:
            connection: An open transaction that writes.
            person: Their identifier.
            rule: For one rule alone; for all without it.
            until: The last day, at most 180 days ahead or what the policy says.
            reason: Why, in words.
            staff: The member of staff who does it.

        Returns:
            The snooze's number.

        Raises:
            InputError: AML:SNOOZE for a day that is past or too far; AML:TEXT without a reason;
                AML:RULE for an unknown rule.
            PersonRefused: PEOPLE:UNKNOWN when there is no such person.
            Forbidden: ACCESS:OWN when it is about the member of staff.
        """
        desk, today = self.desk, self.desk.context.today
        text = written_text(reason, "the reason of a snooze")
        days = desk.context.number("aml.snooze.days_max")
        if not today < until <= today + timedelta(days=days):
            raise InputError("AML:SNOOZE", f"a snooze ends within {days} days, after {today}")
        if rule is not None:
            rule_of(rule)
        desk.context.person(connection, person)
        desk.kyc.conflicts.not_about_oneself(connection, staff, person)
        number = connection.execute(
            insert(aml_snoozes)
            .values(person=person, rule=rule, until=until, by=staff, at=desk.context.now)
            .returning(aml_snoozes.c.id)
        ).scalar_one()
        holder = f"{_SNOOZES}:{secrets.token_hex(8)}"
        desk.context.vault.open_for(connection, holder)
        place = Place("aml_snoozes", str(number), "reason")
        desk.context.vault.put(connection, holder, place, text.encode())
        connection.execute(
            update(aml_alerts)
            .where(
                aml_alerts.c.state == AlertState.OPEN,
                aml_alerts.c.subject == person,
                *([] if rule is None else [aml_alerts.c.rule == rule]),
            )
            .values(state=AlertState.SNOOZED)
        )
        details = {"rule": rule or "all", "until": str(until)}
        desk.note(connection, "aml.snoozed", f"aml snooze {number}", staff, details)
        return int(number)

    def ages(self, connection: Connection) -> dict[str, int]:
        """Return how many open alerts are how old, in days.

        Args:
            connection: An open database transaction.

        Returns:
            Counts of 0-2, 3-10, 11-30 and more days.
        """
        today = self.desk.context.today
        ages = dict.fromkeys(("0-2", "3-10", "11-30", "30+"), 0)
        rows = connection.execute(
            select(aml_alerts.c.day, func.count().label("alerts"))
            .where(aml_alerts.c.state == AlertState.OPEN)
            .group_by(aml_alerts.c.day)
        )
        for row in rows:
            days = (today - row.day).days
            name = (
                "0-2" if days <= 2 else "3-10" if days <= 10 else "11-30" if days <= 30 else "30+"
            )
            ages[name] += row.alerts
        return ages

    def _open_case(self, connection: Connection, hit: RuleHit) -> int | None:
        case: int | None = connection.scalar(
            select(aml_cases.c.id)
            .join(aml_alerts, aml_alerts.c.case == aml_cases.c.id)
            .where(
                aml_alerts.c.rule == hit.rule,
                aml_alerts.c.subject == hit.subject,
                aml_cases.c.outcome.is_(None),
            )
            .order_by(aml_cases.c.id.desc())
            .limit(1)
        )
        return case

    def _snoozed(self, connection: Connection, hit: RuleHit, day: date) -> bool:
        snoozed = connection.scalar(
            select(aml_snoozes.c.id)
            .where(
                aml_snoozes.c.person == hit.subject,
                aml_snoozes.c.until >= day,
                or_(aml_snoozes.c.rule.is_(None), aml_snoozes.c.rule == hit.rule),
            )
            .limit(1)
        )
        return snoozed is not None
