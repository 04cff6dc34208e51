"""Where two packs, or two days of one, differ."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from tallystick_node.infrastructure.policy.figure_keys import KEYS

if TYPE_CHECKING:
    from tallystick_node.infrastructure.policy.packs import Figure, Pack

__all__ = ["Change", "difference"]


@dataclass(frozen=True, slots=True)
class Change:
    """A key whose value is another."""

    key: str
    before: Figure
    after: Figure


def difference(before: Pack, day: date, after: Pack, later: date) -> list[Change]:
    """Return the keys whose values differ; sources alone make no difference.

    Args:
        before: One pack.
        day: The day of it.
        after: The other pack, or the same.
        later: The day of that.

    Returns:
        The changes, in the order of the keys.

    Raises:
        ConfigError: POLICY:DAY when the policy pack does not cover that day.
    """
    changes = (Change(key, before.figure(key, day), after.figure(key, later)) for key in KEYS)
    return [change for change in changes if change.before.value != change.after.value]
