"""A job that fails again and again is set aside, never lost, and holds up its own subject alone."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from tallystick.errors import ConfigError
from tallystick_node.bootstrap.housekeeping import forget
from tallystick_node.infrastructure.clock import BusinessClock
from tallystick_node.infrastructure.jobs.kinds import Effect, Job, JobKind
from tallystick_node.infrastructure.jobs.planner import JobPlanner
from tallystick_node.infrastructure.jobs.queue import JobQueue, LeaseLost, OpenJob
from tallystick_node.infrastructure.jobs.rules import JobKey
from tallystick_node.infrastructure.jobs.worker import JobWorker

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from node.times import Time
    from tallystick_node.storage import Database

TODAY = date(2026, 3, 10)
TRIES = 4
BAD = JobKey(TODAY, "sum", "bad")


class Sums:
    """A kind of job that fails for the subject `bad` until it is mended."""

    def __init__(self) -> None:
        self.mended = False
        self.done: list[JobKey] = []
        self.dead: list[tuple[JobKey, str]] = []
        self.kind = JobKind("sum", self.run, lambda _: ("bad", "good"))

    def run(self, job: Job) -> Effect:
        if job.key.subject == "bad" and not self.mended:
            raise ConfigError("SUM:BAD", "it does not add up")
        return lambda _: self.done.append(job.key)

    def bury(self, _: Connection, key: JobKey, code: str) -> None:
        self.dead.append((key, code))


@pytest.fixture
def sums() -> Sums:
    return Sums()


@pytest.fixture
def queue(database: Database, time: Time) -> JobQueue:
    return JobQueue(database, time, lease_seconds=60, attempts_max=TRIES)


def plan(queue: JobQueue, time: Time, sums: Sums) -> None:
    JobPlanner(queue, [sums.kind], BusinessClock(time, 0)).plan_due()


def worker(queue: JobQueue, sums: Sums) -> JobWorker:
    return JobWorker(queue, [sums.kind], "w", sums.bury)


def exhaust(queue: JobQueue, time: Time, sums: Sums) -> None:
    """Let everything be tried as often as it may be."""
    for _ in range(TRIES):
        while worker(queue, sums).work():
            pass
        time.pass_by(seconds=3_600)


def test_a_job_is_dead_after_so_many_failures_and_its_code_is_kept(
    queue: JobQueue, time: Time, sums: Sums
) -> None:
    plan(queue, time, sums)
    exhaust(queue, time, sums)
    assert queue.open_jobs() == [OpenJob(BAD, "dead", TRIES, "SUM:BAD")]
    assert queue.counts() == {"dead": 1, "done": 1}
    assert sums.dead == [(BAD, "SUM:BAD")]
    time.pass_by(days=30)
    assert not worker(queue, sums).work()
    assert sums.dead == [(BAD, "SUM:BAD")]


def test_one_failure_less_leaves_it_waiting(queue: JobQueue, time: Time, sums: Sums) -> None:
    plan(queue, time, sums)
    for _ in range(TRIES - 1):
        while worker(queue, sums).work():
            pass
        time.pass_by(seconds=3_600)
    assert [job.state for job in queue.open_jobs()] == ["waiting"]
    assert sums.dead == []
    sums.mended = True
    assert worker(queue, sums).work()
    assert queue.counts() == {"done": 2}


def test_a_dead_job_holds_up_its_own_subject_and_nothing_else(
    queue: JobQueue, time: Time, sums: Sums
) -> None:
    plan(queue, time, sums)
    exhaust(queue, time, sums)
    other = JobKind("other", sums.run, lambda _: ("bad",))
    time.pass_by(days=1)
    plan(queue, time, sums)
    with queue.database.writing() as connection:
        queue.add(connection, [JobKey(TODAY, "other", "bad")])
    sums.mended = True
    both = JobWorker(queue, [sums.kind, other], "w", sums.bury)
    while both.work():
        pass
    tomorrow = TODAY + timedelta(days=1)
    assert sorted(sums.done) == [
        JobKey(TODAY, "other", "bad"), JobKey(TODAY, "sum", "good"), JobKey(tomorrow, "sum", "good")
    ]  # fmt: skip
    assert [(job.key.business_date, job.state) for job in queue.open_jobs()] == [
        (TODAY, "dead"), (tomorrow, "waiting"),
    ]  # fmt: skip


def test_a_job_that_was_put_back_is_done_and_those_behind_it_in_order(
    queue: JobQueue, time: Time, sums: Sums
) -> None:
    plan(queue, time, sums)
    exhaust(queue, time, sums)
    time.pass_by(days=1)
    plan(queue, time, sums)
    sums.mended = True
    with queue.database.writing() as connection:
        assert queue.revive(connection, BAD)
        assert not queue.revive(connection, BAD)
    while worker(queue, sums).work():
        pass
    bad = [key.business_date for key in sums.done if key.subject == "bad"]
    assert bad == [TODAY, TODAY + timedelta(days=1)]
    assert queue.open_jobs() == []


def test_what_is_not_dead_is_not_put_back(queue: JobQueue, time: Time, sums: Sums) -> None:
    plan(queue, time, sums)
    while worker(queue, sums).work():
        pass
    before = queue.open_jobs()
    with queue.database.writing() as connection:
        for key in (BAD, JobKey(TODAY, "sum", "good"), JobKey(TODAY, "sum", "nobody")):
            assert not queue.revive(connection, key)
    assert queue.open_jobs() == before
    assert [row.state for row in before] == ["waiting"]


def test_a_job_that_was_put_back_has_all_its_tries_and_dies_again(
    queue: JobQueue, time: Time, sums: Sums
) -> None:
    plan(queue, time, sums)
    exhaust(queue, time, sums)
    with queue.database.writing() as connection:
        assert queue.revive(connection, BAD)
    assert worker(queue, sums).work()
    assert [(job.state, job.attempts) for job in queue.open_jobs()] == [("waiting", 1)]
    time.pass_by(seconds=3_600)
    exhaust(queue, time, sums)
    assert sums.dead == [(BAD, "SUM:BAD")] * 2


def test_a_job_over_which_its_workers_die_is_set_aside_too(
    queue: JobQueue, time: Time, sums: Sums
) -> None:
    """Nobody says that it failed: the process was gone each time, as after an out of memory."""
    sums.mended = True
    with queue.database.writing() as connection:
        queue.add(connection, [BAD])
    for _ in range(TRIES):
        assert queue.claim("dies", ["sum"]) is not None
        time.pass_by(seconds=61)
    assert worker(queue, sums).work()
    assert sums.done == []
    assert sums.dead == [(BAD, "JOB:ABANDONED")]
    assert queue.open_jobs() == [OpenJob(BAD, "dead", TRIES + 1, "JOB:ABANDONED")]


def test_who_lost_its_lease_buries_nothing(queue: JobQueue, time: Time, sums: Sums) -> None:
    with queue.database.writing() as connection:
        queue.add(connection, [BAD])
    for _ in range(TRIES - 1):
        assert queue.claim("dies", ["sum"]) is not None
        time.pass_by(seconds=61)
    late = queue.claim("late", ["sum"])
    assert late is not None
    assert late.attempts == TRIES
    time.pass_by(seconds=61)
    assert queue.claim("other", ["sum"]) is not None
    with pytest.raises(LeaseLost):
        queue.give_back(late, "SUM:BAD", sums.bury)
    assert sums.dead == []
    assert [job.state for job in queue.open_jobs()] == ["leased"]


def test_a_dead_job_is_never_forgotten(queue: JobQueue, time: Time, sums: Sums) -> None:
    plan(queue, time, sums)
    exhaust(queue, time, sums)
    with queue.database.writing() as connection:
        forget(connection, time() + timedelta(days=400))
    assert [job.key for job in queue.open_jobs()] == [BAD]
    assert queue.counts() == {"dead": 1}
