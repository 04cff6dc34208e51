"""What was published, and when the platform last showed that it is alive."""

# ruff: noqa: PLR0917 - a handler takes its event's values in the event's own order
from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from eth_utils.crypto import keccak

from tallystick.loans.dates import civil_from_day
from tallystick.replay.findings import shown
from tallystick.replay.governance import PUBLISHER

if TYPE_CHECKING:
    from tallystick.replay.decoding import Log
    from tallystick.replay.findings import Findings
    from tallystick.replay.gate import Gate
    from tallystick.replay.governance import Governance
    from tallystick.replay.source import Clock

__all__ = ["AnchorRecord", "Anchors"]

DAY = 86_400
# How far a publisher's month may be from that of UTC, in seconds: 12 hours behind, 14 ahead.
BEHIND, AHEAD = 12 * 3_600, 14 * 3_600


@dataclass(frozen=True, slots=True)
class AnchorRecord:
    """One published root."""

    subject: bytes
    version: int
    root: bytes
    publisher: bytes
    published_at: int


@dataclass(slots=True)
class Anchors:
    """What was published; `publishers` is who might publish when an anchor was made.

    `reported` are the monthly reports that were anchored in time: each counts once as a sign of
    life, whatever its version.
    """

    findings: Findings
    clock: Clock
    governance: Governance
    gate: Gate
    by_number: dict[int, AnchorRecord] = field(default_factory=dict)
    versions: dict[bytes, int] = field(default_factory=dict)
    publishers: dict[int, frozenset[bytes]] = field(default_factory=dict)
    reported: set[bytes] = field(default_factory=set)

    def published(
        self, log: Log, number: int, subject: bytes, root: bytes, version: int, publisher: bytes
    ) -> None:
        """Take the event that a root was anchored as the next version of a subject.

        Args:
            log: The event's log.
            number: The anchor's number.
            subject: The subject's hash, 32 bytes.
            root: The root, 32 bytes.
            version: The version's number.
            publisher: Who published it.
        """
        self.findings.holds(
            "events.counters",
            number == len(self.by_number) + 1 and version == self.versions.get(subject, 0) + 1,
            f"anchor {number} (version {version}) follows {len(self.by_number)}",
            log,
        )
        self.findings.holds(
            "governance.rules",
            self.governance.holds_role(publisher, PUBLISHER),
            f"{shown(publisher)} published without the role",
            log,
        )
        self.versions[subject] = version
        now = self.clock.time(log)
        reports = {last_month(now - BEHIND), last_month(now + AHEAD)}
        if subject in reports and subject not in self.reported:
            self.reported.add(subject)
            self.gate.reported_at = now
        self.by_number[number] = AnchorRecord(subject, version, root, publisher, now)
        self.publishers[number] = frozenset(
            account for account, bits in self.governance.roles.items() if bits & PUBLISHER
        )


def last_month(second: int) -> bytes:
    """Return the subject of the report on the month before a second's.

    Args:
        second: A Unix second.

    Returns:
        The hash of its text, such as `monthly:2026-10` in November, 32 bytes.
    """
    year, month, _ = civil_from_day(second // DAY)
    year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    return bytes(keccak(text=f"monthly:{year}-{month:02d}"))
