"""The daily job of growth: what waits for a reward is decided."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from tallystick_node.infrastructure.jobs.kinds import JobKind

if TYPE_CHECKING:
    from tallystick_node.growth.service import Growth
    from tallystick_node.infrastructure.jobs.kinds import Effect, Job

__all__ = ["GROWTH_REWARDS", "kind_of_growth"]

GROWTH_REWARDS = "growth.rewards"


def kind_of_growth(service: Growth | None) -> JobKind:
    """Return the job.

    Args:
        service: Growth; None to list the job only.

    Returns:
        The kind.
    """
    if service is None:
        return JobKind(GROWTH_REWARDS, _never, _nobody, of_today=True)

    def run(_: Job) -> Effect:
        return service.decisions.look()

    return JobKind(GROWTH_REWARDS, run, of_today=True)


def _never(_: Job) -> Effect:
    raise AssertionError("a job that is only listed is not done")


def _nobody(_: date) -> Iterable[str]:
    return []
