"""How the service stands, on a page for everybody."""

from __future__ import annotations

from fastapi import Response

from tallystick_node.api.routes.status import ChecksDep, read_service_status
from tallystick_node.api.services import DatabaseDep, SupportDep
from tallystick_node.web.charts import bars
from tallystick_node.web.page import PageDep
from tallystick_node.web.page_route import pages_router

__all__ = ["router"]

router = pages_router()
# Below it a day's bar is drawn as one with a long outage: an hour and a half.
_LONG_PPM = 937_500
_WHOLE_PPM = 1_000_000


def _ink(ppm: int) -> str:
    if ppm == _WHOLE_PPM:
        return "bar-principal"
    return "bar-late" if ppm >= _LONG_PPM else "bar-bad"


@router.get("/status")
def read_status_page(
    page: PageDep, checks: ChecksDep, database: DatabaseDep, support: SupportDep
) -> Response:
    """What works now, outages with their notices, and each day's share of ready minutes."""
    status = read_service_status(checks, database, support)
    chart = bars(
        [
            (day.day.isoformat(), ((_ink(day.uptime_ppm or 0), day.uptime_ppm or 0),))
            for day in status.days
        ]
    )
    return page("service_status.html", service=status, chart=chart)
