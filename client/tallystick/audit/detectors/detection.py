"""What a detector reports."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tallystick.audit.detectors.thresholds import PPM

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Detection", "percent", "share", "too_little"]


@dataclass(frozen=True, slots=True)
class Detection:
    """One detector's outcome. judged: whether there was enough to judge; without it no alarm.

    numbers: what was compared: amounts in minor units, shares in ppm, counts.
    """

    id: str
    alarm: bool
    sentence: str
    numbers: Mapping[str, int] = field(default_factory=dict)
    judged: bool = True

    def document(self) -> dict[str, object]:
        """Return the outcome as it is printed with --json.

        Returns:
            Id, alarm, and the evidence: the sentence, whether there was enough to judge, and the
            numbers as decimal strings.
        """
        numbers = {name: str(value) for name, value in self.numbers.items()}
        evidence = {"sentence": self.sentence, "judged": self.judged, **numbers}
        return {"id": self.id, "alarm": self.alarm, "evidence": evidence}


def share(part: int, whole: int) -> int:
    """Return a share.

    Args:
        part: The part.
        whole: The whole; 0 for nothing.

    Returns:
        The share in ppm, rounded down; 0 of nothing.
    """
    return part * PPM // whole if whole else 0


def percent(ppm: int) -> str:
    """Return a share for people.

    Args:
        ppm: In ppm.

    Returns:
        Per cent with one decimal, rounded down.
    """
    return f"{ppm // 10_000}.{ppm // 1_000 % 10} %"


def too_little(detector: str, sentence: str, **numbers: int) -> Detection:
    """Return that there is too little to judge.

    Args:
        detector: The detector's id.
        sentence: What there is, and what it would take.
        **numbers: What was counted.

    Returns:
        The outcome, without an alarm.
    """
    return Detection(
        detector, alarm=False, sentence=f"too little to judge: {sentence}", numbers=numbers,
        judged=False,
    )  # fmt: skip
