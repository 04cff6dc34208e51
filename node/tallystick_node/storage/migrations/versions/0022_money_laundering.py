"""Money laundering: flows, rules, alerts, cases and reports."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from tallystick_node.storage.schema import Json, Moment, Row

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    """Nothing was looked for before."""
    _create_flows_and_rules()
    _create_cases()
    _create_alerts()
    _create_reports()


def _create_flows_and_rules() -> None:
    op.create_table(
        "aml_back_tests",
        sa.Column("id", Row, nullable=False),
        sa.Column("rule", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("result", Json(), nullable=False),
        sa.Column("by", sa.String(length=42), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_aml_back_tests")),
    )
    op.create_index(
        op.f("ix_aml_back_tests_rule_version"), "aml_back_tests", ["rule", "version"], unique=False
    )
    op.create_table(
        "aml_cursor",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_aml_cursor_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_aml_cursor")),
    )
    op.create_table(
        "aml_flows",
        sa.Column("id", sa.String(length=96), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("source", sa.String(length=160), nullable=False),
        sa.Column("destination", sa.String(length=160), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("of_loan", sa.BigInteger(), nullable=True),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("cash", sa.Boolean(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_aml_flows")),
    )
    op.create_index(op.f("ix_aml_flows_at"), "aml_flows", ["at"], unique=False)
    op.create_index(op.f("ix_aml_flows_block"), "aml_flows", ["block"], unique=False)
    op.create_index(op.f("ix_aml_flows_destination"), "aml_flows", ["destination"], unique=False)
    op.create_index(op.f("ix_aml_flows_source"), "aml_flows", ["source"], unique=False)
    op.create_table(
        "aml_rule_states",
        sa.Column("rule", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("proposed", sa.String(length=8), nullable=True),
        sa.Column("proposed_by", sa.String(length=42), nullable=True),
        sa.Column("changed_by", sa.String(length=42), nullable=True),
        sa.Column("changed_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("rule", "version", name=op.f("pk_aml_rule_states")),
    )
    op.create_table(
        "aml_runs",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("rule", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("flows", sa.Integer(), nullable=False),
        sa.Column("hits", sa.Integer(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("day", "rule", "version", name=op.f("pk_aml_runs")),
    )


def _create_cases() -> None:
    op.create_table(
        "aml_cases",
        sa.Column("id", Row, nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("level", sa.String(length=8), nullable=False),
        sa.Column("assignee", sa.String(length=42), nullable=True),
        sa.Column("lease_until", Moment(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("proposed", sa.String(length=16), nullable=True),
        sa.Column("proposed_by", sa.String(length=42), nullable=True),
        sa.Column("outcome", sa.String(length=16), nullable=True),
        sa.Column("report_due_on", sa.Date(), nullable=True),
        sa.Column("opened_by", sa.String(length=42), nullable=False),
        sa.Column("opened_at", Moment(), nullable=False),
        sa.Column("closed_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_aml_cases")),
    )
    op.create_index(op.f("ix_aml_cases_state"), "aml_cases", ["state"], unique=False)
    op.create_table(
        "aml_case_acts",
        sa.Column("id", Row, nullable=False),
        sa.Column("case", Row, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("by", sa.String(length=42), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case"], ["aml_cases.id"], name=op.f("fk_aml_case_acts_case_aml_cases")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_aml_case_acts")),
    )
    op.create_index(op.f("ix_aml_case_acts_case"), "aml_case_acts", ["case"], unique=False)
    op.create_table(
        "aml_case_links",
        sa.Column("case", Row, nullable=False),
        sa.Column("other", Row, nullable=False),
        sa.ForeignKeyConstraint(
            ["case"], ["aml_cases.id"], name=op.f("fk_aml_case_links_case_aml_cases")
        ),
        sa.ForeignKeyConstraint(
            ["other"], ["aml_cases.id"], name=op.f("fk_aml_case_links_other_aml_cases")
        ),
        sa.PrimaryKeyConstraint("case", "other", name=op.f("pk_aml_case_links")),
    )
    op.create_table(
        "aml_case_people",
        sa.Column("case", Row, nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["case"], ["aml_cases.id"], name=op.f("fk_aml_case_people_case_aml_cases")
        ),
        sa.PrimaryKeyConstraint("case", "person", name=op.f("pk_aml_case_people")),
    )
    op.create_index(op.f("ix_aml_case_people_person"), "aml_case_people", ["person"], unique=False)


def _create_alerts() -> None:
    op.create_table(
        "aml_alerts",
        sa.Column("id", Row, nullable=False),
        sa.Column("rule", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=32), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("flows", Json(), nullable=False),
        sa.Column("facts", Json(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("case", Row, nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("raised_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case"], ["aml_cases.id"], name=op.f("fk_aml_alerts_case_aml_cases")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_aml_alerts")),
        sa.UniqueConstraint(
            "rule", "version", "subject", "day", name=op.f("uq_aml_alerts_rule_version_subject_day")
        ),
    )
    op.create_index(op.f("ix_aml_alerts_case"), "aml_alerts", ["case"], unique=False)
    op.create_index(
        op.f("ix_aml_alerts_state_due_on"), "aml_alerts", ["state", "due_on"], unique=False
    )
    op.create_table(
        "aml_alert_people",
        sa.Column("alert", Row, nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["alert"], ["aml_alerts.id"], name=op.f("fk_aml_alert_people_alert_aml_alerts")
        ),
        sa.PrimaryKeyConstraint("alert", "person", name=op.f("pk_aml_alert_people")),
    )
    op.create_index(
        op.f("ix_aml_alert_people_person"), "aml_alert_people", ["person"], unique=False
    )


def _create_reports() -> None:
    op.create_table(
        "aml_snoozes",
        sa.Column("id", Row, nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("rule", sa.String(length=16), nullable=True),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("by", sa.String(length=42), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_aml_snoozes")),
    )
    op.create_index(op.f("ix_aml_snoozes_person"), "aml_snoozes", ["person"], unique=False)
    op.create_table(
        "aml_reports",
        sa.Column("id", Row, nullable=False),
        sa.Column("case", Row, nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("by", sa.String(length=42), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("sent_by", sa.String(length=42), nullable=True),
        sa.Column("sent_at", Moment(), nullable=True),
        sa.Column("receipt", sa.String(length=128), nullable=True),
        sa.Column("received_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case"], ["aml_cases.id"], name=op.f("fk_aml_reports_case_aml_cases")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_aml_reports")),
        sa.UniqueConstraint(
            "case", "kind", "version", name=op.f("uq_aml_reports_case_kind_version")
        ),
    )
