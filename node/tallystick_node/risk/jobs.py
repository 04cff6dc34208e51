"""The daily job of the risk room; without the room it is only listed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from tallystick_node.infrastructure.jobs.kinds import JobKind
from tallystick_node.risk.limits import limits_of
from tallystick_node.risk.positions import keep_position, position_of

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tallystick_node.infrastructure.jobs.kinds import Effect, Job
    from tallystick_node.risk.service import RiskRoom

__all__ = ["RISK_WATCH", "kind_of_risk"]

RISK_WATCH = "risk.watch"


def kind_of_risk(room: RiskRoom | None) -> JobKind:
    """Return the job: measure, compare with the limits, open incidents.

    It looks at things as they are, so days that were missed are not measured afterwards.

    Args:
        room: The risk room; None to list the job only.

    Returns:
        The kind.
    """
    if room is None:
        return JobKind(RISK_WATCH, _never, _nobody, of_today=True)
    return JobKind(RISK_WATCH, _RiskDays(room).look, of_today=True)


@dataclass(frozen=True, slots=True)
class _RiskDays:
    room: RiskRoom

    def look(self, job: Job) -> Effect:
        room, day = self.room, job.key.business_date
        seen = room.look(day)
        values, limits = room.measure(seen), limits_of(room.pack, day)
        position = position_of(room.platform, room.index, room.database)

        def effect(connection: Connection) -> None:
            room.book.keep(connection, job.key, values, limits, seen.ladder)
            keep_position(connection, day, position)

        return effect


def _never(_: Job) -> Effect:
    raise AssertionError("a job that is only listed is not done")


def _nobody(_: date) -> Iterable[str]:
    return []
