"""The vault: wrapped keys, sealed values, and the marks by which values are found."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table

from tallystick_node.storage.schema import Moment, Octets, metadata

__all__ = ["vault_fields", "vault_keys", "vault_marks"]

# One data key for each holder: a person, or a number that a code was sent to.
vault_keys = Table(
    "vault_keys",
    metadata,
    Column("holder", String(64), primary_key=True),
    Column("ring_key", Integer, nullable=False, index=True),
    Column("sealed", Octets, nullable=False),
    Column("made_at", Moment, nullable=False),
)

vault_fields = Table(
    "vault_fields",
    metadata,
    Column("table", String(32), primary_key=True),
    Column("row", String(64), primary_key=True),
    Column("field", String(32), primary_key=True),
    Column("holder", ForeignKey("vault_keys.holder"), nullable=False, index=True),
    Column("sealed", Octets, nullable=False),
    Column("sealed_at", Moment, nullable=False),
)

vault_marks = Table(
    "vault_marks",
    metadata,
    Column("field", String(32), primary_key=True),
    Column("mark", String(64), primary_key=True),
    Column("holder", ForeignKey("vault_keys.holder"), primary_key=True),
    # Filled where a value belongs to one holder alone; the database refuses the second.
    Column("sole", String(97), unique=True),
    Index(None, "holder"),
)
