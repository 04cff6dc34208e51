"""The table of jobs: planned, leased, done, or set aside as dead.

A job is leased with a token that counts up. Completing it needs the newest token, in the
transaction that writes the job's effect: a worker that was thought dead cannot write twice.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import takewhile
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, and_, bindparam, func, or_, select, update
from sqlalchemy.exc import IntegrityError

from tallystick.errors import TallystickError
from tallystick_node.infrastructure.jobs.kinds import Job
from tallystick_node.infrastructure.jobs.rules import JobKey, retry_delay
from tallystick_node.storage.insertion import insert_absent, inserted
from tallystick_node.storage.tables import job_days, jobs

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row

    from tallystick_node.infrastructure.clock import Clock
    from tallystick_node.storage import Database

__all__ = [
    "DEAD",
    "DONE",
    "LEASED",
    "WAITING",
    "Death",
    "JobQueue",
    "LeaseLost",
    "OpenJob",
    "unheard",
]

WAITING, LEASED, DONE, DEAD = "waiting", "leased", "done", "dead"
_ERROR_MAX = 256
_LEASED_AT_ONCE = 32

# Written in the transaction that sets a job aside: who hears of it, by which code it failed last.
Death = Callable[["Connection", JobKey, str], None]


class LeaseLost(TallystickError):  # noqa: N818 - named by what happened
    """Another worker has taken the job since; nothing of this run is kept."""


@dataclass(frozen=True, slots=True)
class OpenJob:
    """A job that is not done; `code` is that of its last failure."""

    key: JobKey
    state: str
    attempts: int
    code: str | None


def unheard(connection: Connection, key: JobKey, code: str) -> None:
    """Tell nobody of a dead job: its row in the table is all.

    Args:
        connection: An open database transaction.
        key: The job's key.
        code: The code of its last failure.
    """
    del connection, key, code


@dataclass(frozen=True, slots=True)
class JobQueue:
    """Jobs of one database; any number of workers in any number of processes share it.

    attempts_max: after so many failures a job is dead: it stays, and is not tried by itself.
    """

    database: Database
    clock: Clock
    lease_seconds: int = 120
    attempts_max: int = 30

    def planned_through(self, kind: str) -> date | None:
        """Return the last day that a kind was planned for.

        Args:
            kind: The kind's name.

        Returns:
            The day, None before the first.
        """
        return self.planned_days().get(kind)

    def planned_days(self) -> dict[str, date]:
        """Return the last day that each kind was planned for.

        Returns:
            Days by the kind's name; a kind that was never planned is left out.
        """
        with self.database.reading() as connection:
            return {row.kind: row.planned_through for row in connection.execute(_DAYS)}

    def plan(
        self, kind: str, subjects: Iterable[str], day: date, planned_through: date | None
    ) -> bool:
        """Add a day's jobs of a kind.

        Args:
            kind: The kind's name.
            subjects: For whom.
            day: The business date.
            planned_through: The last day that the caller knows to be planned.

        Returns:
            False when another process has planned that day meanwhile.
        """
        keys = [JobKey(day, kind, subject) for subject in subjects]
        try:
            with self.database.writing() as connection:
                if not _advance(connection, kind, day, planned_through):
                    return False
                self.add(connection, keys)
        except IntegrityError:
            return False  # two began the kind at once; the other one has planned it
        return True

    def add(self, connection: Connection, keys: Iterable[JobKey]) -> None:
        """Add jobs in the caller's transaction; those that are there already stay as they are.

        Args:
            connection: An open database transaction.
            keys: The jobs' keys.
        """
        rows = [self._row(key) for key in keys]
        if rows:
            connection.execute(insert_absent(connection, jobs), rows)

    def add_one(self, connection: Connection, key: JobKey) -> bool:
        """Add a job in the caller's transaction.

        Args:
            connection: An open database transaction.
            key: The job's key.

        Returns:
            False when it is there already.
        """
        return inserted(connection, jobs, self._row(key))

    def _row(self, key: JobKey) -> dict[str, object]:
        now = self.clock()
        return {
            "kind": key.kind, "subject": key.subject, "business_date": key.business_date,
            "state": WAITING, "attempts": 0, "not_before": now, "lease_token": 0,
            "created_at": now,
        }  # fmt: skip

    def claim(self, worker: str, kinds: Iterable[str]) -> Job | None:
        """Lease the oldest job that may be done now.

        A job waits for all earlier days of its kind and subject, dead ones too, and for no other.

        Args:
            worker: The worker's name.
            kinds: The kinds that it can do.

        Returns:
            The leased job, None when there is none.
        """
        leased = self.claim_some(worker, kinds, frozenset())
        return leased[0] if leased else None

    def claim_some(self, worker: str, kinds: Iterable[str], brief: Collection[str]) -> list[Job]:
        """Lease the oldest job that may be done now, and with a brief one those that follow it.

        Args:
            worker: The worker's name.
            kinds: The kinds that it can do.
            brief: Those of them whose jobs take no time to speak of.

        Returns:
            The leased jobs: none, one, or at most 32 brief ones.
        """
        now = self.clock()
        wanted = {"kinds": list(kinds), "now": now, "limit": _LEASED_AT_ONCE if brief else 1}
        with self.database.writing() as connection:
            ready = connection.execute(_FREE, wanted).all()
            rows = list(takewhile(lambda row: row.kind in brief, ready)) or ready[:1]
            if rows:
                lease = {
                    "numbers": [row.id for row in rows], "worker": worker,
                    "until": now + timedelta(seconds=self.lease_seconds),
                }  # fmt: skip
                connection.execute(_LEASE, lease)
        return [Job(row.id, _key(row), row.lease_token + 1, row.attempts + 1) for row in rows]

    def complete(self, connection: Connection, job: Job) -> None:
        """Mark a job as done in the transaction of its effect.

        Args:
            connection: An open database transaction.
            job: The leased job.

        Raises:
            LeaseLost: JOB:LEASE when another worker has the job; it undoes both.
        """
        self._settle(connection, job, state=DONE, error=None, finished_at=self.clock())

    def give_back(self, job: Job, error: str, bury: Death = unheard) -> bool:
        """Let a job that failed wait before it is tried again.

        Args:
            job: The leased job.
            error: The code of the failure.
            bury: What is written with the job's death, in the same transaction.

        Returns:
            False when it is dead: it has failed `attempts_max` times.

        Raises:
            LeaseLost: JOB:LEASE when another worker has the job.
        """
        code, now = error[:_ERROR_MAX], self.clock()
        again = job.attempts < self.attempts_max
        with self.database.writing() as connection:
            if again:
                later = now + retry_delay(job.attempts)
                self._settle(connection, job, state=WAITING, error=code, not_before=later)
            else:
                self._settle(connection, job, state=DEAD, error=code)
                bury(connection, job.key, code)
        return again

    def revive(self, connection: Connection, key: JobKey) -> bool:
        """Let a dead job be tried again, with all its tries.

        Args:
            connection: An open database transaction.
            key: The job's key.

        Returns:
            False when there is no such dead job.
        """
        revived = connection.execute(
            update(jobs)
            .where(
                jobs.c.kind == key.kind,
                jobs.c.subject == key.subject,
                jobs.c.business_date == key.business_date,
                jobs.c.state == DEAD,
            )
            .values(state=WAITING, attempts=0, not_before=self.clock())
        )
        return revived.rowcount == 1

    def counts(self) -> dict[str, int]:
        """Return how many jobs are in which state.

        Returns:
            Counts by state.
        """
        question = select(jobs.c.state, func.count()).group_by(jobs.c.state)
        with self.database.reading() as connection:
            return dict(connection.execute(question).all())

    def oldest_open(self) -> datetime | None:
        """Return when the oldest job that is not done was planned.

        Returns:
            The time, None when all are done.
        """
        with self.database.reading() as connection:
            planned_at: datetime | None = connection.scalar(
                select(func.min(jobs.c.created_at)).where(_open(jobs.c.state))
            )
        return planned_at

    def open_jobs(self) -> list[OpenJob]:
        """Return the jobs that are not done.

        Returns:
            The jobs, by day, kind and subject.
        """
        question = (
            select(jobs)
            .where(_open(jobs.c.state))
            .order_by(jobs.c.business_date, jobs.c.kind, jobs.c.subject)
        )
        with self.database.reading() as connection:
            return [
                OpenJob(_key(row), row.state, row.attempts, row.error)
                for row in connection.execute(question)
            ]

    def _settle(self, connection: Connection, job: Job, **values: object) -> None:
        lease = {"of_number": job.number, "of_token": job.token}
        settled = {"leased_by": None, "leased_until": None, **values}
        changed = connection.execute(_SETTLE, lease | settled).rowcount
        if changed != 1:
            raise LeaseLost(
                "JOB:LEASE",
                f"the lease {job.token} of {job.key.kind} for {job.key.subject} on"
                f" {job.key.business_date} has passed to another worker",
            )


def _advance(connection: Connection, kind: str, day: date, planned_through: date | None) -> bool:
    if planned_through is None:
        connection.execute(job_days.insert().values(kind=kind, planned_through=day))
        return True
    moved = connection.execute(
        update(job_days)
        .where(job_days.c.kind == kind, job_days.c.planned_through == planned_through)
        .values(planned_through=day)
    )
    return moved.rowcount == 1


def _open(state: ColumnElement[str]) -> ColumnElement[bool]:
    return state != DONE


def _free() -> ColumnElement[bool]:
    now = bindparam("now", type_=jobs.c.not_before.type)
    waiting = and_(jobs.c.state == WAITING, jobs.c.not_before <= now)
    return or_(waiting, and_(jobs.c.state == LEASED, jobs.c.leased_until < now))


def _earlier_open() -> ColumnElement[bool]:
    earlier = jobs.alias("earlier")
    question = (
        select(earlier.c.id)
        .where(
            earlier.c.kind == jobs.c.kind,
            earlier.c.subject == jobs.c.subject,
            earlier.c.business_date < jobs.c.business_date,
            _open(earlier.c.state),
        )
        .correlate(jobs)
    )
    # OFFSET 0 keeps PostgreSQL from making it a join. Of a day that was just planned it has no
    # statistics, and would compare each job with each other.
    return question.offset(0).exists()


def _key(row: Row[tuple[object, ...]]) -> JobKey:
    return JobKey(row.business_date, row.kind, row.subject)


# Each look of a worker asks these: they are put together once.
_DAYS = select(job_days.c.kind, job_days.c.planned_through)
_FREE = (
    select(jobs)
    .where(jobs.c.kind.in_(bindparam("kinds", expanding=True)), _free(), ~_earlier_open())
    .order_by(jobs.c.business_date, jobs.c.id)
    .limit(bindparam("limit"))
    .with_for_update(skip_locked=True)
)
_LEASE = (
    update(jobs)
    .where(jobs.c.id.in_(bindparam("numbers", expanding=True)))
    .values(
        state=LEASED, lease_token=jobs.c.lease_token + 1, leased_by=bindparam("worker"),
        leased_until=bindparam("until", type_=jobs.c.leased_until.type),
        attempts=jobs.c.attempts + 1,
    )
)  # fmt: skip
_SETTLE = update(jobs).where(
    jobs.c.id == bindparam("of_number"),
    jobs.c.lease_token == bindparam("of_token"),
    jobs.c.state == LEASED,
)
