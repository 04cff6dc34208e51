"""The outcome of an audit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tallystick.audit.detectors.detection import Detection

__all__ = ["Check", "Verdict"]


@dataclass(frozen=True, slots=True)
class Check:
    """One check: does it hold, on how much, or where does it first not."""

    id: str
    ok: bool
    detail: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """All checks of one platform at one block.

    milliseconds: how long they took. mismatch: why chain and deployment do not belong together, a
    code and a sentence; then most was not checked. detections: what the detectors saw; None when
    they were not asked. An alarm is a suspicion, and no check that fails.
    """

    block: int
    events: int
    milliseconds: int
    checks: tuple[Check, ...]
    mismatch: str | None = None
    detections: tuple[Detection, ...] | None = None
    offline: bool = False
    since: int | None = None

    @property
    def passed(self) -> bool:
        """Whether every check holds."""
        return all(check.ok for check in self.checks)

    @property
    def verdict(self) -> str:
        """`pass` or `fail`."""
        return "pass" if self.passed else "fail"

    @property
    def failed(self) -> tuple[Check, ...]:
        """The checks that do not hold."""
        return tuple(check for check in self.checks if not check.ok)

    @property
    def seconds(self) -> str:
        """How long it took, in seconds with three decimals."""
        return f"{self.milliseconds // 1000}.{self.milliseconds % 1000:03d}"

    def document(self) -> dict[str, object]:
        """Return the verdict as it is printed with --json.

        Returns:
            Verdict, block, number of events, seconds and the checks; the detectors when asked.
        """
        document: dict[str, object] = {
            "verdict": self.verdict,
            "block": self.block,
            "events": self.events,
            "seconds": self.seconds,
            "checks": [
                {"id": check.id, "ok": check.ok, "detail": check.detail} for check in self.checks
            ],
        }
        if self.offline:
            document["offline"] = True
        if self.since is not None:
            document["since"] = self.since
        if self.detections is not None:
            document["detectors"] = [detection.document() for detection in self.detections]
        return document
