"""Does jobs: one at a time, each with its effect in the transaction that completes it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import structlog

from tallystick.errors import TallystickError
from tallystick_node.jobs.queue import LeaseLost

if TYPE_CHECKING:
    from tallystick_node.jobs.kinds import Job, JobKind
    from tallystick_node.jobs.queue import JobQueue

__all__ = ["JobWorker"]

_log = structlog.get_logger("tallystick.jobs")


class JobWorker:
    """A worker; `name` tells it from all others."""

    def __init__(self, queue: JobQueue, kinds: Sequence[JobKind], name: str) -> None:
        self._queue = queue
        self._kinds = {kind.name: kind for kind in kinds}
        self._name = name

    def work(self) -> bool:
        """Do the next job; False when there is none. A failed job waits and is tried again."""
        job = self._queue.claim(self._name, self._kinds)
        if job is None:
            return False
        try:
            self._do(job)
        except LeaseLost as lost:
            _log.warning("job passed to another worker", code=lost.code, kind=job.key.kind)
        except Exception as failed:  # noqa: BLE001 - whatever it was, the job is not lost
            self._failed(job, failed)
        return True

    def _do(self, job: Job) -> None:
        effect = self._kinds[job.key.kind].run(job)
        with self._queue.database.writing() as connection:
            effect(connection)
            self._queue.complete(connection, job)
        _log.info(
            "job done",
            kind=job.key.kind,
            subject=job.key.subject,
            business_date=job.key.business_date.isoformat(),
            attempts=job.attempts,
        )

    def _failed(self, job: Job, failed: Exception) -> None:
        code = failed.code if isinstance(failed, TallystickError) else type(failed).__name__
        _log.error(
            "job failed",
            kind=job.key.kind,
            business_date=job.key.business_date.isoformat(),
            attempts=job.attempts,
            code=code,
            exc_info=failed,
        )
        try:
            self._queue.give_back(job, code)
        except LeaseLost:
            _log.warning("job passed to another worker", code="JOB:LEASE", kind=job.key.kind)
