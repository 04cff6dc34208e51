"""An entry of the journal and its hash, without a database.

hash = SHA-256 of the canonical JSON list [number, microseconds since 1970, actor, act, subject,
details, previous hash]; the first entry's previous hash is 64 zeros.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

__all__ = ["BEGINNING", "AuditEntry", "entry_hash"]

BEGINNING = "0" * 64
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One line; `details` is canonical JSON. Identifiers belong here, personal data do not."""

    number: int
    at: datetime
    actor: str
    act: str
    subject: str
    details: str
    previous: str


def entry_hash(entry: AuditEntry) -> str:
    """Return the hash that the next entry names.

    Args:
        entry: The entry.

    Returns:
        SHA-256 in hex, of the entry's canonical JSON list.
    """
    line = [
        entry.number,
        (entry.at - _EPOCH) // timedelta(microseconds=1),
        entry.actor,
        entry.act,
        entry.subject,
        json.loads(entry.details),
        entry.previous,
    ]
    text = json.dumps(line, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
