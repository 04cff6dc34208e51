"""The daily job of plans to leave: each lender is reminded on their days."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tallystick_node.infrastructure.jobs.kinds import JobKind

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tallystick_node.infrastructure.jobs.kinds import Effect, Job
    from tallystick_node.matching.exit_plans import ExitPlans

__all__ = ["EXIT_PLANS", "kind_of_exits"]

EXIT_PLANS = "matching.exits"


def kind_of_exits(plans: ExitPlans | None) -> JobKind:
    """Return the job; it looks at things as they are.

    Args:
        plans: The plans; None to list the job only.

    Returns:
        The kind.
    """

    def look(job: Job) -> Effect:
        assert plans is not None, "a job that is only listed is not done"
        day = job.key.business_date
        due = plans.due(day)

        def effect(connection: Connection) -> None:
            for plan in due:
                plans.remind(connection, plan, day)

        return effect

    return JobKind(EXIT_PLANS, look, of_today=True)
