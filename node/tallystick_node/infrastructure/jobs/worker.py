"""Does jobs: one at a time, each with its effect in the transaction that completes it."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import structlog

from tallystick.errors import TallystickError
from tallystick_node.infrastructure.jobs.queue import LeaseLost, unheard

if TYPE_CHECKING:
    from tallystick_node.infrastructure.jobs.kinds import Job, JobKind
    from tallystick_node.infrastructure.jobs.queue import Death, JobQueue

__all__ = ["JobAbandoned", "JobWorker"]

_log = structlog.get_logger("tallystick.jobs")


class JobAbandoned(TallystickError):  # noqa: N818 - named by what happened
    """Whoever began a job did not come back from it, time after time."""


class JobWorker:
    """A worker; `name` distinguishes it from all others.

    A job that fails as often as the queue allows is set aside: `bury` is called, once, in the
    transaction that does so.
    """

    def __init__(
        self, queue: JobQueue, kinds: Sequence[JobKind], name: str, bury: Death = unheard
    ) -> None:
        self._queue = queue
        self._bury = bury
        self._kinds = {kind.name: kind for kind in kinds}
        self._name = name
        self._brief = frozenset(kind.name for kind in kinds if kind.brief)
        self._leased: deque[Job] = deque()
        self._lock = threading.Lock()

    def work(self) -> bool:
        """Do the next job; a failed one waits and is tried again.

        Returns:
            False when there is none.
        """
        job = self._next()
        if job is None:
            return False
        try:
            self._do(job)
        except LeaseLost as lost:
            _log.warning("job passed to another worker", code=lost.code, kind=job.key.kind)
        except Exception as failed:  # noqa: BLE001 - whatever it was, the job is not lost
            self._failed(job, failed)
        return True

    def _next(self) -> Job | None:
        with self._lock:
            if not self._leased:
                self._leased += self._queue.claim_some(self._name, self._kinds, self._brief)
            return self._leased.popleft() if self._leased else None

    def _do(self, job: Job) -> None:
        if job.attempts > self._queue.attempts_max:
            raise JobAbandoned("JOB:ABANDONED", "its workers died over it, each time")
        effect = self._kinds[job.key.kind].run(job)
        with self._queue.database.writing() as connection:
            effect(connection)
            self._queue.complete(connection, job)
        _log.info("job done", **_named(job), subject=job.key.subject)

    def _failed(self, job: Job, failed: Exception) -> None:
        code = failed.code if isinstance(failed, TallystickError) else type(failed).__name__
        _log.error("job failed", **_named(job), code=code, exc_info=failed)
        try:
            if not self._queue.give_back(job, code, self._bury):
                _log.error("job dead", **_named(job), code=code)
        except LeaseLost:
            _log.warning("job passed to another worker", code="JOB:LEASE", kind=job.key.kind)


def _named(job: Job) -> dict[str, Any]:
    return {
        "kind": job.key.kind,
        "business_date": job.key.business_date.isoformat(),
        "attempts": job.attempts,
    }
