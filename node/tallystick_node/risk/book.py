"""What is kept of risk: figures and the ladder by day, incidents with how they ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, insert, select, update

from tallystick_node.risk.ladder import LadderStep
from tallystick_node.risk.limits import RiskLevel
from tallystick_node.risk.refusals import NoRisk, RiskRefused
from tallystick_node.risk.register import REGISTER
from tallystick_node.storage.tables import risk_incidents, risk_ladders, risk_measures

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection, Row

    from tallystick_node.infrastructure.audit_log.book import AuditLog
    from tallystick_node.infrastructure.clock import Clock
    from tallystick_node.infrastructure.jobs.rules import JobKey
    from tallystick_node.infrastructure.notifications.alerts import Alerts
    from tallystick_node.risk.limits import RiskLimit

__all__ = [
    "MeasureOfDay",
    "RiskBook",
    "incidents_after",
    "incidents_opened",
    "newest_ladder",
    "newest_measures",
]

TEXT_MAX = 2_000


@dataclass(frozen=True, slots=True)
class MeasureOfDay:
    """A figure with its limits; value is None where there was too little to measure."""

    day: date
    metric: str
    value: int | None
    warning: int
    breach: int
    level: RiskLevel


def newest_measures(connection: Connection) -> list[MeasureOfDay]:
    """Return the figures of the newest day that was measured.

    Args:
        connection: An open database transaction.

    Returns:
        The figures in the register's order; none before the first look.
    """
    day = connection.scalar(select(func.max(risk_measures.c.day)))
    rows = connection.execute(select(risk_measures).where(risk_measures.c.day == day)).all()
    known = {row.metric: _measure(row) for row in rows}
    return [known[metric] for metric in REGISTER if metric in known]


def newest_ladder(connection: Connection) -> tuple[date, list[LadderStep]]:
    """Return the newest liquidity ladder.

    Args:
        connection: An open database transaction.

    Returns:
        Its day and its steps, amounts in minor units.

    Raises:
        NoRisk: RISK:UNMEASURED before the first look.
    """
    row = connection.execute(
        select(risk_ladders).order_by(risk_ladders.c.day.desc()).limit(1)
    ).one_or_none()
    if row is None:
        raise NoRisk("RISK:UNMEASURED", "nothing was measured yet; the node looks once a day")
    steps = [
        LadderStep(step["days"], int(step["assets"]), int(step["claims"])) for step in row.steps
    ]
    return row.day, steps


def incidents_after(connection: Connection, number: int, limit: int) -> Sequence[Row[Any]]:
    """Return incidents in the order in which they were opened.

    Args:
        connection: An open database transaction.
        number: Of the last one seen; 0 from the beginning.
        limit: How many at most.

    Returns:
        Their rows.
    """
    return connection.execute(
        select(risk_incidents)
        .where(risk_incidents.c.id > number)
        .order_by(risk_incidents.c.id)
        .limit(limit)
    ).all()


def incidents_opened(connection: Connection, first: date, last: date) -> int:
    """Return how many limits were breached anew in a period.

    Args:
        connection: An open database transaction.
        first: The first day.
        last: The last day, included.

    Returns:
        How many incidents were opened.
    """
    opened = risk_incidents.c.opened_on
    count = connection.scalar(select(func.count()).where(opened >= first, opened <= last))
    return int(count or 0)


@dataclass(frozen=True, slots=True)
class RiskBook:
    """Writes figures and incidents, and closes what was dealt with."""

    audit_log: AuditLog
    alerts: Alerts
    clock: Clock

    def keep(
        self,
        connection: Connection,
        job: JobKey,
        values: Mapping[str, int | None],
        limits: Mapping[str, RiskLimit],
        ladder: Sequence[LadderStep],
    ) -> None:
        """Write down a day; a breach without an open incident opens one and tells the operator.

        Args:
            connection: An open transaction that writes.
            job: The job, whose date is the day.
            values: The figures by metric.
            limits: Their limits.
            ladder: The liquidity ladder.
        """
        day = job.business_date
        connection.execute(delete(risk_measures).where(risk_measures.c.day == day))
        connection.execute(delete(risk_ladders).where(risk_ladders.c.day == day))
        steps = [
            {"days": step.days, "assets": str(step.assets), "claims": str(step.claims)}
            for step in ladder
        ]
        connection.execute(insert(risk_ladders).values(day=day, steps=steps))
        beyond = {}
        for metric, value in values.items():
            limit = limits[metric]
            level = limit.level(value)
            connection.execute(
                insert(risk_measures).values(
                    day=day, metric=metric, value=value, warning=limit.warning,
                    breach=limit.breach, level=level,
                )
            )  # fmt: skip
            if value is not None and level is RiskLevel.BREACH:
                beyond[metric] = value
        opened = [
            metric
            for metric, value in beyond.items()
            if self._open(connection, job, limits[metric], value)
        ]
        self.audit_log.add(
            connection, actor="node", act="risk.measured", subject=str(day),
            details={"breaches": sorted(beyond), "opened": sorted(opened)},
        )  # fmt: skip

    def close(
        self, connection: Connection, number: int, by: str, *, cause: str, lesson: str
    ) -> Row[Any]:
        """Close an incident whose figure is back within its breach.

        Args:
            connection: An open transaction that writes.
            number: The incident's number.
            by: Who closes it.
            cause: Why it came to it, 1 to 2,000 characters.
            lesson: What changes because of it, likewise.

        Returns:
            The incident as it is then.

        Raises:
            NoRisk: RISK:INCIDENT when there is none.
            RiskRefused: RISK:CLOSED for one that is closed; RISK:STILL while its figure is beyond
                the breach, or was not measured since.
        """
        row = self.incident(connection, number)
        if row.closed_at is not None:
            raise RiskRefused("RISK:CLOSED", f"incident {number} is closed already")
        newest = {measure.metric: measure for measure in newest_measures(connection)}
        measure = newest.get(row.metric)
        if measure is None or measure.level in {RiskLevel.BREACH, RiskLevel.UNKNOWN}:
            raise RiskRefused(
                "RISK:STILL", f"{row.metric} is still beyond its limit, or was not measured since"
            )
        connection.execute(
            update(risk_incidents)
            .where(risk_incidents.c.id == number)
            .values(closed_at=self.clock(), closed_by=by, cause=cause, lesson=lesson)
        )
        self.audit_log.add(
            connection, actor=by, act="risk.incident_closed", subject=str(number),
            details={"metric": row.metric, "cause": cause, "lesson": lesson},
        )  # fmt: skip
        return self.incident(connection, number)

    @staticmethod
    def incident(connection: Connection, number: int) -> Row[Any]:
        """Return an incident.

        Args:
            connection: An open database transaction.
            number: Its number.

        Returns:
            Its row.

        Raises:
            NoRisk: RISK:INCIDENT when there is none.
        """
        row = connection.execute(
            select(risk_incidents).where(risk_incidents.c.id == number)
        ).one_or_none()
        if row is None:
            raise NoRisk("RISK:INCIDENT", f"there is no incident {number}")
        return row

    @staticmethod
    def incidents(connection: Connection, limit: int) -> Sequence[Row[Any]]:
        """Return incidents.

        Args:
            connection: An open database transaction.
            limit: How many at most.

        Returns:
            Their rows, the newest first.
        """
        return connection.execute(
            select(risk_incidents).order_by(risk_incidents.c.id.desc()).limit(limit)
        ).all()

    @staticmethod
    def measures(connection: Connection, since: date, until: date) -> list[MeasureOfDay]:
        """Return the figures of days.

        Args:
            connection: An open database transaction.
            since: The first day.
            until: The last day.

        Returns:
            The figures, the oldest day first.
        """
        rows = connection.execute(
            select(risk_measures)
            .where(risk_measures.c.day >= since, risk_measures.c.day < until + timedelta(days=1))
            .order_by(risk_measures.c.day, risk_measures.c.metric)
        )
        return [_measure(row) for row in rows]

    def _open(self, connection: Connection, job: JobKey, limit: RiskLimit, value: int) -> bool:
        """Open an incident, unless one of the metric is open."""
        metric = limit.metric
        running = connection.scalar(
            select(risk_incidents.c.id).where(
                risk_incidents.c.metric == metric, risk_incidents.c.closed_at.is_(None)
            )
        )
        if running is not None:
            return False
        entry = REGISTER[metric]
        connection.execute(
            insert(risk_incidents).values(
                metric=metric, opened_on=job.business_date, value=value, bound=limit.breach,
                response=entry.response,
            )
        )  # fmt: skip
        details = {
            "metric": metric, "value": value, "bound": limit.breach, "owner": entry.owner,
            "response": entry.response, "proposes_pause": entry.proposes_pause,
        }  # fmt: skip
        self.alerts.put(connection, job, f"risk.{metric}", details)
        return True


def _measure(row: Any) -> MeasureOfDay:
    return MeasureOfDay(
        row.day, row.metric, row.value, row.warning, row.breach, RiskLevel(row.level)
    )
