"""The monthly job of products: clients are counted by segment."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING

from tallystick_node.infrastructure.jobs.kinds import JobKind

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tallystick_node.infrastructure.jobs.kinds import Effect, Job
    from tallystick_node.products.service import Products

__all__ = ["SEGMENTS", "kind_of_products"]

SEGMENTS = "products.segments"


def kind_of_products(
    service: Products | None, liked: Callable[[Connection], Mapping[str, str]] | None = None
) -> JobKind:
    """Return the job.

    Args:
        service: Products; None to list the job only.
        liked: Returns what each client has asked for last.

    Returns:
        The kind.
    """
    if service is None or liked is None:
        return JobKind(SEGMENTS, _never, _nobody)

    def run(job: Job) -> Effect:
        with service.people.context.database.reading() as connection:
            likings = liked(connection)
        return service.segments.count(job.key.business_date, likings)

    return JobKind(SEGMENTS, run, service.segments.due)


def _never(_: Job) -> Effect:
    raise AssertionError("a job that is only listed is not done")


def _nobody(_: date) -> Iterable[str]:
    return []
