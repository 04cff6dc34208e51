"""Looks at what the index has read since, and tells the endpoints of whoever it concerns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from tallystick_node.infrastructure.indexer.queries import NothingIndexed
from tallystick_node.partners.hook_rules import EndpointState, event_of_chain
from tallystick_node.storage.tables import hook_endpoints

if TYPE_CHECKING:
    from sqlalchemy import Row

    from tallystick_node.infrastructure.indexer.queries import ChainIndex
    from tallystick_node.kyc.wallets import Wallets
    from tallystick_node.partners.hook_post import HookPost

__all__ = ["HookWatch"]

PAGE = 200
_LAST = 2**31 - 1


@dataclass(frozen=True, slots=True)
class HookWatch:
    """Follows the index for each endpoint by itself, from where that has come to."""

    post: HookPost
    index: ChainIndex
    wallets: Wallets

    def look(self) -> int:
        """Look once at every endpoint.

        Returns:
            How many events concern somebody.
        """
        try:
            reached = self.index.freshness().block
        except NothingIndexed:
            return 0
        with self.post.book.desk.database.reading() as connection:
            rows = connection.execute(
                select(hook_endpoints)
                .where(
                    hook_endpoints.c.state == EndpointState.ACTIVE,
                    hook_endpoints.c.block < reached,
                )
                .order_by(hook_endpoints.c.id)
            ).all()
        return sum(self._follow(row, reached) for row in rows)

    def _follow(self, row: Row[Any], reached: int) -> int:
        """Send what has come, and remember how far it was looked at, in one transaction."""
        database, sent = self.post.book.desk.database, 0
        with database.reading() as connection:
            wallets = self.wallets.of(connection, row.person)
        last, concerned = (reached, _LAST), []
        for wallet in wallets:
            page = self.index.events(party=wallet, after=(row.block, row.place), limit=PAGE).answer
            concerned += [(event, wallet) for event in page]
            if len(page) == PAGE:
                last = min(last, (page[-1].block, page[-1].place))
        with database.writing() as connection:
            for event, wallet in concerned:
                known = event_of_chain(event.name, event.fields, wallet)
                if known is None or (event.block, event.place) > last:
                    continue
                kind, details = known
                if kind.value not in row.events:
                    continue
                facts = details | {"block": event.block, "tx_hash": event.tx_hash}
                cause = f"event {event.block}.{event.place} {wallet}"
                self.post.send(connection, row, kind, cause, facts)
                sent += 1
            self.post.book.change(connection, row.id, block=last[0], place=last[1])
        return sent
