"""Days of the public dataset, plans of lenders who leave, partners, and clients' endpoints."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from tallystick_node.storage.schema import Json, Moment, Row

revision = "0037"
down_revision = "0036"


def upgrade() -> None:
    """Nobody kept any before."""
    op.create_table(
        "dataset_days",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("block_hash", sa.String(length=66), nullable=False),
        sa.Column("root", sa.String(length=66), nullable=False),
        sa.Column("manifests", Json(), nullable=False),
        sa.Column("kept_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_dataset_days")),
    )
    _create_exit_plans()
    _create_partners()
    _create_hooks()


def _create_partners() -> None:
    op.create_table(
        "partner_keys",
        sa.Column("id", Row, nullable=False),
        sa.Column("partner", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("scopes", Json(), nullable=False),
        sa.Column("networks", Json(), nullable=False),
        sa.Column("rate", sa.Integer(), nullable=False),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.Column("proposed_by", sa.String(length=42), nullable=False),
        sa.Column("proposed_at", Moment(), nullable=False),
        sa.Column("confirmed_by", sa.String(length=42), nullable=True),
        sa.Column("confirmed_at", Moment(), nullable=True),
        sa.Column("key_hash", sa.String(length=64), nullable=True),
        sa.Column("old_hash", sa.String(length=64), nullable=True),
        sa.Column("old_until", Moment(), nullable=True),
        sa.Column("revoked_by", sa.String(length=42), nullable=True),
        sa.Column("revoked_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner_keys")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_partner_keys_key_hash")),
        sa.UniqueConstraint("old_hash", name=op.f("uq_partner_keys_old_hash")),
    )
    op.create_index(op.f("ix_partner_keys_partner"), "partner_keys", ["partner"], unique=False)
    op.create_table(
        "partner_requests",
        sa.Column("key", Row, nullable=False, autoincrement=False),
        sa.Column("minute", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["key"], ["partner_keys.id"], name=op.f("fk_partner_requests_key_partner_keys")
        ),
        sa.PrimaryKeyConstraint("key", "minute", name=op.f("pk_partner_requests")),
    )
    _create_referrals()


def _create_referrals() -> None:
    op.create_table(
        "partner_referrals",
        sa.Column("id", Row, nullable=False),
        sa.Column("partner", sa.String(length=16), nullable=False),
        sa.Column("reference", sa.String(length=40), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=9), nullable=False),
        sa.Column("referred_at", Moment(), nullable=False),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.Column("person", sa.String(length=32), nullable=True),
        sa.Column("settled_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner_referrals")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_partner_referrals_code_hash")),
    )
    for columns in (["person"], ["partner", "state"], ["state", "expires_at"]):
        name = f"ix_partner_referrals_{'_'.join(columns)}"
        op.create_index(op.f(name), "partner_referrals", columns, unique=False)
    op.create_table(
        "partner_consents",
        sa.Column("id", Row, nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("wallet", sa.String(length=42), nullable=False),
        sa.Column("partner", sa.String(length=16), nullable=False),
        sa.Column("client", sa.String(length=32), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("signature", sa.Text(), nullable=False),
        sa.Column("signed_at", Moment(), nullable=False),
        sa.Column("withdrawn_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner_consents")),
        sa.UniqueConstraint("client", name=op.f("uq_partner_consents_client")),
    )
    for columns in (["person"], ["partner", "withdrawn_at"]):
        name = f"ix_partner_consents_{'_'.join(columns)}"
        op.create_index(op.f(name), "partner_consents", columns, unique=False)


def _create_exit_plans() -> None:
    op.create_table(
        "exit_plans",
        sa.Column("id", Row, nullable=False),
        sa.Column("wallet", sa.String(length=42), nullable=False),
        sa.Column("stop_on", sa.Date(), nullable=False),
        sa.Column("sell_on", sa.Date(), nullable=True),
        sa.Column("price_ppm", sa.Integer(), nullable=True),
        sa.Column("planned_at", Moment(), nullable=False),
        sa.Column("stop_told_at", Moment(), nullable=True),
        sa.Column("sell_told_at", Moment(), nullable=True),
        sa.Column("outcome", sa.String(length=9), nullable=True),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exit_plans")),
    )
    op.create_index(op.f("ix_exit_plans_wallet"), "exit_plans", ["wallet"], unique=False)
    op.create_index(
        op.f("ix_exit_plans_outcome_stop_on"), "exit_plans", ["outcome", "stop_on"], unique=False
    )


def _create_hooks() -> None:
    op.create_table(
        "hook_endpoints",
        sa.Column("id", Row, nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("url", sa.String(length=500), nullable=False),
        sa.Column("events", Json(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("old_until", Moment(), nullable=True),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("place", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hook_endpoints")),
    )
    for column in ("person", "state"):
        op.create_index(
            op.f(f"ix_hook_endpoints_{column}"), "hook_endpoints", [column], unique=False
        )
    op.create_table(
        "hook_deliveries",
        sa.Column("id", Row, nullable=False),
        sa.Column("endpoint", Row, nullable=False),
        sa.Column("event", sa.String(length=24), nullable=False),
        sa.Column("cause", sa.String(length=120), nullable=False),
        sa.Column("content", Json(), nullable=False),
        sa.Column("state", sa.String(length=9), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("settled_at", Moment(), nullable=True),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["endpoint"],
            ["hook_endpoints.id"],
            name=op.f("fk_hook_deliveries_endpoint_hook_endpoints"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hook_deliveries")),
        sa.UniqueConstraint("endpoint", "cause", name=op.f("uq_hook_deliveries_endpoint_cause")),
    )
    op.create_index(
        op.f("ix_hook_deliveries_endpoint_id"), "hook_deliveries", ["endpoint", "id"], unique=False
    )
