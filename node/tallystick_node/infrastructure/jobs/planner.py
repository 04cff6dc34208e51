"""Puts each day's jobs into the table, missed days first; and previews what a day would bring."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from tallystick_node.infrastructure.jobs.rules import JobKey, missed_days

if TYPE_CHECKING:
    from tallystick_node.infrastructure.clock import BusinessClock
    from tallystick_node.infrastructure.jobs.kinds import JobKind
    from tallystick_node.infrastructure.jobs.queue import JobQueue

__all__ = ["CATCH_UP_DAYS_MAX", "JobPlanner"]

CATCH_UP_DAYS_MAX = 400


@dataclass(frozen=True, slots=True)
class JobPlanner:
    """Plans days in order, each once, however many planners there are."""

    queue: JobQueue
    kinds: Sequence[JobKind]
    business: BusinessClock

    def plan_due(self) -> int:
        """Plan every day up to today that was not planned yet.

        Returns:
            How many days were planned, over all kinds.
        """
        today = self.business.today()
        planned = 0
        known = self.queue.planned_days()
        for kind in self.kinds:
            through = known.get(kind.name)
            missed = missed_days(through, today, CATCH_UP_DAYS_MAX)
            wanted = missed[-1:] if kind.of_today else missed
            skipped = 0
            for day in wanted:
                subjects = list(kind.subjects(day))
                if not subjects and day != wanted[-1]:
                    skipped += 1  # nobody's day: it is passed together with the next one
                    continue
                if not self.queue.plan(kind.name, subjects, day, through):
                    break
                through = day
                planned += 1 + skipped
                skipped = 0
        return planned

    def preview(self, day: date) -> list[JobKey]:
        """Return what planning a day would add, without adding it.

        Args:
            day: A local date of the platform.

        Returns:
            The keys, sorted.
        """
        return sorted(
            JobKey(day, kind.name, subject) for kind in self.kinds for subject in kind.subjects(day)
        )
