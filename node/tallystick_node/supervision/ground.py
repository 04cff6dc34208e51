"""What the checks of the list look at: the chain, the index, the node's files and its policy."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from tallystick_node.storage.tables import events, loans

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from sqlalchemy import Row

    from tallystick.platform._sync.platform import Platform
    from tallystick_node.infrastructure.audit_log.book import AuditLog
    from tallystick_node.infrastructure.jobs.queue import JobQueue
    from tallystick_node.infrastructure.policy.judgement import Policy
    from tallystick_node.storage import Database

__all__ = ["EVIDENCE_MAX", "CheckGround", "CheckedItem", "live_loans"]

# How many examples a finding names; the count is always whole.
EVIDENCE_MAX = 20
_LIVE = ("listed", "funded", "active", "defaulted")


@dataclass(frozen=True, slots=True)
class CheckGround:
    """What the checks look at, all of one moment.

    now: of the platform's business. lists: when each sanctions list was published or read.
    public_url: where clients see the node. purposes_refused: what is never financed.
    without_factor: the wallets of staff who work in the node and have no second factor.
    """

    platform: Platform
    database: Database
    data_dir: Path
    policy: Policy
    now: datetime
    audit_log: AuditLog
    queue: JobQueue
    lists: Mapping[str, datetime]
    public_url: str | None
    purposes_refused: frozenset[str]
    without_factor: Sequence[str]

    @property
    def day(self) -> date:
        """The day on which the figures of the policy are read."""
        return self.policy.day

    @property
    def own_wallets(self) -> Mapping[str, str]:
        """Every address that holds a role of the platform, with the role's name."""
        roles = self.platform.deployment.roles
        named: dict[str, str] = {roles.treasury: "treasury"}
        for role in ("council", "attestors", "underwriters", "compliance", "guardians",
                     "publishers", "servicers"):  # fmt: skip
            named |= dict.fromkeys(getattr(roles, role), role)
        return named

    def events_of(self, contract: str, *names: str) -> Sequence[Row[Any]]:
        """Return indexed events in their order.

        Args:
            contract: Its name.
            *names: The events' names.

        Returns:
            Rows with fields and block.
        """
        with self.database.reading() as connection:
            return connection.execute(
                select(events)
                .where(events.c.contract == contract, events.c.name.in_(names))
                .order_by(events.c.block, events.c.place)
            ).all()

    def is_recent(self, day: date, days: int) -> bool:
        """Return whether a day is today or one of so many before.

        Args:
            day: Any day.
            days: How many.

        Returns:
            True when it is.
        """
        return self.day - timedelta(days=days) <= day <= self.day + timedelta(days=1)


@dataclass(frozen=True, slots=True)
class CheckedItem:
    """An item of the list, and how it was answered.

    law: where the duty stands. evidence: what was looked at, for JSON; amounts as strings.
    """

    id: str
    law: str
    duty: str
    ok: bool
    evidence: Mapping[str, Any]

    def document(self) -> dict[str, Any]:
        """Return the item for JSON.

        Returns:
            Its fields.
        """
        return {
            "id": self.id, "law": self.law, "duty": self.duty, "ok": self.ok,
            "evidence": dict(self.evidence),
        }  # fmt: skip


def live_loans(ground: CheckGround) -> Sequence[Row[Any]]:
    """Return the loans that are not over.

    Args:
        ground: Where they are indexed.

    Returns:
        Rows of the index, by number.
    """
    with ground.database.reading() as connection:
        return connection.execute(
            select(loans).where(loans.c.status.in_(_LIVE)).order_by(loans.c.loan)
        ).all()
