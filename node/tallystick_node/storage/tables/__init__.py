"""Every table of the node, by its noun."""

from __future__ import annotations

from tallystick_node.storage.tables.chain import (
    blocks,
    event_parties,
    events,
    index_cursor,
    loans,
)
from tallystick_node.storage.tables.jobs import job_days, jobs, leases
from tallystick_node.storage.tables.journal import journal, journal_head
from tallystick_node.storage.tables.messages import messages
from tallystick_node.storage.tables.payments import (
    payment_orders,
    reconciliations,
    token_arrivals,
    token_cursor,
)
from tallystick_node.storage.tables.sends import send_accounts, send_versions, sends, spending

__all__ = [
    "blocks",
    "event_parties",
    "events",
    "index_cursor",
    "job_days",
    "jobs",
    "journal",
    "journal_head",
    "leases",
    "loans",
    "messages",
    "payment_orders",
    "reconciliations",
    "send_accounts",
    "send_versions",
    "sends",
    "spending",
    "token_arrivals",
    "token_cursor",
]
