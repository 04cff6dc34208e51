"""Every table of the node, by its noun."""

from __future__ import annotations

from tallystick_node.storage.tables.access import (
    idempotency_keys,
    second_factors,
    sessions,
    sign_in_challenges,
)
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
from tallystick_node.storage.tables.people import (
    challenges,
    checks,
    codes,
    consents,
    documents,
    evidence,
    person_wallets,
    persons,
)
from tallystick_node.storage.tables.sends import send_accounts, send_versions, sends, spending
from tallystick_node.storage.tables.standing import (
    assessments,
    care_steps,
    cosignings,
    credentials,
    rating_reviews,
    ratings,
    sanctions_entries,
    sanctions_lists,
    screening_votes,
    screenings,
)
from tallystick_node.storage.tables.vault import vault_fields, vault_keys, vault_marks

__all__ = [
    "assessments",
    "blocks",
    "care_steps",
    "challenges",
    "checks",
    "codes",
    "consents",
    "cosignings",
    "credentials",
    "documents",
    "event_parties",
    "events",
    "evidence",
    "idempotency_keys",
    "index_cursor",
    "job_days",
    "jobs",
    "journal",
    "journal_head",
    "leases",
    "loans",
    "messages",
    "person_wallets",
    "persons",
    "rating_reviews",
    "ratings",
    "sanctions_entries",
    "sanctions_lists",
    "screening_votes",
    "screenings",
    "second_factors",
    "send_accounts",
    "send_versions",
    "sends",
    "sessions",
    "sign_in_challenges",
    "spending",
    "vault_fields",
    "vault_keys",
    "vault_marks",
]
