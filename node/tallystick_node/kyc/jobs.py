"""What is done for people each day: screening, reminders, and tidying up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from tallystick_node.infrastructure.jobs.kinds import Effect, Job, JobKind
from tallystick_node.kyc.notices import PERSON_HOLDER
from tallystick_node.kyc.watchlist import RESCREEN
from tallystick_node.storage.tables import assessments, credentials, persons

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tallystick_node.kyc.service import Kyc
    from tallystick_node.storage import Database

__all__ = ["REMIND", "SCREEN", "TIDY", "PeopleDays"]

SCREEN, REMIND, TIDY = "people.screen", "people.remind", "people.tidy"
REMINDED_DAYS_BEFORE = (30, 7, 1)
_DAY = timedelta(days=1)
DAY_SECONDS = 86_400


@dataclass(frozen=True, slots=True)
class PeopleDays:
    """The kinds of jobs; `people` is None where they are only listed."""

    database: Database
    people: Kyc | None

    @property
    def kinds(self) -> list[JobKind]:
        """All of them."""
        return [
            JobKind(SCREEN, self._screen, self._everybody),
            JobKind(RESCREEN, self._rescreen, lambda _: ()),
            JobKind(REMIND, self._remind),
            JobKind(TIDY, self._tidy),
        ]

    @property
    def _service(self) -> Kyc:
        assert self.people is not None, "jobs are run where the service is"
        return self.people

    def _everybody(self, day: date) -> Iterable[str]:
        del day
        with self.database.reading() as connection:
            return list(
                connection.scalars(
                    select(persons.c.id).where(persons.c.state == "open").order_by(persons.c.id)
                )
            )

    def _screen(self, job: Job) -> Effect:
        """Look for a person in the newest version of every list."""
        return self._service.watchlist.looked(job.key.subject)

    def _rescreen(self, job: Job) -> Effect:
        """Look for a person in the version that has just come in; subject is `LIST:PERSON`."""
        number, _, person = job.key.subject.partition(":")
        return self._service.watchlist.looked(person, only=int(number))

    def _tidy(self, job: Job) -> Effect:
        """Destroy codes of yesterday, challenges that nobody can answer, and limits that ended.

        And the log of an SQLite file, where an erasure of yesterday found a reader in its midst.
        """
        del job
        service = self._service
        service.context.database.settle()

        def effect(connection: Connection) -> None:
            service.codes.forget_old(connection)
            service.challenges.forget_old(connection)
            service.remnants.forget_old(connection)

        return effect

    def _remind(self, job: Job) -> Effect:
        """Tell people that a questionnaire or a credential ends in 30 days, in 7, and tomorrow."""
        day = job.key.business_date

        def effect(connection: Connection) -> None:
            for days in REMINDED_DAYS_BEFORE:
                last = day + days * _DAY
                for number, person in self._ending_answers(connection, last):
                    self._notice(connection, "assessment", number, person, days)
                for number, person in self._ending_credentials(connection, last):
                    self._notice(connection, "credential", number, person, days)

        return effect

    def _ending_answers(self, connection: Connection, last: date) -> list[tuple[int, str]]:
        rows = connection.execute(
            select(assessments.c.id, assessments.c.person).where(
                assessments.c.expires_on == last, assessments.c.signed_at.is_not(None)
            )
        ).all()
        return [(row.id, row.person) for row in rows]

    def _ending_credentials(self, connection: Connection, last: date) -> list[tuple[int, str]]:
        end = self._service.credentials.end_of(last)
        rows = connection.execute(
            select(credentials.c.id, credentials.c.person).where(
                credentials.c.expiry > end - DAY_SECONDS, credentials.c.expiry <= end
            )
        ).all()
        return [(row.id, row.person) for row in rows]

    def _notice(
        self, connection: Connection, what: str, number: int, person: str, days: int
    ) -> None:
        self._service.context.outbox.put(
            connection,
            key=f"remind:{what}:{number}:{days}",
            channel="notice",
            recipient=PERSON_HOLDER + person,
            content={"template": f"{what} ends", "days": days},
        )
