"""The jobs of underwriting; without the service they are only listed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tallystick_node.infrastructure.jobs.kinds import JobKind
from tallystick_node.underwriting.answer_dates import AnswerDates
from tallystick_node.underwriting.applications import EXAMINE
from tallystick_node.underwriting.reexamination import REEXAMINE
from tallystick_node.underwriting.rescoring import RESCORE

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from sqlalchemy import Connection

    from tallystick_node.infrastructure.jobs.kinds import Effect, Job
    from tallystick_node.infrastructure.notifications.alerts import Alerts
    from tallystick_node.underwriting.service import Underwriting

__all__ = ["FOLLOW", "kinds_of_underwriting"]

FOLLOW = "underwriting.follow"


def kinds_of_underwriting(service: Underwriting | None, alerts: Alerts) -> list[JobKind]:
    """Return the jobs: examine what waits and what changed, follow offers, score each month.

    Args:
        service: The underwriting service; None to list the jobs only.
        alerts: Tells the operator of applicants who have waited long for a decision.

    Returns:
        The kinds of jobs.
    """
    if service is None:
        return [JobKind(name, _never, _nobody) for name in (EXAMINE, REEXAMINE, FOLLOW, RESCORE)]

    dates = AnswerDates(service.applications.people.context, alerts)

    def follow(job: Job) -> Effect:
        def effect(connection: Connection) -> None:
            service.offers.follow(connection)
            service.blacklist.follow(connection)
            dates.warn(connection, job.key)

        return effect

    return [
        service.examination.kind, service.reexamination.kind, JobKind(FOLLOW, follow),
        service.rescoring.kind,
    ]  # fmt: skip


def _never(_: Job) -> Effect:
    raise AssertionError("a job that is only listed is not done")


def _nobody(_: date) -> Iterable[str]:
    return []
