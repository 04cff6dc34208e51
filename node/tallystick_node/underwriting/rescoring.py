"""Monthly rescoring of borrowers: the same card, what is known by now, and what changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from tallystick_node.credit.applicant import Judge
from tallystick_node.infrastructure.jobs.kinds import JobKind
from tallystick_node.storage.insertion import insert_absent
from tallystick_node.storage.tables import credit_offers, loans, rescores
from tallystick_node.underwriting.features import features_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from sqlalchemy import Connection, Row

    from tallystick_node.infrastructure.jobs.kinds import Effect, Job
    from tallystick_node.underwriting.examination import Examination

__all__ = ["RESCORE", "Rescoring"]

RESCORE = "underwriting.rescore"
PPM = 10**6
_OWING = ("active",)


@dataclass(frozen=True, slots=True)
class Rescoring:
    """Scores borrowers again on the first day of each month."""

    examination: Examination

    @property
    def kind(self) -> JobKind:
        """The job."""
        return JobKind(RESCORE, self._run, self.due)

    def due(self, day: date) -> Iterable[str]:
        """Return the applications whose loans are active, on the first of a month.

        Args:
            day: A local date of the platform.

        Returns:
            Their identifiers, in the order of the loans; empty on other days.
        """
        if day.day != 1:
            return []
        with self._database.reading() as connection:
            return list(
                connection.scalars(
                    select(credit_offers.c.application)
                    .join(loans, loans.c.loan == credit_offers.c.loan)
                    .where(loans.c.status.in_(_OWING))
                    .order_by(credit_offers.c.loan)
                )
            )

    def grades(self, connection: Connection, number: str) -> list[Row[Any]]:
        """Return every re-score of an application.

        Args:
            connection: An open database transaction.
            number: The application's identifier.

        Returns:
            Their rows, the oldest first.
        """
        return list(
            connection.execute(
                select(rescores).where(rescores.c.application == number).order_by(rescores.c.day)
            )
        )

    @property
    def _database(self) -> Any:
        return self.examination.applications.people.context.database

    def _run(self, job: Job) -> Effect:
        """Judge with what is known today; a bureau is not asked, its last report counts."""
        examination, number = self.examination, job.key.subject
        service = examination.applications
        with self._database.reading() as connection:
            row = service.row(connection, number)
            features = features_of(
                examination.card, service.order(connection, row),
                service.borrowers.of(connection, row.person, row.amount),
                service.borrowers.last_report(connection, row.person), examination.unit,
            )  # fmt: skip
            before = self._before(connection, number, row)
        judged = Judge(examination.card).judge(features)
        names = [grade.name for grade in examination.card.grades]
        downgraded = before in names and names.index(judged.grade) > names.index(before)

        def effect(connection: Connection) -> None:
            connection.execute(
                insert_absent(connection, rescores),
                {
                    "application": number, "day": job.key.business_date,
                    "model": examination.card.hash, "score": judged.score, "grade": judged.grade,
                    "p_default_ppm": round(judged.p_default * PPM), "downgraded": downgraded,
                },
            )  # fmt: skip
            if downgraded:
                service.people.context.note(
                    connection, "borrower.downgraded", row.person, actor="node",
                    details={"application": number, "from": before, "to": judged.grade},
                )  # fmt: skip

        return effect

    def _before(self, connection: Connection, number: str, row: Row[Any]) -> str:
        last = self.grades(connection, number)
        return str(last[-1].grade if last else row.grade)
