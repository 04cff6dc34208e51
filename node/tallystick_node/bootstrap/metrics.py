"""What is measured, for Prometheus: read from the tables when it is asked for.

So every process reports the same of the node, and only what is its own of itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy import func, select

from tallystick_node.infrastructure.transactions.outgoing import counts, oldest_open
from tallystick_node.payments.jobs import open_days
from tallystick_node.payments.order_states import counts as payment_counts
from tallystick_node.payments.order_states import unclaimed
from tallystick_node.servicing.effectiveness import late_by_tier, open_counts
from tallystick_node.storage.tables import index_cursor, loans

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tallystick_node.bootstrap.node import Node

__all__ = ["NodeCollector"]

_PREFIX = "tallystick_"


class NodeCollector(Collector):
    """Reads the node's tables."""

    def __init__(self, node: Node) -> None:
        self._node = node

    def describe(self) -> list[Any]:
        """Return nothing: the database is read only when somebody collects the figures.

        Returns:
            An empty list.
        """
        return []

    def collect(self) -> Iterator[Any]:
        """Yield every figure; each family is read from one state of the database.

        Yields:
            Gauges, and the counter of reorganisations; amounts of wei are in wei, ages in seconds.
        """
        with self._node.foundation.database.reading() as connection:
            yield from self._of_the_chain(connection)
            yield from self._of_sends(connection)
            yield self._by(
                "payment_orders", "Orders of money in and out", ["state"],
                {(state,): number for state, number in payment_counts(connection).items()},
            )  # fmt: skip
            yield self._gauge(
                "payment_tokens_unclaimed", "Tokens sent back that no withdrawal asked for",
                unclaimed(connection),
            )  # fmt: skip
            yield self._gauge(
                "payment_open_days", "Days on which chain, ledger and bank differ",
                len(open_days(connection)),
            )  # fmt: skip
            yield self._by(
                "loans_late", "Loans past due", ["tier"],
                {(str(tier),): number for tier, number in late_by_tier(connection).items()},
            )  # fmt: skip
            yield self._by(
                "servicing_open", "What waits for staff", ["kind"],
                {(kind,): number for kind, number in open_counts(connection).items()},
            )  # fmt: skip
            yield self._gauge(
                "journal_entries", "Entries of the audit log",
                self._node.foundation.audit_log.head(connection).number,
            )  # fmt: skip
        yield from self._of_jobs()
        yield self._by(
            "messages",
            "Messages of the outbox",
            ["channel", "state"],
            self._node.foundation.outbox.counts(),
        )
        yield self._by(
            "loop_age_seconds", "Since a loop of this process came round", ["loop"],
            {(loop.name,): loop.age_seconds for loop in self._node.loops},
        )  # fmt: skip

    def _of_the_chain(self, connection: Connection) -> Iterator[Any]:
        cursor = connection.execute(select(index_cursor)).one_or_none()
        if cursor is None:
            return
        lag = max(cursor.head - cursor.block, 0)
        yield self._gauge("indexer_head_lag_blocks", "Blocks the tables are behind", lag)
        yield self._gauge("indexer_block", "The last block in the tables", cursor.block)
        yield self._gauge(
            "indexer_look_age_seconds", "Since the chain was looked at",
            self._age(cursor.head_seen_at),
        )  # fmt: skip
        yield self._gauge("indexer_events", "Events in the tables", cursor.events)
        yield CounterMetricFamily(
            _PREFIX + "reorgs", "Reorganisations that were taken back", value=cursor.reorgs
        )
        by_status = connection.execute(
            select(loans.c.status, func.count()).group_by(loans.c.status)
        )
        yield self._by("loans", "Loans", ["status"], {(name,): n for name, n in by_status.all()})

    def _of_sends(self, connection: Connection) -> Iterator[Any]:
        yield self._by(
            "sends", "Transactions of the node", ["state"],
            {(state,): number for state, number in counts(connection).items()},
        )  # fmt: skip
        yield self._gauge(
            "send_age_seconds", "Age of the oldest transaction that is not settled",
            self._age(oldest_open(connection)),
        )  # fmt: skip
        engine = self._node.senders.engine
        if engine is not None:
            spent = engine.ledger.spent(connection, self._node.foundation.clock().date())
            yield self._gauge("sender_spent_wei", "Wei of today, reserved or spent", spent)
            cap = engine.ledger.cap_wei_per_day
            yield self._gauge("sender_cap_wei", "Wei that a day may cost", cap)

    def _of_jobs(self) -> Iterator[Any]:
        queue = self._node.foundation.queue
        yield self._by(
            "jobs", "Jobs", ["state"], {(state,): n for state, n in queue.counts().items()}
        )
        yield self._gauge(
            "job_age_seconds", "Age of the oldest job that is not done",
            self._age(queue.oldest_open()),
        )  # fmt: skip

    def _age(self, since: datetime | None) -> int:
        return 0 if since is None else int((self._node.foundation.clock() - since).total_seconds())

    def _gauge(self, name: str, description: str, value: int) -> GaugeMetricFamily:
        return GaugeMetricFamily(_PREFIX + name, description, value=value)

    def _by(
        self, name: str, description: str, labels: list[str], values: Mapping[Any, int]
    ) -> GaugeMetricFamily:
        family = GaugeMetricFamily(_PREFIX + name, description, labels=labels)
        for label_values, value in sorted(values.items()):
            family.add_metric(list(label_values), value)
        return family
