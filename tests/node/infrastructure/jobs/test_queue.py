"""Jobs are planned once, done once, in the order of their days, whoever dies."""

from __future__ import annotations

import threading
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg

from node.times import Time
from tallystick_node.infrastructure.clock import BusinessClock
from tallystick_node.infrastructure.jobs.kinds import Effect, Job, JobKind
from tallystick_node.infrastructure.jobs.leases import Leases
from tallystick_node.infrastructure.jobs.planner import JobPlanner
from tallystick_node.infrastructure.jobs.queue import _FREE, JobQueue, LeaseLost
from tallystick_node.infrastructure.jobs.rules import JobKey
from tallystick_node.infrastructure.jobs.worker import JobWorker
from tallystick_node.storage.tables import jobs, leases

if TYPE_CHECKING:
    from tallystick_node.storage import Database

TODAY = date(2026, 3, 10)


def nothing(_: object) -> None:
    """An effect that changes nothing."""


def kind(name: str = "count", *subjects: str, run: object = None) -> JobKind:
    """A kind that marks its key in a table where a second mark is an error."""

    def mark(job: Job) -> Effect:
        def effect(connection: object) -> None:
            name = f"{job.key.kind} {job.key.subject} {job.key.business_date}"
            connection.execute(  # type: ignore[attr-defined]
                insert(leases).values(name=name, holder=str(job.token), until=Time().now)
            )

        return effect

    chosen = mark if run is None else run
    if subjects:
        return JobKind(name, chosen, lambda _: subjects)  # type: ignore[arg-type]
    return JobKind(name, chosen)  # type: ignore[arg-type]


def planner(queue: JobQueue, time: Time, *kinds: JobKind) -> JobPlanner:
    return JobPlanner(queue, kinds, BusinessClock(time, 0))


def marks(database: Database) -> list[str]:
    with database.reading() as connection:
        return list(connection.scalars(select(leases.c.name).order_by(leases.c.name)))


@pytest.fixture
def queue(database: Database, time: Time) -> JobQueue:
    return JobQueue(database, time, lease_seconds=60)


def test_a_day_is_planned_once(queue: JobQueue, time: Time) -> None:
    day_planner = planner(queue, time, kind("count", "a", "b"))
    assert day_planner.plan_due() == 1
    assert day_planner.plan_due() == 0
    assert planner(queue, time, kind("count", "a", "b")).plan_due() == 0
    assert queue.counts() == {"waiting": 2}


