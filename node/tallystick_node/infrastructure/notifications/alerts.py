"""What needs a person: put into the outbox for the operator's own address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tallystick_node.infrastructure.jobs.rules import JobKey
    from tallystick_node.infrastructure.notifications.messages import Outbox

__all__ = ["Alerts"]


@dataclass(frozen=True, slots=True)
class Alerts:
    """Tells the operator's address, when there is one; everything is in the journal anyway."""

    outbox: Outbox
    operator_url: str | None

    def put(
        self, connection: Connection, job: JobKey, event: str, details: Mapping[str, Any]
    ) -> None:
        """Put a webhook to the operator into the outbox, once for each job and event.

        Args:
            connection: Of the caller's transaction.
            job: The job that has found it; its subject and date make the key.
            event: The type of the webhook, such as job.dead.
            details: What it says, for JSON.
        """
        if self.operator_url is None:
            return
        self.outbox.put(
            connection,
            key=f"{event} {job.subject} {job.business_date}",
            channel="webhook",
            recipient=self.operator_url,
            content={"type": event, "business_date": str(job.business_date), "data": dict(details)},
        )
