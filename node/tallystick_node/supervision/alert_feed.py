"""The alerts that a supervisor reads: limits of risk that were breached, and what AML rules found.

Nobody is in it: of an alert about people it says how many they are. Each comes once, as it stands
when it is read, so that a reader who goes on from their cursor misses none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tallystick_node.aml.alert_book import RaisedAlert, alerts_after
from tallystick_node.risk.book import incidents_after

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection, Row

__all__ = ["AlertPage", "alert_page"]


@dataclass(frozen=True, slots=True)
class AlertPage:
    """Incidents, then alerts. place: the numbers of the last of each. more: whether some follow."""

    incidents: Sequence[Row[Any]]
    alerts: Sequence[RaisedAlert]
    place: tuple[int, int]
    more: bool


def alert_page(connection: Connection, after: tuple[int, int], limit: int) -> AlertPage:
    """Return a page of both.

    Args:
        connection: An open database transaction.
        after: The numbers of the last incident and of the last alert seen; 0 from the beginning.
        limit: How many at most, of both together.

    Returns:
        The page.
    """
    incidents = incidents_after(connection, after[0], limit + 1)
    shown = incidents[:limit]
    alerts = alerts_after(connection, after[1], limit - len(shown) + 1)
    raised = alerts[: limit - len(shown)]
    place = shown[-1].id if shown else after[0], raised[-1].number if raised else after[1]
    more = len(incidents) > len(shown) or len(alerts) > len(raised)
    return AlertPage(shown, raised, place, more)
