"""What a second, small platform of a demonstration came to."""

from __future__ import annotations

from dataclasses import dataclass, field

__all__ = ["SecondPlatform"]


@dataclass(frozen=True, slots=True)
class SecondPlatform:
    """What happened on it, in order, and how its audit ended.

    scenes: sentences with their figures. statuses: how many loans had which status as the wind-down
    began, and at the end. claimable: what a lender who never claimed may still claim, minor units.
    """

    scenes: list[tuple[str, str]] = field(default_factory=list)
    statuses: dict[str, int] = field(default_factory=dict)
    ended: dict[str, int] = field(default_factory=dict)
    claimable: int = 0
    checks: int = 0
    failed: list[str] = field(default_factory=list)

    @property
    def passed(self) -> bool:
        """Whether every check of its audit holds."""
        return not self.failed

    def document(self) -> dict[str, object]:
        """Return it as it is printed with --json.

        Returns:
            A document for JSON; amounts are decimal strings of minor units.
        """
        return {
            "scenes": [{"what": what, "figure": figure} for what, figure in self.scenes],
            "at_wind_down": self.statuses,
            "at_the_end": self.ended,
            "claimable": str(self.claimable),
            "audit": {"checks": self.checks, "failed": self.failed},
        }