def test_many_planners_at_once_plan_a_day_once(queue: JobQueue, time: Time) -> None:
    planned: list[int] = []
    start = threading.Barrier(4)

    def plan() -> None:
        start.wait()
        planned.append(planner(queue, time, kind("count", "a", "b")).plan_due())

    threads = [threading.Thread(target=plan) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(planned) == [0, 0, 0, 1]
    assert queue.counts() == {"waiting": 2}


def test_missed_days_are_caught_up_in_order(queue: JobQueue, time: Time) -> None:
    day_planner = planner(queue, time, kind("count", "a"))
    day_planner.plan_due()
    time.pass_by(days=5)
    assert day_planner.plan_due() == 5
    days = []
    while (job := queue.claim("w", ["count"])) is not None:
        days.append(job.key.business_date)
        with queue.database.writing() as connection:
            queue.complete(connection, job)
    assert days == [TODAY + timedelta(days=past) for past in range(6)]


def test_a_later_day_waits_for_an_earlier_one_of_its_subject_alone(
    queue: JobQueue, time: Time
) -> None:
    planner(queue, time, kind("count", "a", "b")).plan_due()
    time.pass_by(days=1)
    planner(queue, time, kind("count", "a", "b")).plan_due()
    first, second = queue.claim("w", ["count"]), queue.claim("v", ["count"])
    assert first is not None
    assert second is not None
    assert {first.key.subject, second.key.subject} == {"a", "b"}
    assert queue.claim("u", ["count"]) is None
    with queue.database.writing() as connection:
        queue.complete(connection, first)
    third = queue.claim("u", ["count"])
    assert third is not None
    assert third.key == JobKey(TODAY + timedelta(days=1), "count", first.key.subject)


def test_a_leased_job_is_nobody_elses_until_its_lease_ends(queue: JobQueue, time: Time) -> None:
    planner(queue, time, kind()).plan_due()
    first = queue.claim("w", ["count"])
    assert first is not None
    time.pass_by(seconds=60)
    assert queue.claim("v", ["count"]) is None
    time.pass_by(seconds=1)
    second = queue.claim("v", ["count"])
    assert second is not None
    assert second.token == first.token + 1


def test_who_lost_its_lease_writes_nothing(queue: JobQueue, time: Time) -> None:
    planner(queue, time, kind()).plan_due()
    first = queue.claim("w", ["count"])
    assert first is not None
    time.pass_by(seconds=61)
    second = queue.claim("v", ["count"])
    assert second is not None

    def late() -> None:
        with queue.database.writing() as connection:
            connection.execute(insert(leases).values(name="late", holder="w", until=time()))
            queue.complete(connection, first)

    with pytest.raises(LeaseLost, match="JOB:LEASE.*has passed"):
        late()
    with pytest.raises(LeaseLost):
        queue.give_back(first, "TOO:LATE")
    assert marks(queue.database) == []
    with queue.database.writing() as connection:
        queue.complete(connection, second)
    with pytest.raises(LeaseLost), queue.database.writing() as connection:
        queue.complete(connection, second)


def test_a_worker_does_each_job_once(queue: JobQueue, time: Time) -> None:
    kinds = [kind("count", "a", "b"), kind("other")]
    planner(queue, time, *kinds).plan_due()
    workers = [JobWorker(queue, kinds, name) for name in ("w", "v")]

    def work(worker: JobWorker) -> None:
        while worker.work():
            pass

    threads = [threading.Thread(target=work, args=(worker,)) for worker in workers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert marks(queue.database) == [
        "count a 2026-03-10", "count b 2026-03-10", "other platform 2026-03-10",
    ]  # fmt: skip
    assert queue.counts() == {"done": 3}
    assert queue.oldest_open() is None


def test_a_failed_job_waits_and_is_tried_again(queue: JobQueue, time: Time) -> None:
    tried: list[int] = []

    def fails_once(job: Job) -> Effect:
        tried.append(job.attempts)
        if job.attempts == 1:
            raise RuntimeError("the first time")
        return nothing

    kinds = [kind("shaky", run=fails_once)]
    planner(queue, time, *kinds).plan_due()
    worker = JobWorker(queue, kinds, "w")
    assert worker.work()
    assert not worker.work()
    with queue.database.reading() as connection:
        assert connection.scalar(select(jobs.c.error)) == "RuntimeError"
    assert queue.oldest_open() == time()
    time.pass_by(seconds=5)
    assert worker.work()
    assert tried == [1, 2]
    assert queue.counts() == {"done": 1}


def test_an_effect_that_fails_is_taken_back_whole(queue: JobQueue, time: Time) -> None:
    def breaks(job: Job) -> Effect:
        del job

        def effect(connection: object) -> None:
            connection.execute(  # type: ignore[attr-defined]
                insert(leases).values(name="half", holder="w", until=time())
            )
            raise RuntimeError("in the middle")

        return effect

    kinds = [kind("half", run=breaks)]
    planner(queue, time, *kinds).plan_due()
    assert JobWorker(queue, kinds, "w").work()
    assert marks(queue.database) == []
    assert queue.counts() == {"waiting": 1}


def test_tomorrow_can_be_seen_without_any_effect(queue: JobQueue, time: Time) -> None:
    day_planner = planner(queue, time, kind("count", "b", "a"), kind("also"))
    day_planner.plan_due()
    before = queue.open_jobs()
    tomorrow = TODAY + timedelta(days=1)
    assert day_planner.preview(tomorrow) == [
        JobKey(tomorrow, "also", "platform"),
        JobKey(tomorrow, "count", "a"),
        JobKey(tomorrow, "count", "b"),
    ]
    assert queue.open_jobs() == before
    assert queue.planned_through("count") == TODAY


def test_the_business_date_is_the_platforms_own(time: Time) -> None:
    time.pass_by(seconds=15 * 3_600 - 1)
    assert BusinessClock(time, 0).today() == TODAY
    assert BusinessClock(time, 8 * 3_600).today() == TODAY + timedelta(days=1)
    time.pass_by(seconds=1)
    assert BusinessClock(time, 0).today() == TODAY + timedelta(days=1)


def test_a_named_lease_has_one_holder_until_it_ends(database: Database, time: Time) -> None:
    result = Leases(database, time)
    assert result.until("indexer") is None
    assert result.take("indexer", "w", 10)
    assert result.take("indexer", "w", 10)
    assert not result.take("indexer", "v", 10)
    assert result.take("sender", "v", 10)
    time.pass_by(seconds=11)
    assert result.take("indexer", "v", 10)
    assert not result.take("indexer", "w", 10)
    assert result.until("indexer") == time() + timedelta(seconds=10)


def test_a_kind_of_today_plans_no_missed_days_and_others_do(queue: JobQueue, time: Time) -> None:
    looks = JobKind("look", kind("look").run, lambda _: ("a",), of_today=True)
    day_planner = planner(queue, time, kind("count", "a"), looks)
    assert day_planner.plan_due() == 2
    time.pass_by(days=3)
    assert day_planner.plan_due() == 3 + 1
    today = day_planner.business.today()
    assert queue.planned_through("look") == queue.planned_through("count") == today
    keys = [job.key for job in queue.open_jobs()]
    assert [key.business_date for key in keys if key.kind == "look"][-1] == today
    assert len([key for key in keys if key.kind == "count"]) == 4


def test_days_of_nobody_are_passed_and_the_next_days_jobs_are_there(
    queue: JobQueue, time: Time
) -> None:
    first = planner(queue, time).business.today()
    wanted = first + timedelta(days=3)
    rare = JobKind("rare", kind("rare").run, lambda day: ("a",) if day == wanted else ())
    day_planner = planner(queue, time, rare)
    day_planner.plan_due()
    time.pass_by(days=5)
    assert day_planner.plan_due() == 5
    assert [job.key.business_date for job in queue.open_jobs()] == [wanted]
    assert queue.planned_through("rare") == day_planner.business.today()


def test_the_oldest_is_taken_by_its_index_however_many_wait(
    database: Database, queue: JobQueue, time: Time
) -> None:
    if database.dialect == "sqlite":
        pytest.skip("SQLite has one writer, and its planner cannot be asked so")
    with database.writing() as connection:
        queue.add(connection, [JobKey(TODAY, "sum", f"loan {number}") for number in range(3_000)])
        connection.execute(text("ANALYZE jobs"))
    dialect = PGDialect_psycopg()  # type: ignore[no-untyped-call]
    oldest = _FREE.limit(32).params(kinds=["sum"], now=time())
    question = oldest.compile(dialect=dialect, compile_kwargs={"literal_binds": True})
    with database.reading() as connection:
        plan = "\n".join(connection.scalars(text(f"EXPLAIN {question}".replace(":", r"\:"))))
    assert "ix_jobs_business_date_id" in plan, plan
    assert "Sort" not in plan, plan
