"""Limits with a warning and a breach, from the policy pack of a day."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from tallystick.errors import ConfigError
from tallystick_node.infrastructure.policy.figure_keys import RISK_METRICS

if TYPE_CHECKING:
    from datetime import date

    from tallystick_node.infrastructure.policy.packs import Pack

__all__ = ["RiskLevel", "RiskLimit", "limits_of"]


class RiskLevel(StrEnum):
    """Where a figure stands."""

    UNKNOWN = "unknown"
    WITHIN = "within"
    WARNING = "warning"
    BREACH = "breach"


@dataclass(frozen=True, slots=True)
class RiskLimit:
    """A figure above `warning` warns, one above `breach` opens an incident; both in its unit."""

    metric: str
    unit: str
    warning: int
    breach: int

    def level(self, value: int | None) -> RiskLevel:
        """Return where a figure stands.

        Args:
            value: The figure; None where there was too little to measure.

        Returns:
            The level.
        """
        if value is None:
            return RiskLevel.UNKNOWN
        if value > self.breach:
            return RiskLevel.BREACH
        return RiskLevel.WARNING if value > self.warning else RiskLevel.WITHIN


def limits_of(pack: Pack, day: date) -> dict[str, RiskLimit]:
    """Return the limits of a day.

    Args:
        pack: The policy pack.
        day: A local date of the platform.

    Returns:
        The limits by metric.

    Raises:
        ConfigError: POLICY:DAY when the pack does not cover the day; RISK:LIMIT where a bound is
            below 0, or a warning above its breach.
    """
    limits = {}
    for metric, unit in RISK_METRICS.items():
        warning = pack.number(f"risk.{metric}.warning", day)
        breach = pack.number(f"risk.{metric}.breach", day)
        if not 0 <= warning <= breach:
            raise ConfigError(
                "RISK:LIMIT", f"{metric} warns above {warning} and is breached above {breach}"
            )
        limits[metric] = RiskLimit(metric, unit, warning, breach)
    return limits
