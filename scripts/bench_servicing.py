"""What a day of servicing takes for many active loans: the node's own work, on PostgreSQL.

A few loans are real, on the embedded chain, each issued on another day of a month; the tables hold
each of them many times over, and the chain's answers about a copy are those about its original.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

os.environ.setdefault("ETH_HASH_BACKEND", "pysha3")

import structlog
from sqlalchemy import Engine, event, insert, select

from node.network import Network
from node.servicing.builders import Office, open_office
from node.times import Time
from postgres import begin, end, running_cluster
from tallystick.platform._sync.loans import live_state
from tallystick.testing.actors import test_signer
from tallystick.testing.session import open_session
from tallystick_node.evm import BlockBuilder, EmbeddedProvider, Genesis
from tallystick_node.infrastructure.clock import BusinessClock
from tallystick_node.infrastructure.jobs.planner import JobPlanner
from tallystick_node.infrastructure.jobs.queue import JobQueue
from tallystick_node.infrastructure.jobs.worker import JobWorker
from tallystick_node.servicing import dues
from tallystick_node.servicing.jobs import COLLECT, CRANK, LOAN_JOB, kinds_of_servicing
from tallystick_node.storage import Database, upgrade
from tallystick_node.storage.tables import events, jobs, loans

if TYPE_CHECKING:
    from tallystick.loans.state import LoanState

__all__ = ["measure"]

# One loan is issued on each of so many days, so that a month's due dates are spread evenly.
ORIGINALS = 28
SIZES = (1_000, 4_000)
DAYS = 3
ROWS_AT_ONCE = 5_000
METHOD = (
    f"{ORIGINALS} real loans of as many borrowers on the embedded chain, issued a day apart, some"
    " paid on time and some late; the tables of PostgreSQL (fsync off) hold copies of them up to"
    " the size. A day: COLLECT, a look at each loan that there is something to do about, CRANK,"
    f" planned and done by the node's queue and one worker; CPU seconds of this process, mean of"
    f" {DAYS} days after a first one that reads every loan's state. Transactions are asked for,"
    " not sent. chain_us: one answer about a loan's state by the embedded chain, which a day asks"
    " for each loan that has changed. slope: seconds a loan of the largest size over the smallest,"
    " in thousandths"
)


def measure(sizes: tuple[int, ...] = SIZES) -> dict[str, Any]:
    """Return seconds of a day by number of loans, what each loan takes, and the method.

    Args:
        sizes: How many active loans.
    """
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger("critical"))
    days = {size: _measured(size) for size in sizes}
    each = {size: day["seconds"] * 10**6 / size for size, day in days.items()}
    return {
        "day_seconds": {str(size): round(day["seconds"], 4) for size, day in days.items()},
        "first_day_seconds": {str(size): round(day["first"], 4) for size, day in days.items()},
        "statements_per_loan_milli": {
            str(size): 1000 * day["statements"] // (DAYS * size) for size, day in days.items()
        },
        "looks_per_thousand_loans": {
            str(size): 1000 * day["looks"] // (DAYS * size) for size, day in days.items()
        },
        "microseconds_per_loan": {str(size): round(spent) for size, spent in each.items()},
        "slope_milli": round(1000 * each[max(sizes)] / each[min(sizes)]),
        "chain_us": days[max(sizes)]["chain_us"],
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "method": METHOD,
    }


def _measured(size: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="tallystick-bench-") as name, _database() as database:
        office = _office(Path(name), database)
        _copy(database, size)
        with _copies_answered() as asked, _counted() as count:
            first = _day(office)
            count[0] = 0
            spent = [_day(office) for _ in range(DAYS)]
        return {
            "first": first, "seconds": sum(spent) / DAYS, "statements": count[0],
            "looks": _looks(database), "chain_us": asked[0] // max(1, asked[1]),
        }  # fmt: skip


@contextmanager
def _database() -> Iterator[Database]:
    begin()
    try:
        database = Database(running_cluster().new_database())
        upgrade(database)
        yield database
        database.close()
    finally:
        end()


def _office(folder: Path, database: Database) -> Office:
    """The real loans, some months later; every third borrower has nothing to pay from."""
    time_of_bench = Time()
    builder = BlockBuilder(Genesis(int(time_of_bench().timestamp())), instant=True)
    network = Network(open_session(EmbeddedProvider(builder, development=True)), builder)
    office = open_office(folder, database, network, time_of_bench)
    people, platform = network.session.actors, network.platform
    # A borrower has few loans: each of these has a loan that is real, and copies of it.
    borrowers = [test_signer(f"borrower {place}") for place in range(ORIGINALS)]
    for borrower in borrowers[len(people.borrowers) :]:
        network.session.chain.fund(borrower.address)
        people.enrol(platform, borrower)
    for place, borrower in enumerate(borrowers):
        office.known(f"borrower {place}", f"{123 + place}")
        office.numbers.append(office.loan(borrower))
        office.reach(office.today + timedelta(days=1))
    for borrower in borrowers[::3]:
        office.empty(borrower)
    office.do()
    office.send()
    return office


def _copy(database: Database, size: int) -> None:
    """Fill the tables with copies: the loan `n` is one of the originals under another number."""
    with database.writing() as connection:
        real = [dict(row) for row in connection.execute(select(loans)).mappings()]
        known = {row["loan"]: row for row in real}
        newest = {
            row["loan"]: dict(row)
            for row in connection.execute(
                select(events).where(events.c.loan.is_not(None)).order_by(events.c.block)
            ).mappings()
        }
        place = 10**6
        for start in range(len(real) + 1, size + 1, ROWS_AT_ONCE):
            numbers = range(start, min(start + ROWS_AT_ONCE, size + 1))
            connection.execute(
                insert(loans), [known[_original(number)] | {"loan": number} for number in numbers]
            )
            connection.execute(
                insert(events),
                [
                    newest[_original(number)] | {"loan": number, "place": place + number}
                    for number in numbers
                ],
            )


def _original(number: int) -> int:
    return (number - 1) % ORIGINALS + 1


@contextmanager
def _copies_answered() -> Iterator[list[int]]:
    """Answer about copies as about their originals; yields nanoseconds and answers of the chain."""
    kept: dict[tuple[int, int], LoanState] = {}
    asked = [0, 0]

    def answer(platform: Any, loan: int) -> LoanState:
        key = _original(loan), platform.connection.block_number()
        if key not in kept:
            began = time.perf_counter_ns()
            kept[key] = live_state(platform, key[0])
            asked[0] += (time.perf_counter_ns() - began) // 1_000
            asked[1] += 1
        return kept[key]

    with patch.object(dues, "live_state", answer):
        yield asked


@contextmanager
def _counted() -> Iterator[list[int]]:
    count = [0]

    def one_more(*_: object) -> None:
        count[0] += 1

    event.listen(Engine, "before_cursor_execute", one_more)
    try:
        yield count
    finally:
        event.remove(Engine, "before_cursor_execute", one_more)


def _day(office: Office) -> float:
    """Come to the next day and do its jobs; return the CPU seconds of the jobs."""
    office.reach(office.today + timedelta(days=1))
    kinds = [
        kind
        for kind in kinds_of_servicing(office.servicing)
        if kind.name in {COLLECT, LOAN_JOB, CRANK}
    ]
    queue = JobQueue(office.database, office.time)
    offset = office.network.platform.deployment.roles.utc_offset_seconds
    planner = JobPlanner(queue, kinds, BusinessClock(office.time, offset))
    worker = JobWorker(queue, kinds, "bench")
    began = time.process_time()
    planner.plan_due()
    while worker.work():
        pass
    return time.process_time() - began


def _looks(database: Database) -> int:
    with database.reading() as connection:
        done = connection.execute(
            select(jobs.c.state, jobs.c.error, jobs.c.business_date).where(jobs.c.kind == LOAN_JOB)
        ).all()
    failed = [row for row in done if row.state != "done"]
    if failed:
        raise SystemExit(f"a job was not done: {failed[0]}")
    first = min((row.business_date for row in done), default=None)
    return sum(row.business_date != first for row in done)


if __name__ == "__main__":
    print(json.dumps(measure(tuple(map(int, sys.argv[1:])) or SIZES), indent=2))
