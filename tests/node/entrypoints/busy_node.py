"""A node with a kind of job of the test's: each job leaves a mark, and sends a transaction.

Started as `tallystick node` is, by its own file, so that a test can kill it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import typer
from sqlalchemy import insert

from tallystick_node.entrypoints.running import RunningNode, run_node
from tallystick_node.evm.running import await_signal
from tallystick_node.infrastructure.jobs.kinds import Effect, Job, JobKind
from tallystick_node.infrastructure.logs import configure_logs
from tallystick_node.infrastructure.settings.settings import load_settings
from tallystick_node.storage.tables import leases

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tallystick_node.bootstrap.node import Node

ROUNDS = "BUSY_ROUNDS"
SUBJECTS = ("a", "b")


def mark_of(job: Job) -> str:
    return f"mark {job.key.kind} {job.key.subject} {job.key.business_date}"


def kinds(node: Node) -> Iterator[JobKind]:
    engine = node.senders.engine
    assert engine is not None
    who = engine.signer.address
    # What is asked here is no abuse, however much of it there is.
    sends = replace(node.senders.sends, guard=None)

    def run(job: Job) -> Effect:
        def effect(connection: Connection) -> None:
            # A second mark of the same name would be an error, not a repetition.
            connection.execute(
                insert(leases).values(
                    name=mark_of(job), holder="busy", until=node.foundation.clock()
                )
            )
            sends.put(
                connection,
                key=mark_of(job),
                account=who,
                contract="Token",
                function="approve",
                arguments=(who, job.number),
            )

        return effect

    def subjects(day: date) -> tuple[str, ...]:
        del day
        return SUBJECTS

    for number in range(int(os.environ[ROUNDS])):
        yield JobKind(f"busy.{number}", run, subjects)


def tell(running: RunningNode) -> None:
    sys.stdout.write(f"listening on {running.url}\n")
    sys.stdout.flush()


def main(
    data_dir: str = "", port: int = 0, dev: bool = False, no_rate_limit: bool = False,
    rpc: str | None = None, deployment: str | None = None, database: str | None = None,
    serve: str = "all",
) -> None:  # fmt: skip
    fields = {
        "data_dir": data_dir, "port": port, "dev": dev, "rate_limit": not no_rate_limit,
        "rpc": rpc, "deployment": deployment, "database": database, "serve": serve,
        "job_lease_seconds": 5, "sender": {"confirmations": 0, "stuck_seconds": 5},
    }  # fmt: skip
    settings, _ = load_settings(
        {name: value for name, value in fields.items() if value is not None}
    )
    configure_logs()
    with run_node(settings, kinds) as running:
        await_signal(running.failed, lambda: tell(running))


if __name__ == "__main__":
    typer.run(main)
