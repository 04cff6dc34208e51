"""Whether those who have audited a day agree: the node and its watchers, side by side."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from tallystick_node.disclosure.audits import audit_days, audit_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tallystick_node.disclosure.watchers import KeptVerdict, Watchers

__all__ = ["AuditedDay", "audited_days"]


@dataclass(frozen=True, slots=True)
class AuditedDay:
    """A day, the node's own audit of it (None without one), and what its watchers have signed."""

    day: date
    own: Mapping[str, Any] | None
    verdicts: Mapping[str, KeptVerdict]

    @property
    def verdicts_differ(self) -> bool:
        """Whether some say that all holds, and others that it does not."""
        outcomes = {verdict.passed for verdict in self.verdicts.values()}
        if self.own is not None:
            outcomes.add(self.own["verdict"] == "pass")
        return len(outcomes) > 1

    @property
    def blocks_differ(self) -> bool:
        """Whether somebody has another block of the same number: they watch different chains."""
        hashes: dict[int, set[str]] = {}
        for verdict in self.verdicts.values():
            hashes.setdefault(verdict.block, set()).add(verdict.block_hash)
        apart = any(len(of_block) > 1 for of_block in hashes.values())
        return apart or not all(verdict.same_block for verdict in self.verdicts.values())

    @property
    def disagree(self) -> bool:
        """Whether there is any disagreement."""
        return self.verdicts_differ or self.blocks_differ

    @property
    def voices(self) -> int:
        """How many have audited it."""
        return len(self.verdicts) + (self.own is not None)


def audited_days(data_dir: Path, watchers: Watchers, limit: int) -> list[AuditedDay]:
    """Return the days that anybody has audited.

    Args:
        data_dir: The node's directory, with its own audits.
        watchers: The watchers.
        limit: How many days at most.

    Returns:
        The days, the newest first.
    """
    days = sorted({*audit_days(data_dir), *watchers.days(limit)}, reverse=True)[:limit]
    verdicts = watchers.of_days(days)
    return [AuditedDay(day, audit_of(data_dir, day), verdicts.get(day, {})) for day in days]
