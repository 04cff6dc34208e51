"""A sanctions list of nobody, so that a development node can screen: every name says what it is."""

from __future__ import annotations

import hashlib
from datetime import date

from tallystick_node.kyc.sanctions.lists import Alias, ListEntry, SanctionsList

__all__ = ["SANDBOX_LIST"]

_ENTRIES = (
    ListEntry(
        number="1",
        name="SANDBOX LISTED PERSON",
        kind="individual",
        programme="SANDBOX",
        aliases=(Alias("沙盒名单"), Alias("SANDBOX ALIAS", weak=True)),
        birth_years=frozenset({1970}),
    ),
    ListEntry(number="2", name="SANDBOX LISTED COMPANY", kind="entity", programme="SANDBOX"),
)
SANDBOX_LIST = SanctionsList(
    "SANDBOX",
    date(2026, 1, 1),
    hashlib.sha256(repr(_ENTRIES[0].name).encode()).hexdigest(),
    _ENTRIES,
)
