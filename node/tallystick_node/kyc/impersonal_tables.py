"""The tables of which no row is told to a person or forgotten with them, and why."""

from __future__ import annotations

__all__ = ["ELSEWHERE"]

_CHAIN = "what everybody can read on the chain; accounts have statements"
_COUNTED = "keyed marks of callers, for two minutes"
_WORK = "the node's own work, with a reference at most, which means nothing without the person"
_SEALED = "the vault: told as values, forgotten with the key"
# The other tables, and what they hold.
# The law forbids to tell anybody that they are looked at, and asks to keep for years what was seen.
_LAUNDERING = "the law forbids to tell whom it is about, and an erasure does not touch it"
_SUPERVISED = "what supervisors and staff have to do with each other; nobody is named by a table"
ELSEWHERE = {
    "persons": "told at the head of the export; the row stays, empty, as somebody who was erased",
    "vault_fields": _SEALED, "vault_keys": _SEALED, "vault_marks": _SEALED,
    "remnants": "marks of nobody any more, so that an erasure undoes no prohibition and no limit",
    "codes": "sealed for the number it went to, destroyed with the day",
    "blocks": _CHAIN, "events": _CHAIN, "event_parties": _CHAIN, "loans": _CHAIN,
    "index_cursor": _CHAIN, "reorganisations": _CHAIN,
    "token_arrivals": _CHAIN, "token_cursor": _CHAIN,
    "cosignings": "other nodes' persons, by the commitment that the chain has",
    "sends": _WORK, "send_accounts": _WORK, "send_versions": _WORK, "spending": _WORK,
    "sponsorship_days": _WORK, "jobs": _WORK, "job_days": _WORK, "leases": _WORK,
    "request_counts": _COUNTED, "schema_floor": _WORK,
    "journal": "a chain of hashes of what was done, by reference; what came of it is in the others",
    "journal_head": _WORK, "sign_in_challenges": "nonces of nobody yet",
    "passkey_challenges": "questions to browsers, of five minutes",
    "account_writes": "counts of the last minutes",
    "dataset_days": "what is published of the chain, by its blocks",
    "partner_keys": _SUPERVISED, "partner_requests": _SUPERVISED,
    "watcher_verdicts": "what auditors have signed of the platform, for everybody to read",
    "matching_rounds": "what is published of automatic lending, by the chain's own digests",
    "mandate_allocations": "what is published of automatic lending, by the chain's own digests",
    "order_log": "what is published of orders for notes, by digest, without whose they are",
    "wind_down_months": "sums of a month",
    "reconciliations": "sums of a day",
    "risk_measures": "sums of a day", "risk_ladders": "sums of a day",
    "risk_positions": "sums of a day",
    "company_versions": "what the operator states of the company, for everybody to read",
    "company_warnings": _WORK,
    "risk_incidents": "sums of a day, and what staff learned of them", "send_halts": _WORK,
    "aml_alerts": _LAUNDERING, "aml_alert_people": _LAUNDERING, "aml_cases": _LAUNDERING,
    "aml_case_acts": _LAUNDERING, "aml_case_links": _LAUNDERING, "aml_case_people": _LAUNDERING,
    "aml_reports": _LAUNDERING, "aml_snoozes": _LAUNDERING, "aml_rule_states": _LAUNDERING,
    "aml_case_tags": _LAUNDERING, "aml_case_files": _LAUNDERING, "aml_freezes": _LAUNDERING,
    "aml_runs": _LAUNDERING, "aml_back_tests": _LAUNDERING, "aml_cursor": _CHAIN,
    "aml_flows": "made from the events and orders, of which is told where they are kept",
    "complaint_clocks": "told with the complaint; the list that is anchored has it for ever",
    "complaint_anchors": "numbers, days and hashes of all complaints, for everybody to read",
    "complaint_warnings": _WORK,
    "reward_coupons": "offers to everybody", "growth_channels": "what staff have set up",
    "growth_experiments": "what staff have set up",
    "client_segments": "counts of clients, none of less than five",
    "survey_looks": _CHAIN, "clock_warnings": _WORK,
    "watch_keywords": "words that are watched for", "feed_imports": "counts of a file",
    "mentions": "what others have published, until support.mention_keep_days after its end",
    "mention_acts": "what staff did about it, for as long",
    "readiness_days": "counts of minutes of a day",
    "outages": "what was out of order, for everybody to read",
    "outage_notices": "what was out of order, for everybody to read",
    "regulator_keys": _SUPERVISED, "regulator_requests": _SUPERVISED,
    "supervision_salt": _SUPERVISED, "major_events": _SUPERVISED,
    "regulator_questions": _SUPERVISED, "pause_requests": _SUPERVISED,
    "supervision_files": "loans by number and owners by salted hash, as supervisors got them",
    "sanctions_lists": "public lists", "sanctions_entries": "public lists",
}  # fmt: skip
