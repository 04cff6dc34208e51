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
from tallystick_node.storage.tables.payments import (
    payment_orders,
    reconciliations,
    token_arrivals,
    token_cursor,
)
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
from tallystick_node.storage.tables.sends import (
    send_accounts,
    send_versions,
    sends,
    spending,
    sponsorship_days,
)
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
from tallystick_node.storage.tables.underwriting import (
    applications,
    blacklist,
    credit_offers,
    credit_reviews,
    findings,
    rescores,
    review_acts,
)
from tallystick_node.storage.tables.vault import vault_fields, vault_keys, vault_marks

__all__ = [
    "applications",
    "assessments",
    "blacklist",
    "blocks",
    "care_steps",
    "challenges",
    "checks",
    "codes",
    "consents",
    "cosignings",
    "credentials",
    "credit_offers",
    "credit_reviews",
    "documents",
    "event_parties",
    "events",
    "evidence",
    "findings",
    "idempotency_keys",
    "index_cursor",
    "job_days",
    "jobs",
    "journal",
    "journal_head",
    "leases",
    "loans",
    "messages",
    "payment_orders",
    "person_wallets",
    "persons",
    "rating_reviews",
    "ratings",
    "reconciliations",
    "rescores",
    "review_acts",
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
    "sponsorship_days",
    "token_arrivals",
    "token_cursor",
    "vault_fields",
    "vault_keys",
    "vault_marks",
]
