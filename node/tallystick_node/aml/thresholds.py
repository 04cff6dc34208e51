"""The thresholds and windows of the rules, from the policy pack of a day."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from typing import TYPE_CHECKING

from tallystick.errors import ConfigError

if TYPE_CHECKING:
    from tallystick_node.infrastructure.policy.packs import Pack

__all__ = ["PACK_KEYS", "RuleBounds"]

# The pack's key of each threshold; those that measure a window or a count may not be 0.
PACK_KEYS = {
    "large_cash": "aml.large.cash",
    "large_natural": "aml.large.natural",
    "large_legal": "aml.large.legal",
    "large_cross_border": "aml.large.xborder",
    "floor": "aml.floor",
    "share_max": "aml.cluster.share_max",
    "structuring_hours": "aml.struct.hours",
    "structuring_count": "aml.struct.count",
    "structuring_near_ppm": "aml.struct.near_ppm",
    "small_hours": "aml.struct.small_hours",
    "small_count": "aml.struct.small_count",
    "small_ppm": "aml.struct.small_ppm",
    "fast_hours": "aml.fifo.hours",
    "fast_out_ppm": "aml.fifo.out_ppm",
    "fast_invested_ppm": "aml.fifo.invested_ppm",
    "related_days": "aml.related.days",
    "related_size": "aml.related.size",
    "round_days": "aml.round.days",
    "round_hops": "aml.round.hops",
    "round_value_ppm": "aml.round.value_ppm",
    "dormant_days": "aml.dormant.days",
    "dormant_burst_days": "aml.dormant.burst_days",
    "income_days": "aml.income.days",
    "income_multiple": "aml.income.multiple",
    "early_term_ppm": "aml.earlypay.term_ppm",
    "fan_hours": "aml.smurf.hours",
    "fan_count": "aml.smurf.count",
}


@dataclass(frozen=True, slots=True)
class RuleBounds:
    """What the rules measure by. Amounts in minor units, shares in ppm, all above 0.

    Raises ConfigError AML:WINDOW where a window, count, share or amount is 0 or below.
    """

    large_cash: int
    large_natural: int
    large_legal: int
    large_cross_border: int
    floor: int
    share_max: int
    structuring_hours: int
    structuring_count: int
    structuring_near_ppm: int
    small_hours: int
    small_count: int
    small_ppm: int
    fast_hours: int
    fast_out_ppm: int
    fast_invested_ppm: int
    related_days: int
    related_size: int
    round_days: int
    round_hops: int
    round_value_ppm: int
    dormant_days: int
    dormant_burst_days: int
    income_days: int
    income_multiple: int
    early_term_ppm: int
    fan_hours: int
    fan_count: int

    def __post_init__(self) -> None:
        for threshold in fields(self):
            value = getattr(self, threshold.name)
            if value < 1:
                raise ConfigError(
                    "AML:WINDOW",
                    f"{PACK_KEYS[threshold.name]} is {value}: a rule measures by more than 0",
                )

    @classmethod
    def of(cls, pack: Pack, day: date) -> RuleBounds:
        """Return the thresholds of a day.

        Args:
            pack: The policy pack.
            day: A local date of the platform.

        Returns:
            The thresholds.

        Raises:
            ConfigError: POLICY:DAY when the pack does not cover that day; AML:WINDOW for one of 0.
        """
        return cls(**{name: pack.number(key, day) for name, key in PACK_KEYS.items()})

    def large(self, *, legal: bool) -> int:
        """Return from which amount of a day flows of a kind of person are large.

        Args:
            legal: Whether it is a legal person.

        Returns:
            Minor units.
        """
        return self.large_legal if legal else self.large_natural

    @property
    def lookback_days(self) -> int:
        """How many days before a day its alerts can depend on."""
        hours = max(self.structuring_hours, self.small_hours, self.fast_hours, self.fan_hours)
        return 1 + max(
            self.dormant_days + self.dormant_burst_days,
            self.related_days,
            self.round_days,
            self.income_days,
            -(-hours // 24),
        )
