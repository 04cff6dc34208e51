"""Time as a test sets it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

__all__ = ["Time"]


@dataclass
class Time:
    """A clock that stands still until it is moved."""

    now: datetime = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, *, days: int = 0, seconds: int = 0) -> None:
        self.now += timedelta(days=days, seconds=seconds)
