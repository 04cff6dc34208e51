"""Mentions are kept for as long as the policy says once they are closed, then forgotten.

What others wrote in public is data of people as well. Of a forgotten mention its hashes stay, so
that the same text is not brought in anew, and its grade and days, which are counted; its words,
its address, its keywords and what staff noted about it go.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, select, update

from tallystick_node.storage.tables import mention_acts, mentions
from tallystick_node.support.mention_rules import FORGOTTEN, MentionState

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tallystick_node.support.desk import SupportDesk

__all__ = ["KEEP_DAYS", "MentionRetention"]

KEEP_DAYS = "support.mention_keep_days"
# Of one look; the next days take the rest.
FORGOTTEN_AT_ONCE = 10_000


@dataclass(frozen=True, slots=True)
class MentionRetention:
    """Forgets what was closed long ago."""

    desk: SupportDesk

    def forget(self, connection: Connection) -> int:
        """Forget what is past its time.

        Args:
            connection: An open transaction that writes.

        Returns:
            How many mentions were forgotten.

        Raises:
            ConfigError: POLICY:DAY when the policy pack does not cover today.
        """
        before = self.desk.business_now - timedelta(days=self.desk.context.number(KEEP_DAYS))
        past = (
            select(mentions.c.id)
            .where(
                mentions.c.state == MentionState.CLOSED,
                mentions.c.closed_at < before,
                mentions.c.source != FORGOTTEN,
            )
            .order_by(mentions.c.id)
            .limit(FORGOTTEN_AT_ONCE)
        )
        numbers = list(connection.scalars(past))
        for number in numbers:
            connection.execute(delete(mention_acts).where(mention_acts.c.mention == number))
            connection.execute(
                update(mentions)
                .where(mentions.c.id == number)
                .values(
                    title="", excerpt="", link=None, keywords=[], source=FORGOTTEN, assignee=None
                )
            )
        if numbers:
            self.desk.note(
                connection, "mention.forgotten", f"{len(numbers)} mentions", "node",
                {"first": numbers[0], "last": numbers[-1]},
            )  # fmt: skip
        return len(numbers)
