"""Jobs, the journal, the two outboxes, and what is read from the chain."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from tallystick_node.storage.schema import BigNumber, Json, Moment, Row

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables; the journal takes no changes from then on."""
    _chain()
    _jobs()
    _journal()
    _messages()
    _sends()
    _begin_journal()
    _seal_journal()


def _chain() -> None:
    op.create_table(
        "blocks",
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("hash", sa.String(length=66), nullable=False),
        sa.Column("events", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_blocks")),
    )
    op.create_table(
        "event_parties",
        sa.Column("address", sa.String(length=42), nullable=False),
        sa.Column("block", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("place", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("address", "block", "place", name=op.f("pk_event_parties")),
    )
    op.create_index(op.f("ix_event_parties_block"), "event_parties", ["block"], unique=False)
    op.create_table(
        "events",
        sa.Column("block", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("place", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("tx_hash", sa.String(length=66), nullable=False),
        sa.Column("contract", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("loan", sa.BigInteger(), nullable=True),
        sa.Column("fields", Json(), nullable=False),
        sa.PrimaryKeyConstraint("block", "place", name=op.f("pk_events")),
    )
    op.create_index(
        op.f("ix_events_contract_name_block"), "events", ["contract", "name", "block"], unique=False
    )
    op.create_index(op.f("ix_events_loan_block"), "events", ["loan", "block"], unique=False)
    op.create_index(op.f("ix_events_tx_hash"), "events", ["tx_hash"], unique=False)
    op.create_table(
        "index_cursor",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("platform", sa.String(length=42), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.String(length=66), nullable=False),
        sa.Column("head", sa.BigInteger(), nullable=False),
        sa.Column("head_timestamp", sa.BigInteger(), nullable=False),
        sa.Column("head_seen_at", Moment(), nullable=False),
        sa.Column("events", sa.BigInteger(), nullable=False),
        sa.Column("reorgs", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_index_cursor_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_index_cursor")),
    )
    op.create_table(
        "loans",
        sa.Column("loan", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("borrower", sa.String(length=42), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("principal", sa.BigInteger(), nullable=False),
        sa.Column("funded", sa.BigInteger(), nullable=False),
        sa.Column("risk_level", sa.Integer(), nullable=False),
        sa.Column("rate_ppm", sa.Integer(), nullable=False),
        sa.Column("instalments", sa.Integer(), nullable=False),
        sa.Column("settled", sa.Integer(), nullable=False),
        sa.Column("balance", sa.BigInteger(), nullable=False),
        sa.Column("total_principal", sa.BigInteger(), nullable=False),
        sa.Column("total_interest", sa.BigInteger(), nullable=False),
        sa.Column("issue_day", sa.BigInteger(), nullable=True),
        sa.Column("listed_block", sa.BigInteger(), nullable=False),
        sa.Column("changed_block", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("loan", name=op.f("pk_loans")),
    )
    op.create_index(op.f("ix_loans_borrower"), "loans", ["borrower"], unique=False)
    op.create_index(op.f("ix_loans_status_loan"), "loans", ["status", "loan"], unique=False)


def _jobs() -> None:
    op.create_table(
        "job_days",
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("planned_through", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("kind", name=op.f("pk_job_days")),
    )
    op.create_table(
        "jobs",
        sa.Column("id", Row, nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("subject", sa.String(length=128), nullable=False),
        sa.Column("business_date", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("not_before", Moment(), nullable=False),
        sa.Column("lease_token", sa.BigInteger(), nullable=False),
        sa.Column("leased_by", sa.String(length=128), nullable=True),
        sa.Column("leased_until", Moment(), nullable=True),
        sa.Column("error", sa.String(length=256), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("finished_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_jobs")),
        sa.UniqueConstraint(
            "kind", "subject", "business_date", name=op.f("uq_jobs_kind_subject_business_date")
        ),
    )
    op.create_index(op.f("ix_jobs_state_not_before"), "jobs", ["state", "not_before"], unique=False)
    op.create_table(
        "leases",
        sa.Column("name", sa.String(length=128), nullable=False),
        sa.Column("holder", sa.String(length=128), nullable=False),
        sa.Column("until", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_leases")),
    )


def _journal() -> None:
    op.create_table(
        "journal",
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("actor", sa.String(length=128), nullable=False),
        sa.Column("act", sa.String(length=64), nullable=False),
        sa.Column("subject", sa.String(length=128), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_journal")),
        sa.UniqueConstraint("hash", name=op.f("uq_journal_hash")),
    )
    op.create_table(
        "journal_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_journal_head_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal_head")),
    )


def _messages() -> None:
    op.create_table(
        "messages",
        sa.Column("id", Row, nullable=False),
        sa.Column("key", sa.String(length=128), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("recipient", sa.String(length=256), nullable=False),
        sa.Column("content", Json(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("not_before", Moment(), nullable=False),
        sa.Column("lease_token", sa.BigInteger(), nullable=False),
        sa.Column("leased_until", Moment(), nullable=True),
        sa.Column("error", sa.String(length=256), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("settled_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_messages")),
        sa.UniqueConstraint("key", name=op.f("uq_messages_key")),
    )
    op.create_index(
        op.f("ix_messages_state_not_before"), "messages", ["state", "not_before"], unique=False
    )


def _sends() -> None:
    op.create_table(
        "send_accounts",
        sa.Column("address", sa.String(length=42), nullable=False),
        sa.Column("next_nonce", sa.BigInteger(), nullable=False),
        sa.Column("halted", sa.String(length=256), nullable=True),
        sa.PrimaryKeyConstraint("address", name=op.f("pk_send_accounts")),
    )
    op.create_table(
        "sends",
        sa.Column("id", Row, nullable=False),
        sa.Column("key", sa.String(length=128), nullable=False),
        sa.Column("account", sa.String(length=42), nullable=False),
        sa.Column("contract", sa.String(length=32), nullable=False),
        sa.Column("function", sa.String(length=64), nullable=False),
        sa.Column("arguments", Json(), nullable=False),
        sa.Column("to", sa.String(length=42), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("nonce", sa.BigInteger(), nullable=True),
        sa.Column("reserved", BigNumber(), nullable=True),
        sa.Column("reserved_on", sa.Date(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=True),
        sa.Column("reason", sa.String(length=512), nullable=True),
        sa.Column("tx_hash", sa.String(length=66), nullable=True),
        sa.Column("block", sa.BigInteger(), nullable=True),
        sa.Column("block_hash", sa.String(length=66), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("settled_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sends")),
        sa.UniqueConstraint("account", "nonce", name=op.f("uq_sends_account_nonce")),
        sa.UniqueConstraint("key", name=op.f("uq_sends_key")),
    )
    op.create_index(op.f("ix_sends_account_state"), "sends", ["account", "state"], unique=False)
    op.create_table(
        "spending",
        sa.Column("account", sa.String(length=42), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("wei", BigNumber(), nullable=False),
        sa.PrimaryKeyConstraint("account", "day", name=op.f("pk_spending")),
    )
    op.create_table(
        "send_versions",
        sa.Column("tx_hash", sa.String(length=66), nullable=False),
        sa.Column("send", Row, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("raw", sa.Text(), nullable=False),
        sa.Column("body", Json(), nullable=False),
        sa.Column("signed_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["send"], ["sends.id"], name=op.f("fk_send_versions_send_sends")),
        sa.PrimaryKeyConstraint("tx_hash", name=op.f("pk_send_versions")),
        sa.UniqueConstraint("send", "number", name=op.f("uq_send_versions_send_number")),
    )
    op.create_index(op.f("ix_send_versions_send"), "send_versions", ["send"], unique=False)


def _begin_journal() -> None:
    head = sa.table("journal_head", sa.column("id"), sa.column("number"), sa.column("hash"))
    op.execute(head.insert().values(id=1, number=0, hash="0" * 64))


def _seal_journal() -> None:
    """Refuse to change or remove a row of the journal, whoever asks."""
    if op.get_bind().dialect.name == "sqlite":
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER journal_refuses_{act.lower()} BEFORE {act} ON journal"
                " BEGIN SELECT RAISE(ABORT, 'the journal is only ever added to'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION journal_refuses() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION 'the journal is only ever added to'; END $$"
    )
    op.execute(
        "CREATE TRIGGER journal_refuses BEFORE UPDATE OR DELETE OR TRUNCATE ON journal"
        " FOR EACH STATEMENT EXECUTE FUNCTION journal_refuses()"
    )
