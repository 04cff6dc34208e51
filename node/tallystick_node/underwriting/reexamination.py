"""Cases in the queue are examined again once something that they rest on has changed.

People have the case by then, so people decide it: the node renews what they see, and no more.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, update

from tallystick_node.infrastructure.jobs.kinds import JobKind
from tallystick_node.infrastructure.jobs.rules import JobKey
from tallystick_node.products.guarantees import GUARANTEE_AGREED, VOUCH_GIVEN
from tallystick_node.products.invoices import INVOICE_CONFIRMED
from tallystick_node.products.onsite import ONSITE_REPORTED
from tallystick_node.storage.tables import applications, credit_reviews
from tallystick_node.underwriting.applications import ApplicationState
from tallystick_node.underwriting.reasons import ReviewReason

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from sqlalchemy import Connection

    from tallystick_node.infrastructure.jobs.kinds import Effect, Job
    from tallystick_node.underwriting.examination import Examination

__all__ = ["REEXAMINE", "Reexamination"]

REEXAMINE = "underwriting.reexamine"
# What may change a case's result. What an examination itself does, such as asking a bureau, is not
# among them: it would never end.
_CHANGES = frozenset(
    {
        "evidence.stated",
        "evidence.verified",
        "care.call",
        "care.confirmation",
        "consent.given",
        "person.rated",
        "person.related",
        "review.decided",
        "match.confirmed",
        "match.lifted",
        "blacklist.added",
        "blacklist.lifted",
        ONSITE_REPORTED,
        INVOICE_CONFIRMED,
        GUARANTEE_AGREED,
        VOUCH_GIVEN,
    }
)
_RESULT = ("score", "grade", "p_default_ppm", "rate_ppm", "level", "reasons")
_OPEN = (
    select(applications.c.id, applications.c.person, applications.c.reasons)
    .join(credit_reviews, credit_reviews.c.application == applications.c.id)
    .where(
        applications.c.state == ApplicationState.REFERRED, credit_reviews.c.closed_at.is_(None)
    )
    .order_by(credit_reviews.c.opened_at, applications.c.id)
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reexamination:
    """Examines what waits for people again."""

    examination: Examination

    @property
    def kind(self) -> JobKind:
        """The job; its subject is an application, and a word of chance where a change asked."""
        return JobKind(REEXAMINE, self._run, self.overtaken, of_today=True)

    def follow(self, connection: Connection, act: str, person: str) -> None:
        """Queue a person's cases when something happened that they rest on.

        Args:
            connection: The open database transaction of what happened.
            act: What was done, such as `evidence.verified`.
            person: To whom.
        """
        if act not in _CHANGES:
            return
        numbers = [row.id for row in self._open(connection, person)]
        service = self.examination.applications
        # Each change is a job of its own: one that runs already may have looked before it.
        keys = [
            JobKey(service.people.context.today, REEXAMINE, f"{number} {secrets.token_hex(8)}")
            for number in numbers
        ]
        service.queue.add(connection, keys)

    def overtaken(self, _: date) -> Iterable[str]:
        """Return the cases that still wait for an income which was verified meanwhile.

        Args:
            _: A local date of the platform.

        Returns:
            The applications' identifiers, the longest waiting first.
        """
        service = self.examination.applications
        with service.people.context.database.reading() as connection:
            return [
                row.id
                for row in connection.execute(_OPEN).all()
                if ReviewReason.INCOME_UNVERIFIED in (row.reasons or ())
                and service.borrowers.seen_by_staff(connection, row.person).income_verified
            ]

    def examine(self, number: str) -> Effect:
        """Judge a case anew by what is known now.

        Args:
            number: The application's identifier.

        Returns:
            What keeps the result, to be run in a transaction; nothing is kept once the case is
            decided or withdrawn.

        Raises:
            NoApplication: APPLICATION:NONE when there is no such application.
            ProviderFailed: While the bureau does not answer: the case is examined later.
            InputError: BUREAU:COLUMN when a bureau's number is not a number.
            CreditError: When the card cannot judge or price what is known.
            ConfigError: POLICY:DAY when the policy pack does not cover today.
            VaultRefused: When the vault cannot open what it keeps of the person.
        """
        examination = self.examination
        service = examination.applications
        with service.people.context.database.reading() as connection:
            if service.row(connection, number).state != ApplicationState.REFERRED:
                return _nothing
        _, case, stage_findings = examination.judged(number)

        def effect(connection: Connection) -> None:
            row = service.row(connection, number, lock=True)
            if row.state != ApplicationState.REFERRED:
                return
            values = examination.keep(connection, row, case, stage_findings)
            connection.execute(
                update(applications).where(applications.c.id == number).values(**values)
            )
            moved = any(getattr(row, name) != values[name] for name in _RESULT)
            examination.queue.examined_again(connection, number, moved=moved)
            examination.note(connection, row, stage_findings)

        return effect

    def _open(self, connection: Connection, person: str) -> Sequence[Any]:
        return connection.execute(_OPEN.where(applications.c.person == person)).all()

    def _run(self, job: Job) -> Effect:
        return self.examine(job.key.subject.split(" ")[0])


def _nothing(_: Connection) -> None:
    return None
