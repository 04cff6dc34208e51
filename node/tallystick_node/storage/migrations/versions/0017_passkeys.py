"""Passkeys, how a session was opened, and when it was last used."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from tallystick_node.storage.schema import Moment, Octets

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """Sessions of before were opened by a wallet; they count as used when they began."""
    with op.batch_alter_table("sessions") as batch:
        batch.add_column(
            sa.Column("method", sa.String(length=16), nullable=False, server_default="wallet")
        )
        batch.add_column(sa.Column("used_at", Moment(), nullable=True))
    op.create_table(
        "passkeys",
        sa.Column("id", sa.String(length=1024), nullable=False),
        sa.Column("wallet", sa.String(length=42), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("public_key", Octets(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("used_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkeys")),
    )
    op.create_index(op.f("ix_passkeys_wallet"), "passkeys", ["wallet"], unique=False)
    op.create_table(
        "passkey_challenges",
        sa.Column("challenge", sa.String(length=64), nullable=False),
        sa.Column("purpose", sa.String(length=16), nullable=False),
        sa.Column("wallet", sa.String(length=42), nullable=True),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.Column("used_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("challenge", name=op.f("pk_passkey_challenges")),
    )
    op.create_index(
        op.f("ix_passkey_challenges_expires_at"), "passkey_challenges", ["expires_at"], unique=False
    )
