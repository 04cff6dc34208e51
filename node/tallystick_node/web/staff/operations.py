"""Operations on a page: checks, jobs, the books of bank, ledger and chain."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import Request, Response

from tallystick_node.api.services import BusinessDep, DatabaseDep, QueueDep
from tallystick_node.payments.books import newest_reconciliations
from tallystick_node.web.page import PageDep
from tallystick_node.web.page_route import pages_router
from tallystick_node.web.staff.rights import OperatorOfPage

if TYPE_CHECKING:
    from tallystick_node.api.health import Operation

__all__ = ["router"]

router = pages_router()
DAYS_SHOWN, JOBS_SHOWN = 14, 50


@router.get("/staff/operations")
def read_operations(
    page: PageDep, request: Request, _: OperatorOfPage, database: DatabaseDep,
    queue: QueueDep, business: BusinessDep,
) -> Response:  # fmt: skip
    """Whether the node does what it is set up to do, and what stands in the way."""
    operation: Operation = request.app.state.operation
    with database.reading() as connection:
        books = newest_reconciliations(connection, DAYS_SHOWN)
    jobs = queue.open_jobs()
    return page(
        "operations.html", checks=[*operation.live(), *operation.ready()], counts=queue.counts(),
        jobs=[job for job in jobs if job.attempts or job.state == "dead"][:JOBS_SHOWN],
        planned=sorted(queue.planned_days().items()), books=books, today=business.today(),
    )  # fmt: skip
