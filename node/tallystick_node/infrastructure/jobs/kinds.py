"""What a kind of job is: for whom it is done each day, and what it does.

All kinds of a node are named in `bootstrap.work`, and written in the services that they belong to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from tallystick_node.infrastructure.jobs.rules import PLATFORM, JobKey

if TYPE_CHECKING:
    from sqlalchemy import Connection

__all__ = ["Effect", "Job", "JobKind", "for_the_platform"]

# What a job changes: written in the same transaction that marks the job as done.
Effect = Callable[["Connection"], None]


@dataclass(frozen=True, slots=True)
class Job:
    """A leased job; `token` is of this lease alone."""

    number: int
    key: JobKey
    token: int
    attempts: int


def for_the_platform(day: date) -> Iterable[str]:
    """Return the one subject of a job that is about the whole platform.

    Args:
        day: A local date of the platform.

    Returns:
        `platform` alone.
    """
    del day
    return (PLATFORM,)


@dataclass(frozen=True, slots=True)
class JobKind:
    """A kind of job.

    subjects: for whom it is to be done on a day. run: looks and decides, for as long as it needs,
    and returns the effect. It may run more than once for a key; its effect is kept once. Whatever
    leaves the database (notices, webhooks, chain sends) is put into an outbox by the effect.
    of_today: it looks at things as they are, so days that were missed are not planned.
    brief: one takes no time to speak of, so that a worker leases many at once.
    """

    name: str
    run: Callable[[Job], Effect]
    subjects: Callable[[date], Iterable[str]] = for_the_platform
    of_today: bool = False
    brief: bool = False
