"""What a person was told: the notices of the outbox, for their own eyes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from tallystick_node.kyc.notices import PERSON_HOLDER
from tallystick_node.storage.tables import messages

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

__all__ = ["Notice", "inbox"]


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice. kind: of its wording. content: what it says, by name; codes are never in it."""

    id: int
    kind: str
    channel: str
    content: Mapping[str, Any]
    created_at: datetime


def inbox(connection: Connection, person: str, limit: int) -> list[Notice]:
    """Return what a person was told.

    Args:
        connection: An open database transaction.
        person: The person's identifier.
        limit: How many notices at most.

    Returns:
        The notices, the newest first.
    """
    rows = connection.execute(
        select(messages)
        .where(messages.c.recipient == PERSON_HOLDER + person)
        .order_by(messages.c.id.desc())
        .limit(limit)
    )
    return [
        Notice(
            row.id, str(row.content.get("template") or row.content.get("kind") or ""), row.channel,
            row.content, row.created_at,
        )
        for row in rows
    ]  # fmt: skip
