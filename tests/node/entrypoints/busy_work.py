"""The work of a busy node, asked for and looked at from outside."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import func, insert, select

from node.entrypoints.busy_node import ROUNDS, SUBJECTS
from node.entrypoints.process import NodeProcess
from tallystick.chain._sync.events import EventStream
from tallystick.chain.logs import Event
from tallystick.platform._sync.platform import Platform
from tallystick_node.bootstrap.dev_keys import dev_keys
from tallystick_node.infrastructure.audit_log.book import AuditLog
from tallystick_node.storage.tables import events, job_days, jobs, leases, sends

if TYPE_CHECKING:
    from tallystick_node.storage import Database

__all__ = ["JOBS_OF_A_ROUND", "busy", "everything_once", "owe", "settled"]

PROGRAM = (sys.executable, str(Path(__file__).with_name("busy_node.py")))
DAYS = 8
JOBS_OF_A_ROUND = DAYS * len(SUBJECTS)
WAIT_SECONDS = 120


def busy(
    directory: Path, rounds: int, options: Sequence[str] = ("--dev", "--no-rate-limit")
) -> NodeProcess:
    """A node that knows the kinds of so many rounds."""
    environment = {ROUNDS: str(rounds), "PYTHONPATH": str(Path(__file__).parents[2])}
    return NodeProcess(directory, options, PROGRAM, environment)


def owe(database: Database, number: int) -> None:
    """Let a kind of job have been planned for the last time some days ago."""
    row = {
        "kind": f"busy.{number}",
        "planned_through": datetime.now(UTC).date() - timedelta(days=DAYS),
    }
    with database.writing() as connection:
        connection.execute(insert(job_days), row)


def settled(database: Database, count: int) -> None:
    """Wait until every job is done and every transaction settled, the node's own too.

    The publisher's account anchors the day's list of complaints meanwhile.
    """
    deadline = time.monotonic() + WAIT_SECONDS
    own = sends.c.contract == "Disclosures"
    while True:
        with database.reading() as connection:
            done = connection.scalar(
                select(func.count()).select_from(sends).where(sends.c.state == "done", ~own)
            )
            anchored = connection.scalars(select(sends.c.state).where(own)).all()
        if done == count and anchored and set(anchored) == {"done"}:
            return
        assert time.monotonic() < deadline, f"{done} of {count} settled, the list: {anchored}"
        time.sleep(0.2)


def everything_once(directory: Path, database: Database, rpc: str, rounds: int) -> None:
    """Jobs, tables, journal and chain tell the same story, and each part of it once."""
    count = rounds * JOBS_OF_A_ROUND
    _in_order(database, rounds)
    platform = Platform.connect(rpc, directory / "deployment.json")
    keeper = dev_keys(directory).signers["keeper"].address
    assert platform.connection.nonce(keeper, pending=False) == count
    with database.reading() as connection:
        nonces = connection.scalars(
            select(sends.c.nonce).where(sends.c.account == keeper).order_by(sends.c.nonce)
        ).all()
        assert list(nonces) == list(range(count))
        AuditLog(lambda: datetime.now(UTC)).verify(connection)
        kept = connection.execute(
            select(events.c.block, events.c.place).order_by(events.c.block, events.c.place)
        ).all()
    pairs = [
        (event.block, event.index)
        for event in EventStream(platform).poll()
        if isinstance(event, Event)
    ]
    assert [tuple(row) for row in kept] == pairs


def _in_order(database: Database, rounds: int) -> None:
    """Each subject's days were done one after the other, each once."""
    with database.reading() as connection:
        for number in range(rounds):
            for subject in SUBJECTS:
                rows = connection.execute(
                    select(jobs.c.business_date, jobs.c.finished_at, jobs.c.state)
                    .where(jobs.c.kind == f"busy.{number}", jobs.c.subject == subject)
                    .order_by(jobs.c.business_date)
                ).all()
                assert len({row.business_date for row in rows}) == len(rows) == DAYS
                assert {row.state for row in rows} == {"done"}
                moments = [row.finished_at for row in rows]
                assert moments == sorted(moments)
        marks = select(func.count()).select_from(leases).where(leases.c.name.like("mark %"))
        assert connection.scalar(marks) == rounds * JOBS_OF_A_ROUND
