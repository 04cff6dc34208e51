"""The platform's own warning system: a figure beyond its threshold opens an incident.

Staff decide what to do; a guardian can pause new risk at once (docs/reference/servicing.md).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, update

from tallystick.chain.contracts import Reserve
from tallystick.loans.rounding import div_floor
from tallystick_node.infrastructure.jobs.rules import PLATFORM, JobKey
from tallystick_node.storage.tables import incidents

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection, Row

    from tallystick_node.servicing.context import ServicingDesk

__all__ = ["COVERAGE", "OVERDUE", "WATCH", "Measure", "Thresholds"]

OVERDUE, COVERAGE = "overdue", "coverage"
WATCH = "servicing.watch"
PPM = 10**6


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure of a day in ppm, rounded down; limit 0: nobody watches it."""

    kind: str
    value: int
    limit: int
    beyond: bool


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Measures and compares."""

    desk: ServicingDesk

    def measure(self, connection: Connection, day: date) -> list[Measure]:
        """Return the share overdue, and the reserve over what is outstanding, read from the chain.

        Both are of principal outstanding; of nothing outstanding nothing is beyond a limit.

        Args:
            connection: An open database transaction.
            day: A local date of the platform.

        Returns:
            Two figures in ppm, rounded down.

        Raises:
            ConfigError: POLICY:DAY when the policy pack does not cover that day.
            TransportError: When the chain's node does not answer.
        """
        dues, number = self.desk.dues, self.desk.context.pack.number
        stands = dues.all(dues.owing(connection), day)
        outstanding = sum(standing.outstanding for standing in stands)
        if not outstanding:
            return [Measure(OVERDUE, 0, 0, False), Measure(COVERAGE, 0, 0, False)]  # noqa: FBT003
        overdue = div_floor(
            sum(standing.outstanding for standing in stands if standing.days_past_due) * PPM,
            outstanding,
        )
        free = dues.platform.read(Reserve.free())
        coverage = div_floor(free * PPM, outstanding)
        most = number("threshold.overdue_ppm", day)
        least = number("threshold.coverage_ppm", day)
        return [
            Measure(OVERDUE, overdue, most, 0 < most < overdue),
            Measure(COVERAGE, coverage, least, coverage < least),
        ]

    def follow(self, connection: Connection, day: date, measures: Sequence[Measure]) -> None:
        """Open an incident for what is beyond its limit, close the incident of what is back.

        Args:
            connection: An open database transaction.
            day: A local date of the platform.
            measures: What `measure` has returned.
        """
        for measure in measures:
            open_one = self._open(connection, measure.kind)
            if measure.beyond and open_one is None:
                connection.execute(
                    insert(incidents).values(
                        kind=measure.kind,
                        opened_on=day,
                        value_ppm=measure.value,
                        limit_ppm=measure.limit,
                    )
                )
                details = {"value_ppm": measure.value, "limit_ppm": measure.limit}
                self.desk.alerts.put(
                    connection, JobKey(day, WATCH, PLATFORM), f"incident.{measure.kind}", details
                )
                self._note(connection, "incident.opened", measure.kind, details)
            elif not measure.beyond and open_one is not None:
                connection.execute(
                    update(incidents)
                    .where(incidents.c.id == open_one.id)
                    .values(closed_on=day, closed_by="node")
                )
                self._note(
                    connection, "incident.closed", measure.kind, {"value_ppm": measure.value}
                )

    def all(self, connection: Connection, limit: int) -> Sequence[Row[Any]]:
        """Return incidents.

        Args:
            connection: An open database transaction.
            limit: How many at most.

        Returns:
            Their rows, the newest first.
        """
        return connection.execute(
            select(incidents).order_by(incidents.c.id.desc()).limit(limit)
        ).all()

    def _open(self, connection: Connection, kind: str) -> Row[Any] | None:
        return connection.execute(
            select(incidents).where(incidents.c.kind == kind, incidents.c.closed_on.is_(None))
        ).one_or_none()

    def _note(self, connection: Connection, act: str, kind: str, details: dict[str, int]) -> None:
        self.desk.context.audit_log.add(
            connection, actor="node", act=act, subject=kind, details=details
        )
